#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sums up runs of meson's tests: prints the failed tests, the skipped tests with their reasons, and as the last
line "N passed, N failed, N skipped". Each case of a TAP program counts; any other test counts as one.

Usage: test-summary.py [--line] LOG…      --line: prints only the last line
LOG is a build folder, or a log in the same format (tools/check-all writes one per suite), whose name prefixes its tests.
"""
import collections
import json
import pathlib
import re
import sys

TAP_CASE = re.compile(r"^(not ok|ok) \d+ ?(?:- )?([^#\n]*)(?:#\s*(SKIP|TODO)?\S*\s*(.*))?$", re.M | re.I)
FAILED = {"FAIL", "ERROR", "TIMEOUT", "INTERRUPT", "UNEXPECTEDPASS"}


def read_program(run, failed, skipped, suite=""):
    """Adds a test program's failed and skipped cases to the lists; returns how many cases passed."""
    passed = failures = 0
    name = suite + run["name"].rpartition(" / ")[2]  # without meson's suite names
    cases = TAP_CASE.findall(run.get("stdout") or "")
    for verdict, case, directive, reason in cases:
        if directive.upper() == "SKIP":
            skipped[reason.strip() or "no reason given"].append(f"{name}{case.strip()}")
        elif verdict.lower() == "ok" or directive.upper() == "TODO":
            passed += 1
        else:
            failures += 1
            failed.append(f"{name}{case.strip()}")
    if run["result"] in FAILED and failures == 0:  # a crash, a timeout, a script
        failed.append(f"{name} ({run['result'].lower()})")
    elif not cases and run["result"] == "SKIP":
        lines = (run.get("stdout") or "").strip().splitlines()
        skipped[lines[-1] if lines else "no reason given"].append(name)
    elif not cases:
        passed += 1
    return passed


def main():
    only_line = "--line" in sys.argv[1:]
    failed, skipped, passed = [], collections.defaultdict(list), 0
    for place in [pathlib.Path(a) for a in sys.argv[1:] if a != "--line"]:
        log, suite = (place, f"{place.stem}: ") if place.suffix == ".json" else (place / "meson-logs" / "testlog.json", "")
        if not log.exists():
            failed.append(f"{suite}no test ran")
            continue
        with log.open(encoding="utf-8") as lines:
            passed += sum(read_program(json.loads(line), failed, skipped, suite) for line in lines)
    if not only_line:
        for name in failed:
            print(f"failed: {name}")
        for reason, names in skipped.items():
            print(f"skipped {len(names)}: {reason} ({', '.join(names[:3])}{', …' if len(names) > 3 else ''})")
    print(f"{passed} passed, {len(failed)} failed, {sum(map(len, skipped.values()))} skipped")


main()
