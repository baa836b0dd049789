#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains a loss predictor in Python, and with tauscope-cli, and then a target, and prints tables of images per second.

  train.py [--images N] [--epochs N] [--threads N] [--signs] [--target]

Both compute the losses of all 12 transforms of corrupted images through the target, and take the same steps of the
compact network on them: the same batch, copies, loss, optimiser and average, in float32. Python does it in two ways:
as the paper's code does, where each step makes its images and asks the target anew; and as tauscope does, the losses
computed once, in large batches of the optimised target, and kept for all epochs. Both ways make images in as many
processes as there are cores.

The target is a Wide-ResNet, with the standard augmentation and with AugMix; Python trains it as AugMix's authors do.
"""

import copy
import pathlib
import re
import sys
import time

from augmix import augment_and_mix
from comparing import (HELD_OUT, Image, Job, corrupted, draw, in_batches, make_variants, milliseconds, np, parse_arguments,
                       print_machine, print_table, torch, usable_corruptions)
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "torch"))
from wide_resnet import WideResNet  # noqa: E402

# tauscope-cli's defaults; fewer images than four batches take smaller ones.
BATCH, COPIES, SHARE, RATE, DECAY, AVERAGE = 256, 2, 0.85, 2e-3, 0.02, 0.998


def batch_size(job):
    return min(BATCH, len(job.pictures) * COPIES // 4)


class Compact(nn.Module):
    """src/torch/train/architectures.cpp, build_compact."""

    def __init__(self, size):
        super().__init__()
        strides = (2, 2 if size > 32 else 1, 4 if size > 64 else 2, 1, 2, 1)
        widths = (3, 24, 48, 64, 64, 128, 128)
        self.blocks = nn.ModuleList(
            nn.Sequential(nn.Conv2d(widths[i], widths[i + 1], 3, strides[i], 1, bias=False),
                          nn.BatchNorm2d(widths[i + 1]), nn.ReLU()) for i in range(6))
        self.hidden = nn.Linear(24 + 48 + 64 + 128, 128)
        self.head = nn.Linear(128, 12)

    def forward(self, x):
        features = []
        for i, block in enumerate(self.blocks):
            x = block(x)
            if i not in (2, 4):
                features.append(x.mean([2, 3]))
        x = F.dropout(torch.cat(features, 1), 0.1, self.training)
        return self.head(F.silu(self.hidden(x)))


def centred_unit(v):
    v = v - v.mean(1, keepdim=True)
    return v / (v.square().sum(1, keepdim=True) + 1e-6).sqrt()


def blend_loss(predicted, actual):
    """src/torch/losses/losses.cpp: the soft rank loss plus the expected regret of one transform, and of two."""
    d = actual.unsqueeze(2) - actual.unsqueeze(1)
    ranks = ((d > 0).float() + 0.5 * (d == 0).float()).sum(2)
    soft = torch.sigmoid(predicted.unsqueeze(2) - predicted.unsqueeze(1)).sum(2)
    rank = 1 - (centred_unit(soft) * centred_unit(ranks)).sum(1)

    def expected_regret(predicted, actual):
        regret = (actual - actual.min(1, keepdim=True)[0]).clamp_max(4)
        return (torch.softmax(-predicted, 1) * regret).sum(1)

    i, j = torch.triu_indices(12, 12, 1)
    likelihood = torch.exp(-actual)
    pairs = -torch.log((likelihood[:, i] + likelihood[:, j]) / 2 + 1e-12)
    return (rank + expected_regret(predicted, actual) +
            expected_regret(predicted[:, i] + predicted[:, j], pairs)).mean()


class Trainer:
    def __init__(self, size):
        torch.manual_seed(1)
        self.net = Compact(size).to(memory_format=torch.channels_last).train()
        weights = [p for p in self.net.parameters() if p.dim() > 1]
        others = [p for p in self.net.parameters() if p.dim() == 1]
        self.optimizer = torch.optim.AdamW(
            [{"params": weights, "weight_decay": DECAY}, {"params": others, "weight_decay": 0}], lr=RATE)
        self.mean = copy.deepcopy(self.net)

    def step(self, x, losses):
        self.optimizer.zero_grad()
        loss = blend_loss(self.net(x.contiguous(memory_format=torch.channels_last)), losses)
        loss.backward()
        self.optimizer.step()
        with torch.no_grad():
            for mean, now in zip(self.mean.parameters(), self.net.parameters()):
                mean.lerp_(now, 1 - AVERAGE)


class Variants(Dataset):
    """The copies of the images: each corrupted in its way, transformed, and as the predictor sees it."""

    def __init__(self, job, names):
        self.job, self.names, self.epoch = job, names, 0

    def __len__(self):
        return len(self.job.pictures) * COPIES

    def __getitem__(self, i):
        random = np.random.default_rng([self.epoch, i])
        np.random.seed(int(random.integers(2 ** 32)))
        picture = corrupted(self.job.pictures[i // COPIES], draw(random, SHARE, self.names))
        variants = make_variants(picture, self.job.size)
        return (self.job.normalised(variants), torch.from_numpy(variants[0]),
                int(self.job.labels[i // COPIES]))


def augmented(seen, flip, job):
    """Bytes of a batch: half of them mirrored (losses follow), half with a grey square; as numbers."""
    n, size = seen.shape[:2]
    mirrored = torch.rand(n) < (0.5 if flip else 0)
    seen = torch.where(mirrored.view(-1, 1, 1, 1), seen.flip(2), seen)
    at, side = torch.randint(size, (2, n, 1)) - size * 3 // 16, size * 3 // 8
    place = torch.arange(size)
    inside = [(place >= at[i]) & (place < at[i] + side) & (torch.rand(n, 1) < (0.5 if i else 1)) for i in range(2)]
    seen = seen.masked_fill((inside[0].unsqueeze(2) & inside[1].unsqueeze(1)).unsqueeze(3), 128)
    return seen.permute(0, 3, 1, 2).float().div_(255).sub_(0.5).div_(0.25), mirrored


def losses_of(target, x, labels, job, optimised):
    y = in_batches(target, x.flatten(0, 1), optimised)
    labels = labels.repeat_interleave(12)
    if job.about["target"]["output"] == "probabilities":
        return F.nll_loss(y.clamp_min(1e-12).log(), labels, reduction="none").view(-1, 12)
    return F.cross_entropy(y, labels, reduction="none").view(-1, 12)


def as_the_paper(job, names, epochs):
    """Seconds for everything: each step makes its images and asks the target."""
    target, trainer, data = job.model("target", False), Trainer(job.size), Variants(job, names)
    start = time.perf_counter()
    for data.epoch in range(epochs):
        for x, seen, labels in DataLoader(data, batch_size(job), shuffle=True, num_workers=job.threads):
            losses = losses_of(target, x, labels, job, False)
            trainer.step(augmented(seen, False, job)[0], losses)
    return time.perf_counter() - start


def as_tauscope(job, names, epochs):
    """Seconds for the losses, and for all steps."""
    target, trainer, data = job.model("target", True), Trainer(job.size), Variants(job, names)
    start, seen, losses = time.perf_counter(), [], []
    for x, pictures, labels in DataLoader(data, 64, num_workers=job.threads):
        losses.append(losses_of(target, x, labels, job, True))
        seen.append(pictures)
    seen, losses = torch.cat(seen), torch.cat(losses)
    between = time.perf_counter()
    swapped = [0, 2, 1, *range(3, 12)]
    for _ in range(epochs):
        for batch in torch.randperm(len(seen)).split(batch_size(job)):
            x, mirrored = augmented(seen[batch], job.name != "signs", job)
            wanted = torch.where(mirrored.view(-1, 1), losses[batch][:, swapped], losses[batch])
            trainer.step(x, wanted)
    return between - start, time.perf_counter() - between


def with_tauscope(job, names, epochs):
    """Seconds for the losses (a second run has them in the database) and for all steps."""
    args = ["train-predictor", "--pack", job.pack, "--dataset", *job.dataset, "--arch", "compact",
            "--loss", "blend", "--corruptions", ",".join(names) or "none", "--epochs", epochs, "--seed", 1,
            "--batch", batch_size(job), "--copies", COPIES, "--db", job.folder / "compare.db"]
    args += ["--no-flip"] if job.name == "signs" else []
    _, first = job.cli(*args, "--out", job.folder / "first")
    text, second = job.cli(*args, "--out", job.folder / "second")
    rates = [float(rate) for rate in re.findall(r"([\d.]+) images/s$", text, re.MULTILINE)]
    trained = 0.8 * len(job.pictures) * COPIES  # a fifth validates
    return first - second, sum(trained / rate for rate in rates)


def spent_by_python(job, names):
    """Milliseconds of one core for the parts of a copy, and of all cores for the target."""
    random, some = np.random.default_rng(3), job.pictures[:100]
    drawn = [(picture, draw(random, SHARE, names)) for picture in some]
    variants = [make_variants(picture, job.size) for picture in some]
    x = job.normalised(np.concatenate(variants))
    rows = [("corruption", milliseconds(lambda item: corrupted(*item), drawn), "one core"),
            ("12 transforms", milliseconds(lambda p: make_variants(p, job.size), some), "one core")]
    for optimised, name in ((False, "as it is"), (True, "optimised for inference")):
        target = job.model("target", optimised)
        in_batches(target, x[:256], optimised)
        per_call = milliseconds(lambda _: in_batches(target, x, optimised), [0])
        rows.append((f"target, {name}", per_call / len(some), "all threads"))
    return rows


# -- a target -----------------------------------------------------------------------------------

TARGET, TARGET_BATCH = (16, 2), 128
AUGMENTATIONS = {
    "standard": [], "AugMix, one view": ["--augment", "augmix", "--no-jsd"],
    "AugMix with the Jensen–Shannon term": ["--augment", "augmix", "--jsd"],
}


class Views(Dataset):
    """An image shifted and mirrored at random, and mixtures of it."""

    def __init__(self, job, n_plain, n_mixed):
        self.job, self.n_plain, self.n_mixed, self.epoch = job, n_plain, n_mixed, 0

    def __len__(self):
        return len(self.job.pictures)

    def normalise(self, picture):
        return torch.from_numpy(np.array(picture)).permute(2, 0, 1).float().div_(255).sub_(0.5).div_(0.5)

    def __getitem__(self, i):
        random = np.random.default_rng([self.epoch, i])
        size, reach = self.job.size, self.job.size // 8
        pixels = np.pad(np.asarray(self.job.pictures[i].resize((size, size))), ((reach,) * 2, (reach,) * 2, (0, 0)))
        x, y = random.integers(2 * reach + 1, size=2)
        picture = Image.fromarray(pixels[y:y + size, x:x + size, ::random.choice([1, -1])])
        views = [self.normalise(picture)] * self.n_plain
        views += [augment_and_mix(picture, self.normalise, random) for _ in range(self.n_mixed)]
        return torch.stack(views), int(self.job.labels[i])


def target_in_python(job, epochs, n_plain, n_mixed):
    """Seconds for all steps, as in cifar.py of AugMix's authors."""
    classes, data = len(job.about["target"]["classes"]), Views(job, n_plain, n_mixed)
    network = WideResNet(*TARGET, classes, job.size).to(memory_format=torch.channels_last).train()
    optimizer = torch.optim.SGD(network.parameters(), 0.1, momentum=0.9, weight_decay=5e-4, nesterov=True)
    start = time.perf_counter()
    for data.epoch in range(epochs):
        for views, labels in DataLoader(data, min(TARGET_BATCH, len(data)), shuffle=True, num_workers=job.threads):
            logits = network(views.transpose(0, 1).flatten(0, 1).contiguous(memory_format=torch.channels_last))
            answers = logits.split(len(labels))
            loss = F.cross_entropy(answers[0], labels)
            if len(answers) > 1:
                p = [F.softmax(answer, dim=1) for answer in answers]
                mixture = torch.clamp(sum(p) / len(p), 1e-7, 1).log()
                loss = loss + 12 * sum(F.kl_div(mixture, one, reduction="batchmean") for one in p) / len(p)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return time.perf_counter() - start


def target_with_tauscope(job, epochs, options):
    """Seconds for all steps."""
    text, _ = job.cli("train-target", "--dataset", *job.dataset, "--input-size", job.size, "--arch",
                      "wrn-{}-{}".format(*TARGET), "--batch", TARGET_BATCH, "--epochs", epochs, "--seed", 1, "--overwrite",
                      "--out", job.folder / "target", *options)
    rates = [float(rate) for rate in re.findall(r"([\d.]+) images/s$", text, re.MULTILINE)]
    return sum(len(job.pictures) / rate for rate in rates)


def compare_targets(job, epochs):
    rows = []
    for name, options in AUGMENTATIONS.items():
        n_mixed = 0 if not options else 2 if "--jsd" in options else 1
        tau = target_with_tauscope(job, epochs, options)
        own = target_in_python(job, epochs, 0 if n_mixed == 1 else 1, n_mixed)
        n = len(job.pictures) * epochs
        rows.append([name, f"{n / tau:.0f}", f"{n / own:.0f}", f"{own / tau:.2f} ×"])
    print("\nA target, wrn-{}-{}:\n".format(*TARGET))
    print_table(["images per second", "tauscope-cli", "Python", "ratio"], rows)


def main():
    parser = parse_arguments(__doc__.splitlines()[0], 1000)
    parser.add_argument("--epochs", type=int, default=3, metavar="N",
                        help="epochs that are timed (default: 3); the table gives a training of 12 too")
    parser.add_argument("--target", action="store_true", help="only the target")
    options = parser.parse_args()
    job = Job(options)
    if options.target:
        print_machine(job)
        compare_targets(job, options.epochs)
        return
    names = [name for name in usable_corruptions(job) if name not in HELD_OUT]
    print_machine(job)

    tau_truth, tau_steps = with_tauscope(job, names, options.epochs)
    truth, steps = as_tauscope(job, names, options.epochs)
    paper = as_the_paper(job, names, 1)

    # A fifth of the images validates in tauscope, with one copy; Python's two ways take them all.
    copies = len(job.pictures) * COPIES
    tau_copies, tau_trained = len(job.pictures) * (0.8 * COPIES + 0.2), 0.8 * copies
    rates = {
        "losses of all 12 transforms": (tau_copies / tau_truth, copies / truth, None),
        "training steps": (tau_trained * options.epochs / tau_steps, copies * options.epochs / steps, None),
    }
    for epochs in (options.epochs, 12):
        tau = tau_trained * epochs / (tau_truth + tau_steps * epochs / options.epochs)
        rates[f"whole training of {epochs} epochs"] = (
            tau, copies * epochs / (truth + steps * epochs / options.epochs), copies / paper)
    rows = [[name, f"{tau:.0f}", f"{own:.0f}", f"{tau / own:.2f} ×"] +
            ([f"{papers:.0f}", f"{tau / papers:.1f} ×"] if papers else ["–", "–"])
            for name, (tau, own, papers) in rates.items()]
    print_table(["images per second", "tauscope-cli", "Python, losses kept", "ratio",
                 "Python, as the paper's code", "ratio"], rows)
    print("\nWhere Python's time goes, for one copy of an image:\n")
    print_table(["part", "ms", "on"], [[name, f"{ms:.2f}", on] for name, ms, on in spent_by_python(job, names)])
    print(f"\ntauscope-cli's losses take {1e3 * tau_truth / tau_copies:.2f} ms a copy, all parts together.")
    compare_targets(job, options.epochs)


if __name__ == "__main__":
    sys.exit(main())
