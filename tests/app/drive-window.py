#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real window through its accessibility tree, as a screen reader's user would.

    drive-window.py PROGRAM PACK [SCREENSHOT-FOLDER]

Needs libtorch, a pack, and what session.py needs; says that it skips where one of them is not there.
"""
import json
import math
import os
import re
import struct
import subprocess
import tempfile
import time
import zlib

import session
from tap import begin, check_end, check_warnings, finish, ok, pack, program, shot


def has_window(s, title):
    return subprocess.run(["xdotool", "search", "--onlyvisible", "--name", title], env=s.env,
                          capture_output=True).returncode == 0


class Window:
    """The parts of the window, found in one walk: on a busy machine a walk takes seconds."""

    NAMED = (
        ("push button", "Open Image"), ("push button", "New Seed"), ("push button", "Export Figure"),
        ("combo box", "Corruption"), ("combo box", "Label"), ("combo box", "Model Pack"),
        ("slider", "Severity"), ("slider", "Ensemble Size"),
        ("image", "Input Image"), ("image", "Transformed Image"),
        ("image", "Predicted versus Actual Loss"), ("list", "Transforms"),
    )
    LABELS = {
        "sentence": r"^The predictor chose", "ensemble": r"^The (transform of lowest|average over)",
        "details": r"regret .* ms$", "input": r", severity \d$", "transformed": r"\(chosen\)$",
    }

    def __init__(self, s):
        self.s = s
        nodes = s.read()
        self.count = {key: sum((n.role, n.name) == key for n in nodes) for key in self.NAMED}
        self.named = {n.name: s.get(n) for n in nodes if (n.role, n.name) in self.NAMED}
        self.seed = s.get(next(n for n in nodes if (n.role, n.name) == ("text", "Seed")))
        labels = {key: next((n for n in nodes if n.role == "label" and re.search(regex, n.name)), None)
                  for key, regex in self.LABELS.items()}
        self.label = {key: s.get(node) if node else None for key, node in labels.items()}

    def text(self, key):
        return self.s.text(self.label[key])

    def wait_text(self, key, regex):
        return self.s.wait(lambda: re.search(regex, self.text(key)), "text " + regex)

    def description(self):
        plot = self.named["Predicted versus Actual Loss"]
        plot.clear_cache()
        return plot.get_description()

    def rows(self):
        table = self.named["Transforms"]
        names = []
        for i in range(table.get_child_count()):
            row = table.get_child_at_index(i)
            row.clear_cache()
            names.append(row.get_name())
        return names

    def settle(self, before):
        """Waits until the table says something else."""
        self.s.wait(lambda: self.rows() != before, "another result")
        return self.rows()


def check_names(w):
    for role, name in w.NAMED:
        ok(w.count[role, name] == 1, "one %s “%s”" % (role, name))


def check_result(w):
    names = w.rows()
    ok(len(names) == 12, "the list has 12 rows")
    predicted = [float(re.search(r"predicted loss (−?[\d.]+)", n).group(1).replace("−", "-")) for n in names]
    ok(predicted == sorted(predicted), "in the predicted order")
    ok(sum("chosen" in n for n in names) == 1 and "chosen" in names[0], "the first is the chosen one")
    ok(sum("best" in n for n in names) == 1, "one is the best")
    text = w.description()
    ok(names[0].split(":")[0] in text and "est:" in text and "orrelation" in text,
       "the plot's description: " + text)
    ok(w.text("sentence"), "the sentence: " + w.text("sentence"))


def check_controls(w):
    s, severity = w.s, w.named["Severity"]
    before = w.rows()
    s.set_value(3, severity)
    before = w.settle(before)
    ok(True, "severity 3 changes the result")
    s.click(w.named["New Seed"])
    before = w.settle(before)
    ok(True, "so does a new seed")
    s.set_value(0, severity)
    before = w.settle(before)
    ok(s.text(w.seed).isdigit() and s.text(w.seed) != "1", "the seed is shown: " + s.text(w.seed))
    s.set_value(4, w.named["Ensemble Size"])
    headline = w.wait_text("sentence", r"^The average over the 4 transforms") and w.text("sentence")
    ok(re.search(r"which is (right|wrong)", headline), "the headline judges the ensemble: " + headline)
    ok(re.match(r"^Each on its own: ", w.text("ensemble")), "nothing else does: " + w.text("ensemble"))
    ok(w.text("transformed").startswith("Mean of 4 · "), "the right side shows it: " + w.text("transformed"))
    ok("Ensemble of 4: " in w.description(), "and so does the scatter: " + w.description())
    s.set_value(1, w.named["Ensemble Size"])
    ok(w.wait_text("sentence", r"^The predictor chose"), "without an ensemble it judges the chosen one")
    s.set_value(4, w.named["Ensemble Size"])
    # Back and forth: the second time it comes from the store.
    s.set_value(3, severity)
    before = w.settle(before)
    ok(s.find("label", "cached"), "a result from the store says so")
    # Many changes at once end with the last one.
    for value in (1, 2, 3, 4, 0, 2):
        s.set_value(value, severity)
    ok(w.wait_text("input", r", severity 2$"), "the latest wins")


def check_pin(w):
    """P pins what is shown; the table has the difference, the scatter the old points."""
    s, severity = w.s, w.named["Severity"]
    before, held = w.rows(), w.text("sentence")
    s.mouse_click(w.named["Predicted versus Actual Loss"], title="Tauscope", fx=0.5, fy=0.98)
    s.key("p")
    ok(s.find("label", re.compile(r"^Pinned: .*severity 2")), "P pins the state and says which")
    before = w.settle(before)
    s.set_value(4, severity)
    names = w.settle(before)
    ok(all(re.search(r"; change since the pinned state [+−]?[\de.−]+ nats", n) for n in names), "the table shows the change")
    ok("The pinned state is shown too" in w.description(), "the scatter has the old points")
    shot(s, "pinned")
    s.key("p")
    s.wait(lambda: "pinned" not in "".join(w.rows()), "rows without it")
    ok("pinned" not in w.description(), "P again lets go")
    before = w.rows()
    s.set_value(2, severity)
    w.settle(before)
    ok(w.text("sentence") == held, "the state of before is back")


def check_loss_axis(w):
    """From the keyboard, since a drop-down does not open through the tree."""
    s, title = w.s, "Tauscope"
    choice = s.find("combo box", "Loss Axis")
    s.mouse_click(choice, title=title)
    s.key("Down", "Return")
    time.sleep(1)
    shot(s, "logarithmic")
    s.mouse_click(choice, title=title)
    s.key("Up", "Return")
    rows = w.rows()
    ok(not any(re.search(r"loss 0\.000 ", n) for n in rows), "no loss is shown as 0.000")


def check_look(w):
    """Zoom in both images together, the divider, the difference, and the menu of an image."""
    s, result, source = w.s, w.named["Transformed Image"], w.named["Input Image"]

    def says(node, regex):
        node.clear_cache()
        return re.search(regex, node.get_description())

    s.mouse_click(result, title="Tauscope", fx=0.4, fy=0.4)
    s.key("plus", "plus")
    s.wait(lambda: says(result, r"magnified 1\.6 times"), "the magnified image")
    ok(says(source, r"magnified 1\.6 times"), "both images are magnified together")
    s.call("xdotool", "keydown", "ctrl", "click", "4", "keyup", "ctrl")
    ok(s.wait(lambda: says(result, r"magnified (1\.9|2\.0) times"), "more"), "by Ctrl and the wheel, too")
    s.key("0")
    s.wait(lambda: not says(source, "magnified"), "all of the image")
    s.key("v", "Left")
    ok(s.wait(lambda: says(result, r"left of a divider at 45 %"), "the divider"), "V divides, Left moves the divider")
    shot(s, "divider")
    s.key("v")
    ok(s.wait(lambda: says(result, r"the difference from the input, on average [\d.]+ of 255"), "the difference"),
       "V again shows the difference")
    shot(s, "difference")
    s.key("v", "shift+F10")
    copy = s.menu_entries()[-2]
    ok(re.match("(Copy Image|$)", copy.get_name()), "its menu ends with copying and saving")
    shot(s, "image-menu")
    s.click(copy)
    # Not the message that says so: on a busy machine it has gone when it is found.
    xclip = ["xclip", "-selection", "clipboard", "-t", "image/png", "-o"]
    ok(s.wait(lambda: subprocess.run(xclip, env=s.env, capture_output=True).stdout.startswith(b"\x89PNG"), "an image"),
       "its menu copies the image")


def check_plot(w):
    s = w.s
    s.key("ctrl+0")  # whatever was shown before
    title = s.wait(lambda: re.match("Mean of", w.text("transformed")) and w.text("transformed"), "the chosen ones")
    s.mouse_click(w.named["Predicted versus Actual Loss"], title="Tauscope",
                  fx=0.5, fy=0.98)  # GTK 4.8 does not grant focus through the tree
    s.key("Right")
    s.key("Right")
    s.wait(lambda: "Named:" in w.description(), "a named point")
    ok(True, "the arrow keys name a point: " + w.description().split("Named:")[1])
    s.key("Return")
    s.wait(lambda: w.text("transformed") != title, "another title")
    ok(True, "Return shows that variant")
    s.key("ctrl+0")
    ok(s.wait(lambda: w.text("transformed") == title, "the title"), "and Ctrl+0 the chosen one")


def check_export(w, folder):
    s = w.s
    s.click(w.named["Export Figure"])
    s.wait(lambda: has_window(s, "Export Figure"), "the dialog")
    time.sleep(1)
    shot(s, "export-page")
    s.key("Return")
    s.wait(lambda: has_window(s, "Save Figure"), "the file chooser")
    time.sleep(1)
    s.key("ctrl+a")
    path = os.path.join(folder, "figure.svg")
    s.type(path)
    shot(s, "export")
    s.key("Return")
    s.wait(lambda: os.path.exists(path), "the file")
    ok("</svg>" in open(path).read(), "the figure is exported")


def check_paste(w, photograph):
    s, view = w.s, w.named["Input Image"]
    with open(photograph, "rb") as stream:
        subprocess.run(["xclip", "-selection", "clipboard", "-t", "image/png"], stdin=stream,
                       env=s.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    s.mouse_click(w.named["Transformed Image"], title="Tauscope")  # the dialog had the focus
    s.key("ctrl+v")
    ok(w.wait_text("details", r"stands in"), "a pasted image has no label, and that is said")
    shot(s, "pasted")
    before = w.rows()
    s.mouse_click(view, title="Tauscope")
    s.key("minus", "minus", "minus", "shift+minus", "shift+Left")
    w.settle(before)
    view.clear_cache()
    ok("the model sees the square" in view.get_description(), "its frame moves by keys")
    shot(s, "framed")


def check_train(s):
    """The form of the Train view, and its estimate, which loads the classifier once more."""
    s.click(next(n for n in s.find_all("page tab", "Train")))
    ok(s.find("push button", "Start Training"), "the Train view offers “Start Training”")
    ok(s.wait_text(r"^On this computer this takes (about|less|\d)", timeout=120), "and says how long it takes")
    ok(not s.find_all("push button", "Open Image"), "what belongs to Explore is not shown there")
    shot(s, "train")
    s.click(next(n for n in s.find_all("page tab", "Explore")))


def check_open_model(s):
    """From a model file to the plot of its losses, without a predictor."""
    with open(os.path.join(pack, "pack.json"), encoding="utf-8") as stream:
        target = os.path.join(pack, json.load(stream)["target"]["file"])
    subprocess.run([program, target], env=s.env, check=True, timeout=20)
    ok(s.wait_text(r"^input: ", timeout=60), "a model file is looked into")
    button = s.find("push button", re.compile(r"^_?Open( Open)?$"))  # GTK names a button by its label and what is in it
    s.wait(lambda: button.get_state_set().contains(s.atspi.StateType.SENSITIVE), "the trial")
    shot(s, "open-model")
    s.click(button)
    time.sleep(3)  # GTK 4.8 crashes if it is asked for the parts of a window that is being closed
    ok(s.wait_text(r"has the lowest loss", timeout=60), "the pack made of it is open, without a predictor")
    ok(s.find("push button", re.compile("Train a Predictor")), "and one can be trained")
    shot(s, "no-predictor")


def check_quitting_early(argv):
    """Ends the program while its worker still loads libtorch; without the driver's buses."""
    xvfb = subprocess.Popen(["Xvfb", "-displayfd", "1", "-nolisten", "tcp"],
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        env = dict(os.environ, DISPLAY=":" + xvfb.stdout.readline().decode().strip(),
                   GDK_BACKEND="x11", GSK_RENDERER="cairo", GTK_A11Y="none",
                   GSETTINGS_BACKEND="memory", DBUS_SESSION_BUS_ADDRESS="disabled:")
        for delay in (0.2, 0.6, 1.0):
            process = subprocess.Popen(argv, env=env, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            find = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "^Tauscope$"]
            for _ in range(5):  # it gives up when a window that it looks at has just gone
                if subprocess.run(find, env=env, capture_output=True, timeout=30).returncode == 0:
                    break
            time.sleep(delay)
            subprocess.run(["xdotool", "key", "ctrl+q"], env=env, check=True)
            ok(process.wait(60) == 0, "it ends well %.1f s after it came" % delay)
    finally:
        xvfb.terminate()
        xvfb.wait()


def write_photograph(path, width=640, height=480):
    """A PNG of waves in three colours, so that no program is needed that makes one."""
    rows = b"".join(b"\0" + bytes(int(127 + 120 * math.sin(x / (30 + 9 * c) + y / 40)) for x in range(width)
                                  for c in range(3)) for y in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    with open(path, "wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
                  chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def main():
    begin()
    with tempfile.TemporaryDirectory() as folder:
        photograph = os.path.join(folder, "photo.png")
        bad = os.path.join(folder, "bad & <broken>.png")
        open(bad, "w").write("no image")
        write_photograph(photograph)
        argv = [program, "--pack", pack, "--db", os.path.join(folder, "test.db")]
        with session.Session(argv, size="1280x800x24", timeout=60,
                     env={"G_DEBUG": "", "GTK_A11Y": "atspi"}) as s:
            print("# in the accessibility tree after %.2f s" % s.seconds_to_start)
            s.wait_text(r"^The predictor chose", timeout=120)
            shot(s, "start")
            w = Window(s)
            check_names(w)
            check_result(w)
            check_controls(w)
            check_look(w)
            check_pin(w)
            check_loss_axis(w)
            check_plot(w)
            check_export(w, folder)
            check_paste(w, photograph)
            subprocess.run([program, bad], env=s.env, check=True, timeout=20)
            ok(s.wait_text(r"bad & <broken>"), "a second start hands over its file; damage is told")
            shot(s, "problem")
            check_train(s)
            check_open_model(s)
            s.key("ctrl+q")
            check_end(s)
            check_warnings(s)
        check_quitting_early(argv)
    finish()


main()
