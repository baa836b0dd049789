# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders of images as people have them: which folder is which class, and what is left out."""

import csv
import io
import json
import shutil
import unittest

from cli_testing import CliTest, waves, write_png

N_SIGNS = 52


class Folders(CliTest):
    """The shipped classifier of signs is right about nearly all of its images, if the labels are theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        self = cls()
        found = {p["name"]: p["folder"] for p in self.good_json("packs", "--json")}
        cls.shipped = found["signs"]
        with open(f"{cls.shipped}/pack.json", encoding="utf-8") as file:
            cls.classes = json.load(file)["target"]["classes"]
        cls.signs = []
        for i in range(N_SIGNS):
            path = cls.folder / f"sign-{i}.png"
            label = self.good_json("render", "signs:test", "--json", "--index", i, path)["label"]
            cls.signs.append((path, cls.classes.index(label)))
        cls.right = self.error("signs", self.folders("right", cls.classes))
        assert cls.right < 10, cls.right

    def folders(self, name, names, copies=1):
        """The images of class i in the folder names[i]; None: left out."""
        for path, label in self.signs:
            if names[label] is None:
                continue
            place = self.folder / name / names[label]
            place.mkdir(parents=True, exist_ok=True)
            for copy in range(copies):
                shutil.copy(path, place / f"{copy}-{path.name}")
        return self.folder / name

    def pack(self, name, classes):
        """The shipped pack with other names of its classes."""
        folder = self.folder / name
        shutil.copytree(self.shipped, folder)
        data = json.loads((folder / "pack.json").read_text(encoding="utf-8"))
        data["target"]["classes"] = classes
        (folder / "pack.json").write_text(json.dumps(data), encoding="utf-8")
        return folder

    def evaluate(self, pack, dataset):
        return ["evaluate", "--pack", pack, "--dataset", dataset, "--methods", "center",
                "--corruptions", "clean", "--format", "csv", "--threads", "1"]

    def error(self, pack, dataset):
        rows = csv.DictReader(io.StringIO(self.good(*self.evaluate(pack, dataset))))
        (row,) = (row for row in rows if row["set"] == "clean")
        return float(row["error"])

    def training(self, out, dataset, *args):
        return ["train-predictor", "--quiet", "--dataset", dataset, "--out", self.folder / out,
                "--epochs", "1", "--copies", "1", "--batch", "16", "--corruptions", "none",
                "--threads", "1", *args]

    def trained(self, out, dataset, *args):
        """pack.json of a predictor that learnt from the right labels."""
        self.good(*self.training(out, dataset, *args))
        data = json.loads((self.folder / out / "pack.json").read_text(encoding="utf-8"))
        self.assertLess(data["results"]["validation"]["center"], 50)  # wrong labels: above 90
        return data

    def test_case(self):
        """Classes that differ only by case are two; where there is one, its case does not matter."""
        twins = [letter for pair in zip("abcdefghijklm", "ABCDEFGHIJKLM") for letter in pair]
        pack = self.pack("twins", twins)
        self.assertEqual(self.error(pack, self.folders("letters", twins)), self.right)
        loud = self.folders("loud", [name.upper() for name in self.classes])
        self.assertEqual(self.error("signs", loud), self.right)
        either = self.pack("either", ["Übung", "ÜBUNG", *self.classes[2:]])
        self.refuse(1, self.evaluate(either, self.folders("small", ["übung"] + 25 * [None])), "übung",
                    "case")

    def test_numbers(self):
        numbers = [str(i) for i in range(26)]
        pack = self.pack("numbered", numbers)
        plain = self.folders("plain", numbers, copies=2)
        self.assertEqual(self.error(pack, plain), self.right)
        padded = self.folders("padded", [f"{i:05}" for i in range(26)])
        self.assertEqual(self.error(pack, padded), self.right)
        self.trained("of-numbers", plain, "--pack", pack)
        # A file alone has no names, and gets the numbers.
        data = self.trained("of-a-file", plain, "--target", f"{self.shipped}/target.pt", "--input-size", "32")
        self.assertEqual(data["target"]["classes"], numbers)
        # Counted from 1: said, and nothing is guessed.
        for count in (25, 26):
            ones = self.folders(f"ones-{count}", [*map(str, range(1, count + 1))] + (26 - count) * [None])
            names = (self.classes[0], "number 0", self.classes[25])
            self.refuse(1, self.evaluate("signs", ones), "1", count, *names)
            self.refuse(1, self.training("refused", ones, "--pack", self.shipped), *names)
        self.refuse(1, self.evaluate(pack, ones), "from 1 to 26", "from 0 to 25")

    def test_training_by_name(self):
        """As an evaluation: the order of the folders does not matter, nor that some are missing."""
        self.trained("by-name", self.folders("named", self.classes, copies=2), "--pack", self.shipped,
                     "--test", self.folders("some", [*self.classes[:9]] + 17 * [None]))
        wrong = self.folders("wrong", ["zebra"] + self.classes[1:])
        self.refuse(1, self.training("refused", wrong, "--pack", self.shipped), "zebra")
        # Without names, folders with other names count in their order, if there are as many.
        few = self.folders("few", self.classes[:3] + 23 * [None])
        self.refuse(1, self.training("refused", few, "--target", f"{self.shipped}/target.pt"), "3 classes", 26)

    def test_nothing_readable(self):
        for name in self.classes[:3]:
            (self.folder / "noise" / name).mkdir(parents=True)
            (self.folder / "noise" / name / "a.jpg").write_bytes(40 * b"no picture ")
        self.refuse(1, self.evaluate("signs", self.folder / "noise"), "No image", "noise")

    def test_left_out(self):
        place = self.folder / "odd" / "one"
        place.mkdir(parents=True)
        for name in ("a.png", "b.jfif", "c.JPE", "d", "e.picture"):
            write_png(place / name, 16, 16, waves)
        told = self.good_json("dataset", "--json", self.folder / "odd")
        self.assertEqual((told["images"], told["unreadable"], told["left_out"]), (3, 0, 2))
        self.assertIn("2 files were left out", self.good("dataset", self.folder / "odd"))
        for name in ("a.png", "b.jfif", "c.JPE"):
            (place / name).unlink()
        self.refuse(1, ["dataset", self.folder / "odd"], "odd", "2 files")

    def test_without_classes(self):
        place = self.folder / "ten"
        place.mkdir()
        for i in range(10):
            write_png(place / f"{i}.png", 16, 16, waves)
        self.refuse(1, self.evaluate("signs", place), "ten", "no classes", "one folder for each class")
        self.refuse(1, self.training("refused", place, "--pack", self.shipped), "ten", "no classes")
        self.refuse(1, ["train-target", "--dataset", place, "--out", self.folder / "refused"], "ten", "no classes")

    def test_said(self):
        """What is left out, and numbers from 1, are said with the results."""
        data = self.folders("crowded", self.classes)
        (data / self.classes[0] / "notes.txt").write_text("x")
        (data / self.classes[1] / ".hidden.png").write_text("x")
        shutil.copy(self.signs[0][0], data / "loose.png")
        command = self.evaluate("signs", data)
        command[command.index("csv")] = "text"
        said = "3 files were left out: 1 without an image's ending, 1 hidden, 1 image without a class"
        self.assertIn(said, self.good(*command))
        command[command.index("text")] = "json"
        self.assertEqual(self.good_json(*command)["remarks"], [said])
        pack = self.pack("numbered-said", [str(i) for i in range(26)])
        ones = self.folders("ones-said", [None] + [str(i) for i in range(1, 26)])
        command = self.evaluate(pack, ones)
        command[command.index("csv")] = "text"
        self.assertIn("numbers from 1 to 25, and those of the pack from 0 to 25", self.good(*command))

    def test_few(self):
        """The two commands of the README, on 30 images in 3 folders; each says the next one."""
        data = self.folder / "pictures"
        for i in range(30):
            place = data / "abc"[i % 3]
            place.mkdir(parents=True, exist_ok=True)
            write_png(place / f"{i}.png", 32, 32, lambda x, y, c=i % 3, n=i: [(n * 3 + x) % 80 + 170 * (k == c) for k in range(3)])
        (data / "a" / "bad.png").write_bytes(b"no picture")
        (data / "a" / "notes.txt").write_bytes(b"x")
        out = self.good("train-target", "--dataset", "folder:pictures", "--out", "my-pack", "--epochs", "2", "--arch", "resnet8")
        self.assertIn("1 image could not be read and is left out\n", out)
        self.assertIn("1 file was left out: 1 without an image's ending\n", out)
        self.assertIn("Input size: 32 × 32 pixels; 30 images in 3 classes, 8 images in a step", out)
        self.assertIn("The model pack is in “my-pack”. Its error is not known: no --test was given.", out)
        self.assertNotIn("nan", out.lower())
        following = out.splitlines()[-1]
        self.assertEqual(following, "Next: tauscope-cli train-predictor --pack my-pack --dataset folder:pictures")
        (data / "a" / "bad.png").unlink()
        out = self.good(*following.split()[2:], "--epochs", "1")
        self.assertIn("24 images to train on and 6 to validate on", out)
        self.assertNotIn("nan", out.lower())
        following = out.splitlines()[-1]
        self.assertEqual(following, "Next: tauscope-cli evaluate --pack my-pack --dataset folder:pictures")
        self.good(*following.split()[2:], "--methods", "center,ours:1", "--corruptions", "clean")
        # Too few says how many there have to be.
        for i in range(30):
            if i >= 6:
                (data / "abc"[i % 3] / f"{i}.png").unlink()
        shutil.copytree(self.folder / "my-pack", self.folder / "again")
        self.refuse(1, ["train-predictor", "--pack", "again", "--dataset", "folder:pictures", "--overwrite"], "6 images", "at least 3")

    def test_corrupted_folders(self):
        """ImageNet-C's layout: only the corruptions and severities that are there, as cells."""
        for corruption in ("fog", "snow"):
            for severity in (1, 3):
                for path, label in self.signs[:12]:
                    place = self.folder / "inc" / corruption / str(severity) / self.classes[label]
                    place.mkdir(parents=True, exist_ok=True)
                    shutil.copy(path, place / path.name)
        command = self.evaluate("signs", self.folder / "inc")
        command[command.index("clean")] = "all"
        rows = [row for row in csv.DictReader(io.StringIO(self.good(*command))) if row["severity"]]
        self.assertEqual([(row["corruption"], row["severity"]) for row in rows],
                         [("snow", "1"), ("snow", "3"), ("fog", "1"), ("fog", "3")])
        self.refuse(1, [*command, "--severities", "2"], "inc", "severities")
        command[command.index("csv")] = "text"
        self.assertIn("The corruptions are those of the data set's files", self.good(*command))

    def test_named_like_a_pack(self):
        """A folder of images that is called signs, where the program runs."""
        self.folders("signs", self.classes)
        self.assertEqual(self.error("signs", "folder:signs"), self.right)
        self.refuse(1, self.evaluate("./signs", "folder:signs"), "pack.json")
        self.refuse(1, self.evaluate("right", "folder:signs"), "right", "pack.json")


if __name__ == "__main__":
    unittest.main()
