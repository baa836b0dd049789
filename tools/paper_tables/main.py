# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of tools/paper-tables."""

import argparse
import os
import pathlib
import signal
import sys

from . import data, estimate, plan, report
from .run import Runner, Stopped, read_json, write

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Ten classes, one severity, trainings of seconds.
SMALL = {"arch": "resnet8", "epochs": 2, "predictor_epochs": 1, "images": 20, "limit": 0, "test_limit": 0, "severities": "3"}
FULL = {"arch": "wrn-16-2", "epochs": 30, "predictor_epochs": 12, "images": 2000, "limit": 0, "test_limit": 0, "severities": "1-5"}


def parse(description, argv):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, help="folder with train/CLASS/IMAGE.png and test/CLASS/IMAGE.png")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder of the results, kept to go on with a run")
    parser.add_argument("--arch", help="architecture of the targets (default: wrn-16-2; the paper's is wrn-40-2)")
    parser.add_argument("--epochs", type=int, help="of each target (default: 30)")
    parser.add_argument("--predictor-epochs", type=int, help="of each predictor (default: 12)")
    parser.add_argument("--images", type=int, help="test images for all but the three main methods of Table 1 (default: 2000)")
    parser.add_argument("--limit", type=int, help="training images (default: all)")
    parser.add_argument("--test-limit", type=int, help="test images for the three main methods (default: all)")
    parser.add_argument("--severities", choices=["1-5", *"12345"], help="of the corruptions (default: 1-5)")
    parser.add_argument("--no-jsd", action="store_true", help="AugMix without the Jensen–Shannon term: a third of the training time")
    parser.add_argument("--bfloat16", action="store_true", help="train in bfloat16 (faster on processors with AMX)")
    parser.add_argument("--stages", default="*", help="only these, with commas; * and ? stand for other characters (default: *)")
    parser.add_argument("--list", action="store_true", help="print the stages and estimates, run nothing")
    parser.add_argument("--small", action="store_true", help="ten classes of the built-in traffic signs, about a minute")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of every stage (default: all cores)")
    parser.add_argument("--cli", default=str(ROOT / "build/src/cli/tauscope-cli"), help="the program (default: that of build/)")
    options = parser.parse_args(argv)
    refuse(parser, options)
    return options


def refuse(parser, options):
    """Ends with a sentence if options do not fit."""
    if options.small and options.data is not None:
        parser.error("--small draws its own images; leave out --data")
    if not options.small and options.data is None and not options.list:
        parser.error("give the folder of the images with --data, or --small")
    for name in ("epochs", "predictor_epochs", "images", "limit", "test_limit", "threads"):
        value = getattr(options, name)
        if value is not None and value < 1:
            parser.error(f"--{name.replace('_', '-')} must be positive")


def setting_of(options):
    counts = data.small_counts() if options.small else data.count(options.data) or data.CIFAR100
    defaults = SMALL if options.small else FULL
    given = {name: getattr(options, name) for name in defaults if getattr(options, name) is not None}
    return plan.Setting(**{**defaults, **given}, jsd=not options.no_jsd, bfloat16=options.bfloat16, small=options.small,
                        n_train=counts["train"], n_test=counts["test"])


def kind(stage):
    return stage.words[0]


def estimates(runner, stages):
    """Seconds of each stage: measured where it is finished, else estimated from the finished ones of its kind."""
    cores = max(1, min(runner.threads, os.cpu_count()))
    guess = {stage.name: stage.core_seconds / cores for stage in stages}
    done = {stage.name: runner.seconds(stage) for stage in stages}
    once = {stage.name for stage in stages if done[stage.name] is not None and runner.state(stage)["runs"] == 1}
    factors = {command: estimate.factor([(done[s.name], guess[s.name]) for s in stages if kind(s) == command and s.name in once])
               for command in {kind(stage) for stage in stages}}
    return {s.name: (done[s.name], guess[s.name] * factors[kind(s)] if done[s.name] is None else done[s.name]) for s in stages}


def list_stages(runner, stages, chosen):
    seconds = estimates(runner, stages)
    for stage in chosen:
        finished, expected = seconds[stage.name]
        print(f"{stage.name}: " + (f"finished in {estimate.duration(finished)}" if finished is not None else
                                   f"about {estimate.duration(expected)}"))
        print("    " + runner.show(stage))
    left = sum(seconds[stage.name][1] for stage in chosen if seconds[stage.name][0] is None)
    print(f"\nIn all about {estimate.duration(left)} on {runner.threads} threads. Estimates are rough; they follow the stages that have "
          "finished.")


def write_tables(setting, runner, stages):
    """From the evaluations that are finished."""
    results = {stage.name: read_json(runner.out / stage.output) for stage in stages
               if stage.output.endswith(".json") and not stage.training() and runner.seconds(stage) is not None}
    write(runner.out / "tables.md", report.markdown(setting, results, runner, stages))
    write(runner.out / "tables.tex", report.latex(setting, results))


def run_stages(setting, runner, stages, chosen):
    by_name = {stage.name: stage for stage in stages}
    for stage in chosen:
        if runner.seconds(stage) is not None:
            print(f"{stage.name}: finished in {estimate.duration(runner.seconds(stage))}", flush=True)
            continue
        for name in stage.needs:
            if runner.seconds(by_name[name]) is None:
                raise Stopped(f"stage {stage.name} needs {name}, which is not finished; add it to --stages")
        runner.run(stage)
        write_tables(setting, runner, stages)
    write_tables(setting, runner, stages)
    print(f"\nThe tables are in “{runner.out / 'tables.md'}” and “{runner.out / 'tables.tex'}”.")


def work(options):
    if options.small and not options.list:
        options.out.mkdir(parents=True, exist_ok=True)
        options.data = data.make_small(options.cli, options.out)
    elif not options.list:
        data.check(options.data)
    setting = setting_of(options)
    runner = Runner(options.cli, options.data or pathlib.Path("DATA"), options.out, options.threads)
    stages = plan.make(setting)
    try:
        chosen = plan.choose(stages, options.stages.split(","))
    except ValueError as wrong:
        raise Stopped(str(wrong)) from None
    if options.list:
        list_stages(runner, stages, chosen)
    else:
        options.out.mkdir(parents=True, exist_ok=True)
        run_stages(setting, runner, stages, chosen)


def main(description):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background otherwise
    options = parse(description, sys.argv[1:])
    try:
        work(options)
    except KeyboardInterrupt:
        print("\npaper-tables: stopped; the same command goes on from here", file=sys.stderr)
        return 130
    except (Stopped, OSError) as wrong:
        print(f"paper-tables: {wrong}", file=sys.stderr)
        return 1
    return 0
