#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Explore remembers, driven through the accessibility tree: the setting through images, the original, undo and redo,
the state at the next start, and the history of the images.

    drive-state.py PROGRAM PACK-FOLDER [SCREENSHOT-FOLDER]

Needs libtorch, the pack signs, and what session.py needs; says that it skips where one of them is not there.
"""
import os
import re
import subprocess
import tempfile
import time

import session
from images import write_image
from tap import begin, check_end, check_warnings, finish, ok, pack, program, shot


def slider(s, name):
    return s.find("slider", name)


def value(s, name):
    node = slider(s, name)
    node.clear_cache()
    return round(node.get_value_iface().get_current_value())


def wait_value(s, name, wanted):
    return s.wait(lambda: value(s, name) == wanted, "%s %d" % (name, wanted))


def check_menu(s, text, what):
    """Whether the main menu has an entry with this text; the menu is closed again."""
    s.key("F10")
    names = s.wait(lambda: [n.get_name() for n in s.menu_entries()], "the menu")
    shot(s, "menu")
    s.key("Escape")
    ok(text in names or not any(names), what + ("" if any(names) else " # SKIP this GTK does not name the entries of menus"))


def focus_picture(s):
    """Keys go to the input, not to what was used before."""
    s.mouse_click(s.find("image", "Input Image"), title="Tauscope")


def check_setting(s, image):
    s.set_value(3, slider(s, "Severity"))
    s.wait_text(r", severity 3$")
    subprocess.run([program, image], env=s.env, check=True, timeout=20)
    s.wait_text(r"stands in")  # it has no label
    ok(s.wait_text(r", severity 3$") and value(s, "Severity") == 3, "opening an image keeps the severity")
    s.set_value(4, slider(s, "Ensemble Size"))
    s.wait_text(r"average over the 4 transforms")


def check_original(s):
    s.click(s.find("push button", "Original"))
    ok(s.wait_text(r"^Input$") and value(s, "Severity") == 3, "the original is shown, and the severity stays set")
    s.click(s.find("push button", "Original"))
    s.wait_text(r", severity 3$")
    focus_picture(s)
    s.call("xdotool", "keydown", "o")
    ok(s.wait_text(r"^Input$"), "also while a key is held")
    s.call("xdotool", "keyup", "o")
    ok(s.wait_text(r", severity 3$") and value(s, "Severity") == 3, "and not any longer")


def check_undo(s):
    s.set_value(5, slider(s, "Severity"))
    s.wait_text(r", severity 5$")
    check_menu(s, "Undo: Severity 5", "the menu says what would be undone")
    focus_picture(s)
    s.key("ctrl+z")
    wait_value(s, "Severity", 3)
    ok(s.wait_text(r", severity 3$"), "Ctrl+Z undoes it")
    check_menu(s, "Redo: Severity 5", "the menu says what would be redone")
    s.key("ctrl+z")
    ok(wait_value(s, "Ensemble Size", 1), "and the ensemble before it")
    s.key("ctrl+shift+z")
    s.key("ctrl+shift+z")
    ok(wait_value(s, "Ensemble Size", 4) and wait_value(s, "Severity", 5), "Ctrl+Shift+Z does both again")
    s.wait_text(r", severity 5$")


def check_none(s):
    """“None” means that severity and seed have no effect."""
    sensitive = s.atspi.StateType.SENSITIVE
    ok(slider(s, "Severity").get_state_set().contains(sensitive), "with a corruption the severity can be set")
    box = s.find("combo box", "Corruption")
    s.mouse_click(box, title="Tauscope")
    time.sleep(1)
    s.key("Home", "Return")

    def is_off():
        node = slider(s, "Severity")
        node.clear_cache()
        return not node.get_state_set().contains(sensitive)
    ok(s.wait(is_off, "an insensitive severity"), "without one it cannot")
    s.key("ctrl+z")
    s.wait_text(r", severity 5$")


def frame_of(s):
    node = s.find("image", "Input Image")
    node.clear_cache()
    return re.search(r"square.*", node.get_description()).group()


def check_restart(s):
    focus_picture(s)
    before = frame_of(s)
    s.key("minus", "minus", "shift+Left")
    s.wait(lambda: frame_of(s) != before, "another frame")
    frame = frame_of(s)
    s.key("ctrl+z")
    s.wait(lambda: frame_of(s) != frame, "the frame before")
    s.key("ctrl+shift+z")
    ok(s.wait(lambda: frame_of(s) == frame, "the frame again"), "Ctrl+Z undoes a frame, and Ctrl+Shift+Z sets it again")
    s.key("ctrl+q")
    s.wait(lambda: s.program.poll() is not None, "the end")
    s.start_program()
    s.wait_text(r", severity 5$", timeout=120)
    ok(s.find("table cell", "photo.png") and s.wait_text(r"stands in"), "the next start shows the same image")
    ok(wait_value(s, "Ensemble Size", 4), "with the same ensemble size")
    ok(s.wait(lambda: frame_of(s) == frame, "the frame"), "and the same frame: " + frame)
    shot(s, "restored")


def check_history(s, image):
    """One image with its states; it is asked for when it is gone, and opens with what was set."""
    for severity in 2, 4:
        s.set_value(severity, slider(s, "Severity"))
        s.wait_text(r", severity %d$" % severity)
        time.sleep(6)  # what one stays at
    s.key("alt+4")
    row = s.find("list item", re.compile(r"^Inspection, photo.png, \d states, the last: "))
    ok(row, "Alt+4 goes to the history")
    ok("Motion blur, severity 4" in row.get_name(), "the history has the image once: " + row.get_name())
    ok(len(s.find_all("list item", re.compile("^Inspection, photo.png"))) == 1, "and in no other row")
    shot(s, "history")
    s.mouse_click(row, title="Tauscope")
    s.key("shift+Right")
    ok(s.find("list item", re.compile(r"^Inspection, Motion blur, severity 2, seed")), "its states are below it")
    shot(s, "history-states")
    os.rename(image, image + ".moved")
    s.key("Return")
    ok(s.wait_text(r"is no longer there"), "an image that is gone is told")
    shot(s, "history-gone")
    s.key("Escape")
    os.rename(image + ".moved", image)
    time.sleep(1)
    s.mouse_click(s.find("list item", re.compile(r"^Inspection, Motion blur, severity 2, seed")), title="Tauscope")
    s.key("Return")
    ok(s.wait_text(r", severity 2$") and value(s, "Ensemble Size") == 4, "a state opens with all that was set")


def main():
    begin()
    with tempfile.TemporaryDirectory() as folder:
        image = os.path.join(folder, "photo.png")
        write_image(image)
        env = {"G_DEBUG": "", "GTK_A11Y": "atspi", "GSETTINGS_BACKEND": "keyfile",
               "TAUSCOPE_PACKS": os.path.dirname(os.path.realpath(pack)), "XDG_CONFIG_HOME": os.path.join(folder, "config")}
        os.makedirs(os.path.join(folder, "config/glib-2.0/settings"))
        with open(os.path.join(folder, "config/glib-2.0/settings/keyfile"), "w", encoding="utf-8") as settings:
            settings.write("[io/github/tauscope/Tauscope]\ntour-seen=true\n")
        with session.Session([program], size="1280x1000x24", timeout=30, env=env) as s:
            s.wait_text(r"^The predictor chose", timeout=120)
            ok(value(s, "Severity") == 5, "the first start shows the first example")
            check_setting(s, image)
            check_original(s)
            check_undo(s)
            check_none(s)
            check_restart(s)
            check_history(s, image)
            s.key("ctrl+q")
            check_end(s)
            check_warnings(s)
    finish()


main()
