#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tauscope-cli pack: from a model file to a pack that other commands use, and the policies of gps in it."""
import json
import os
import subprocess
import unittest

from cli_testing import CliTest, write_png, waves

NAMES = ["ape", "bee", "cat", "dog", "elk"]


class Models(CliTest):
    """Model files of several kinds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.models = {}
        subprocess.run([os.environ["TAUSCOPE_WRITE_FORMS"], cls.folder], check=True)
        for file in cls.folder.glob("*.pt"):
            cls.models[file.stem] = file
        (cls.folder / "names.csv").write_text("label,name\n" + "".join(f"{i},{name}\n" for i, name in enumerate(NAMES)))

    def json(self, folder):
        return json.loads((folder / "pack.json").read_text())

    def make(self, kind, *args):
        """The pack.json of a new pack and what was printed."""
        out = self.folder / f"pack of {kind}"
        said = self.good("pack", "make", self.models[kind], "--out", out, *args)
        self.assertIn(str(out), said)
        self.assertEqual({p.name for p in out.iterdir()}, {"pack.json", "target.pt"})
        self.assertEqual((out / "target.pt").read_bytes(), self.models[kind].read_bytes())
        return self.json(out), said


class Pack(Models):
    def test_made(self):
        pack, said = self.make("px72", "--classes", "names.csv", "--mean", "0.4,0.5,0.6", "--std", "0.2", "--description", "Try")
        for word in "72 × 72", "5 classes, logits", "float32", "mean 0.4 0.5 0.6, std 0.2":
            self.assertIn(word, said)
        self.assertEqual(pack["name"], "pack of px72")
        self.assertEqual(pack["description"], "Try")
        target = pack["target"]
        self.assertEqual((target["input_size"], target["margin"], target["output"]), (72, 0, "logits"))
        self.assertEqual(target["classes"], NAMES)
        for found, wanted in zip(target["mean"] + target["std"], [0.4, 0.5, 0.6, 0.2, 0.2, 0.2], strict=True):
            self.assertAlmostEqual(found, wanted, places=6)
        self.assertEqual(pack["provenance"]["file"], "px72.pt")
        self.assertIn("pack make", pack["provenance"]["commands"][0])

    def test_evaluated(self):
        """The pack answers like the file: its own names, and the data set's classes are found by them."""
        self.make("plain", "--classes", "names.csv", "--mean", "none")
        for name in NAMES:
            (self.folder / "images" / name).mkdir(parents=True)
            write_png(self.folder / "images" / name / "1.png", 32, 32, waves)
        table = self.good_json("evaluate", "--pack", "pack of plain", "--dataset", "folder:images", "--methods", "center",
                               "--corruptions", "clean", "--format", "json", "--quiet")
        self.assertIn("80", json.dumps(table))  # one of five is right

    def test_choices(self):
        pack, _ = self.make("probabilities", "--input-size", "48", "--resize", "52", "--mean", "imagenet", "--output", "probabilities")
        target = pack["target"]
        self.assertEqual((target["input_size"], target["margin"], target["output"]), (48, 4, "probabilities"))
        self.assertEqual(target["classes"], list("01234"))
        self.assertAlmostEqual(target["std"][2], 0.225, places=6)
        pack, _ = self.make("gray", "--mean", "100", "--std", "51", "--scale", "255", "--channels", "1")
        self.assertAlmostEqual(pack["target"]["mean"][1], 100 / 255, places=6)
        self.assertAlmostEqual(pack["target"]["std"][1], 0.2, places=6)
        pack, said = self.make("bytes")
        self.assertAlmostEqual(pack["target"]["std"][1], 1 / 255, places=8)
        self.assertIn("pixels 0..255", said)

    def test_own_folder(self):
        """Without --out, in the user's folder of packs, where every command finds it by its name."""
        said = self.good("pack", "make", self.models["plain"])
        self.assertIn(str(self.folder / "user/tauscope/packs/plain"), said)
        self.assertIn("plain-2", self.good("pack", "make", self.models["plain"]))
        self.assertEqual(self.json(self.folder / "user/tauscope/packs/plain-2")["name"], "plain-2")
        self.good("pack", "make", self.models["plain"], "--name", "a name")
        names = {pack["name"] for pack in self.good_json("packs", "--json")}
        self.assertLessEqual({"plain", "plain-2", "a name"}, names)
        self.refuse(1, ["pack", "make", self.models["plain"], "--name", "a name"], "a name")

    def test_quiet(self):
        self.assertEqual(self.good("pack", "make", self.models["plain"], "--out", "silent", "--quiet"), "")

    def test_refused(self):
        for kind, word in ("training", "eval()"), ("nan", "NaN"), ("sigmoid", "add up to 1"), ("one-output", "two classes"):
            self.refuse(1, ["pack", "make", self.models[kind], "--out", "new"], f"{kind}.pt", word)
        self.refuse(1, ["pack", "make", self.models["px72"], "--out", "new", "--input-size", "64"], "px72.pt", "72")
        self.refuse(1, ["pack", "make", self.models["px72"], "--out", "new", "--channels", "1"], "three channels")
        self.refuse(1, ["pack", "make", self.models["px72"], "--out", "new", "--output", "probabilities"], "logits")
        self.refuse(1, ["pack", "make", self.models["px72"], "--out", "new", "--classes", "cifar10"], "cifar10", "10", "5")
        self.refuse(1, ["pack", "make", self.models["px72"], "--out", "new", "--classes", "absent.txt"], "absent.txt")
        self.refuse(1, ["pack", "make", self.models["px72"], "--out", self.folder], self.folder)
        self.refuse(1, ["pack", "make", self.models["px72"], "--out", "names.csv/new"], "names.csv")
        self.refuse(1, ["pack", "make", self.picture, "--out", "new"], self.picture)
        self.refuse(1, ["pack", "make", "absent.pt", "--out", "new"], "absent.pt")

    def test_policies(self):
        """They are added to pack.json, which keeps the rest; evaluate finds the same."""
        folder = self.folder / "pack with policies"
        self.good("pack", "make", self.models["plain"], "--out", folder, "--classes", "names.csv", "--mean", "none")
        for name in NAMES:
            (self.folder / "pictures" / name).mkdir(parents=True, exist_ok=True)
            for i in range(5):
                write_png(self.folder / "pictures" / name / f"{i}.png", 32, 32, lambda x, y, i=i: waves(x + i, y))
        before = self.json(folder)
        said = self.good("pack", "policies", folder, "--dataset", "folder:pictures")
        pack = self.json(folder)
        policies = pack.pop("policies")
        self.assertEqual(pack, before)
        self.assertEqual(policies["dataset"], "folder:pictures")
        self.assertEqual(policies["images"], 5)  # one of each class
        for kind in "clean", "corrupted":
            self.assertEqual(sorted(policies[kind]), sorted(pack["transforms"]))
            self.assertIn(f"{kind} images: {', '.join(policies[kind])}", said)
        found = self.good_json("evaluate", "--pack", folder, "--dataset", "folder:pictures", "--seed", "1", "--corruptions", "clean",
                               "--methods", "gps:3", "--format", "json")
        self.assertEqual(next(m for m in found["methods"] if m["id"] == "gps:3")["policy"], policies["clean"][:3])
        self.refuse(2, ["pack", "policies", folder], "--dataset")
        self.refuse(1, ["pack", "policies", folder, "--dataset", "folder:nothing"], "nothing")

    def test_usage(self):
        model = self.models["plain"]
        for args, word in (
            ([], "pack --help"),
            (["zork"], "pack --help"),
            (["make"], "FILE"),
            (["make", model, model], "FILE"),
            (["make", model, "--mean", "123.7,116.3,103.5", "--std", "58.4,57.1,57.4"], "0..255"),
            (["make", model, "--mean", "0.5"], "--std"),
            (["make", model, "--std", "0.5"], "--mean"),
            (["make", model, "--mean", "imagenet", "--std", "0.5"], "--mean"),
            (["make", model, "--mean", "zork", "--std", "0.5"], "zork"),
            (["make", model, "--mean", "0.5,0.5", "--std", "0.5"], "0.5,0.5"),
            (["make", model, "--mean", "0.5", "--std", "0"], "above 0"),
            (["make", model, "--mean", "0.5", "--std", "0.2", "--scale", "100"], "--scale"),
            (["make", model, "--input-size", "8"], "16"),
            (["make", model, "--input-size", "32", "--resize", "33"], "33"),
            (["make", model, "--channels", "2"], "1 or 3"),
            (["make", model, "--output", "zork"], "--output"),
            (["make", model, "--name", ""], "--name"),
        ):
            self.refuse(2, ["pack", *args], word)
        self.assertIn("make", self.good("pack", "--help"))


class Target(Models):
    """--target FILE, by the rules of pack make."""

    def inspect(self, *args):
        """The JSON object, and what standard error said."""
        status, out, err = self.call("inspect", "--json", "--label", "1", *args, self.picture)
        self.assertEqual(status, 0, err)
        (line,) = out.splitlines()
        return json.loads(line), err

    def test_same_as_pack(self):
        options = ["--classes", "names.csv", "--mean", "100,110,120", "--std", "50", "--scale", "255"]
        for kind in "px72", "gray", "probabilities":
            self.make(kind, *options)
            loose, said = self.inspect("--target", self.models[kind], *options)
            packed, nothing = self.inspect("--pack", f"pack of {kind}")
            self.assertEqual(nothing, "")
            self.assertIn(f"{kind}.pt", said)
            self.assertIn("mean 0.3922 0.4314 0.4706", said)
            self.assertIn("72 px" if kind == "px72" else "32 px", said)
            self.assertEqual(said.count("any size"), kind != "px72")
            self.assertIn(loose["transforms"][0]["class"], NAMES)
            for a, b in zip(loose["transforms"], packed["transforms"], strict=True):
                self.assertEqual(a["class"], b["class"])
                self.assertAlmostEqual(a["actual_loss"], b["actual_loss"], places=6)

    def test_quiet(self):
        self.assertEqual(self.inspect("--target", self.models["px72"], "--quiet")[1], "")
        self.assertEqual(self.good("figure", "--quiet", "--target", self.models["gray"], "--target-output", "logits",
                                   "--input-size", "48", self.picture, "-o", "gray.png"), "")

    def test_bytes(self):
        """A model of bytes gets them, and pack.json must not scale them."""
        _, said = self.inspect("--target", self.models["bytes"])
        self.assertIn("pixels 0..255", said)
        pack, _ = self.make("bytes")
        pack["target"]["std"] = [0.25, 0.25, 0.25]
        (self.folder / "pack of bytes" / "pack.json").write_text(json.dumps(pack))
        self.refuse(1, ["inspect", "--pack", "pack of bytes", self.picture], "bytes", "target.std")

    def test_trained(self):
        """The new pack keeps what was said of the target."""
        for name in NAMES:
            (self.folder / "few" / name).mkdir(parents=True)
            for i in range(6):
                write_png(self.folder / "few" / name / f"{i}.png", 32, 32, waves)
        self.good("train-predictor", "--quiet", "--target", self.models["plain"], "--mean", "0.4", "--std", "0.2", "--target-size", "48",
                  "--resize", "52", "--dataset", "folder:few", "--epochs", "1", "--batch", "4", "--copies", "1", "--out", "trained")
        target = self.json(self.folder / "trained")["target"]
        self.assertEqual((target["input_size"], target["margin"]), (48, 4))
        self.assertEqual(target["classes"], NAMES)
        self.assertAlmostEqual(target["std"][0], 0.2, places=6)

    def test_refused(self):
        for kind, word in ("training", "eval()"), ("nan", "NaN"), ("sigmoid", "add up to 1"):
            for command in ["inspect", self.picture], ["evaluate", "--dataset", "signs:test"]:
                self.refuse(1, [*command, "--target", self.models[kind]], f"{kind}.pt", word)
        self.refuse(1, ["inspect", self.picture, "--target", self.models["plain"], "--classes", "cifar10"], "cifar10")

    def test_usage(self):
        for args in (["inspect", self.picture], ["figure", self.picture, "-o", "x.png"], ["evaluate", "--dataset", "signs"],
                     ["train-predictor", "--dataset", "signs", "--out", "x"]):
            self.refuse(2, [*args, "--target", self.models["plain"], "--mean", "103.9", "--std", "57"], "0..255")
            self.refuse(2, [*args, "--pack", "signs", "--mean", "imagenet"], "--target")


if __name__ == "__main__":
    unittest.main(verbosity=2)
