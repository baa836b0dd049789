#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evaluates all methods of the paper's tables in Python, and with tauscope-cli, and prints a table of images per second.

  evaluate.py [--images N] [--corruptions LIST] [--threads N] [--signs]

An image is counted once for each corruption and severity that it is seen with: clean, and each of the 19 at severity
3. Python does it in three ways: one method after the other, each with its own pass over the images, as scripts do;
as tauscope does, all methods from one set of answers; and so with what tauscope does to the networks besides, which
libtorch optimises and asks in the batches that are fastest. All corrupt and transform in as many processes as there
are cores.
"""

import json
import sys
import time

from comparing import (Image, Job, corrupted, in_batches, make_variants, milliseconds, np, parse_arguments,
                       print_machine, print_table, torch, usable_corruptions)
from torch.utils.data import DataLoader, Dataset

SEVERITY, BORDER = 3, 16  # the border that crops are taken from is a sixteenth of the side
METHODS = ("center", "hflip", "5crop", "10crop", "random:1", "random:2", "random:4", "gps:1", "gps:2", "gps:4",
           "ours:1", "ours:2", "ours:4", "ours:2+flip", "ours:2+5crop", "all", "oracle")
MIRRORED = [0, 2, 1, *range(3, 12)]  # the transform that each becomes in a mirror


def corners(view):
    """The four corner crops of a picture with its mirrored border: 4 x S x S x 3."""
    size, border = view.shape[0], view.shape[0] // BORDER
    wide = np.pad(view, ((border, border), (border, border), (0, 0)), mode="symmetric")
    far = 2 * border
    return np.stack([wide[y:y + size, x:x + size] for y in (0, far) for x in (0, far)])


def mirrored(views):
    return views[..., ::-1, :]


class Variants(Dataset):
    """Each image under each corruption: its 12 variants."""

    def __init__(self, job, cells):
        self.job, self.cells = job, cells

    def __len__(self):
        return len(self.job.pictures) * len(self.cells)

    def __getitem__(self, i):
        index, cell = i % len(self.job.pictures), self.cells[i // len(self.job.pictures)]
        np.random.seed(i)
        variants = make_variants(corrupted(self.job.pictures[index], cell), self.job.size)
        return torch.from_numpy(variants), int(self.job.labels[index])


class Evaluation:
    def __init__(self, job, cells, optimised):
        self.job, self.cells, self.optimised = job, cells, optimised
        self.target = job.model("target", optimised)
        self.predictor = job.model("predictor", optimised)
        self.softmax = job.about["target"]["output"] == "logits"
        self.random = np.random.default_rng(1)
        self.errors = {}
        self.counted = 0
        self.asking = 0  # seconds in the networks

    def batches(self):
        for variants, labels in DataLoader(Variants(self.job, self.cells), 128, num_workers=self.job.threads):
            yield variants.numpy(), labels.numpy()

    def ask(self, views):
        """Pictures with any leading axes: ... x S x S x 3 to ... x classes."""
        start = time.perf_counter()
        y = in_batches(self.target, self.job.normalised(views.reshape(-1, *views.shape[-3:])), self.optimised)
        self.asking += time.perf_counter() - start
        y = y.softmax(1) if self.softmax else y
        return y.numpy().reshape(*views.shape[:-3], -1)

    def predict(self, variants):
        about, seen = self.job.about["predictor"], variants[:, 0]
        if about["input_size"] != self.job.size:
            small = (about["input_size"],) * 2
            seen = np.stack([np.asarray(Image.fromarray(x).resize(small, Image.BICUBIC)) for x in seen])
        start = time.perf_counter()
        y = in_batches(self.predictor, self.job.normalised(seen, "predictor"), self.optimised).numpy()
        self.asking += time.perf_counter() - start
        return y

    def count(self, method, probabilities, labels):
        wrong = (probabilities.argmax(-1) != labels).sum()
        self.errors[method] = self.errors.get(method, 0) + int(wrong)


def choose(predicted, k):
    return np.argsort(predicted, axis=1, kind="stable")[:, :k]


def take(values, chosen):
    return np.take_along_axis(values, chosen.reshape(*chosen.shape, *[1] * (values.ndim - 2)), 1)


def search(rows, labels, k):
    """Greedy policy search: the set of k transforms whose mean has the best log-likelihood. rows: N x 12 x classes."""
    policy, right = [], rows[np.arange(len(labels)), :, labels]
    for _ in range(k):
        policy.append(max(range(12), key=lambda t: np.log(right[:, policy + [t]].mean(1).clip(1e-12)).sum()))
    return policy


def policies_of(evaluation, job, cells):
    """Searched on a fifth of the images, under all corruptions."""
    held = job.pictures, job.labels
    job.pictures, job.labels = job.pictures[::5], job.labels[::5]
    answers, truths = [], []
    for variants, labels in evaluation.batches():
        answers.append(evaluation.ask(variants))
        truths.append(labels)
    evaluation.counted += len(job.pictures) * len(cells)
    job.pictures, job.labels = held
    rows, truths = np.concatenate(answers), np.concatenate(truths)
    return {k: search(rows, truths, k) for k in (1, 2, 4)}


def views_of(evaluation, method, variants, policies):
    """What the target sees for one method: N x views x S x S x 3."""
    name, _, number = method.partition(":")
    k = int(number[:1] or 0)
    if name == "center":
        return variants[:, :1]
    if name == "hflip":
        return np.concatenate([variants[:, :1], mirrored(variants[:, :1])], 1)
    if name in ("5crop", "10crop"):
        crops = np.stack([np.concatenate([v[:1], corners(v[0])]) for v in variants])
        return crops if name == "5crop" else np.concatenate([crops, mirrored(crops)], 1)
    if name == "random":
        return take(variants, evaluation.random.integers(12, size=(len(variants), k)))
    if name == "gps":
        return variants[:, policies[k]]
    if name == "ours":
        chosen = take(variants, choose(evaluation.predict(variants), k))
        if number.endswith("+flip"):
            return np.concatenate([chosen, mirrored(chosen)], 1)
        if number.endswith("+5crop"):
            return np.concatenate([chosen, np.stack([np.concatenate([corners(v) for v in row]) for row in chosen])], 1)
        return chosen
    return variants


def best_answers(rows, labels):
    right = rows[np.arange(len(labels)), :, labels]
    return rows[np.arange(len(labels)), right.argmax(1)]


def one_by_one(job, cells):
    """Seconds and the evaluation; each method makes a pass of its own."""
    start = time.perf_counter()
    evaluation = Evaluation(job, cells, False)
    policies = policies_of(evaluation, job, cells)
    for method in METHODS:
        for variants, labels in evaluation.batches():
            rows = evaluation.ask(views_of(evaluation, method, variants, policies))
            evaluation.count(method, best_answers(rows, labels) if method == "oracle" else rows.mean(1), labels)
    evaluation.counted += len(job.pictures) * len(cells)
    return time.perf_counter() - start, evaluation


def one_pass(job, cells, optimised):
    """Seconds and the evaluation; the target sees each view once."""
    start = time.perf_counter()
    evaluation = Evaluation(job, cells, optimised)
    policies = policies_of(evaluation, job, cells)
    for variants, labels in evaluation.batches():
        n, predicted = len(labels), evaluation.predict(variants)
        rows, two = evaluation.ask(variants), choose(predicted, 2)
        chosen = take(variants, two)
        crops = np.stack([corners(v[0]) for v in variants])
        flips = evaluation.ask(mirrored(np.concatenate([variants[:, :1], crops], 1)))
        crops = evaluation.ask(crops)
        chosen_flips = evaluation.ask(mirrored(chosen))
        chosen_crops = evaluation.ask(np.stack([[corners(v) for v in row] for row in chosen]))
        center, mixed = rows[:, :1], evaluation.random.integers(12, size=(n, 12))
        sets = {"center": center, "hflip": np.concatenate([center, flips[:, :1]], 1),
                "5crop": np.concatenate([center, crops], 1),
                "10crop": np.concatenate([center, crops, flips], 1), "all": rows,
                "ours:2+flip": np.concatenate([take(rows, two), chosen_flips], 1),
                "ours:2+5crop": np.concatenate([take(rows, two), chosen_crops.reshape(n, 8, -1)], 1),
                "oracle": best_answers(rows, labels)[:, None]}
        for k in (1, 2, 4):
            sets[f"random:{k}"] = take(rows, mixed[:, :k])
            sets[f"gps:{k}"] = rows[:, policies[k]]
            sets[f"ours:{k}"] = take(rows, choose(predicted, k))
        for method in METHODS:
            evaluation.count(method, sets[method].mean(1), labels)
    evaluation.counted += len(job.pictures) * len(cells)
    return time.perf_counter() - start, evaluation


def with_tauscope(job, names):
    """Images per second, and the methods' errors in percent."""
    text, _ = job.cli("evaluate", "--pack", job.pack, "--dataset", *job.dataset, "--methods", ",".join(METHODS),
                      "--corruptions", ",".join(["clean", *names]), "--severities", SEVERITY,
                      "--format", "json", "--quiet", "--db", job.folder / "compare.db")
    result = json.loads(text)
    return result["images_per_second"], {m["id"]: m for m in result["methods"]}


def shown(percent):
    return "–" if percent is None else f"{percent:.2f}"


def main():
    parser = parse_arguments(__doc__.splitlines()[0], 30)
    parser.add_argument("--corruptions", metavar="LIST", help="names with commas (default: all 19)")
    options = parser.parse_args()
    job = Job(options)
    names = usable_corruptions(job)
    if options.corruptions is not None:
        names = [name for name in names if name in options.corruptions.split(",")]
    cells = [None, *((name, SEVERITY) for name in names)]
    print_machine(job)

    tau, tau_methods = with_tauscope(job, names)
    seconds, script = one_by_one(job, cells)
    single, plain = one_pass(job, cells, False)
    least, careful = one_pass(job, cells, True)
    rates = script.counted / seconds, plain.counted / single, careful.counted / least
    print_table(["images per second, all methods", "rate", "tauscope-cli is faster by"],
                [["tauscope-cli evaluate", f"{tau:.1f}", ""],
                 ["Python, method after method", f"{rates[0]:.1f}", f"{tau / rates[0]:.1f} ×"],
                 ["Python, one pass", f"{rates[1]:.1f}", f"{tau / rates[1]:.1f} ×"],
                 ["Python, one pass, optimised networks", f"{rates[2]:.1f}", f"{tau / rates[2]:.2f} ×"]])
    all_seen = len(job.pictures) * len(cells)
    print("\nThe same methods give about the same errors, in percent (random choices and the split differ):\n")
    print_table(["method", "Python", "Python, one pass", "tauscope-cli, corrupted"],
                [[m, f"{100 * script.errors[m] / all_seen:.2f}", f"{100 * careful.errors[m] / all_seen:.2f}",
                  shown(tau_methods[m]["corrupted_error"])] for m in METHODS])
    views = sum({"center": 1, "hflip": 2, "5crop": 5, "10crop": 10, "all": 12, "oracle": 12}.get(m, 0) for m in METHODS)
    views += 2 * (1 + 2 + 4) + (1 + 2 + 4) + 4 + 10
    some = [(p, cells[i % len(cells)]) for i, p in enumerate(job.pictures[:100])]
    print(f"\nMethod after method the target sees {views} views of an image; in one pass 31. The "
          f"networks take {100 * script.asking / seconds:.0f} % of the time of the first script and "
          f"{100 * careful.asking / least:.0f} % of the last one's. In Python, on one core, a corruption takes "
          f"{milliseconds(lambda item: corrupted(*item), some):.2f} ms and the 12 transforms "
          f"{milliseconds(lambda item: make_variants(item[0], job.size), some):.2f} ms.")


if __name__ == "__main__":
    sys.exit(main())
