#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""GCC's static analyser over the C files of a build folder. Its warnings may not become more than analyzer-warnings.json
beside this says, for each version of GCC; where that does not know the version, this only counts.

Usage: analyzer.py BUILDDIR [--layers LAYER…] [--list]     --list: every warning, too
Without --layers: all files of src.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

KNOWN = pathlib.Path(__file__).with_name("analyzer-warnings.json")
# A mistake that it must find: its silence would otherwise look like success.
PLANTED = """# 1 "src/planted.c"
#include <stdlib.h>
int planted (int *p);
int planted (int *p) { free (p); return *p; }
"""
WARNING = re.compile(r"^(?:\.\./)*(src/[^:]+):(\d+):\d+: warning: .*\[(?:CWE-\d+\] \[)?-Wanalyzer-([a-z-]+)\]", re.M)


def analyse(entry, text=None):
    """The warnings of one file, or of this text in its place, each once for a line."""
    words = [w for w in shlex.split(entry["command"]) if not w.startswith(("-O", "-g", "-W"))]
    while words and not re.search(r"(^|/)(gcc|cc)[-0-9.]*$", words[0]):
        words.pop(0)  # ccache
    for option, length in ("-o", 2), ("-MD", 1), ("-MQ", 2), ("-MF", 2):
        cut = words.index(option)
        words[cut:cut + length] = []
    if text is not None:
        words[words.index("-c"):] = ["-c", "-x", "c", "-"]
    run = subprocess.run(
        [*words, "-O1", "-fanalyzer", "-fdiagnostics-color=never", "-o", os.devnull],
        cwd=entry["directory"], input=text or "", capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise RuntimeError(f"{entry['file']}: {run.stderr}")
    return set(WARNING.findall(run.stderr))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--layers", nargs="*")
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    commands = json.loads((pathlib.Path(arguments.build) / "compile_commands.json").read_text(encoding="utf-8"))
    entries = {}
    for entry in commands:
        place = re.match(r"(?:\.\./)+src/(\w+)/.*\.c$", entry["file"])
        if place and (arguments.layers is None or place[1] in arguments.layers):
            entries[entry["file"]] = entry
    compiler = subprocess.run(["gcc", "-dumpversion"], capture_output=True, text=True, check=False)
    if compiler.returncode != 0:
        print("gcc is not installed: its static analyser did not run")
        return 77
    if not analyse(next(iter(entries.values())), PLANTED):
        print("the analyser did not find a planted mistake: what it prints is no longer understood")
        return 1
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        warnings = sorted(set().union(*pool.map(analyse, entries.values())))
    counts = collections.Counter(file.split("/")[1] for file, _, _ in warnings)
    version = compiler.stdout.split(".")[0].strip()
    known = json.loads(KNOWN.read_text(encoding="utf-8")).get(version)
    if arguments.list or known is None:
        for file, line, kind in warnings:
            print(f"{file}:{line}: {kind}")
    print(f"gcc {version}, {len(entries)} files: {len(warnings)} warnings: {json.dumps(dict(sorted(counts.items())))}")
    if known is None:
        print(f"how many there may be with gcc {version} is not known: see {KNOWN.name}")
        return 77
    grown = [layer for layer, n in counts.items() if n > known.get(layer, 0)]
    for file, line, kind in warnings:
        if file.split("/")[1] in grown:
            print(f"{file}:{line}: {kind}")
    for layer in grown:
        print(f"src/{layer}: {counts[layer]} warnings, {known.get(layer, 0)} are known: correct the new one")
    return 1 if grown else 0


sys.exit(main())
