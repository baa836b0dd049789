# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what `tauscope-cli evaluate --per-image FILE` wrote, .npz or .csv, into NumPy:

    import tauscope
    results = tauscope.load("results.npz")
    fog = results.corruption == "fog"
    print(results.error("ours:1")[fog].mean(), results.error("center")[fog].mean())
    print(results.regret("ours:1").mean())        # needs the actual losses of all transforms

    python3 tauscope.py results.npz               # the error of each method, in percent

A row is an image under a corruption at a severity. With n rows, t transforms and m methods:

    image, label, corruption   n texts; the corruption of the images as they are is "clean"
    severity, seed             n numbers
    predicted, actual          n x t losses; NaN where the evaluation did not need them
    answer                     n x m texts: the class that each method answers; "" of per-corruption:1
    confidence, likelihood     n x m: the method's probabilities of its answer and of the label
    choice                     n x m x k: what is averaged over, as numbers of `choices`; -1 where there are fewer
    choices                    first the transforms, then what chains show: transforms joined by commas
    transforms, methods, classes, corruptions: the names that numbers stand for, in order
"""

import csv
import sys

import numpy as np


class Results:
    def __init__(self, **arrays):
        self.__dict__.update(arrays)

    def __len__(self):
        return len(self.image)

    def column(self, method):
        """Where a method is in answer, confidence, likelihood and choice."""
        found, = np.flatnonzero(self.methods == method)
        return found

    def error(self, method):
        """1 where the answer is wrong, else 0; NaN where there is none."""
        answer = self.answer[:, self.column(method)]
        return np.where(answer == "", np.nan, answer != self.label)

    def regret(self, method):
        """The actual loss of the method's first transform minus the lowest one; NaN where one is not known."""
        chosen = self.choice[:, self.column(method), 0]
        known = (chosen >= 0) & (chosen < len(self.transforms))
        regret = self.actual[np.arange(len(self)), np.where(known, chosen, 0)] - self.actual.min(axis=1)
        return np.where(known, regret, np.nan)


def load_npz(path):
    with np.load(path, allow_pickle=False) as file:
        data = dict(file)
    data["classes"] = np.append(data["classes"], "")  # -1: no answer
    for name, names in (("image", "images"), ("label", "classes"), ("corruption", "corruptions"), ("answer", "classes")):
        data[name] = data[names][data[name]]
    data["classes"] = data["classes"][:-1]
    return Results(**data)


def load_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    table = {name: column for name, column in zip(head, zip(*rows))} if rows else {name: () for name in head}
    transforms = [name.split(" ", 1)[1] for name in head if name.startswith("predicted ")]
    methods = [name[:-len(" answer")] for name in head if name.endswith(" answer")]
    number = {name: i for i, name in enumerate(transforms)}  # and what chains show, as it comes

    def numbers(names):
        columns = [[float(value) if value else np.nan for value in table[name]] for name in names]
        return np.array(columns, np.float32).T.reshape(len(rows), len(names))

    chosen = [[[] for row in rows] for m in methods]
    for row in range(len(rows)):
        for m, method in enumerate(methods):
            chosen[m][row] = [number.setdefault(t, len(number)) for t in table[method + " choice"][row].split()]
    longest = max((len(c) for column in chosen for c in column), default=0)
    choice = np.full((len(rows), len(methods), longest), -1, np.int16)
    for m, column in enumerate(chosen):
        for row, c in enumerate(column):
            choice[row, m, :len(c)] = c
    data = {name: np.array(table[name], str) for name in ("image", "label", "corruption")}
    data["answer"] = np.array([table[m + " answer"] for m in methods], str).T.reshape(len(rows), len(methods))
    data["severity"] = np.array(table["severity"], np.int32)
    data["seed"] = np.array(table["seed"], np.uint64)
    for kind in ("predicted", "actual"):
        data[kind] = numbers([f"{kind} {t}" for t in transforms])
    for kind in ("confidence", "likelihood"):
        data[kind] = numbers([f"{m} {kind}" for m in methods])
    return Results(choice=choice, choices=np.array(list(number), str), transforms=np.array(transforms, str), methods=np.array(methods, str),
                   classes=np.unique(np.append(data["label"], data["answer"])), corruptions=np.unique(data["corruption"]),
                   **data)


def load(path):
    return load_npz(path) if str(path).lower().endswith(".npz") else load_csv(path)


if __name__ == "__main__":
    results = load(sys.argv[1])
    print(len(results), "rows")
    for method in results.methods:
        print(f"{method:16} {100 * results.error(method).mean():6.2f} %")
