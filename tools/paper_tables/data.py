# SPDX-License-Identifier: GPL-3.0-or-later
"""The images: a folder that is there already, or ten classes of the built-in traffic signs for the small setting."""

import concurrent.futures
import json
import os
import re
import shlex
import shutil
import subprocess

from .run import Stopped

CIFAR100 = {"train": 50000, "test": 10000}
SIGNS = ("stop", "yield", "priority road", "no entry", "keep left", "roundabout", "general danger", "pedestrian crossing",
         "speed limit 30", "end of limits")
SMALL = {"train": 8, "test": 4}  # images of each class
MOST = 1000  # signs that are drawn to find those


def count(data):
    """Images of the two parts, or None if there is no such folder."""
    if data is None or not all((data / part).is_dir() for part in CIFAR100):
        return None
    return {part: sum(count_files(entry.path) for entry in os.scandir(data / part) if entry.is_dir()) for part in CIFAR100}


def count_files(folder):
    return sum(not name.startswith(".") for name in os.listdir(folder))


def small_counts():
    return {part: n * len(SIGNS) for part, n in SMALL.items()}


def check(data):
    """Refuses a folder without images in class folders."""
    found = count(data)
    if found is None:
        raise Stopped(f"“{data}” has no folders train and test; give the folder of the unpacked data set with --data")
    for part, n in found.items():
        if n == 0:
            raise Stopped(f"“{data / part}” has no class folders with images")


def render(cli, part, index, path):
    """Writes a traffic sign; returns its class."""
    done = subprocess.run([cli, "render", f"signs:{part}", "--index", str(index), "--json", str(path)], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise Stopped(f"render ended with status {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)["label"]


def fill(cli, folder, part, pool):
    """Draws signs until each of the ten classes has its images; the others are removed."""
    left = {name: SMALL[part] for name in SIGNS}
    width = os.cpu_count() * 8
    for first in range(0, MOST, width):
        paths = [folder / f"{part}-{index:04}.png" for index in range(first, first + width)]
        labels = pool.map(render, *zip(*((cli, part, first + i, path) for i, path in enumerate(paths))))
        for path, label in zip(paths, labels):
            if left.get(label, 0) > 0:
                left[label] -= 1
                target = folder / part / re.sub(r"\W+", "_", label)
                target.mkdir(parents=True, exist_ok=True)
                path.rename(target / path.name)
            else:
                path.unlink()
        if not any(left.values()):
            return
    raise Stopped(f"signs:{part} has not enough images of " + ", ".join(name for name, n in left.items() if n > 0))


def make_small(cli, out):
    """The folder of the ten classes; made once."""
    folder, new = out / "signs", out / "signs.new"
    if folder.exists():
        return folder
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    print(f"[signs]\n$ {shlex.join([cli, 'render', 'signs:train', '--index', '0'])} …  # and so on: ten classes", flush=True)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for part in SMALL:
            fill(cli, new, part, pool)
    os.replace(new, folder)
    return folder
