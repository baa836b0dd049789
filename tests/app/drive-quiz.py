#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays the quiz in the real window, through its accessibility tree and with keys.

    drive-quiz.py PROGRAM PACK [SCREENSHOT-FOLDER]

Needs libtorch, a pack, and what session.py needs; says that it skips where one of them is not there.
"""
import os
import re
import subprocess

import session
from tap import begin, check_warnings, finish, ok, pack, program, shot

ROUND = 60  # s, for the search of an image on a busy machine


class Quiz:
    """The window of the quiz, once it is open."""

    def __init__(self, s):
        self.s, self.program = s, s.root
        # On a busy machine a walk takes seconds: only through this window.
        s.root = s.wait(self.find_own, "the window of the quiz")

    def find_own(self):
        self.program.clear_cache()
        windows = [self.program.get_child_at_index(i) for i in range(self.program.get_child_count())]
        return next((w for w in windows if w.get_name() == "Quiz"), None)

    def is_open(self):
        return self.find_own() is not None

    def tiles(self):
        grid = self.s.find(None, "Transforms to Pick From", ROUND)
        return [grid.get_child_at_index(i) for i in range(grid.get_child_count())]

    def names(self):
        return [tile.get_name() for tile in self.tiles()]

    def wait_text(self, regex, timeout=None):
        return self.s.wait(lambda: next((text for text in self.s.texts() if re.search(regex, text)), None),
                           "the text " + regex, timeout)

    def wait_question(self):
        return self.wait_text(r"^The model (mis)?reads this image", ROUND)


def check_hidden(w):
    ok(w.wait_question(), "the question: " + w.wait_question())
    ok(w.wait_text(r"^It shows: .+ – .+, severity [345]"), "the class and the corruption are told")
    names = w.names()
    ok(len(names) == 12 and names[0] == "Identity", "there are 12 transforms, identity first")
    # The names are those of the transforms and nothing else: no rank, answer, verdict, “chosen” or “best”.
    ok(not [n for n in names if re.search(r"[:,]|right|wrong|chosen|best", n)], "their names give nothing away: " + "; ".join(names))
    # A class may be called “curve right”.
    shown = [text for text in w.s.texts() if re.search(r"●|▲|right|wrong|chosen|best|nats", text) and not text.startswith("It shows: ")]
    ok(not shown, "nor does any text" + "".join("\n# " + text for text in shown))
    shot(s, "quiz-question")


def check_pick(w):
    s = w.s
    s.key("Right", "Return")  # the first transform has the focus
    verdict = w.wait_text(r"^You picked “.+”: (right|wrong), with a regret of .* nats\. The predictor chose “.+”: (right|wrong), .*The best was “")
    ok(verdict, "the verdict: " + verdict)
    picked = re.match(r"You picked “(.+?)”", verdict).group(1)
    ok(picked == w.names()[1].split(". ")[1].split(":")[0], "it is about the transform that was picked with the keyboard")
    names = w.names()
    ok(all(re.search(r": .+, (right|wrong)", n) for n in names), "now every transform says what it answers: " + names[1])
    ok(sum("chosen" in n for n in names) == 1 and sum(", best" in n for n in names) == 1, "one is the chosen and one the best")
    labels = w.s.texts()
    ok({"You", "Predictor", "Oracle", "This Round"} <= set(labels), "a table compares the three")
    plot = s.find("image", re.compile(r"^Quiz with signs, seed \d+: 1 round$"))
    ok(re.search("You, regret ", plot.get_description()), "the score: " + plot.get_description())
    shot(s, "quiz-answered")


def check_small(w):
    """In the narrowest window the verdict is there without scrolling, and the next question begins at the top."""
    s = w.s
    window = s.call("xdotool", "search", "--onlyvisible", "--name", "^Quiz$").split()[-1]
    s.call("xdotool", "windowsize", "--sync", window, "360", "640")

    def is_inside(node):
        left, top, width, height = s.place_of(node)
        return top >= 0 and top + height <= 640

    s.key("n")
    w.wait_question()
    s.wait(lambda: is_inside(s.find_text("^The model (mis)?reads")), "the question in view")
    s.key("Right", "Return")
    s.wait(lambda: is_inside(s.find_text("^You picked")), "the verdict in view")
    ok(True, "360 px wide, question and verdict come into view")
    s.call("xdotool", "windowsize", "--sync", window, "920", "720")


def check_score(w):
    s = w.s
    s.key("n")
    ok(w.wait_question(), "N begins the next round")
    ok(not [n for n in w.names() if re.search("right|wrong", n)], "whose answers are hidden again")
    s.mouse_click(w.tiles()[5], "^Quiz$")
    plot = s.find("image", re.compile(r"^Quiz with signs, seed \d+: 3 rounds$"))
    ok(plot, "a click picks, too, and the score goes on")
    s.click("push button", "Show as Table")
    ok(s.find("label", "Mean regret (nats)"), "the score is also a table")
    s.click("push button", "Show as Chart")
    s.key("ctrl+c")
    xclip = ["xclip", "-selection", "clipboard", "-t", "image/png", "-o"]
    ok(s.wait(lambda: subprocess.run(xclip, env=s.env, capture_output=True).stdout.startswith(b"\x89PNG"), "an image"),
       "Ctrl+C copies the score as an image")
    s.key("ctrl+s")
    s.wait(lambda: subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "Save Score"], env=s.env,
                                  capture_output=True).returncode == 0, "the file chooser")
    path = str(s.folder / "score.png")
    s.wait(lambda: s.call("xdotool", "getactivewindow", "getwindowname").strip() == "Save Score", "its focus")
    s.key("ctrl+a")
    s.type(path)
    s.key("Return")
    s.wait(lambda: os.path.exists(path) and open(path, "rb").read(4) == b"\x89PNG", "the file")
    ok(True, "Ctrl+S saves it")


def check_end(w):
    s = w.s
    s.wait(lambda: s.call("xdotool", "getactivewindow", "getwindowname").strip() == "Quiz", "the focus")
    s.key("Escape")
    s.wait(lambda: not w.is_open(), "the end of the quiz")
    ok(True, "Escape closes it")
    s.key("q")
    s.wait(w.is_open, "the quiz again")
    ok(True, "and Q opens it again")
    s.key("ctrl+q")
    ok(s.program.wait(20) == 0, "the program ends with the quiz open")


begin()
with session.Session([program, "--pack", pack]) as s:
    s.wait_text(r"^The predictor chose", 60)
    s.key("q")
    window = Quiz(s)
    for check in check_hidden, check_pick, check_small, check_score, check_end:
        check(window)
    check_warnings(s)
finish()
