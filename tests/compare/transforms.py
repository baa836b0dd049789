#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The 12 transforms as the authors' pipeline makes them, on NumPy and Pillow. tauscope is compared with it in speed
(bench-transforms asks it for times) and bit for bit.

  transforms.py --serve FOLDER       times: reads "WHAT SIZE MS" lines, answers each with the CPU milliseconds of one
                                     call, the mean over at least MS. FOLDER holds 32.png and 224.png. WHAT is the id
                                     of a transform (its mirror included) or one of three ways to make all 12 of an
                                     image: all (the mirror made for each), once (made once), plain (made once, and
                                     used by rotations and zooms only: the border of sharpness is then not the same)
  transforms.py --check REFERENCE    against the pictures of reference/transforms
"""

import glob
import os
import sys
import time

try:
    import numpy as np
    from PIL import Image, ImageEnhance, ImageOps
except ImportError as error:
    print(f"Python's {error.name} is not installed")
    sys.exit(77)

ROTATIONS = {"rotate-20": -20, "rotate+20": 20}
ZOOMS = {"zoom-0.8": 0.8, "zoom-1.2": 1.2}
SHARPNESS = {f"sharpness-{f}": f for f in (0.2, 0.5, 3.0, 4.0)}
COLORS = {f"color-{f}": f for f in (0.5, 2.0)}
IDS = ("identity", *ROTATIONS, *ZOOMS, "autocontrast", *SHARPNESS, *COLORS)


def mirrored(picture):
    """The image with its own mirror image on each side."""
    x = np.array(picture)
    height, width = x.shape[:2]
    return Image.fromarray(np.pad(x, ((height, height), (width, width), (0, 0)), mode="symmetric"))


def operate(name, picture):
    if name in ROTATIONS:
        return picture.rotate(ROTATIONS[name], resample=Image.BICUBIC)
    if name in ZOOMS:
        factor = ZOOMS[name]
        return picture.resize((int(picture.width * factor), int(picture.height * factor)), Image.BICUBIC)
    if name == "autocontrast":
        return ImageOps.autocontrast(picture)
    if name in SHARPNESS:
        return ImageEnhance.Sharpness(picture).enhance(SHARPNESS[name])
    if name in COLORS:
        return ImageEnhance.Color(picture).enhance(COLORS[name])
    return picture


def cropped(picture, size):
    """The middle; the two sides are rounded as the pipeline does it."""
    width, height = round(picture.width / 3), picture.height // 3
    left, top = width + round((width - size) / 2), height + round((height - size) / 2)
    return picture.crop((left, top, left + size, top + size))


def transform(name, picture):
    size = picture.width
    return cropped(operate(name, mirrored(picture)), size)


def make_all(picture):
    return [transform(name, picture) for name in IDS]


def make_once(picture):
    large, size = mirrored(picture), picture.width
    return [cropped(operate(name, large), size) for name in IDS]


def make_plain(picture):
    large, size = mirrored(picture), picture.width
    return [cropped(operate(name, large), size) if name in ROTATIONS or name in ZOOMS else operate(name, picture)
            for name in IDS]


WAYS = {"all": make_all, "once": make_once, "plain": make_plain}


def measure(what, picture, least_ms):
    function = WAYS[what] if what in WAYS else lambda x: transform(what, x)
    function(picture)
    calls, start = 0, time.process_time()
    while True:
        function(picture)
        calls += 1
        spent = (time.process_time() - start) * 1e3
        if spent >= least_ms:
            return spent / calls


def serve(folder):
    pictures = {size: Image.open(os.path.join(folder, size + ".png")).convert("RGB") for size in ("32", "224")}
    print("ready", flush=True)
    for line in sys.stdin:
        what, size, least_ms = line.split()
        print(measure(what, pictures[size], float(least_ms)), flush=True)


def check(reference):
    inputs = glob.glob(os.path.join(reference, "transforms", "*__input.png"))
    if not inputs:
        print(f"there are no pictures in {reference}/transforms: nothing to compare with", file=sys.stderr)
        return 77
    wrong = 0
    for path in inputs:
        picture = Image.open(path).convert("RGB")
        for name, out in zip(IDS, make_once(picture)):
            expected = np.array(Image.open(path.replace("__input", "__" + name)).convert("RGB"))
            different = np.mean(np.array(out) != expected)
            if different > 0:
                wrong += 1
                print(f"{os.path.basename(path)} {name}: {100 * different:.2f} % of values differ")
    print(f"{wrong} of {len(inputs) * len(IDS)} transformed pictures are not the reference's")
    return wrong > 0


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--serve":
        serve(sys.argv[2])
    elif len(sys.argv) == 3 and sys.argv[1] == "--check":
        sys.exit(check(sys.argv[2]))
    else:
        sys.exit(__doc__)
