#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Classifiers that others trained: the error that tauscope-cli evaluate finds, and that of Python's torch on the same
pixels. Exit status 1 where the two differ.

  classifiers.py [--images N] [--cifar10 DIR]

The packs and the photographs are those of $TAUSCOPE_SHARED (models, data); DIR has the test images of CIFAR-10, without
loss, in class folders. What is not there is left out; 77 if nothing is.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile

from comparing import CLI, SHARED, Image, np, print_table, torch

BATCH = 100


def unpack_photographs(archive, out):
    """Names such as n01630670_common_newt.JPEG, into folders of classes."""
    with tarfile.open(archive) as tar:
        for member in tar:
            name = pathlib.PurePath(member.name).name
            if member.isfile() and name.startswith("n") and "_" in name:
                folder = out / name.partition("_")[0]
                folder.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(tar.extractfile(member).read())


def choose(source, out, n):
    """The first n / classes images of each class."""
    folders = sorted(path for path in source.iterdir() if path.is_dir())
    for folder in folders:
        (out / folder.name).mkdir(parents=True)
        for path in sorted(folder.iterdir())[:max(n // len(folders), 1)]:
            os.symlink(path, out / folder.name / path.name)


def wrong_in_python(pack, images):
    target = json.loads((pack / "pack.json").read_text())["target"]
    model = torch.jit.load(str(pack / target["file"])).eval()
    size, side = target["input_size"], target["input_size"] + target["margin"]
    mean, std = (torch.tensor(target[key]).view(3, 1, 1) for key in ("mean", "std"))
    files, wrong, start = sorted(images.glob("*/*")), 0, (side - size) // 2
    for first in range(0, len(files), BATCH):
        some = files[first:first + BATCH]
        rows = []
        for path in some:
            picture = Image.open(path).convert("RGB")
            if picture.size != (side, side):  # the centre square
                least = min(picture.size)
                left, top = ((length - least) // 2 for length in picture.size)
                picture = picture.crop((left, top, left + least, top + least)).resize((side, side), Image.BICUBIC)
            pixels = np.asarray(picture)[start:start + size, start:start + size]
            rows.append((torch.from_numpy(pixels.copy()).permute(2, 0, 1).float() / 255 - mean) / std)
        labels = torch.tensor([target["classes"].index(path.parent.name) for path in some])
        with torch.inference_mode():
            wrong += int((model(torch.stack(rows)).argmax(1) != labels).sum())
    return wrong, len(files)


def error_in_tauscope(pack, images, folder):
    process = subprocess.run(
        [CLI, "evaluate", "--pack", pack, "--dataset", f"folder:{images}", "--methods", "center", "--corruptions", "clean",
         "--format", "json", "--quiet", "--db", folder / "classifiers.db"], text=True, capture_output=True, check=False)
    if process.returncode != 0:
        sys.exit(f"tauscope-cli evaluate failed: {process.stderr.strip()}")
    return json.loads(process.stdout)["methods"][0]["clean_error"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=10000, metavar="N", help="of CIFAR-10 (default: all 10,000)")
    parser.add_argument("--cifar10", type=pathlib.Path, metavar="DIR", default=os.environ.get("TAUSCOPE_CIFAR10"),
                        help="its test images in class folders (default: $TAUSCOPE_CIFAR10)")
    options = parser.parse_args()
    rows, differ = [], False
    with tempfile.TemporaryDirectory(prefix="tauscope-compare-") as name:
        folder = pathlib.Path(name)
        archive = SHARED / "data" / "imagenet-samples.tar"
        if archive.exists():
            unpack_photographs(archive, folder / "photographs")
        if options.cifar10 is not None:
            choose(pathlib.Path(options.cifar10).resolve(), folder / "cifar10", options.images)
        for pack in sorted((SHARED / "models").glob("*/pack.json")):
            images = folder / ("photographs" if len(json.loads(pack.read_text())["target"]["classes"]) == 1000 else "cifar10")
            if not images.exists():
                continue
            wrong, n = wrong_in_python(pack.parent, images)
            error = error_in_tauscope(pack.parent, images, folder)
            differ = differ or abs(error - 100 * wrong / n) > 1e-6
            rows.append([pack.parent.name, str(n), f"{100 * wrong / n:.2f} %", f"{error:.2f} %"])
        shutil.rmtree(folder / "photographs", ignore_errors=True)
    if not rows:
        print("neither the classifiers nor images for them are there")
        return 77
    print_table(["classifier", "images", "error in Python", "error in tauscope-cli"], rows)
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
