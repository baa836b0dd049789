# SPDX-License-Identifier: GPL-3.0-or-later
"""What the drivers of the window share: their arguments, their checks as lines of TAP, and screenshots.

    drive-….py PROGRAM PACK-FOLDER [SCREENSHOT-FOLDER]
"""
import os
import sys
import time

import session

program, pack = sys.argv[1:3]
shots = sys.argv[3] if len(sys.argv) > 3 else None
began = time.monotonic()
results = []  # of the checks


def skip(why):
    print("1..0 # SKIP", why)
    sys.exit(0)


def begin():
    """Skips where the pack, or a program that is needed, is not there."""
    if not os.path.exists(os.path.join(pack, "pack.json")):
        skip("no model pack in " + pack)
    if session.missing():
        skip(session.missing())


def ok(condition, what):
    results.append(bool(condition))
    print("%sok %d - %s # %.0f s" % ("" if condition else "not ", len(results), what, time.monotonic() - began), flush=True)


def shot(s, name):
    if shots:
        s.screenshot(os.path.join(shots, name + ".png"))


def check_end(s):
    """Of a program that has been told to quit."""
    s.wait(lambda: s.program.poll() is not None, "the end of the program")
    ok(s.program.returncode == 0, "the program ends well")


def check_warnings(s):
    warnings = s.read_warnings()
    ok(not warnings, "no complaints on the error stream")
    for line in warnings[:9]:
        print("#", line)


def finish():
    print("1..%d" % len(results))
    sys.exit(0 if all(results) else 1)
