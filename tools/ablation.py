#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ablation table: trains a loss predictor with each loss and architecture, writes Markdown.

    tools/ablation.py --pack data/packs/signs --dataset signs:train --test signs:test --work DIR -o data/docs/ablation.md

Ground truth is computed once, into WORK/ablation.db. Run again, it continues: finished combinations are read from
their packs in WORK, and an interrupted one is resumed. Sections of other packs in the file are kept. It needs only
Python's standard library.
"""

import argparse
import contextlib
import datetime
import json
import os
import pathlib
import re
import shlex
import sqlite3
import subprocess
import sys

LOSSES = pathlib.Path(__file__).resolve().parent.parent / "src/torch/losses/tau-loss-list.h"
HEADER = "# Ablation: losses and architectures of the loss predictor\n"
SETS = ("validation", "clean", "corrupted", "heldout")
NAMES = ("validation", "clean test", "corrupted test", "held-out test")


def parse(argv):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cli", default="build/src/cli/tauscope-cli", help="the program")
    parser.add_argument("--pack", required=True)
    parser.add_argument("--dataset", required=True)
    parser.add_argument("--test", required=True)
    parser.add_argument("--losses", default=",".join(re.findall(r"LOSS \((\w+),", LOSSES.read_text())))
    parser.add_argument("--architectures", default="compact,efficientnet-b0")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder of the packs, kept to resume a run")
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True, help="Markdown file")
    for name in ("epochs", "limit", "test-limit", "threads", "seed"):
        parser.add_argument("--" + name, type=int)
    parser.add_argument("more", nargs="*", help="after --: options of train-predictor for every combination")
    return parser.parse_args(argv)


def command(options, loss, architecture):
    """All that shapes a combination, as it is typed."""
    words = ["train-predictor", "--pack", options.pack, "--dataset", options.dataset, "--test", options.test,
             "--loss", loss, "--arch", architecture]
    for name in ("epochs", "limit", "test_limit", "threads", "seed"):
        if getattr(options, name) is not None:
            words += ["--" + name.replace("_", "-"), str(getattr(options, name))]
    return words + options.more


def seconds(db, folder):
    """Of the training whose pack is in the folder, the runs before a resumption included."""
    with contextlib.closing(sqlite3.connect(db)) as connection:
        (curves,) = connection.execute("SELECT curves FROM job WHERE json_extract(spec, '$.out') = ? "
                                       "AND curves IS NOT NULL ORDER BY id DESC", (str(folder),)).fetchone()
    return json.loads(curves)[-1]["seconds"]


def train(options, loss, architecture):
    """Returns pack.json and the time of a combination; trains it if it is not done yet."""
    words = command(options, loss, architecture)
    folder = options.work / f"{loss}-{architecture}"
    done = folder / "ablation.json"
    if done.exists():
        record = json.loads(done.read_text())
        if record["command"] != words:
            sys.exit(f"ablation.py: “{folder}” was made by “{shlex.join(record['command'])}”; "
                     "give the same options, or another --work folder")
        return record
    print(f"{loss}, {architecture}", flush=True)
    status = subprocess.run([options.cli, *words, "--out", str(folder), "--db", str(options.work / "ablation.db"),
                             "--resume"]).returncode
    if status != 0:
        sys.exit(f"ablation.py: {loss} with {architecture} failed; run the same command again to continue")
    pack = json.loads((folder / "pack.json").read_text())
    record = {"command": words, "results": pack["results"], "predictor": pack["predictor"],
              "seconds": seconds(options.work / "ablation.db", folder)}
    write(done, json.dumps(record))
    return record


def write(path, text):
    """Writes the file completely or not at all."""
    new = path.with_name(path.name + ".new")
    new.write_text(text, encoding="utf-8")
    os.replace(new, path)


def number(value, form):
    return "–" if value is None else form.format(value)


def correlations(rows):
    """The correlation table, with the best of each column in bold."""
    out = ["| loss | architecture | " + " | ".join(NAMES) + " | minutes | multiply-adds |", "|---|---|" + "---:|" * 6]
    best = {s: max((r["results"][s]["spearman"] or -2) for _, _, r in rows) for s in SETS}
    for loss, architecture, record in rows:
        results = record["results"]
        cells = [number(results[s]["spearman"], "**{:.3f}**" if results[s]["spearman"] == best[s] else "{:.3f}")
                 for s in SETS]
        cells += [f"{record['seconds'] / 60:.1f}", f"{record['predictor']['multiply_adds'] / 1e6:.1f} M"]
        out.append(f"| {loss} | {architecture} | " + " | ".join(cells) + " |")
    return out


def errors(rows):
    out = ["| loss | architecture | " + " | ".join(
        f"{name}: {method}" for name in NAMES[1:] for method in ("ours:1", "ours:2")) + " |", "|---|---|" + "---:|" * 6]
    reference = rows[0][2]["results"]
    out.append("| – | center | " + " | ".join(f"{reference[s]['center']:.2f} | " for s in SETS[1:]) + " |")
    for loss, architecture, record in rows:
        out.append(f"| {loss} | {architecture} | " + " | ".join(
            f"{record['results'][s][m]:.2f}" for s in SETS[1:] for m in ("ours:1", "ours:2")) + " |")
    return out


def section(options, rows):
    images = rows[0][2]["results"]["corrupted"]["images"]
    shown = command(options, "LOSS", "ARCHITECTURE")
    title = pathlib.Path(options.pack).name
    return [f"## {title}", "",
            f"{datetime.date.today():%Y-%m-%d}. Each row: `tauscope-cli {shlex.join(shown)}`; "
            f"tests on {images} images. All rows: `tools/ablation.py {shlex.join(sys.argv[1:])}`.", "",
            "Spearman correlation of predicted and actual losses; minutes of the training (the ground truth, "
            "which the first row computes for all, included):", "", *correlations(rows), "",
            "Errors in percent:", "", *errors(rows), ""]


def merge(path, title, lines):
    """The file with this section replaced and the others unchanged."""
    old = path.read_text(encoding="utf-8") if path.exists() else HEADER
    parts = old.split("\n## ")
    kept = [part for part in parts[1:] if part.split("\n", 1)[0] != title]
    body = "\n".join(lines)[len("## "):]
    return "\n## ".join([parts[0].rstrip("\n") + "\n", *[part.rstrip("\n") + "\n" for part in [*kept, body]]])


def main():
    options = parse(sys.argv[1:])
    options.work.mkdir(parents=True, exist_ok=True)
    rows = []
    for architecture in options.architectures.split(","):
        for loss in options.losses.split(","):
            rows.append((loss, architecture, train(options, loss, architecture)))
            lines = section(options, rows)  # the rows so far, after each combination
            write(options.output, merge(options.output, lines[0][len("## "):], lines))


if __name__ == "__main__":
    main()
