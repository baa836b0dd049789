# SPDX-License-Identifier: GPL-3.0-or-later
"""What train.py and evaluate.py share: pictures, models, tauscope-cli, a table. Each of them does a job of
tauscope-cli in Python, on the same libtorch, and prints how much faster tauscope-cli is."""

import argparse
import atexit
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # as tauscope-cli sets it for itself

try:
    import numpy as np
    import torch
    from PIL import Image
except ImportError as error:
    print(f"Python's {error.name} is not installed")
    sys.exit(77)

import transforms  # noqa: E402  of this folder

# Only with all that the benchmark's code needs are pictures corrupted, on both sides.
try:
    import corruptions
except SystemExit:
    corruptions = None

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLI = os.environ.get("TAUSCOPE_CLI", ROOT / "build" / "tauscope-cli")
SHARED = pathlib.Path(os.environ.get("TAUSCOPE_SHARED", ROOT.parent / "shared"))
THREADS = os.cpu_count()


def parse_arguments(description, images):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--images", type=int, default=images, metavar="N",
                        help=f"how many images (default: {images})")
    parser.add_argument("--threads", type=int, default=THREADS, metavar="N", help="default: all cores")
    parser.add_argument("--signs", action="store_true",
                        help="rendered signs and their pack, also where the CIFAR-10 images are there")
    return parser


class Job:
    """The images of a comparison in class folders, a pack, and a folder that goes when Python ends."""

    def __init__(self, options):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tauscope-compare-"))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self.threads = options.threads
        torch.set_num_threads(options.threads)
        archive = SHARED / "data" / "cifar10-jpeg.tar.gz"
        self.name = "signs" if options.signs or not archive.exists() else "cifar10"
        images = self.folder / "images"
        if self.name == "signs":
            self.dataset = ["signs:train", "--limit", options.images]
            render_signs(images, options.images)
        else:
            self.dataset = [f"folder:{images}"]
            unpack(archive, images, options.images)
        self.pack = ROOT / "data" / "packs" / self.name
        self.about = json.loads((self.pack / "pack.json").read_text())
        target = self.about["target"]
        self.size, self.side = target["input_size"], target["input_size"] + target["margin"]
        self.pictures, self.labels = self.load()
        if corruptions is not None:
            self.draw_ice()

    def load(self):
        files = sorted((self.folder / "images").glob("*/*"))
        classes = self.about["target"]["classes"]
        pictures = [Image.open(f).convert("RGB").resize((self.side, self.side), Image.BICUBIC) for f in files]
        return pictures, np.array([classes.index(f.parent.name) for f in files])

    def draw_ice(self):
        """The benchmark's textures are not ours to ship; for a comparison of time any picture of that size does."""
        corruptions.frost_folder = str(self.folder)
        sizes = ((600, 900), (315, 560), (315, 560), (350, 527), (495, 660))
        for i, (height, width) in enumerate(sizes, 1):
            pixels = np.random.default_rng(i).integers(0, 256, (height, width, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(self.folder / f"frost{i}.{'png' if i < 4 else 'jpg'}")

    def cli(self, *args):
        """What it printed, and how long it took."""
        start = time.perf_counter()
        process = subprocess.run([CLI, *map(str, args), "--threads", str(self.threads)], text=True,
                                 capture_output=True, cwd=self.folder, check=False)
        if process.returncode != 0:
            sys.exit(f"tauscope-cli {args[0]} failed: {process.stderr.strip()}")
        return process.stdout, time.perf_counter() - start

    def model(self, which, optimised):
        module = torch.jit.load(str(self.pack / self.about[which]["file"])).eval()
        return torch.jit.optimize_for_inference(torch.jit.freeze(module)) if optimised else module

    def normalised(self, variants, which="target"):
        """N x S x S x 3 bytes to N x 3 x S x S numbers."""
        about = self.about[which]
        x = torch.from_numpy(np.ascontiguousarray(variants)).permute(0, 3, 1, 2).float().div_(255)
        mean, std = (torch.tensor(about[key]).view(3, 1, 1) for key in ("mean", "std"))
        return x.sub_(mean).div_(std).contiguous()


def unpack(archive, out, n):
    """The first n / 10 training images of each class; 3 at least, so that one can be left out for gps."""
    with tarfile.open(archive) as tar:
        for member in tar:
            parts = pathlib.PurePath(member.name).parts
            if len(parts) == 3 and parts[0] == "train" and int(parts[2][:4]) < max(n // 10, 3):
                (out / parts[1]).mkdir(parents=True, exist_ok=True)
                (out / parts[1] / parts[2]).write_bytes(tar.extractfile(member).read())


def render_signs(out, n):
    out.mkdir()
    for i in range(n):
        path = out / f"{i}.png"
        text = subprocess.run([CLI, "render", "signs:train", "--index", str(i), path, "--json"], text=True,
                              stdout=subprocess.PIPE, check=True).stdout
        folder = out / json.loads(text)["label"]
        folder.mkdir(exist_ok=True)
        path.rename(folder / path.name)


def make_variants(picture, size):
    """All 12, with no more work than they need: the whole mirror image only for rotations and zooms, one row of it
    for the border of sharpness."""
    large, out = transforms.mirrored(picture), []
    middle = (picture.width - size) // 2
    edged = Image.fromarray(np.pad(np.array(picture), ((1, 1), (1, 1), (0, 0)), mode="edge"))
    for name in transforms.IDS:
        if name in transforms.ROTATIONS or name in transforms.ZOOMS:
            out.append(transforms.cropped(transforms.operate(name, large), size))
            continue
        border = 1 if name in transforms.SHARPNESS else 0
        whole = transforms.operate(name, edged if border else picture)
        start = middle + border
        out.append(whole.crop((start, start, start + size, start + size)))
    return np.stack([np.asarray(x) for x in out])


HELD_OUT = ("speckle_noise", "gaussian_blur", "spatter", "saturate")


def usable_corruptions(job):
    """Names; the benchmark's fog and frost of the small preset are made for 32 px only."""
    if corruptions is None:
        return []
    return [name for name in corruptions.FUNCTIONS if job.side == 32 or name not in ("fog", "frost")]


def draw(random, share, names):
    """A corruption and its severity, or nothing."""
    if names and random.random() < share:
        return names[random.integers(len(names))], int(random.integers(1, 6))
    return None


def corrupted(picture, drawn):
    if drawn is None:
        return picture
    name, severity = drawn
    preset = corruptions.CIFAR if picture.width <= 64 else corruptions.IMAGENET
    return Image.fromarray(corruptions.corrupt(name, picture, preset, severity))


def in_batches(model, x, optimised):
    """In batches of 256, as is usual; of 64, which tauscope found to be faster, for an optimised model."""
    batch = 64 if optimised else 256
    with torch.inference_mode():
        return torch.cat([model(part) for part in x.split(batch)])


def milliseconds(function, items):
    """Mean wall time of a call, in this process."""
    start = time.perf_counter()
    for item in items:
        function(item)
    return (time.perf_counter() - start) * 1e3 / len(items)


def print_table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("|---" + "|--:" * (len(head) - 1) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def print_machine(job):
    print(f"{len(job.pictures)} images of {job.name}, {job.side} × {job.side}, {job.threads} threads, PyTorch "
          f"{torch.__version__}, load average {os.getloadavg()[0]:.1f}")
    if corruptions is None:
        print("\nThe libraries of the benchmark's corruptions are not installed: nothing is corrupted, on neither side.")
    print()
