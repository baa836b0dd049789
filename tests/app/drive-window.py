#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real window through its accessibility tree, as a screen reader's user would.

    drive-window.py PROGRAM PACK [SCREENSHOT-FOLDER]

Needs the driver of the shared folder ($TAUSCOPE_SHARED/gui-driver/drive.py), libtorch and a pack;
exits with 77 (skipped) and says so where one of them is not there.
"""
import os
import re
import subprocess
import sys
import tempfile
import time


def skip(why):
    print("1..0 # SKIP", why)
    sys.exit(0)


program, pack = sys.argv[1], sys.argv[2]
shots = sys.argv[3] if len(sys.argv) > 3 else None
driver = os.path.join(os.environ.get("TAUSCOPE_SHARED", "/nonexistent"), "gui-driver")
if not os.path.exists(os.path.join(driver, "drive.py")):
    skip("no gui-driver/drive.py in $TAUSCOPE_SHARED")
if not os.path.exists(os.path.join(pack, "pack.json")):
    skip("no model pack in " + pack)
sys.path.insert(0, driver)
try:
    import gi  # noqa: F401
    from drive import Session
except ImportError as error:
    skip("the driver cannot be imported: %s" % error)

count = 0


def ok(condition, what):
    global count
    count += 1
    print("%sok %d - %s" % ("" if condition else "not ", count, what), flush=True)
    if not condition:
        ok.failed = True


ok.failed = False


def shot(session, name):
    if shots:
        session.screenshot(os.path.join(shots, name + ".png"))


def details(s):
    return s.wait_text(r"regret .* ms")


def description(s):
    return s.find("image", "Predicted versus Actual Loss").get_description()


def rows(s):
    table = s.find("list", "Transforms")
    names = []
    for i in range(table.get_child_count()):
        child = table.get_child_at_index(i)
        child.clear_cache()
        names.append(child.get_name())
    return names


def settle(s, before, timeout=10):
    """Waits until the table says something else."""
    s.wait(lambda: rows(s) != before, "another result", timeout)
    return rows(s)


def has_window(s, title):
    return subprocess.run(["xdotool", "search", "--onlyvisible", "--name", title], env=s.env,
                          capture_output=True).returncode == 0


def check_names(s):
    for role, name in (
        ("push button", "Open Image"), ("push button", "New Seed"), ("push button", "Export Figure"),
        ("combo box", "Corruption"), ("combo box", "Label"), ("combo box", "Model Pack"),
        ("slider", "Severity"), ("slider", "Ensemble Size"),
        ("image", "Input Image"), ("image", "Transformed Image"),
        ("image", "Predicted versus Actual Loss"), ("list", "Transforms"),
    ):
        ok(len(s.find_all(role, name)) == 1, "one %s “%s”" % (role, name))


def check_result(s):
    names = rows(s)
    ok(len(names) == 12, "the list has 12 rows")
    predicted = [float(re.search(r"predicted relative loss ([\d.]+)", n).group(1)) for n in names]
    ok(predicted == sorted(predicted), "in the predicted order")
    ok(sum("chosen" in n for n in names) == 1 and "chosen" in names[0], "the first is the chosen one")
    ok(sum("best" in n for n in names) == 1, "one is the best")
    text = description(s)
    chosen = names[0].split(":")[0]
    ok(chosen in text and "Best" in text or "best" in text, "the plot's description: " + text)
    ok(s.wait_text(r"^The predictor chose"), "the sentence")


def check_controls(s):
    before = rows(s)
    s.set_value(5, "slider", "Severity")
    before = settle(s, before)
    ok(True, "severity 5 changes the result")
    s.click("push button", "New Seed")
    before = settle(s, before)
    ok(True, "so does a new seed")
    s.set_value(0, "slider", "Severity")
    before = settle(s, before)
    seed = s.text("text", "Seed")
    ok(seed.isdigit() and seed != "1", "the seed is shown: " + seed)
    s.set_value(4, "slider", "Ensemble Size")
    ok(s.wait_text(r"mean of the 4 best predicted"), "the ensemble's answer")
    # Back and forth: the second time it comes from the store.
    s.set_value(5, "slider", "Severity")
    before = settle(s, before)
    ok(s.find("label", "cached", timeout=5) is not None, "a result from the store says so")
    # Many changes at once end with the last one.
    for value in (1, 2, 3, 4, 0, 2):
        s.set_value(value, "slider", "Severity")
    ok(s.wait_text(r", severity 2$"), "the latest wins")


def check_plot(s):
    title = s.wait_text(r"\(chosen\)$")
    s.mouse_click("image", "Predicted versus Actual Loss", title="Tauscope",
                  fx=0.5, fy=0.98)  # GTK 4.8 does not grant focus through the tree
    s.key("Right")
    s.key("Right")
    s.wait(lambda: "Named:" in description(s), "a named point")
    ok(True, "the arrow keys name a point: " + description(s).split("Named:")[1])
    s.key("Return")
    s.wait(lambda: not [t for t in map(s.text, s.find_all("label")) if t == title], "another title")
    ok(True, "Return shows that variant")
    s.key("ctrl+0")
    ok(s.wait_text("^" + re.escape(title) + "$"), "and Ctrl+0 the chosen one")


def check_export(s, folder):
    s.click("push button", "Export Figure")
    s.wait(lambda: has_window(s, "Export Figure"), "the dialog")
    time.sleep(1)
    s.key("ctrl+a")
    path = os.path.join(folder, "figure.svg")
    s.type(path)
    shot(s, "export")
    s.key("Return")
    s.wait(lambda: os.path.exists(path), "the file")
    ok("</svg>" in open(path).read(), "the figure is exported")


def check_paste(s, photograph):
    with open(photograph, "rb") as stream:
        subprocess.run(["xclip", "-selection", "clipboard", "-t", "image/png"], stdin=stream,
                       env=s.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    s.mouse_click("image", "Transformed Image", title="Tauscope")  # the dialog had the focus
    s.key("ctrl+v")
    ok(s.wait_text(r"stands in", timeout=15), "a pasted image has no label, and that is said")
    shot(s, "pasted")
    view = s.find("image", "Input Image")
    s.mouse_click(view, title="Tauscope")
    before = rows(s)
    s.key("minus", "minus", "minus", "shift+minus", "shift+Left")
    settle(s, before)
    ok("the model sees the square" in view.get_description(), "its frame moves by keys")
    shot(s, "framed")


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
            subprocess.run(find, env=env, check=True, capture_output=True, timeout=30)
            time.sleep(delay)
            subprocess.run(["xdotool", "key", "ctrl+q"], env=env, check=True)
            ok(process.wait(60) == 0, "it ends well %.1f s after it came" % delay)
    finally:
        xvfb.terminate()
        xvfb.wait()


def main():
    with tempfile.TemporaryDirectory() as folder:
        photograph = os.path.join(folder, "photo.png")
        bad = os.path.join(folder, "bad & <broken>.png")
        open(bad, "w").write("no image")
        subprocess.run(["convert", "-size", "640x480", "plasma:red-blue", photograph], check=True)
        argv = [program, "--pack", pack, "--db", os.path.join(folder, "test.db")]
        with Session(argv, size="1280x800x24", env={"G_DEBUG": "", "GTK_A11Y": "atspi"}) as s:
            print("# in the accessibility tree after %.2f s" % s.t_ready)
            s.wait(lambda: len(rows(s)) == 12 and rows(s)[0][0] != "G", "the first result", 60)
            details(s)
            shot(s, "start")
            check_names(s)
            check_result(s)
            check_controls(s)
            check_plot(s)
            check_export(s, folder)
            check_paste(s, photograph)
            subprocess.run([program, bad], env=s.env, check=True, timeout=20)
            ok(s.wait_text(r"bad & <broken>"), "a second start hands over its file; damage is told")
            shot(s, "problem")
            s.key("ctrl+q")
            s.wait(lambda: s.app_proc.poll() is not None, "the end")
            ok(s.app_proc.returncode == 0, "it ends well")
            warnings = [line for line in s.read_log().splitlines()
                        if re.search(r"(Gtk|GLib|Gdk|Adwaita|Tauscope|Pango)[\w-]*-(WARNING|CRITICAL)", line)]
            ok(not warnings, "no warnings " + " ".join(warnings[:3]))
        check_quitting_early(argv)
    print("1..%d" % count)
    sys.exit(1 if ok.failed else 0)


main()
