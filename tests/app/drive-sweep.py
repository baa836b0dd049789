#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sweeps an image in the real window, through its accessibility tree and with keys.

    drive-sweep.py PROGRAM PACK [SCREENSHOT-FOLDER]

Needs libtorch, a pack, and what session.py needs; says that it skips where one of them is not there.
"""
import re

import session
from tap import begin, check_warnings, finish, ok, pack, program, shot


class Sweep:
    """The window of the sweep, once it is open."""

    def __init__(self, s):
        self.s, self.program = s, s.root
        # On a busy machine a walk takes seconds: only through this window.
        s.root = s.wait(self.find_own, "the window of the sweep")

    def find_own(self):
        self.program.clear_cache()
        windows = [self.program.get_child_at_index(i) for i in range(self.program.get_child_count())]
        return next((w for w in windows if w.get_name() == "Sweep"), None)

    def is_open(self):
        return self.find_own() is not None

    def find_outside(self, role, name):
        """In Explore."""
        own, self.s.root = self.s.root, self.program
        node = self.s.find(role, name)
        self.s.root = own
        return node

    def page(self, number, image):
        """Goes to a page by its key, and returns its plot."""
        self.s.key("alt+%d" % number)
        return self.s.find("image", image)

    def wait_description(self, plot, regex, timeout=120):
        def look():
            plot.clear_cache()
            return re.search(regex, plot.get_description() or "")
        return self.s.wait(look, "the description " + regex, timeout)


def subject(w):
    """What is swept: image, corruption, severity, seed."""
    return w.s.wait_text(r"^.+ – ")


def check_severities(w):
    s = w.s
    plot = w.page(1, "Loss over Severities")
    w.wait_description(plot, r"Severity 0: chosen .* Severity 5: chosen ")
    ok(True, "the lines: " + plot.get_description()[:90] + "…")
    ok(s.wait_text(r"^Right: center crop \d of 6, ours \(\d+\) \d, oracle \d"), "the sentence of the severities")
    shot(s, "sweep-severities")
    s.click("push button", "Show as Table")
    ok(s.find(None, "Losses over Severities"), "the losses as a table")
    ok(s.wait_text(r"^[\d.]+ [●▲] ○"), "the table marks what was chosen")
    s.click("push button", "Show as Chart")


def check_map(w):
    s = w.s
    plot = w.page(2, "Corruptions and Severities")
    w.wait_description(plot, r"^(?:.*\s)?95 cells are known\. Center crop: right in \d+\. Ours \(\d+\): right in \d+\. Oracle: right in \d+\.")
    ok(True, "the map is complete")
    shot(s, "sweep-map")
    s.mouse_click(plot, "^Sweep$", 0.4, 0.5)
    s.wait(lambda: not re.search("Motion blur, severity 5", subject(w)), "another subject")
    ok(True, "a click on a cell takes Explore there: " + subject(w))
    w.wait_description(plot, r"Named: .*, Severity [1-5]: center: .*; ours \(\d+\): .*; oracle: .*; chosen: .*; regret ")
    ok(True, "the cell has a name")
    before = subject(w)
    s.key("Left", "Return")
    s.wait(lambda: subject(w) != before, "another subject")
    ok(True, "so does Return after an arrow key: " + subject(w))


def check_seeds(w):
    s = w.s
    s.set_value(5, w.find_outside("slider", "Severity"))
    s.key("alt+4")
    # Gaussian noise draws at random whatever was shown before.
    s.wait(lambda: s.find_all(None, re.compile(r"^Gaussian noise: (right|wrong|rescued|broken); center")), "the sheet", 60)
    s.mouse_click(s.find(None, re.compile(r"^Gaussian noise: ")), "^Sweep$")
    ok(s.wait_text(r"– Gaussian noise, severity \d"), "a click on an image takes Explore there")
    plot = w.page(3, "Spread over Seeds")
    w.wait_description(plot, r"Most often chosen: .*, with \d+ of 20 seeds\. Most often best: .*, with \d+\.")
    ok(True, "the spread: " + plot.get_description())
    shot(s, "sweep-seeds")
    before = subject(w)
    s.mouse_click(plot, "^Sweep$")
    s.key("Right", "Return")
    s.wait(lambda: subject(w) != before, "another seed")
    ok(re.sub(r"\d+$", "", subject(w)) == re.sub(r"\d+$", "", before), "Return on a transform goes to another seed: " + subject(w))


def check_sheet(w):
    s = w.s
    s.key("alt+4")
    known = re.compile(r"^[A-Z].*: (right|wrong|rescued|broken); center: ")
    tiles = s.wait(lambda: (lambda t: t if len(t) == 19 else None)(s.find_all(None, known)), "19 images", 60)
    ok(len(tiles) == 19, "the contact sheet has 19 images: " + tiles[0].get_name())
    for family in "Noise", "Blur", "Weather", "Digital", "Extra":
        ok(s.find("label", family), "the family " + family)
    shot(s, "sweep-sheet")
    s.click(s.find_all("push button", "Show as Table")[-1])  # each page before has one, too
    ok(s.find(None, re.compile(r"^Every corruption at severity \d$")), "the contact sheet as a table")
    s.click(s.find_all("push button", "Show as Chart")[-1])
    ok(s.find(None, re.compile("^Copy and Save: Every corruption")), "it can be copied and saved")


def check_methods(w):
    s = w.s
    s.key("alt+5")
    s.find("label", "Every Method on This Image", 60)
    for method in "Center crop", "10 crops", "GPS (1)", "GPS† (1)", "Ours (1) + 5 crops", "Oracle", "Always Zoom 1.2":
        ok(s.find_all("label", method), "the method " + method)
    ok(not s.find_all("label", "no policy in the pack"), "the pack has policies")
    before = len(s.find_all("label", "Ours (1)"))  # the contact sheet's table has one, too
    s.set_value(3, s.find("slider", "Ensemble Size of the Sweep"))
    ok(s.find("label", "Ours (3) + flip"), "the slider changes the methods with a number")
    ok(len(s.find_all("label", "Ours (1)")) < before, "at once")
    shot(s, "sweep-methods")


def check_end(w):
    s = w.s
    s.key("Escape")
    s.wait(lambda: not w.is_open(), "the end of the sweep")
    ok(True, "Escape closes it")
    s.key("w")
    s.wait(w.is_open, "the sweep again")
    ok(True, "and W opens it again")
    s.key("ctrl+q")
    ok(s.program.wait(20) == 0, "the program ends with the sweep open")


begin()
with session.Session([program, "--pack", pack]) as s:
    s.wait_text(r"^The predictor chose", 60)
    s.key("w")
    window = Sweep(s)
    for check in check_severities, check_map, check_seeds, check_sheet, check_methods, check_end:
        check(window)
    check_warnings(s)
finish()
