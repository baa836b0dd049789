#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop's way in: the program is started by D-Bus for a file, takes a second one, and quits.

    launch.py PROGRAM CLI DESKTOP-FILE SERVICE-FILE PACK

Runs in a session bus and display of its own; the data folder is a new one. Status 77 if a tool is missing.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

APP = "io.github.tauscope.Tauscope"
# Of other programs, where there is no desktop.
FOREIGN = re.compile(r"AT-SPI|dconf|portal|Vulkan|MESA|libEGL|dbus-daemon|xdg-|Failed to set fd limit|accessibility bus")


def wait(condition, what, seconds=90):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            sys.exit("timed out: " + what)
        time.sleep(0.3)


def inside(folder, cli):
    """On the bus, and on the display."""
    def launch(image):
        subprocess.run([shutil.which("gtk-launch") or shutil.which("gtk4-launch"), APP, str(image)], check=True)

    def history():
        return subprocess.run([cli, "history"], capture_output=True, text=True).stdout

    def is_running():
        return subprocess.run(["gdbus", "call", "--session", "--dest", "org.freedesktop.DBus", "--object-path", "/",
                               "--method", "org.freedesktop.DBus.NameHasOwner", APP], capture_output=True, text=True).stdout == "(true,)\n"

    for number in 1, 2:
        image = folder / f"image {number}.png"
        subprocess.run([cli, "render", "signs:test", "--index", str(number), str(image)], check=True, capture_output=True)
        launch(image)
        wait(lambda: f"image {number}.png" in history(), f"image {number} in the history")
    recent = folder / "data/recently-used.xbel"
    wait(lambda: recent.exists() and "image%202.png" in recent.read_text(), "the image among the recent files")
    subprocess.run(["gapplication", "action", APP, "show-training"], check=True)
    subprocess.run(["gapplication", "action", APP, "quit"], check=True)
    wait(lambda: not is_running(), "the program does not quit")
    print("opened two images, and quit")


def main():
    program, cli, desktop, service, pack = sys.argv[1:6]
    if os.environ.get("TAUSCOPE_LAUNCH"):
        return inside(pathlib.Path(os.environ["TAUSCOPE_LAUNCH"]), cli)
    for tools in [("gtk-launch", "gtk4-launch"), ("gapplication",), ("gdbus",), ("dbus-run-session",), ("xvfb-run",)]:
        if not any(map(shutil.which, tools)):
            print(f"{tools[0]} is not installed")
            sys.exit(77)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for kind, file in ("applications", desktop), ("dbus-1/services", service):
            text = re.sub(r"^Exec=\S+", "Exec=" + program, pathlib.Path(file).read_text(), flags=re.M)
            (folder / "data" / kind).mkdir(parents=True)
            (folder / "data" / kind / pathlib.Path(file).name).write_text(text)
        env = {**os.environ, "HOME": name, "XDG_DATA_HOME": name + "/data", "XDG_CONFIG_HOME": name + "/config",
               "XDG_CACHE_HOME": name + "/cache", "XDG_RUNTIME_DIR": name, "TAUSCOPE_LAUNCH": name, "TAUSCOPE_PACKS": str(pathlib.Path(pack).parent),
               "GDK_BACKEND": "x11", "GSK_RENDERER": "cairo"}
        for variable in "G_DEBUG", "GTK_A11Y", "DBUS_SESSION_BUS_ADDRESS":
            env.pop(variable, None)
        result = subprocess.run(["xvfb-run", "-a", "dbus-run-session", "--", sys.executable, __file__, *sys.argv[1:]], env=env,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(result.stdout)
    warnings = [line for line in result.stdout.splitlines()
                if re.search(r"WARNING|CRITICAL|ERROR", line) and not FOREIGN.search(line)]
    sys.exit(result.returncode or ("\n".join(warnings) if warnings else 0))


main()
