#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drags the real window's sliders for a while and opens many images: its memory must not grow.

    soak-window.py PROGRAM PACK [SECONDS [IMAGES]]        (60 seconds and 500 images)

Prints the memory of the program and of the processes that it started as a table; status 1 if it grew. Mapped files are left
out: what they count for depends on how many other programs have mapped them. Needs what session.py needs.
"""
import math
import os
import struct
import sys
import tempfile
import time
import zlib

import session

if session.missing():
    print("1..0 # SKIP", session.missing())
    sys.exit(77)

WARM_UP = 0.25  # share of the work after which memory is measured for the first time
SLIDER_MB = 24  # that the heap may vary by
IMAGE_KB = 48  # that an image in the gallery may keep: its thumbnail, its name, its tile


def write_photograph(path, width, height, number):
    """Waves, another image for each number."""
    row = [b"\0" + bytes(int(127 + 120 * math.sin((x + number) / 30 + y / 40)) for x in range(width) for c in range(3))
           for y in range(0, height, height // 4)]
    rows = b"".join(row[y % len(row)] for y in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    with open(path, "wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
                  chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


def children(pid):
    found = []
    for task in os.listdir("/proc/%d/task" % pid):
        try:
            found += [int(p) for p in open("/proc/%d/task/%s/children" % (pid, task)).read().split()]
        except OSError:
            pass
    return found


def memory(pid):
    """In MB."""
    total, todo = 0, [pid]
    while todo:
        process = todo.pop()
        try:
            todo += children(process)
            total += sum(int(line.split()[1]) for line in open("/proc/%d/smaps_rollup" % process)
                         if line.startswith(("Pss_Anon:", "Pss_Shmem:")))
        except OSError:
            pass
    return total / 1024


def drag(s, seconds):
    """Returns the memory early and at the end, and the number of changes."""
    sliders = [(s.find("slider", "Severity"), 5), (s.find("slider", "Ensemble Size"), 12)]
    began, early, n = time.monotonic(), None, 0
    while time.monotonic() < began + seconds:
        for slider, most in sliders:
            s.set_value(n % (most + 1), slider)
        n += 1
        if early is None and time.monotonic() > began + WARM_UP * seconds:
            early = memory(s.program.pid)
    return early, memory(s.program.pid), n


def open_images(s, argv, folder, count):
    """Hands them over one by one, as a file manager does."""
    early, path = None, None
    for i in range(count):
        path = os.path.join(folder, "image-%03d.png" % i)
        write_photograph(path, 640, 480, i)
        s.call(argv[0], path)
        time.sleep(0.05)
        if early is None and i >= WARM_UP * count:
            time.sleep(2)
            early = memory(s.program.pid)
        if i > 0:
            os.remove(os.path.join(folder, "image-%03d.png" % (i - 1)))
    s.find("table cell", os.path.basename(path), timeout=60)  # of the gallery
    time.sleep(3)
    return early, memory(s.program.pid)


def main():
    program, pack = sys.argv[1], sys.argv[2]
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 60
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 500
    good = True
    with tempfile.TemporaryDirectory() as folder:
        argv = [program, "--pack", pack, "--db", os.path.join(folder, "test.db")]
        with session.Session(argv, size="1280x800x24", timeout=60, env={"G_DEBUG": "", "GTK_A11Y": "atspi"}) as s:
            s.wait_text(r"^The predictor chose", timeout=120)
            print("| what | early (MB) | at the end (MB) | allowed growth (MB) |\n|---|--:|--:|--:|")
            early, late, n = drag(s, seconds)
            print("| sliders dragged for %.0f s, %d times | %.0f | %.0f | %d |" % (seconds, n, early, late, SLIDER_MB))
            good &= late - early < SLIDER_MB
            early, late = open_images(s, argv, folder, count)
            allowed = SLIDER_MB + count * IMAGE_KB / 1024
            print("| %d images opened | %.0f | %.0f | %.0f |" % (count, early, late, allowed))
            good &= late - early < allowed
            s.key("ctrl+q")
            s.wait(lambda: s.program.poll() is not None, "the end")
            good &= s.program.returncode == 0
    sys.exit(0 if good else 1)


main()
