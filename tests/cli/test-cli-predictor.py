# SPDX-License-Identifier: GPL-3.0-or-later
"""tauscope-cli with a target that has no loss predictor, or that of another one."""

import json
import pathlib
import shutil
import sqlite3
import unittest

from cli_testing import CliTest

PREDICTED = ("predicted_loss", "predicted_relative", "predicted_rank")


class Predictor(CliTest):
    """The shipped pack of signs, as it is ("signs") and without its predictor ("bare")."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        self = cls()
        folders = {row["name"]: row["folder"] for row in self.good_json("packs", "--json")}
        cls.signs, cls.cifar10 = pathlib.Path(folders["signs"]), pathlib.Path(folders["cifar10"])
        cls.bare = cls.folder / "bare"
        shutil.copytree(cls.signs, cls.bare)
        data = json.loads((cls.bare / "pack.json").read_text())
        (cls.bare / data["predictor"]["file"]).unlink()
        del data["predictor"]
        data["name"] = "bare"
        (cls.bare / "pack.json").write_text(json.dumps(data))
        cls.photo = cls.folder / "photo.png"
        self.good("render", "signs:test", "--index", "3", cls.photo)

    def start(self, *args, **options):
        return super().start(*args, *([] if "render" in args or "packs" in args else ["--threads", "1"]), **options)

    def inspect(self, *args):
        return self.good_json("inspect", "--json", *args, self.photo)

    def assert_unpredicted(self, row, whole):
        """What needs a predictor is null; the rest is as with one."""
        for transform, other in zip(row["transforms"], whole["transforms"]):
            self.assertEqual([transform[key] for key in PREDICTED], [None] * 3)
            for key in other.keys() - set(PREDICTED):
                self.assertEqual(transform[key], other[key])
        self.assertEqual([row[key] for key in ("chosen", "regret", "spearman")], [None] * 3)
        self.assertIsNone(row["pack"]["predictor_sha256"])
        self.assertEqual(row["best"], whole["best"])
        without = [m for m in whole["methods"] if not m["id"].startswith("ours")]
        self.assertEqual([m["id"] for m in without], ["center", "all", "oracle"])
        self.assertEqual(row["methods"], without)

    def test_pack(self):
        args = ["--corruption", "fog", "--seed", "2", "--db", self.folder / "pack.db"]
        whole = self.inspect("--pack", self.signs, *args)
        row = self.inspect("--pack", self.bare, *args)
        self.assertTrue(row["cached"])  # the target is the same, and nothing else is asked
        self.assert_unpredicted(row, whole)
        self.assertTrue(self.inspect("--pack", self.bare, *args)["cached"])
        self.assertFalse(self.inspect("--pack", self.bare, *args[:2], "--seed", "3", *args[4:])["cached"])

    def test_target(self):
        """The class is a number; the losses are those of the pack."""
        row = self.inspect("--target", self.bare / "target.pt", "--input-size", "64", "--label", "5", "--quiet")
        whole = self.inspect("--quiet", "--target", self.bare / "target.pt", "--predictor",
                             self.signs / "predictor.pt", "--input-size", "64", "--label", "5")
        self.assert_unpredicted(row, whole)

    def test_target_in_a_pack(self):
        """Given with its pack's predictor, it still has its own settings, not those of pack.json."""
        files = ["--target", self.signs / "target.pt", "--predictor", self.signs / "predictor.pt", "--quiet"]
        plain = self.inspect(*files)
        self.assertEqual(plain["transforms"][0]["class"], plain["label"])
        self.assertTrue(plain["label"].isdigit())
        other = self.inspect(*files, "--mean", "imagenet")
        self.assertNotEqual(other["transforms"][0]["actual_loss"], plain["transforms"][0]["actual_loss"])

    def test_table(self):
        out = self.good("inspect", "--pack", self.bare, self.photo)
        rows = [line.split() for line in out.splitlines() if line[:4].strip().isdigit()]
        self.assertEqual([row[0] for row in rows], [str(i) for i in range(1, 13)])
        losses = [float(row[3]) for row in rows]
        self.assertEqual(losses, sorted(losses))
        self.assertEqual({row[2] for row in rows}, {"–"})
        for word in ("chose", "Spearman", "regret", "ours", "nan"):
            self.assertNotIn(word, out)
        for word in ("lowest loss", "without a predictor", "oracle"):
            self.assertIn(word, out)

    def test_figure(self):
        figure = self.folder / "figure.svg"
        self.good("figure", "--pack", self.bare, self.photo, "-o", figure)
        text = figure.read_text()
        self.assertIn("without a predictor", text)
        self.assertNotIn("Chosen", text)
        for name in ("figure.pdf", "figure.png"):
            self.good("figure", "--quiet", "--target", self.bare / "target.pt", "--input-size", "64",
                      self.photo, "-o", self.folder / name)

    def test_history(self):
        db = ["--db", self.folder / "history.db"]
        self.inspect("--pack", self.bare, *db)
        self.assertIn(" - ", self.good("history", *db))
        (run,) = [json.loads(line) for line in self.good("history", "export", *db).splitlines()]
        for key in ("chosen", "regret", "spearman", "predictor_sha256"):
            self.assertIsNone(run[key], key)
            self.assertIsNone((run["result"] if key in run["result"] else run["result"]["pack"])[key], key)
        self.assertIsNotNone(run["best"])

    def evaluate(self, *args):
        return ["evaluate", "--dataset", "signs:test", "--limit", "30", "--corruptions",
                "clean,fog", "--severities", "2", "--format", "json", *args]

    def test_evaluate(self):
        methods = "center,hflip,random:1,gps:1,all,oracle"
        db = ["--db", self.folder / "evaluate.db"]
        args = self.evaluate("--methods", methods, *db, "--pack")
        bare, whole = self.good_json(*args, self.bare), self.good_json(*args, self.signs)
        self.assertEqual(bare["methods"], whole["methods"])
        self.assertIsNone(bare["pack"]["predictor_sha256"])
        self.assertEqual(bare["spearman"], {"clean": None, "corrupted": None, "heldout": None})
        self.assertEqual(bare["choices"], {})
        for cell in bare["outcomes"]:
            self.assertEqual([cell[key] for key in ("rescued", "broken", "oracle")], [None] * 3)
        with sqlite3.connect(self.folder / "evaluate.db") as connection:
            specs = [json.loads(spec) for (spec,) in connection.execute("SELECT spec FROM job")]
        self.assertEqual([spec["predictor_sha256"] is None for spec in specs], [True, False])

    def test_default_methods(self):
        """Those that need a predictor are left out, in one line."""
        status, out, err = self.call(*self.evaluate("--pack", self.bare))
        self.assertEqual(status, 0, err)
        self.assertEqual(err.count("\n"), 1)
        for word in ("bare", "ours:K", "train-predictor"):
            self.assertIn(word, err)
        ids = [method["id"] for method in json.loads(out)["methods"]]
        self.assertEqual([i for i in ids if i.startswith("ours")], [])
        for kind in ("center", "hflip", "5crop", "10crop", "random:4", "gps:4+corrupted", "all", "oracle"):
            self.assertIn(kind, ids)
        self.assertEqual(self.good(*self.evaluate("--pack", self.bare, "--quiet"))[:1], "{")

    def test_borrowed(self):
        """A predictor of another pack, by its name, its folder and its file: the same numbers, and
        whose they are."""
        db = ["--db", self.folder / "borrowed.db"]
        rows = [self.inspect("--pack", self.bare, "--predictor", predictor, *db)
                for predictor in ("cifar10", self.cifar10, self.cifar10 / "predictor.pt")]
        hashes = json.loads((self.cifar10 / "pack.json").read_text())["predictor"]["sha256"]
        for row in rows:
            self.assertEqual(row["pack"]["predictor_of"], "cifar10")
            self.assertEqual(row["pack"]["predictor_sha256"], hashes)
            self.assertEqual(row["transforms"], rows[0]["transforms"])
            self.assertEqual([m["id"] for m in row["methods"]],
                             ["center", "ours:1", "ours:2", "ours:4", "all", "oracle"])
        self.assertEqual([row["cached"] for row in rows], [False, True, True])

        # The same target with its own predictor, and with none, is not mixed up with it.
        own, none = self.inspect("--pack", self.signs, *db), self.inspect("--pack", self.bare, *db)
        self.assertNotIn("predictor_of", own["pack"])
        self.assertFalse(own["cached"])
        self.assert_unpredicted(none, own)
        for a, b in zip(own["transforms"], rows[0]["transforms"]):
            self.assertNotEqual(a["predicted_loss"], b["predicted_loss"])
            self.assertEqual(a["actual_loss"], b["actual_loss"])
        self.assertIn("bare with the predictor of cifar10", self.good("history", *db))

        out = self.good("inspect", "--pack", self.bare, "--predictor", "cifar10", self.photo)
        self.assertIn("that of “cifar10”", out)

    def test_own_and_none(self):
        """Its own predictor is not borrowed; “none” leaves it out."""
        own = self.inspect("--pack", self.signs)
        again = self.inspect("--pack", self.signs, "--predictor", "signs")
        self.assertEqual(own["transforms"], again["transforms"])
        self.assertEqual(own["pack"], again["pack"])
        self.assert_unpredicted(self.inspect("--pack", self.signs, "--predictor", "none"), own)

    def test_evaluate_borrowed(self):
        args = self.evaluate("--methods", "center,ours:1,ours:2+flip", "--correlation", "--db", self.folder / "lent.db")
        lent = self.good_json(*args, "--pack", self.bare, "--predictor", "cifar10")
        self.assertEqual(lent["pack"]["predictor_of"], "cifar10")
        own = self.good_json(*args, "--pack", self.signs)
        self.assertNotIn("predictor_of", own["pack"])
        self.assertNotEqual(lent["spearman"], own["spearman"])
        self.assertEqual(lent["methods"][0], own["methods"][0])
        again = self.good_json(*args, "--pack", self.bare, "--predictor", self.cifar10 / "predictor.pt")
        self.assertEqual(again["inferences"], 0)
        for a, b in zip(again["methods"], lent["methods"]):
            self.assertEqual({**a, "time_cost": 0}, {**b, "time_cost": 0})
        text = self.good(*args, "--pack", self.bare, "--predictor", "cifar10", "--format", "text")
        self.assertIn("that of “cifar10”", text)

    def test_cannot_be_borrowed(self):
        """From a pack without one, from a pack that does not exist, and a file that gives other numbers."""
        args = ["inspect", "--pack", self.signs, self.photo, "--predictor"]
        self.refuse(1, [*args, self.bare], "bare", "train-predictor")
        self.refuse(1, [*args, "zork"], "zork")
        self.refuse(1, [*args, self.signs / "target.pt"], "26", "12")

    def test_asked_for(self):
        self.refuse(1, self.evaluate("--pack", self.bare, "--methods", "all,ours:1"), "bare", "ours:1", "train-predictor")

    def test_usage(self):
        self.refuse(2, ["inspect", "--pack", self.bare, "--target", self.bare / "target.pt", self.photo], "--target")
        self.refuse(2, ["inspect", "--predictor", self.signs / "predictor.pt", self.photo], "--predictor")


if __name__ == "__main__":
    unittest.main()
