# SPDX-License-Identifier: GPL-3.0-or-later
"""tauscope-cli evaluate --per-image: what it found for each image, as CSV and for NumPy, and data/tauscope.py."""

import csv
import io
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import unittest
import zipfile

from cli_testing import CliTest

DATA = pathlib.Path(os.environ["G_TEST_SRCDIR"]).parent / "data"


def find_numpy():
    """A Python that has NumPy, or None."""
    for python in (sys.executable, "/usr/bin/python3"):
        if os.path.exists(python) and subprocess.run([python, "-c", "import numpy"], stderr=subprocess.DEVNULL).returncode == 0:
            return python
    return None


class PerImage(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        self = cls()
        cls.args = ["evaluate", "--pack", "signs", "--dataset", "signs:test", "--limit", "70", "--corruptions", "clean,fog",
                    "--severities", "4,5", "--seed", "3", "--format", "json", "--db", cls.folder / "e.db"]
        cls.all = ["--methods", "center,random:2,ours:1,ours:2+flip,5crop,all,oracle,per-corruption:1,ours:2+chain:2"]
        cls.table = self.good_json(*cls.args, *cls.all, "--per-image", "all.npz")
        # The transforms of per-corruption:1 are known only after all images.
        cls.answering = [m for m in cls.table["methods"] if m["id"] != "per-corruption:1"]
        self.good(*cls.args, *cls.all, "--per-image", "all.csv")
        self.good(*cls.args, "--methods", "center,ours:1", "--per-image", "few.npz", "--db", cls.folder / "few.db")
        self.good(*cls.args, "--methods", "center,ours:1", "--per-image", "few.csv", "--db", cls.folder / "few.db")

    def rows(self, name):
        return list(csv.DictReader(io.StringIO((self.folder / name).read_text())))

    def test_csv(self):
        rows = self.rows("all.csv")
        self.assertEqual(len(rows), 70 * 3)
        self.assertEqual({row[f"per-corruption:1 {name}"] for row in rows for name in ("answer", "confidence", "choice")}, {""})
        for method in self.answering:
            for severity in (4, 5):
                some = [r for r in rows if (r["corruption"], r["severity"]) == ("fog", str(severity))]
                wrong = sum(r[method["id"] + " answer"] != r["label"] for r in some)
                self.assertAlmostEqual(100 * wrong / 70, method["per_corruption"]["fog"][severity - 4])
        transforms = [name.split(" ", 1)[1] for name in rows[0] if name.startswith("actual ")]
        self.assertEqual(transforms, [t["id"] for t in self.good_json("transforms", "--json")])
        longest = 0
        for row in rows:
            self.assertEqual(row["seed"], "3")
            predicted = {t: float(row["predicted " + t]) for t in transforms}
            actual = {t: float(row["actual " + t]) for t in transforms}
            self.assertEqual(row["ours:1 choice"], min(predicted, key=predicted.get))
            self.assertEqual(row["oracle choice"], min(actual, key=actual.get))
            self.assertEqual((row["center choice"], row["5crop choice"]), ("identity", "identity"))
            self.assertEqual((len(row["random:2 choice"].split()), row["all choice"].split()), (2, transforms))
            chains = [chain.split(",") for chain in row["ours:2+chain:2 choice"].split()]
            self.assertEqual([chain[0] for chain in chains], sorted(predicted, key=predicted.get)[:2])
            longest = max(longest, *(len(chain) for chain in chains))
            self.assertEqual(float(row["center confidence"]) == float(row["center likelihood"]),
                             row["center answer"] == row["label"])
        self.assertEqual(longest, 2)

    def test_as_classified(self):
        rows = [r for r in self.rows("few.csv") if r["severity"] == "5"]
        out = self.good("classify", "--method", "ours:1", "--dataset", "signs:test", "--limit", "70", "--corruption", "fog",
                        "--severity", "5", "--seed", "3", "--format", "csv")
        for row, found in zip(rows, csv.DictReader(io.StringIO(out)), strict=True):
            self.assertEqual((row["image"], row["label"], row["ours:1 answer"], row["ours:1 choice"]),
                             (found["image"], found["label"], found["class"], found["transforms"]))
            self.assertAlmostEqual(float(row["ours:1 confidence"]), float(found["confidence"]), 6)

    def test_not_computed(self):
        """Only what the methods needed is there."""
        for row in self.rows("few.csv"):
            known = {name.split(" ", 1)[1] for name, value in row.items() if name.startswith("actual ") and value}
            self.assertEqual(known, {"identity", row["ours:1 choice"]})

    def test_same_bytes(self):
        wanted = {name: (self.folder / name).read_bytes() for name in ("few.npz", "few.csv")}
        before = dict(self.env)
        try:
            for threads, locale, zone in (("1", "C.UTF-8", "UTC"), ("3", "de_DE.UTF-8", "Asia/Tokyo")):
                self.env = dict(before, LC_ALL=locale, TZ=zone)
                for name in wanted:
                    self.good(*self.args, "--methods", "center,ours:1", "--threads", threads, "--db",
                              self.folder / f"{threads}.db", "--per-image", f"again {name}")
                    self.assertEqual((self.folder / f"again {name}").read_bytes(), wanted[name], (threads, name))
        finally:
            self.env = before

    def test_npz(self):
        """Every array is what its header says; without NumPy."""
        with zipfile.ZipFile(self.folder / "all.npz") as file:
            self.assertIsNone(file.testzip())
            names = {name.removesuffix(".npy") for name in file.namelist()}
            for name in file.namelist():
                data = file.read(name)
                self.assertEqual((data[:8], (10 + int.from_bytes(data[8:10], "little")) % 64), (b"\x93NUMPY\1\0", 0))
                head = eval(data[10:10 + int.from_bytes(data[8:10], "little")])  # a literal
                size = int(head["descr"][2:]) * (4 if head["descr"][1] == "U" else 1)
                for n in head["shape"]:
                    size *= n
                self.assertEqual(len(data) - 10 - int.from_bytes(data[8:10], "little"), size, name)
        self.assertEqual(names, {"transforms", "methods", "classes", "images", "corruptions", "corruption", "severity", "seed",
                                 "image", "label", "predicted", "actual", "answer", "confidence", "likelihood", "choice",
                                 "choices"})

    def test_numpy(self):
        """Both files read the same, and say what the table says."""
        python = find_numpy()
        if python is None:
            self.skipTest("no Python here has NumPy (python3-numpy)")
        script = """
import json, sys, numpy, tauscope
one, two = tauscope.load(sys.argv[1] + ".npz"), tauscope.load(sys.argv[1] + ".csv")
for name in ("image", "label", "corruption", "severity", "seed", "predicted", "actual", "answer", "confidence", "likelihood",
             "choice", "choices", "transforms", "methods"):
    a, b = getattr(one, name), getattr(two, name)
    assert a.shape == b.shape, (name, a.shape, b.shape)
    assert numpy.array_equal(a, b, equal_nan=a.dtype.kind == "f"), name
fog = (one.corruption == "fog") & (one.severity == 5)
known = numpy.isfinite(one.actual).sum(axis=1)
composed = one.choice[:, -1, 0] >= len(one.transforms)
assert numpy.isnan(one.regret(one.methods[-1])[composed]).all()
print(json.dumps({"error": {m: 100 * float(one.error(m)[fog].mean()) for m in one.methods},
                  "regret": one.regret("ours:1").tolist(), "known": [int(known.min()), int(known.max())]}))
"""
        env = dict(self.env, PYTHONPATH=str(DATA), PYTHONDONTWRITEBYTECODE="1")
        found = {}
        for name in ("all", "few"):
            done = subprocess.run([python, "-c", script, self.folder / name], env=env, text=True, capture_output=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            found[name] = json.loads(done.stdout)
        for method in self.answering:
            self.assertAlmostEqual(found["all"]["error"][method["id"]], method["per_corruption"]["fog"][1])
        self.assertGreaterEqual(min(found["all"]["regret"]), 0)
        self.assertEqual(found["all"]["known"], [12, 12])
        self.assertLessEqual(found["few"]["known"][1], 2)
        out = subprocess.run([python, DATA / "tauscope.py", self.folder / "few.npz"], env=env, text=True, capture_output=True,
                             check=True).stdout.splitlines()
        self.assertEqual((out[0], [line.split()[0] for line in out[1:]]), ("210 rows", ["center", "ours:1"]))

    def assert_same(self, numbers, texts):
        """To the nine digits of the text; some versions of SQLite read it with another last bit."""
        self.assertEqual([f"{number:.9g}" for number in numbers], [f"{float(text):.9g}" for text in texts])

    def test_sql(self):
        """The views of the database have the same rows, each evaluation its own."""
        rows = self.rows("all.csv")
        db = sqlite3.connect(self.folder / "e.db")
        self.addCleanup(db.close)
        # Both files are of one evaluation.
        (job,), = db.execute("SELECT DISTINCT job FROM image_answer WHERE method = 'oracle'").fetchall()
        self.assertEqual(db.execute("SELECT kind FROM job WHERE id = ?", (job,)).fetchone(), (1,))
        first = ("image", "label", "corruption", "severity", "seed")
        query = f"SELECT number, {', '.join(first)}, %s FROM %s WHERE job = {job}"
        found = db.execute(query % ("transform, predicted, actual", "image_loss")).fetchall()
        self.assertEqual(len(found), 12 * len(rows))
        for number, *names, transform, predicted, actual in found:
            row = rows[number]
            self.assertEqual([str(n) for n in names], [row[n] for n in first])
            self.assert_same((predicted, actual), (row[f"predicted {transform}"], row[f"actual {transform}"]))
        found = db.execute(query % ("method, answer, confidence, likelihood, choice, correct", "image_answer")).fetchall()
        self.assertEqual(len(found), len(self.table["methods"]) * len(rows))
        for number, *names, method, answer, confidence, likelihood, choice, correct in found:
            row = rows[number]
            if method == "per-corruption:1":
                self.assertEqual((answer, confidence, likelihood, choice, correct), (None, None, None, "", None))
                continue
            self.assertEqual((answer, choice), (row[method + " answer"], row[method + " choice"]))
            self.assertEqual(bool(correct), answer == row["label"])
            self.assert_same((confidence, likelihood), (row[method + " confidence"], row[method + " likelihood"]))
        few = sqlite3.connect(self.folder / "few.db")
        self.addCleanup(few.close)
        self.assertEqual(few.execute("SELECT count(*), count(predicted) FROM image_loss").fetchone(), (12 * 210, 12 * 210))
        self.assertLessEqual(few.execute("SELECT count(actual) FROM image_loss").fetchone()[0], 2 * 210)

    def test_refused(self):
        short = [*self.args, "--methods", "center", "--limit", "4"]
        self.refuse(2, [*short, "--per-image", "x.parquet"], "x.parquet", "Parquet", ".npz")
        self.refuse(2, [*short, "--per-image", "x.txt"], "x.txt", ".npz", ".csv")
        self.refuse(2, [*short, "--per-image", "x.csv", "--shard", "1/2"], "--per-image", "merge")
        self.refuse(1, [*short, "--per-image", "no such folder/x.csv"], "no such folder")
        (self.folder / "of images.csv").write_text("file,label\n")
        (self.folder / "linked.npz").symlink_to("store.db")
        (self.folder / "store.db").write_bytes(b"")
        for file, args in (("new.csv", ["--db", "new.csv"]), ("linked.npz", ["--db", "store.db"]),
                           ("of images.csv", ["--dataset", "csv:of images.csv"])):
            self.refuse(2, [*short, *args, "--per-image", file], file, "--per-image")


if __name__ == "__main__":
    unittest.main()
