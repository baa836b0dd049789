#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How well scores tell images of none of the classes from corrupted images of the classes (data/docs/packs.md).

    outside.py TAUSCOPE-CLI PACK DATASET TRAINING-DATASET FOLDER-OF-OTHER-PHOTOGRAPHS [IMAGES]

For each score: the threshold that 5 % of the corrupted images exceed, and the share of photographs beyond it.
Needs Python's torch, numpy and Pillow; the target is one trained by Tauscope, whose last layer is linear.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np
import torch
from PIL import Image

import json

cli, pack, dataset, training, photographs = sys.argv[1:6]
count = int(sys.argv[6]) if len(sys.argv) > 6 else 400
settings = json.loads((pathlib.Path(pack) / "pack.json").read_text(encoding="utf-8"))["target"]
side = settings["input_size"] + settings["margin"]


def call(*arguments):
    return subprocess.run([cli, *map(str, arguments)], check=True, capture_output=True, text=True).stdout


def render(folder, name, number):
    size = int(re.search(r"(\d+) images", call("dataset", name)).group(1))
    for i in range(number):
        call("render", "-q", f"--index={i * size // number}", name, folder / f"{i}.png")
    return sorted(folder.glob("*.png"))


def corrupt(folder, clean):
    """Three of the kinds for each image, so that all kinds and severities come equally often."""
    kinds = re.findall(r"^([a-z_]+) ", call("corruptions"), re.M)
    for i, path in enumerate(clean):
        for j in range(3):
            kind, severity = kinds[(i + 7 * j) % len(kinds)], (i // len(kinds) + 2 * j) % 5 + 1
            call("corrupt", "-q", f"--type={kind}", f"--severity={severity}", f"--seed={i}", path,
                 folder / f"{i}-{kind}-{severity}.png")
    return sorted(folder.glob("*.png"))


def load(path):
    image = Image.open(path).convert("RGB")
    width, height = image.size
    square = min(width, height)
    left, top = (width - square) // 2, (height - square) // 2
    image = image.crop((left, top, left + square, top + square)).resize((side, side), Image.BICUBIC)
    planes = torch.from_numpy(np.asarray(image).astype("float32") / 255).permute(2, 0, 1)
    mean, std = (torch.tensor(settings[key])[:, None, None] for key in ("mean", "std"))
    return (planes - mean) / std


def features_of(model):
    """The module's own code up to its last linear layer."""
    lines = model.code.strip().splitlines()
    last = [i for i, line in enumerate(lines) if "torch.linear(" in line][-1]
    lines[0] = "def forward(self, x):"
    lines = [line for i, line in enumerate(lines[:last]) if i != 1] + \
            ["  return " + re.search(r"linear\((\w+),", model.code.strip().splitlines()[last]).group(1)]

    class Functions:
        def __getattr__(self, name):
            return getattr(torch, name)

        @staticmethod
        def slice(x, axis=0, begin=None, end=None, step=1):
            return x[(slice(None),) * axis + (slice(begin, end, step),)]

        @staticmethod
        def constant_pad_nd(x, sizes):
            return torch.nn.functional.pad(x, sizes)

    names = {"torch": Functions()}
    exec("\n".join(lines), names)
    return lambda x: names["forward"](model, x)


def scores(logits, features, known):
    """Higher: more likely none of the classes."""
    unit = torch.nn.functional.normalize(features["training"])
    classes = [features["training"][known == c] for c in known.unique()]
    means = torch.stack([c.mean(0) for c in classes])
    spread = torch.cat([c - c.mean(0) for c in classes])
    inverse = torch.linalg.inv(spread.T @ spread / len(spread) + 1e-3 * torch.eye(spread.shape[1]))

    def mahalanobis(x):
        d = x[:, None] - means[None]
        return torch.einsum("ncd,de,nce->nc", d, inverse, d).min(1)[0]

    return {
        "largest probability": lambda l, f: -l.softmax(1).max(1)[0],
        "largest logit": lambda l, f: -l.max(1)[0],
        "energy": lambda l, f: -l.logsumexp(1),
        "norm of the features": lambda l, f: -f.norm(dim=1),
        "angle to the fifth nearest": lambda l, f: -(torch.nn.functional.normalize(f) @ unit.T).topk(5, 1)[0][:, -1],
        "distance to the fifth nearest": lambda l, f: torch.cdist(f, features["training"]).topk(5, 1, largest=False)[0][:, -1],
        "Mahalanobis distance": lambda l, f: mahalanobis(f),
    }


def main():
    model = torch.jit.load(str(pathlib.Path(pack) / settings["file"])).eval()
    with tempfile.TemporaryDirectory() as top, torch.no_grad():
        folders = {name: pathlib.Path(top) / name for name in ("clean", "corrupted", "training")}
        for folder in folders.values():
            folder.mkdir()
        paths = {"clean": render(folders["clean"], dataset, count), "training": render(folders["training"], training, 520)}
        paths["corrupted"] = corrupt(folders["corrupted"], paths["clean"])
        paths["photographs"] = sorted(p for p in pathlib.Path(photographs).iterdir() if p.is_file())
        images = {name: torch.stack([load(p) for p in found]) for name, found in paths.items()}
        forward = features_of(model)
        logits = {name: torch.cat([model(part) for part in x.split(64)]) for name, x in images.items()}
        features = {name: torch.cat([forward(part) for part in x.split(64)]) for name, x in images.items()}
    print("| score | threshold | clean | corrupted | photographs |\n|---|---|---|---|---|")
    for name, score in scores(logits, features, logits["training"].argmax(1)).items():
        values = {key: score(logits[key], features[key]).numpy() for key in logits}
        threshold = np.quantile(values["corrupted"], 0.95)
        print(f"| {name} | {threshold:.3f} | " + " | ".join(
            f"{100 * (values[key] > threshold).mean():.1f} %" for key in ("clean", "corrupted", "photographs")) + " |")


main()
