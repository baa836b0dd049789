#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the installed Flatpak in its sandbox, with a display and buses of its own: the window through its accessibility
tree, and the command line. Called by `make flatpak`, with FLATPAK_USER_DIR set.

    drive-flatpak.py APP-ID SOURCE-FOLDER [WRITE-HOSTILE]

The window's part needs what tests/app/session.py needs; without that, only the command line is tested. WRITE-HOSTILE is the program that tests/host builds; without it, no hostile model is tried.
"""
import glob
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "app"))
import session  # noqa: E402

app_id, source = sys.argv[1], os.path.abspath(sys.argv[2])
write_hostile = sys.argv[3] if len(sys.argv) > 3 else None
pack = os.path.join(source, "data", "packs", "signs")
shots = os.environ.get("TAUSCOPE_SHOTS")
# The document portal hands over paths below it, which are the same in the sandbox only if it is where systemd has it.
runtime = "/run/user/%d" % os.getuid()
own_runtime = os.environ.get("TAUSCOPE_OWN_RUNTIME") == "yes"
count = failures = 0


def ok(condition, what):
    global count, failures
    count += 1
    failures += not condition
    print("%sok %d - %s" % ("" if condition else "not ", count, what), flush=True)


def skip(what, why):
    global count
    count += 1
    print("ok %d - %s # SKIP %s" % (count, what, why), flush=True)


def run(env, *arguments, rights=(), command="tauscope-cli"):
    """One call of the command line in the sandbox."""
    return subprocess.run(["flatpak", "run", *rights, "--command=" + command, app_id, *arguments], env=env,
                          capture_output=True, text=True, timeout=600)


# -- the command line -------------------------------------------------------


def check_sandbox(env):
    rights = subprocess.run(["flatpak", "info", "--show-permissions", app_id], env=env, capture_output=True,
                            text=True).stdout
    ok("network" not in rights and "filesystems" not in rights, "neither network nor folders: " +
       " ".join(rights.split()))
    devices = run(env, "-c", "cat /proc/net/dev; ls -d /home/* /root/* /work /srv 2>/dev/null", command="sh").stdout
    names = re.findall(r"^\s*(\S+):", devices, re.MULTILINE)
    ok(names == ["lo"], "no network device but the loopback: %s" % names)
    with tempfile.NamedTemporaryFile(dir=os.path.expanduser("~")) as secret:
        seen = run(env, "-c", "ls " + secret.name, command="sh").returncode == 0
    ok(not seen, "the home folder is out of sight")


def check_answers(env, folder):
    packs = run(env, "packs").stdout
    ok("/app/share/tauscope/packs/signs" in packs, "the packs come from the app")
    sign = os.path.join(folder, "sign.png")
    out = run(env, "render", "signs:test", "--index", "3", sign, rights=["--filesystem=" + folder])
    ok(os.path.exists(sign), "an image written into a granted folder: " + (out.stdout + out.stderr).strip())
    out = run(env, "inspect", sign)
    ok(out.returncode != 0 and "sign.png" in out.stderr, "out of reach without that right: " + out.stderr.strip())
    out = run(env, "inspect", "--json", sign, rights=["--filesystem=%s:ro" % folder])
    ok(out.returncode == 0 and len(json.loads(out.stdout or "{}").get("transforms", [])) == 12,
       "twelve transforms of an image in a granted folder " + out.stderr.strip())
    ok("without OpenBLAS" not in out.stderr + out.stdout and "without a lock" not in out.stderr,
       "with OpenBLAS, and locked")
    found = run(env, "-c", "ls /app/share/locale/*/LC_MESSAGES/tauscope.mo", command="sh").stdout
    ok("/de/" in found, "translations are in the app: " + " ".join(found.split()))
    return sign


def check_hostile(env, folder, sign):
    if write_hostile is None or not os.path.exists(write_hostile):
        return skip("a hostile model", "tests/host/write-hostile is not built")
    goal = os.path.join(folder, "goal")
    for kind, words in (("map-read", "tries to read another file"), ("save", "tries to ")):
        model = os.path.join(folder, kind + ".pt")
        if kind == "map-read":
            with open(goal, "w", encoding="utf-8") as out:
                out.write("a secret of thirty-two bytes....")
        elif os.path.exists(goal):
            os.remove(goal)
        subprocess.run([write_hostile, kind, model, goal], check=True)
        out = run(env, "inspect", "--target", model, "--predictor", "none", "--input-size", "64", sign,
                  rights=["--filesystem=" + folder])
        ok(out.returncode == 1 and words in out.stderr and os.path.exists(goal) == (kind == "map-read"),
           "a model that would use a granted folder is refused: " + out.stderr.strip())


def check_training(env, folder):
    made = os.path.join(folder, "made")
    begin = time.monotonic()
    out = run(env, "train-predictor", "--target", os.path.join(pack, "target.pt"), "--dataset", "signs:train", "--limit",
              "48", "--epochs", "1", "--copies", "1", "--batch", "16", "--input-size", "32", "--target-size", "64", "--out", made,
              rights=["--filesystem=" + folder, "--filesystem=%s:ro" % pack])
    ok(out.returncode == 0 and os.path.exists(os.path.join(made, "predictor.pt")),
       "a predictor trained in %.0f s: %s" % (time.monotonic() - begin, (out.stdout + out.stderr).strip()[-300:]))


def check_database(env):
    stored = glob.glob(os.path.join(env["HOME"], ".var", "app", app_id, "data", "**", "tauscope.db"), recursive=True)
    ok(len(stored) == 1, "the database is in the sandbox's data folder: " +
       " ".join(os.path.relpath(path, env["HOME"]) for path in stored))
    tables = sqlite3.connect(stored[0]).execute("select count(*) from sqlite_master where type = 'table'").fetchone()[0]
    ok(tables > 0, "it has %d tables" % tables)
    ok(not os.path.exists(os.path.join(env["XDG_DATA_HOME"], "tauscope")), "and nowhere else")
    ok("sign" in run(env, "history").stdout, "history lists the inspected image")


def check_command_line(env, folder):
    check_sandbox(env)
    sign = check_answers(env, folder)
    check_hostile(env, folder, sign)
    check_training(env, folder)
    check_database(env)


# -- the window ---------------------------------------------------------------


def status(pid, key):
    with open("/proc/%d/status" % pid, encoding="ascii", errors="replace") as lines:
        return next((line.split()[1] for line in lines if line.startswith(key + ":")), None)


def processes(env):
    """The processes of the app's sandboxes, by name; those that another copy of the program runs do not count."""
    listed = subprocess.run(["flatpak", "ps", "--columns=child-pid"], env=env, capture_output=True, text=True).stdout
    spaces = {os.readlink("/proc/%s/ns/pid" % pid) for pid in re.findall(r"\d+", listed)
              if os.path.exists("/proc/%s/ns/pid" % pid)}
    found = {}
    for entry in glob.glob("/proc/[0-9]*"):
        try:
            if os.readlink(entry + "/ns/pid") in spaces:
                with open(entry + "/cmdline", "rb") as line:
                    arguments = line.read().decode(errors="replace").split("\0")
                found.setdefault(os.path.basename(arguments[0]), []).append((int(entry[6:]), arguments))
        except OSError:
            pass  # it has ended
    return found


def check_lock(env):
    found = processes(env)
    host = found.get("tauscope-model-host", [])
    app = found.get("tauscope", [])
    ok(len(host) >= 1 and len(app) >= 1, "the model's process runs in the sandbox: %s" % sorted(found))
    if not host or not app:
        return
    filters = [int(status(pid, "Seccomp_filters")) for pid in (app[0][0], host[0][0])]
    ok(filters[1] > filters[0] >= 1, "with a filter of its own on top of Flatpak's: %d against %d" % tuple(reversed(filters)))
    ok(status(host[0][0], "NoNewPrivs") == "1", "and can gain no rights")


def check_scatter(s):
    plot = s.find("image", "Predicted versus Actual Loss", timeout=120)

    def described():
        plot.clear_cache()
        text = plot.get_description() or ""
        return text if "orrelation" in text else None
    text = s.wait(described, "a plot with marks", timeout=120)
    ok(re.search(r"Chosen(: | and best)", text) is not None, "the scatter: " + text)
    rows = s.find("list", "Transforms")
    ok(rows.get_child_count() == 12, "of twelve transforms")


def shot(s, name):
    if shots:
        os.makedirs(shots, exist_ok=True)
        s.screenshot(os.path.join(shots, name + ".png"))


def hand_over(path):
    """A call of the program with a file that it sees through the document portal only, as a file manager does it. The
    portal of a user's own session is left alone: without a folder of our own for it, the file's folder is granted."""
    if own_runtime:
        return ["flatpak", "run", "--file-forwarding", app_id, "@@", path, "@@"]
    return ["flatpak", "run", "--filesystem=%s:ro" % os.path.dirname(path), "--filesystem=%s:ro" % pack, app_id, path]


def enter_own_runtime():
    """As root, starts this program again where /run/user is empty and nobody else's."""
    if os.getuid() != 0 or own_runtime or shutil.which("unshare") is None:
        return
    os.environ["TAUSCOPE_OWN_RUNTIME"] = "yes"
    os.makedirs("/run/user", exist_ok=True)
    os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", "sh", "-euc",
                          "mount -t tmpfs tmpfs /run/user; mkdir -m 700 /run/user/0; exec \"$@\"", "sh",
                          sys.executable, *sys.argv])


def check_window(s):
    print("# in the accessibility tree after %.2f s" % s.seconds_to_start)
    check_scatter(s)
    ok(s.wait_text("stands in"), "of the file, which has no label")
    seen = [argument for _, arguments in processes(s.env).get("tauscope", []) for argument in arguments[1:]]
    if own_runtime:
        ok(any(argument.startswith(runtime + "/doc/") for argument in seen), "that the document portal handed over: %s" % seen)
    else:
        skip("the document portal", "only root can give it a folder of its own; the file's folder was granted instead")
    shot(s, "flatpak-start")
    check_lock(s.env)
    subprocess.run(hand_over(os.path.join(pack, "target.pt")), env=s.env, check=True, timeout=60)
    ok(s.wait_text(r"^input: ", timeout=120), "a second start hands over a model")
    text = s.wait_text(r"Models run ", timeout=60)
    ok("cannot open files" in text, "and the window says that it is locked: " + text)
    names = [s.text(node) for node in s.find_all("text")]
    ok("target" in names if own_runtime else "signs" in names, "its proposed name means something: %s" % names)
    shot(s, "flatpak-model")


def main():
    folder = tempfile.mkdtemp(prefix="tauscope-flatpak-")
    photograph = os.path.join(folder, "photo.png")
    shutil.copy(os.path.join(source, "data", "screenshots", "explore.png"), photograph)
    try:
        if session.missing():
            skip("the window", session.missing())
            home = os.path.join(folder, "home")
            os.mkdir(home)
            check_command_line(dict(os.environ, HOME=home, XDG_DATA_HOME=home + "/.local/share"), folder)
        else:
            env = {"GTK_A11Y": "atspi", "G_DEBUG": ""}
            if own_runtime:
                env["XDG_RUNTIME_DIR"] = runtime
            with session.Session(hand_over(photograph), size="1280x800x24", timeout=90, env=env) as s:
                try:
                    check_window(s)
                    s.key("Escape")
                    check_command_line(s.env, folder)
                    s.key("ctrl+q")
                    s.wait(lambda: s.program.poll() is not None, "the end")
                    ok(s.program.returncode == 0, "it ends well")
                except TimeoutError as error:
                    ok(False, str(error).splitlines()[0])  # what follows is the whole accessibility tree
                finally:
                    print("".join("# %s\n" % line for line in s.read_log().splitlines()
                                  if re.search("tauscope|Tauscope|flatpak", line, re.IGNORECASE)), end="")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("1..%d" % count)
    sys.exit(1 if failures else 0)


enter_own_runtime()
main()
