# SPDX-License-Identifier: GPL-3.0-or-later
"""tauscope-cli compare: the same numbers as a few lines of Python, its formats, and what it refuses."""

import base64
import csv
import fractions
import io
import json
import math
import os
import pathlib
import shutil
import unittest

from cli_testing import CliTest, write_png

TRAIN = ["--dataset", "signs:train", "--limit", "60", "--batch", "20", "--epochs", "1", "--quiet", "--threads", "1"]
METHODS = "center,hflip,random:1,2,gps:1+corrupted"


def exact(a, b):
    n = a + b
    tail = sum(fractions.Fraction(math.comb(n, i), 2**n) for i in range(min(a, b) + 1))
    return float(min(1, 2 * tail))


def clustered(differences):
    squares = sum(d * d for d in differences)
    return math.erfc(math.sqrt(sum(differences) ** 2 / squares / 2)) if squares else 1.0


def wrong(result, method):
    """For each image the list of cells, 1 where the method is wrong."""
    n = len(result["outcomes"])
    data = base64.b64decode(next(m for m in result["methods"] if m["id"] == method)["wrong"])
    size = (n + 7) // 8
    return [[data[i + c // 8] >> c % 8 & 1 for c in range(n)] for i in range(0, len(data), size)]


class Compare(CliTest):
    """Two targets on the same 60 images."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        self = cls()
        self.good("train-target", "--arch", "resnet8", "--input-size", "32", *TRAIN, "--out", cls.folder / "pack")
        cls.args = ["--dataset", "signs:test", "--limit", "60", "--seed", "5", "--severities", "2,5", "--methods", METHODS]
        cls.cells = ["--corruptions", "clean,noise,fog,saturate"]
        cls.db = ["--db", cls.folder / "results.db"]
        self.good("evaluate", "--pack", cls.folder / "pack", *cls.args, *cls.cells, *cls.db)
        cls.a = cls.folder / "a.json"
        cls.a.write_text(self.good("evaluate", "--pack", cls.folder / "pack", *cls.args, *cls.cells, *cls.db,
                                   "--format", "json", "--threads", "1"))
        cls.b = cls.folder / "b.json"
        cls.b.write_text(self.good("evaluate", "--pack", "signs", *cls.args, *cls.cells, *cls.db, "--format", "json"))
        cls.results = [json.loads(path.read_text()) for path in (cls.a, cls.b)]

    def rows(self, *args):
        return self.good_json("compare", *args, *self.db, "--format", "json")["rows"]

    def changed(self, name, change):
        """A copy of A with something else in it."""
        result = json.loads(self.a.read_text())
        change(result)
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps(result))
        return path

    def cells_of(self, row):
        """The cells that the row is a mean over, by its names alone."""
        groups = {"noise": {"gaussian_noise", "shot_noise", "impulse_noise"}}
        held = {"saturate"}

        def holds(cell):
            name, severity = cell["corruption"], cell["severity"]
            of = "clean" if name == "clean" else "heldout" if name in held else "corrupted"
            return (of == row["set"] and (row["severity"] in (None, severity))
                    and (row["corruption"] is None or name in groups.get(row["corruption"], {row["corruption"]})))

        return [i for i, cell in enumerate(self.results[0]["outcomes"]) if holds(cell)]

    def check(self, row, a, b):
        cells = self.cells_of(row)
        pairs = [(x[c], y[c]) for x, y in zip(a, b, strict=True) for c in cells]
        only = [sum(x > y for x, y in pairs), sum(y > x for x, y in pairs)]
        differences = [sum(y[c] - x[c] for c in cells) for x, y in zip(a, b)]
        self.assertEqual([row["only_a_wrong"], row["only_b_wrong"]], only)
        self.assertEqual((row["images"], row["cells"]), (60, len(cells)))
        self.assertAlmostEqual(row["error_a"], 100 * sum(x for x, _ in pairs) / len(pairs))
        self.assertAlmostEqual(row["error_b"], 100 * sum(y for _, y in pairs) / len(pairs))
        self.assertAlmostEqual(row["difference"], row["error_b"] - row["error_a"])
        self.assertLessEqual(row["difference_low"], row["difference"] + 1e-9)
        self.assertGreaterEqual(row["difference_high"], row["difference"] - 1e-9)
        self.assertEqual(row["test"], "exact" if len(cells) == 1 else "clustered")
        p = exact(*only) if len(cells) == 1 else clustered(differences)
        self.assertAlmostEqual(row["p"], p, delta=1e-9 * p)

    def test_two(self):
        rows = self.rows(self.a, self.b, "--by", "set,group,severity,corruption,cell")
        self.assertEqual({r["by"] for r in rows}, {"set", "group", "severity", "corruption", "cell"})
        self.assertEqual({r["method"] for r in rows}, {m["id"] for m in self.results[0]["methods"]})
        self.assertEqual(len(rows), 5 * (3 + 1 + 4 + 5 + 10))
        for row in rows:
            self.check(row, *(wrong(r, row["method"]) for r in self.results))
        self.assertTrue(any(r["p"] < 0.01 for r in rows))

    def test_one(self):
        """Against center: with the intervals that evaluate gives."""
        rows = self.rows(self.b)
        intervals = {m["id"]: m["difference_interval"] for m in self.results[1]["methods"]}
        self.assertEqual({r["method"] for r in rows}, set(intervals) - {"center"})
        for row in rows:
            self.check(row, wrong(self.results[1], "center"), wrong(self.results[1], row["method"]))
            severity = f"{'heldout_' * (row['set'] == 'heldout')}severity_{int(row['severity'] or 0)}"
            name = {"set": row["set"], "severity": severity}.get(row["by"], row["corruption"])
            low, high = intervals[row["method"]][name]
            self.assertAlmostEqual(row["difference_low"], low)
            self.assertAlmostEqual(row["difference_high"], high)

    def test_severities(self):
        """The table of evaluate."""
        text = self.good("evaluate", "--pack", "signs", *self.args, *self.cells, *self.db)
        table = text.split("\nError by severity, mean over the corruptions\n")[1].split("\n\n")[0].splitlines()
        self.assertEqual(table[0].split("  ")[-1].strip(), "Severity 5, held out")
        for line, method in zip(table[1:], self.results[1]["methods"], strict=True):
            found = [w for w in line.split() if w not in "↓↑"]
            wanted = [f"{v:.2f}" for v in method["severities"].values()]
            self.assertEqual(found, [method["id"], *wanted])

    def test_sources(self):
        """A number and the file that it was written to, computed on one thread and on several."""
        by_file = self.good("compare", self.a, self.b, "--format", "csv")
        self.assertEqual(self.good("compare", "1", "2", *self.db, "--format", "csv"), by_file)
        shutil.copy(self.a, self.folder / "7")
        self.assertEqual(self.good("compare", "./7", "2", *self.db, "--format", "csv"), by_file)

    def test_formats(self):
        rows = list(csv.DictReader(io.StringIO(self.good("compare", self.a, self.b, "--format", "csv"))))
        self.assertEqual(len(rows), len(self.rows(self.a, self.b)))
        text = self.good("compare", self.a, self.b, "--by", "set", "--methods", "hflip")
        self.assertIn("A: ", text)
        self.assertIn("B minus A", text)
        self.assertIn("Durkalski", text)
        table = text.split("Compared by set\n")[1].splitlines()
        self.assertEqual([line.split()[0] for line in table], ["Method", *["center"] * 3, *["hflip"] * 3])
        markdown = self.good("compare", self.b, "--format", "markdown")
        self.assertEqual(markdown.count("\n| Method |"), 4)
        latex = self.good("compare", self.b, "--format", "latex")
        self.assertEqual(latex.count(r"\begin{tabular}"), latex.count(r"\end{tabular}"))
        rows = [line for line in latex.splitlines() if not line.startswith("%")]  # a comment names the file
        self.assertNotIn("_", "".join(rows).replace(r"\_", ""))

    def test_other_cells(self):
        """Only what both have is compared, and only whole."""
        other = self.folder / "cells.json"
        other.write_text(self.good("evaluate", "--pack", "signs", *self.args, *self.db, "--format", "json",
                                   "--corruptions", "clean,fog,shot_noise"))
        rows = self.rows(self.a, other)
        self.assertEqual({(r["by"], r["set"], r["corruption"]) for r in rows},
                         {("set", "clean", None), ("corruption", "corrupted", "fog"),
                          ("corruption", "corrupted", "shot_noise")})
        self.refuse(1, ["compare", self.a, other, "--by", "group"], "in common")

    def test_refused(self):
        """What differs is said."""
        def spec(**members):
            return lambda result: (result["spec"].update(members), result.pop("images_sha256"))

        self.refuse(1, ["compare", self.a, self.changed("seed", spec(seed="6"))], "5 and 6")
        self.refuse(1, ["compare", self.a, self.changed("data", spec(dataset="signs:train"))], "signs:test", "signs:train")
        self.refuse(1, ["compare", self.a, self.changed("limit", spec(limit=61))], "Not the same images")
        self.refuse(1, ["compare", self.a, self.changed("pixels", lambda r: r.update(images_sha256="0" * 64))],
                    "same name")
        self.refuse(1, ["compare", self.a, self.changed("classes", lambda r: r.update(classes=3))], "classes")
        self.refuse(1, ["compare", self.changed("part", lambda r: (r.update(complete=False),
                                                                   [m.pop("wrong") for m in r["methods"]]))], "partial")
        for key, value in (("seed", 5), ("methods", True), ("corruptions", 7), ("severities", []), ("dataset", {})):
            self.refuse(1, ["compare", self.changed("damaged", spec(**{key: value}))], "damaged.json")
        self.refuse(1, ["compare", self.a, "--methods", "oracle"], "method")
        self.refuse(1, ["compare", self.picture], self.picture.name)
        self.refuse(1, ["compare", self.folder / "none.json"], "none.json", "history")
        self.refuse(1, ["compare", "99", *self.db], "99")
        self.refuse(2, ["compare", self.a, "--by", "sets"], "sets", "set")
        self.refuse(2, ["compare", self.a, "--methods", "zork"], "zork")
        self.refuse(2, ["compare", self.a, "--format", "zork"], "zork")
        self.refuse(2, ["compare"], "usage")
        self.refuse(2, ["compare", self.a, self.b, self.a], "usage")
        self.refuse(1, ["compare", self.a, self.b, "--methods", "hflip,fixed:2"], "fixed:2")

    def test_seeds(self):
        """Mean and deviation over evaluations of several predictors, with the center crop's change."""
        def other(name, digest, error):
            def change(result):
                result["pack"]["predictor_sha256"] = digest * 64
                method = next(m for m in result["methods"] if m["id"] == "random:1")
                method["corrupted_error"] = error
            return self.changed(name, change)

        paths = [other("s1", "1", 30.0), other("s2", "2", 34.0), other("s3", "3", 35.0)]
        rows = {row["Method"]: row for row in self.good_json("compare", "--seeds", *paths, "--format", "json")["rows"]}
        center = json.loads(paths[0].read_text())["methods"][0]["corrupted_error"]
        row = rows["random:1"]
        self.assertAlmostEqual(row["Corrupted"], 33)
        self.assertAlmostEqual(row["Corrupted ±"], math.sqrt(7))
        self.assertAlmostEqual(row["Corrupted, change (%)"], 100 * (33 / center - 1))
        self.assertAlmostEqual(row["Corrupted, change ±"], 100 * math.sqrt(7) / center)
        self.assertEqual(rows["center"]["Corrupted ±"], 0)
        self.assertEqual(set(rows), {"center", "hflip", "random:1", "random:2", "gps:1+corrupted"})
        few = list(csv.DictReader(io.StringIO(self.good("compare", "--seeds", *paths, "--methods", "hflip", "--format", "csv"))))
        self.assertEqual([row["Method"] for row in few], ["center", "hflip"])
        partial = self.changed("partial", lambda r: (r["pack"].update(predictor_sha256="4" * 64), r.update(complete=False)))
        target = self.changed("target", lambda r: r["pack"].update(predictor_sha256="5" * 64, target_sha256="6" * 64))
        self.refuse(1, ["compare", "--seeds", paths[0]], "at least two")
        self.refuse(1, ["compare", "--seeds", *paths, paths[1]], "same predictor")
        self.refuse(1, ["compare", "--seeds", paths[0], partial], "partial")
        self.refuse(1, ["compare", "--seeds", paths[0], target], "target")
        self.refuse(1, ["compare", "--seeds", *paths, "--methods", "oracle"], "oracle")
        self.refuse(2, ["compare", "--seeds", *paths, "--by", "set"], "--by")

    def test_baselines(self):
        """What is only named, and a threshold that no predicted gain exceeds."""
        args = ["evaluate", "--pack", "signs", "--dataset", "signs:test", "--limit", "40", "--corruptions", "clean,fog",
                "--severities", "5", "--methods", "fixed:2,per-corruption:1,entropy:1,ours:1,ours:1+entropy", *self.db]
        result = self.good_json(*args, "--threshold", "1e3", "--format", "json")
        found = {m["id"]: m for m in result["methods"]}
        self.assertEqual(list(found), ["center", "fixed:2", "per-corruption:1", "entropy:1", "ours:1+threshold:1000",
                                       "ours:1+threshold:1000+entropy"])
        self.assertEqual([found[i]["relative_cost"] for i in ("fixed:2", "per-corruption:1", "entropy:1")], [2, 1, 12])
        self.assertEqual(len(found["fixed:2"]["policy"]), 2)
        for method in result["methods"][-2:]:
            self.assertEqual(method["wrong"], found["center"]["wrong"])
        self.assertIn("per-corruption:1", self.good(*args).split("Error by method")[1].split("\n\n")[0])
        for text in "-1", "nan":
            self.refuse(2, [*args, "--threshold", text], "--threshold")
        self.refuse(2, [*args[:-3], "center,hflip", *self.db, "--threshold", "1"], "--threshold", "ours:K")
        self.refuse(2, [*args[:-3], "per-corruption:2", *self.db], "per-corruption:2")

    def test_moved(self):
        """The same pixels under another name are the same images; others under the same name are not."""
        names = json.loads((pathlib.Path(os.environ["G_TEST_SRCDIR"]).parent / "data/packs/signs/pack.json").read_text())
        outputs = []
        for turn, folder in enumerate(("first", "second", "first")):
            for i, name in enumerate(names["target"]["classes"][:4]):
                place = self.folder / folder / name
                place.mkdir(parents=True, exist_ok=True)
                write_png(place / "image.png", 40, 40, lambda x, y: (x * 6 % 256, y * (i + 1) % 256, 9 + 50 * (turn == 2)))
            outputs.append(self.folder / f"moved-{turn}.json")
            outputs[-1].write_text(self.good("evaluate", "--pack", "signs", "--dataset", self.folder / folder, "--methods",
                                             "hflip", "--corruptions", "clean", "--format", "json", *self.db))
        self.assertEqual({r["difference"] for r in self.rows(outputs[0], outputs[1])}, {0})
        self.refuse(1, ["compare", outputs[0], outputs[2]], "same name")

    def test_older(self):
        """A version that kept counts by set: the same intervals, and nothing by corruption."""
        def age(result):
            sets = ["clean" if c["corruption"] == "clean" else "heldout" if c["corruption"] == "saturate" else "corrupted"
                    for c in result["outcomes"]]
            bits = [wrong(result, m["id"]) for m in result["methods"]]
            counts = [sum(w for w, s in zip(b[i], sets) if s == name)
                      for i in range(60) for b in bits for name in ("clean", "corrupted", "heldout")]
            result["counts"] = base64.b64encode(bytes(counts)).decode()
            result["spec"] = json.dumps(result["spec"])
            del result["images_sha256"]
            for method in result["methods"]:
                del method["wrong"]

        old = self.changed("old", age)
        now = [r for r in self.rows(self.a, self.b) if r["by"] == "set"]
        for row, other in zip(self.rows(old, self.b), now, strict=True):
            for key in "method", "set", "error_a", "difference", "difference_low", "difference_high":
                self.assertEqual(row[key], other[key])
            self.assertIsNone(row["only_a_wrong"])
        self.assertIn("older version", self.good("compare", old))
        self.refuse(1, ["compare", old, "--by", "cell"], "older version")


if __name__ == "__main__":
    unittest.main(verbosity=2)
