#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evaluates a pack in the real window: stops, resumes from the history, opens images from every chart, and compares two.

    drive-evaluate.py PROGRAM PACK [SCREENSHOT-FOLDER]

Needs libtorch, a pack, and what session.py needs; says that it skips where one of them is not there.
"""
import os
import re
import sys
import time

import session

program, pack = sys.argv[1], sys.argv[2]
shots = sys.argv[3] if len(sys.argv) > 3 else None
count, failed, began = 0, False, time.monotonic()
FEW, MANY = 16, 300  # images: soon done; time enough to stop it


def skip(why):
    print("1..0 # SKIP", why)
    sys.exit(0)


def ok(condition, what):
    global count, failed
    count += 1
    failed |= not condition
    print("%sok %d - %s # %.0f s" % ("" if condition else "not ", count, what, time.monotonic() - began), flush=True)


def shot(s, name):
    if shots:
        s.screenshot(os.path.join(shots, name + ".png"))


def plot_description(s, plot, regex, timeout=60):
    def look():
        plot.clear_cache()
        return re.search(regex, plot.get_description() or "")
    return s.wait(look, "the description " + regex, timeout)


def wait_slowly(s, condition, what):
    """Looking at everything all the time would slow the evaluation down."""
    def look():
        time.sleep(1)
        return condition()
    return s.wait(look, what, 300)


def scroll_down(s):
    """The page under the middle of the window's right half, to its end."""
    s.call("xdotool", "mousemove", "900", "500", "click", "--repeat", "40", "--delay", "10", "5")
    time.sleep(0.5)


def run(s, images):
    s.set_value(images, s.find("spin button", "Number of Images"))
    s.click("push button", "Run Evaluation")


def check_form(s):
    s.click("page tab", "Evaluate")
    s.find("label", "All 19, and clean images")
    ok(True, "clean images are not counted as a corruption")
    shown = {label.get_name() for label in s.find_all("label")}
    for title in "Model Pack", "Data Set", "Images", "Corruptions", "Severities", "Methods", "Seed":
        ok(title in shown, "the form asks for " + title)
    s.mouse_click(s.find("label", "Severities"), "Tauscope")
    time.sleep(0.5)  # the row unfolds slowly
    boxes = s.wait(lambda: (lambda found: found if len(found) == 4 else None)(
        s.find_all("check box", re.compile("[1245]$"))), "the severities")
    for box in boxes:  # to be done sooner
        s.mouse_click(box, "Tauscope", 0.1)
    run(s, FEW)
    wait_slowly(s, lambda: s.find_all("label", re.compile("^%d images, 20 corruptions and severities" % FEW)), "the end")
    ok(not s.find_all("label", "partial"), "an evaluation with one severity ends")
    shot(s, "evaluate-methods")


def find_resume(s):
    return s.wait(lambda: next((b for b in s.find_all("push button", "Resume")
                                if b.get_state_set().contains(s.atspi.StateType.SENSITIVE)), None), "Resume")


def check_stop_and_resume(s):
    run(s, MANY)
    stop = s.find("push button", "Stop")  # to be quick then
    wait_slowly(s, lambda: s.find_all("label", "partial"), "a partial result")
    s.click(stop)
    ok(s.wait_text(r"^Not finished: \d+ of \d+ images", 60), "a stopped evaluation can be resumed")
    shot(s, "evaluate-stopped")
    s.click("page tab", "History")
    s.mouse_click(s.find("list item", re.compile(r"^Evaluation, .*stopped")), "Tauscope")
    s.key("Return")
    text = s.wait_text(r"^Not finished: \d+ of \d+ images", 60)
    ok(s.find("label", "partial"), "the history opens it with its partial result: " + text)
    s.click("page tab", "Choices")
    plot = s.find("image", "Predicted against actual gain of the first choice")
    match = plot_description(s, plot, r"Rescued: \d+, broken: \d+, unchanged: \d+\.")
    ok(True, "the scatter shows what there is: " + match.group(0))
    s.click(find_resume(s))
    wait_slowly(s, lambda: s.find_all("label", re.compile("^%d images, 20 corruptions" % MANY)), "the end")
    ok(not s.find_all("label", "partial"), "Resume goes on to the whole result")


def check_scatter(s):
    s.click("page tab", "Choices")
    plot = s.find("image", "Predicted against actual gain of the first choice")
    wanted = r"Spearman correlation .\d*\.?\d+\. Rescued: \d+, broken: \d+, unchanged: \d+\."
    ok(plot_description(s, plot, wanted), "the scatter says: " + plot.get_description())
    scroll_down(s)
    s.mouse_click(plot, "Tauscope", 0.5, 0.02)  # its title: takes the focus, and picks nothing
    s.key("Home", "Right")
    name = plot_description(s, plot, r"Named: (.+), (.+), (.+): predicted gain (\S+), actual gain (\S+), \w+\.")
    ok(True, "the keys name a point: " + name.group(0))
    shot(s, "evaluate-scatter")
    s.key("Return")
    transform = name.group(3)
    cell = re.search(r"Named: [^,]+, (.+), severity (\d), ", name.group(0))
    corruption, severity = cell.groups() if cell else ("Clean", "0")
    slider = s.find("slider", "Severity")
    s.wait(lambda: slider.get_value_iface().get_current_value() == int(severity), "the severity")
    ok(True, "it opens in Explore, with severity " + severity)
    ok(severity == "0" or s.find("label", corruption), "the corruption: " + corruption)
    ok(s.wait_text("^The predictor chose.*" + re.escape(transform)), "and the same choice: " + transform)
    shot(s, "evaluate-explored")
    s.click("page tab", "Evaluate")


def check_places(s):
    s.click("page tab", "Corruptions")
    plot = s.find("image", re.compile(r"^Gain of Ours \(1\)"))
    shot(s, "evaluate-corruptions")
    s.mouse_click(plot, "Tauscope", 0.4, 0.6)
    first = s.wait_text(r"^Only Ours \(1\), \w+")
    ok(True, "a click on a cell of the map shows its images: " + first)
    s.click("push button", "Remove Filter")
    s.wait(lambda: not s.find_all("label", re.compile("^Only ")), "no filter")
    ok(True, "the filter can be removed")
    shot(s, "evaluate-images")
    s.click("page tab", "Methods")
    s.mouse_click(s.find("label", "Ours (1)"), "Tauscope")
    ok(s.find("label", "Only Ours (1), all corruptions"), "a click on a row of a table shows its images")
    s.click("page tab", "Methods")
    bars = s.find("image", re.compile("^Error of each method"))
    scroll_down(s)
    s.mouse_click(bars, "Tauscope", 0.5, 0.02)
    s.key("Right", "Return")
    ok(s.wait_text(r"^Only Center crop, "), "so does a bar")


def check_compare(s):
    s.click("page tab", "History")
    s.wait(lambda: len(s.find_all("list item", re.compile("^Evaluation, "))) == 2, "two evaluations")
    s.mouse_click(s.find_all("list item", re.compile("^Evaluation, "))[0], "Tauscope")
    s.key("shift+Down")
    s.click("push button", "Compare")
    ok(s.find("page tab", "Compare", 60), "two evaluations are compared")
    shot(s, "evaluate-compare")


if not os.path.exists(os.path.join(pack, "pack.json")):
    skip("no model pack in " + pack)
if session.missing():
    skip(session.missing())
with session.Session([program, "--pack", pack]) as s:
    s.wait_text(r"^The predictor chose", 60)
    for check in check_form, check_scatter, check_places, check_stop_and_resume, check_compare:
        check(s)
    s.key("ctrl+q")
    ok(s.program.wait(20) == 0, "the program ends")
    trouble = s.read_warnings()
    ok(not trouble, "no complaints on the error stream" + "".join("\n# " + line for line in trouble[:9]))
print("1..%d" % count)
sys.exit(1 if failed else 0)
