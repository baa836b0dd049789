#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what `tauscope-cli inspect --json` said in two builds or on two systems: the same words, ranks and order; and
where numbers differ, by how much. Usage: compare-answers.py [--exact] ONE OTHER

Fails where a word or a whole number differs, where a number differs by more than 1e-4 of it and 1e-6, or, with --exact,
where any differs.
"""
import json
import pathlib
import sys

APART = {"path", "cached", "time_ms"}


def walk(one, other, place, numbers, failures):
    """Collects pairs of numbers, and what else is not the same."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one.keys() - APART:
            walk(one[key], other[key], f"{place}.{key}", numbers, failures)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for i, pair in enumerate(zip(one, other)):
            walk(*pair, f"{place}[{i}]", numbers, failures)
    elif isinstance(one, float) and isinstance(other, float):
        numbers.append((one, other, place))
    elif one != other:
        failures.append(f"{place}: {one!r} and {other!r}")


def main():
    exact = "--exact" in sys.argv[1:]
    files = [pathlib.Path(a).read_text(encoding="utf-8").splitlines() for a in sys.argv[1:] if a != "--exact"]
    numbers, failures = [], []
    if len(files[0]) != len(files[1]) or not files[0]:
        failures.append(f"{len(files[0])} and {len(files[1])} lines")
    for i, (one, other) in enumerate(zip(*files)):
        walk(json.loads(one), json.loads(other), f"line {i + 1}", numbers, failures)
    different = [(abs(a - b), abs(a - b) / max(abs(a), abs(b)), place) for a, b, place in numbers if a != b]
    for size, share, place in different:
        if exact or (size > 1e-6 and share > 1e-4):
            failures.append(f"{place}: differs by {size:.3g}, {share:.3g} of it")
    for failure in failures[:40]:
        print(failure)
    print(f"{len(files[0])} answers, {len(numbers)} numbers: {len(different)} differ", end="")
    if different:
        print(f", by {max(d[1] for d in different):.2g} of their size at most ({max(different, key=lambda d: d[1])[2]})", end="")
    print(f"; {len(failures)} too much")
    return 1 if failures else 0


sys.exit(main())
