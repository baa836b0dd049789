#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evaluates a pack in the real window: stops, resumes from the history, opens images from every chart, and compares two.

    drive-evaluate.py PROGRAM PACK [SCREENSHOT-FOLDER]

Needs libtorch, a pack, and what session.py needs; says that it skips where one of them is not there.
"""
import os
import re
import subprocess
import tempfile
import time

import session
from tap import begin, check_end, check_warnings, finish, ok, pack, program, shot

FEW, MANY = 6, 50  # images: soon done; time enough to stop it
LEFT_OUT = ["Noise", "Blur", "Digital"]  # corruptions, to be done sooner
N_CELLS = 9  # the rest, and clean images
DETAILS = re.compile(r"^\d+ (of \d+ )?images.*, %d corruptions and severities" % N_CELLS)
STOPPED = re.compile(r"^Evaluation, .*stopped")
SLOWLY = 300  # s, for what takes the models' time


def plot_description(s, plot, regex, timeout=60):
    def look():
        plot.clear_cache()
        return re.search(regex, plot.get_description() or "")
    return s.wait(look, "the description " + regex, timeout)


def wait_slowly(s, condition, what):
    """Looking all the time would slow the evaluation down."""
    def look():
        time.sleep(0.5)
        return condition()
    return s.wait(look, what, SLOWLY)


def scroll_down(s):
    """The page under the middle of the window's right half, to its end."""
    s.call("xdotool", "mousemove", "900", "500", "click", "--repeat", "40", "--delay", "10", "5")
    time.sleep(0.5)


class Parts:
    """What is looked into, and for: on a busy machine the whole window takes seconds to read, and GTK 4.8 does not tell
    which of the pages of a stack is shown."""

    def __init__(self, s):
        self.s, self.program = s, s.root
        self.slider = s.find("slider", "Severity")
        self.tabs = {node.get_name(): node for node in s.find_all("page tab")}
        slider = self.pick(s.read(), "slider", "Severity")  # GTK 4.18 has only the page that is shown
        self.click_tab("Evaluate")
        s.wait(lambda: s.find_all("label", "All 19, and clean images"), "the form")
        nodes = s.read()
        run, none = self.pick(nodes, "push button", "Run Evaluation"), self.pick(nodes, "label", "No Evaluation Yet")
        self.run, self.spin = s.get(run), s.find("spin button", "Number of Images")
        self.explore, self.evaluate = self.pane(slider, run), self.pane(run, slider)
        self.form, self.results = self.pane(run, none), self.pane(none, run)

    @staticmethod
    def pick(nodes, role, name):
        return next(node for node in nodes if node.role == role and name in (node.name, node.text))

    def pane(self, node, other):
        """The widget around the node that is next to the one around the other node."""
        return self.s.get(next(a for a, b in zip(node.line(), other.line()) if a.path != b.path))

    def click_tab(self, name):
        self.s.click(self.tabs[name])

    def click_page(self, name):
        self.s.click(self.pages[name])

    def find_pages(self):
        """Those of the results, and the line about them."""
        self.pages = {node.get_name(): node for node in self.s.find_all("page tab")}
        self.details = self.s.find("label", DETAILS)

    def start(self, images):
        self.s.set_value(images, self.spin)
        self.s.click(self.run)

    def wait_whole(self, images):
        wanted = "%d images, %d corruptions and severities" % (images, N_CELLS)
        wait_slowly(self.s, lambda: self.s.text(self.details).startswith(wanted), "the end of the evaluation")


def press(s, box):
    """With the keyboard: GTK 4.18 leaves borders out of the places that it tells."""
    focused = s.atspi.StateType.FOCUSED
    for _ in range(150):
        box.clear_cache()
        if box.get_state_set().contains(focused):
            return s.key("space")
        s.key("Tab")
    raise TimeoutError("the focus does not come to " + box.get_name())


def leave_out(s, row, names):
    """Takes the check boxes out of a row that unfolds."""
    title = s.find("label", row)
    s.mouse_click(title, "Tauscope")
    wanted = re.compile("^.*(%s)$" % "|".join(names))  # GTK 4.8 names them twice
    boxes = s.wait(lambda: (lambda found: found if len(found) == len(names) else None)(
        s.find_all("check box", wanted)), "the check boxes of " + row)
    for box in boxes:
        press(s, box)
    s.mouse_click(title, "Tauscope")


def check_form(w):
    s = w.s
    s.root = w.form
    ok(s.find("label", "All 19, and clean images"), "clean images are not counted as a corruption")
    shown = {node.name for node in s.read() if node.role == "label"}
    for title in "Model Pack", "Data Set", "Images", "Corruptions", "Severities", "Methods", "Seed":
        ok(title in shown, "the form asks for " + title)
    leave_out(s, "Severities", ["1", "2", "4", "5"])
    leave_out(s, "Corruptions", LEFT_OUT)
    s.wait(lambda: s.find_all("label", "8 of 19, and clean images"), "the corruptions left")
    w.start(FEW)
    s.root = w.results
    wait_slowly(s, lambda: s.find_all("label", DETAILS), "a result")
    w.find_pages()
    w.wait_whole(FEW)
    ok(not s.find_all("label", "partial"), "an evaluation with one severity ends")
    shot(s, "evaluate-methods")


def is_sensitive(s, node):
    node.clear_cache()
    return node.get_state_set().contains(s.atspi.StateType.SENSITIVE)


def check_stop_and_resume(w):
    s = w.s
    s.root = w.evaluate
    w.start(MANY)
    stop = s.find("push button", "Stop")  # to be quick then
    s.wait(lambda: " so far, " in s.text(w.details), "a partial result", SLOWLY)
    s.click(stop)
    ok(s.wait_text(r"^Not finished: \d+ of \d+ images", SLOWLY), "a stopped evaluation can be resumed")
    shot(s, "evaluate-stopped")
    w.click_tab("History")
    s.root = w.program
    s.mouse_click(s.find("list item", STOPPED), "Tauscope")
    s.key("Return")
    s.root = w.evaluate
    text = s.wait_text(r"^Not finished: \d+ of \d+ images", SLOWLY)
    ok(s.find("label", "partial"), "the history opens it with its partial result: " + text)
    w.click_page("Choices")
    match = plot_description(s, w.scatter, r"Rescued: \d+, broken: \d+, unchanged: \d+\.")
    ok(True, "the scatter shows what there is: " + match.group(0))
    resume = s.find("push button", "Resume")
    s.wait(lambda: is_sensitive(s, resume), "Resume", SLOWLY)
    s.click(resume)
    w.wait_whole(MANY)
    ok(not s.find_all("label", "partial"), "Resume goes on to the whole result")


def check_scatter(w):
    s = w.s
    w.click_page("Choices")
    s.root = w.results
    plot = w.scatter = s.find("image", "Predicted against actual gain of the first choice")
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
    s.root = w.explore
    s.wait(lambda: w.slider.get_value_iface().get_current_value() == int(severity), "the severity", SLOWLY)
    ok(True, "it opens in Explore, with severity " + severity)
    ok(severity == "0" or s.find("label", corruption), "the corruption: " + corruption)
    ok(s.wait_text("^The predictor chose.*" + re.escape(transform), SLOWLY), "and the same choice: " + transform)
    shot(s, "evaluate-explored")
    w.click_tab("Evaluate")


def check_places(w):
    s = w.s
    s.root = w.results
    w.click_page("Methods")
    s.mouse_click(s.find("label", "Ours (1)"), "Tauscope")
    ok(s.find("label", "Only Ours (1), all corruptions"), "a click on a row of a table shows its images")
    remove = s.find("push button", "Remove Filter")
    only = s.find("label", re.compile("^Only "))
    w.click_page("Methods")
    bars = s.find("image", re.compile("^Error of each method"))  # in sight, below the table
    s.mouse_click(bars, "Tauscope", 0.5, 0.02)
    s.key("Right", "Return")
    ok(s.wait(lambda: re.match("Only Center crop, ", s.text(only)), "the images of a bar"), "so does a bar")
    w.click_page("Corruptions")
    plot = s.find("image", re.compile(r"^Gain of Ours \(1\)"))
    shot(s, "evaluate-corruptions")
    s.mouse_click(plot, "Tauscope", 0.4, 0.6)
    first = s.wait(lambda: re.match(r"Only Ours \(1\), .*, severity.\d", s.text(only)), "the images of a cell")
    ok(True, "a click on a cell of the map shows its images: " + first.group(0))
    shot(s, "evaluate-images")
    s.click(remove)
    s.wait(lambda: not s.find_all("label", re.compile("^Only ")), "no filter")
    ok(True, "the filter can be removed")


def has_window(s, title):
    return subprocess.run(["xdotool", "search", "--onlyvisible", "--name", title], env=s.env,
                          capture_output=True).returncode == 0


def check_save_images(w):
    """The results of each image of what is shown, from the menu."""
    s = w.s
    s.root = w.results
    s.mouse_click(s.find("push button", "Copy and Save All Tables"), "Tauscope")
    s.root = w.program
    entry = s.menu_entries()[-1]
    ok(re.match("(Save Results of Each Image…|$)", entry.get_name()), "the menu saves the results of each image")
    shot(s, "evaluate-menu")
    s.key("Up", "Return")  # from the first entry to the last
    s.wait(lambda: has_window(s, "Save Results of Each Image"), "the file chooser")
    time.sleep(1)
    s.key("ctrl+a")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "images.csv")
        s.type(path)
        s.key("Return")
        s.wait(lambda: os.path.exists(path), "the file", SLOWLY)
        rows = open(path, encoding="utf-8").read().splitlines()
    ok(rows[0].startswith("image,label,corruption,severity,seed,predicted identity,"), "the file has a head")
    ok(len(rows) == 1 + MANY * N_CELLS, "and a row for each image and cell")
    s.root = w.results
    ok(not s.find_all("label", "partial"), "the result stays")


def check_compare(w):
    s = w.s
    w.click_tab("History")
    s.root = w.program
    rows = s.wait(lambda: (lambda found: found if len(found) == 2 else None)(
        s.find_all("list item", re.compile("^Evaluation, "))), "two evaluations")
    s.mouse_click(rows[0], "Tauscope")
    s.call("xdotool", "keydown", "ctrl")
    s.mouse_click(rows[1], "Tauscope")
    s.call("xdotool", "keyup", "ctrl")
    compare = s.find("push button", "Compare")
    s.wait(lambda: is_sensitive(s, compare), "two selected evaluations")
    s.click(compare)
    s.root = w.results
    ok(s.find("page tab", "Compare", 60), "two evaluations are compared")
    shot(s, "evaluate-compare")


begin()
env = {"TAUSCOPE_PACKS": os.path.dirname(os.path.realpath(pack))}  # where the history finds it
with session.Session([program, "--pack", pack], timeout=60, env=env) as s:
    s.wait_text(r"^The predictor chose", 120)
    parts = Parts(s)
    for check in check_form, check_scatter, check_places, check_stop_and_resume, check_save_images, check_compare:
        check(parts)
    s.root = parts.program
    s.key("ctrl+q")
    check_end(s)
    check_warnings(s)
finish()
