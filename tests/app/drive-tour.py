#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tour of the window, driven through the accessibility tree and with keys: at the first start, and asked for.

    drive-tour.py PROGRAM PACK-FOLDER [SCREENSHOT-FOLDER]

Needs libtorch, the pack signs, and what session.py needs; says that it skips where one of them is not there.
"""
import os
import re
import time

import session
from tap import begin, check_warnings, finish, ok, pack, program, shot

STEPS = ["Image and corruption", "Predicted and actual loss", "The result", "Ensemble size", "Your images, your model"]
SHADOW = 26  # px


def step(s):
    """The heading of the tour, or None."""
    return next((text for text in s.texts() if re.match(r"\d of 5: ", text)), None)


def wait_step(s, number, timeout=None):
    wanted = "%d of 5: %s" % (number, STEPS[number - 1])
    s.wait(lambda: step(s) == wanted, wanted, timeout)
    time.sleep(0.5)  # the focus goes to “Next” after the layout
    shot(s, "tour-%d" % number)
    return wanted


def check_first_start(s):
    ok(wait_step(s, 1, 120), "the first start shows the tour")
    ok(s.find("push button", re.compile("Skip")) and not s.find_all("push button", re.compile("Back")),
       "it can be skipped, and goes not back from its first step")
    for number in range(2, 6):
        s.key("Return")
        ok(wait_step(s, number), "Return goes on: " + STEPS[number - 1])
    s.click(s.find("push button", re.compile("Back")))
    ok(wait_step(s, 4), "“Back” goes back")
    s.key("Return")
    wait_step(s, 5)
    ok(s.find("push button", re.compile("Done")), "the last step is “Done”")
    s.key("Return")
    ok(s.wait(lambda: not step(s), "the end"), "which ends it")


def check_again(s):
    s.key("shift+F1")
    ok(wait_step(s, 1), "Shift+F1 shows it again")
    s.key("Escape")
    ok(s.wait(lambda: not step(s), "the end"), "Escape ends it")
    s.key("shift+F1")
    wait_step(s, 1)
    s.click(s.find("push button", re.compile("Skip")))
    ok(s.wait(lambda: not step(s), "the end"), "so does “Skip”")
    s.key("shift+F1")
    wait_step(s, 1)
    s.click(next(n for n in s.find_all("page tab", "History")))
    ok(s.wait(lambda: not step(s), "the end"), "and another view")
    s.key("shift+F1")
    ok(wait_step(s, 1), "from there it leads back to Explore")


def edges(s, window):
    """The left and the right one, on the screen."""
    lines = s.call("xdotool", "getwindowgeometry", "--shell", window).split()
    box = dict(line.split("=") for line in lines)
    return int(box["X"]), int(box["X"]) + int(box["WIDTH"])


def is_inside(s, window):
    """Whether the popover, which is a window of its own with a shadow around it, is within the window."""
    left, right = edges(s, window)
    shown = s.call("xdotool", "search", "--onlyvisible", "--pid", str(s.program.pid)).split()
    popovers = [edges(s, other) for other in shown if other != window]
    return popovers and all(left - SHADOW <= a and b <= right + SHADOW for a, b in popovers)


def check_narrow(s):
    window = s.call("xdotool", "search", "--onlyvisible", "--name", "Tauscope").split()[-1]
    s.call("xdotool", "windowsize", window, "360", "720", "windowmove", window, "400", "60")
    s.wait(lambda: edges(s, window)[1] - edges(s, window)[0] == 360, "a window 360 pixels wide")
    for number in range(1, 6):
        wait_step(s, number)
        ok(s.wait(lambda: is_inside(s, window), "a popover in the window"), "in a narrow window, step %d stays inside" % number)
        s.key("Return")
    s.wait(lambda: not step(s), "the end")
    s.call("xdotool", "windowsize", window, "1200", "800", "windowmove", window, "20", "20")
    s.key("shift+F1")
    ok(wait_step(s, 1), "it starts again in a wide one")


def check_restart(s):
    s.key("ctrl+q")
    s.wait(lambda: s.program.poll() is not None, "the end")
    ok(s.program.returncode == 0, "the program ends in the middle of it")
    s.start_program()
    s.wait_text(r"^The predictor chose", 120)
    time.sleep(1)
    ok(not step(s), "the next start shows no tour")


begin()
env = {"GSETTINGS_BACKEND": "keyfile", "TAUSCOPE_PACKS": os.path.dirname(os.path.realpath(pack))}
with session.Session([program], size="1280x900x24", timeout=30, env=env) as s:
    for check in check_first_start, check_again, check_narrow, check_restart:
        check(s)
    check_warnings(s)
finish()
