#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tools/test-summary.py counts a made-up log rightly."""
import json
import pathlib
import subprocess
import sys
import tempfile

RUNS = [
    {"name": "tauscope:suite / tap", "result": "OK", "stdout": "TAP version 13\n# Start of a\nok 1 /a/b\nok 2 /a/c # SKIP no data\n# note\n1..2\n"},
    {"name": "tap fails", "result": "FAIL", "stdout": "1..2\nok 1 /a/b # 6 s\nnot ok 2 /a/c - why # 7 s\n"},
    {"name": "tap crashes", "result": "ERROR", "stdout": "1..2\nok 1 /a/b\n"},
    {"name": "script", "result": "OK", "stdout": "any words\n"},
    {"name": "script skipped", "result": "SKIP", "stdout": "some words\nno tool\n"},
    {"name": "script fails", "result": "FAIL", "stdout": ""},
    {"name": "slow", "result": "TIMEOUT"},
]


def summary(*arguments):
    return subprocess.run([sys.argv[1], *arguments], check=True, capture_output=True, text=True).stdout.splitlines()


with tempfile.TemporaryDirectory() as build:
    assert summary("--line", build) == ["0 passed, 1 failed, 0 skipped"]  # nothing ran: no success
    logs = pathlib.Path(build) / "meson-logs"
    logs.mkdir()
    (logs / "testlog.json").write_text("".join(json.dumps(run) + "\n" for run in RUNS), encoding="utf-8")
    assert summary("--line", build) == ["4 passed, 4 failed, 2 skipped"], summary(build)
    lines = summary(build)
    assert "failed: tap fails/a/c - why" in lines, lines
    assert "failed: slow (timeout)" in lines, lines
    assert "skipped 1: no data (tap/a/c)" in lines, lines
    assert "skipped 1: no tool (script skipped)" in lines, lines

    # Several logs: their sum, and which one a failure is from.
    other = pathlib.Path(build) / "asan.json"
    other.write_text("".join(json.dumps(run) + "\n" for run in RUNS[4:6]), encoding="utf-8")
    lines = summary(build, str(other))
    assert lines[-1] == "4 passed, 5 failed, 3 skipped", lines
    assert "failed: asan: script fails (fail)" in lines, lines
    assert summary(build, str(other.with_name("gone.json")))[-1] == "4 passed, 5 failed, 2 skipped"
