#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder in the gallery, driven through the accessibility tree: opened, stepped through, filtered, thinned out, and all of it
back at the next start.

    drive-folder.py PROGRAM PACK-FOLDER [SCREENSHOT-FOLDER]

Needs libtorch, the pack signs, and what session.py needs; says that it skips where one of them is not there.
"""
import os
import re
import subprocess
import tempfile
import time

import session
from images import write_image
from tap import begin, check_warnings, finish, ok, pack, program, shot


def details(s):
    """The corruption and severity that are shown."""
    return s.wait_text(r"^Motion blur, severity \d")


def open_in_running(s, *paths):
    subprocess.run([program, *paths], env=s.env, check=True, timeout=60)


def tiles(s, name):
    return s.find_all("image", re.compile(name))


def shows(s, title):
    """Waits until the image is the one selected in the gallery."""
    def look():
        cells = s.find_all("table cell", re.compile("^" + re.escape(title)))
        for cell in cells:
            cell.clear_cache()
        return any(cell.get_state_set().contains(s.atspi.StateType.SELECTED) for cell in cells)
    return s.wait(look, title + " to be selected")


def check_files(s):
    shows(s, "one.png")
    s.wait(lambda: len(tiles(s, r"^(one|two|three)\.png$")) == 3, "three tiles")
    ok(True, "three files on the command line are all listed, and the first is shown")


def check_folder(s, folder):
    open_in_running(s, folder)
    shows(s, "a0.png")
    ok(s.wait_text(r"^1 image cannot be read: broken\.png"), "what cannot be read is told by name")
    ok(s.wait_text(r"^signs folder \(7\)") and s.wait_text("^7 images, 1 unreadable$"),
       "a folder is a set of its own, and says how many can be read")
    ok(not tiles(s, r"^one\.png"), "own files are listed apart")
    shot(s, "folder")


def check_steps(s):
    before = details(s)
    s.key("Page_Down")
    shows(s, "a1.png")
    ok(details(s) == before, "Page Down shows the next image with the same setting: " + before)
    s.key("Page_Down", "Page_Up", "Page_Up")
    shows(s, "a0.png")
    ok(True, "Page Up leads back")


def check_remove(s):
    tile = s.find("image", "a2.png")
    s.mouse_click(tile, "^Tauscope$")
    shows(s, "a2.png")
    s.key("Delete")
    s.wait(lambda: not tiles(s, r"^a2\.png"), "one tile less")
    ok(s.wait_text(r"^signs folder \(6\)"), "Delete removes an image from the gallery")
    s.key("Page_Down")
    shows(s, "a3.png")
    ok(True, "and the next one has its place")


def choose(s, name, place):
    """The keyboard begins at what is chosen (GTK 4.8) or at the first (4.18)."""
    s.mouse_click(s.find("combo box", name), "^Tauscope$")
    time.sleep(1)
    s.key("Home", *["Down"] * place, "Return")


def check_filter(s):
    choose(s, "Filter of the Gallery", 1)
    s.wait(lambda: len(tiles(s, r"^a\d\.png: wrong$")) == 6, "six wrong answers")
    ok(not tiles(s, r"^broken\.png"), "the filter lists what is answered wrong, and tells so on each tile")
    shot(s, "filter")
    choose(s, "Filter of the Gallery", 2)
    s.wait(lambda: not tiles(s, r"^a\d\.png"), "an empty list")
    ok(True, "nothing was rescued")
    choose(s, "Filter of the Gallery", 0)
    s.wait(lambda: len(tiles(s, r"^(a\d|broken)\.png")) == 7, "seven tiles")
    ok(True, "and all of them come back")
    choose(s, "Order of the Gallery", 1)
    s.wait(lambda: len(tiles(s, r"^(a\d|broken)\.png")) == 7, "seven tiles")
    ok(not s.find_all("label", re.compile("^Answered")), "what is known is not asked for again")
    shot(s, "sorted")
    choose(s, "Order of the Gallery", 0)
    s.key("Escape")


def restart(s):
    s.key("ctrl+q")
    s.wait(lambda: s.program.poll() is not None, "the end")
    s.argv = [program]
    s.start_program()


def check_restart(s):
    """The image that was open is taken out first: the next one has its place, also at the next start."""
    s.mouse_click(s.find("image", re.compile("^a3.png")), "^Tauscope$")
    shows(s, "a3.png")
    choose(s, "Filter of the Gallery", 1)
    s.wait(lambda: len(tiles(s, r"^a\d\.png: wrong$")) == 6, "six wrong answers")
    s.mouse_click(s.find("image", re.compile("^a3.png")), "^Tauscope$")
    s.key("Delete")
    s.wait(lambda: not tiles(s, r"^a3\.png"), "one tile less")
    s.key("Page_Up")
    shows(s, "a1.png")
    s.key("Page_Down")
    shows(s, "a4.png")
    restart(s)
    shows(s, "a4.png")
    s.wait(lambda: len(tiles(s, r"^a\d\.png: wrong$")) == 5, "five wrong answers")
    ok(s.wait_text(r"^signs folder \(5\)"), "the next start lists the folder again, without what was removed")
    ok(not tiles(s, r"^broken\.png"), "with the same filter")
    s.key("Page_Down")
    shows(s, "a5.png")
    ok(True, "and goes on from there")
    shot(s, "restarted")


def check_removed_open(s):
    """What is shown and was removed is not what the next start shows."""
    s.mouse_click(s.find("image", re.compile("^a5.png")), "^Tauscope$")
    s.key("Delete")
    s.wait(lambda: not tiles(s, r"^a5\.png"), "one tile less")
    restart(s)
    shows(s, "a6.png")
    ok(not tiles(s, r"^a5\.png"), "an image that was removed while it was shown stays removed")


def check_gone(s, folder):
    """The own files are still there."""
    os.rename(folder, folder + " moved")
    restart(s)
    ok(s.wait_text(r"^The image “.*a6\.png” is no longer there; .*\n“.*signs folder” is no longer there; open it again"),
       "what is gone is told")
    shot(s, "gone")
    choose(s, "Filter of the Gallery", 0)
    choose(s, "Listed Images", 1)
    s.wait(lambda: len(tiles(s, r"^(one|two|three)\.png")) == 3, "three tiles")
    ok(details(s), "the own files are listed, and the setting is kept: " + details(s))


def environment(folder):
    """Settings are kept from one start to the next."""
    os.makedirs(os.path.join(folder, "config/glib-2.0/settings"))
    with open(os.path.join(folder, "config/glib-2.0/settings/keyfile"), "w", encoding="utf-8") as settings:
        settings.write("[io/github/tauscope/Tauscope]\ntour-seen=true\n")
    return {"G_DEBUG": "", "GTK_A11Y": "atspi", "GSETTINGS_BACKEND": "keyfile",
            "TAUSCOPE_PACKS": os.path.dirname(os.path.realpath(pack)), "XDG_CONFIG_HOME": os.path.join(folder, "config")}


begin()
with tempfile.TemporaryDirectory() as home:
    folder = os.path.join(home, "signs folder")
    os.makedirs(os.path.join(folder, "stop"))
    files = [os.path.join(home, name + ".png") for name in ("one", "two", "three")]
    for i, path in enumerate(files):
        write_image(path, 120 + 10 * i, 90)
    for i in range(7):
        write_image(os.path.join(folder, "stop", "a%d.png" % i), 64 + i, 64)
    with open(os.path.join(folder, "stop", "broken.png"), "w") as broken:
        broken.write("no image")
    with session.Session([program, "--pack", pack, *files], env=environment(home)) as s:
        check_files(s)
        check_folder(s, folder)
        check_steps(s)
        check_remove(s)
        check_filter(s)
        check_restart(s)
        check_removed_open(s)
        check_gone(s, folder)
        check_warnings(s)
finish()
