# SPDX-License-Identifier: GPL-3.0-or-later
"""tauscope-cli where no model is needed: lists, pictures, data sets, history."""

import json
import os
import pathlib
import shutil
import subprocess
import unittest

from cli_testing import CLI, CliTest, png_size, waves, write_png

TRANSFORMS = [
    "identity", "rotate-20", "rotate+20", "zoom-0.8", "zoom-1.2", "autocontrast",
    "sharpness-0.2", "sharpness-0.5", "sharpness-3.0", "sharpness-4.0", "color-0.5", "color-2.0",
]
CORRUPTIONS = [
    "gaussian_noise", "shot_noise", "impulse_noise", "defocus_blur", "glass_blur", "motion_blur",
    "zoom_blur", "snow", "frost", "fog", "brightness", "contrast", "elastic_transform",
    "pixelate", "jpeg_compression", "speckle_noise", "gaussian_blur", "spatter", "saturate",
]
COMMANDS = [
    "transforms", "corruptions", "packs", "transform", "corrupt", "inspect", "figure", "sweep", "render",
    "dataset", "train-target", "train-predictor", "history",
]


class General(CliTest):
    def test_help(self):
        out = self.good("--help")
        for command in COMMANDS:
            self.assertIn(f"\n  {command} ", out)
            own = self.good(command, "--help")
            self.assertIn(command, own)
            self.assertIn("--threads", own)
            self.assertIn("--db", own)

    def test_version(self):
        """The program's, and those of the libraries that it runs with, in lines of their own."""
        lines = self.good("--version").splitlines()
        self.assertRegex(lines[0], r"^tauscope-cli \d+\.\d+\.\d+$")
        for name, line in zip(("libtorch", "SQLite", "GLib", "GdkPixbuf", "cairo", "Pango", "libarchive"), lines[1:],
                              strict=True):
            if name != "libtorch" or "TAUSCOPE_TORCH_MODULE" in os.environ:
                self.assertRegex(line, rf"^{name} \d+\.\d+")
        absent = dict(self.env, TAUSCOPE_TORCH_MODULE="/nowhere/module.so")
        out = subprocess.run([CLI, "--version"], env=absent, check=True, capture_output=True, text=True).stdout
        self.assertRegex(out, r"\nlibtorch: .*/nowhere/module\.so")

    def test_help_command(self):
        """help COMMAND is COMMAND --help."""
        self.assertEqual(self.good("help"), self.good("--help"))
        for command in COMMANDS + ["pack", "pack make", "pack policies"]:
            self.assertEqual(self.good("help", *command.split()), self.good(*command.split(), "--help"))
            self.assertTrue(self.good("help", *command.split()).startswith("Usage:"))
        self.refuse(2, ["help", "inspcet"], "“inspect”")
        self.assertIn("tauscope-cli pack make [OPTION…] FILE", self.good("help", "pack", "make"))

    def test_did_you_mean(self):
        """A similar name is proposed where there is one, and none where there is not."""
        image = ["a.png", "b.png"]
        for args, meant in (
            (["inspcet"], "inspect"),
            (["train_predictor"], "train-predictor"),
            (["eval"], "evaluate"),
            (["pack", "mak"], "make"),
            (["history", "lsit"], "list"),
            (["evaluate", "--dataste", "signs"], "--dataset"),
            (["evaluate", "--mehtods=all"], "--methods"),
            (["corrupt", "--type", "gaussian-noise", *image], "gaussian_noise"),
            (["inspect", "--corruption", "fgo", "a.png"], "fog"),
            (["transform", "--op", "zoom-0.9", *image], "zoom-0.8"),
            (["transform", "--op", "Identity", *image], "identity"),
            (["figure", "a.png", "-o", "a.pdf", "--pallete", "standard"], "--palette"),
        ):
            self.assertTrue(self.refuse(2, args).endswith(f". Did you mean “{meant}”?\n"), args)
        pack = ["evaluate", "--pack", "signs", "--dataset", "signs:test", "--limit", "8"]
        if (pathlib.Path(__file__).resolve().parents[2] / "data" / "packs" / "signs" / "target.pt").exists():
            for args, meant in (
                (["--methods", "centre"], "center"),
                (["--methods", "center,rnadom:2"], "random"),
                (["--corruptions", "clean,wether"], "weather"),
                (["--corruptions", "clean,pixelated"], "pixelate"),
            ):
                self.assertTrue(self.refuse(2, pack + args).endswith(f"Did you mean “{meant}”?\n"), args)
            self.assertNotIn("mean", self.refuse(2, pack + ["--methods", "ours:99"]))
            self.assertIn("Did you mean “signs”?", self.refuse(1, ["evaluate", "--pack", "sings", "--dataset", "signs"]))
        for args in (["zork"], ["evaluate", "--zork"], ["corrupt", "--type", "zork", *image], ["history", "zork"]):
            self.assertNotIn("mean", self.refuse(2, args))

    def test_no_command(self):
        status, out, err = self.call()
        self.assertEqual(status, 2)
        self.assertIn("transforms", out)

    def test_usage(self):
        self.refuse(2, ["frobnicate"], "frobnicate")
        self.refuse(2, ["transforms", "extra"], "transforms")
        self.refuse(2, ["transforms", "--nonsense"], "--nonsense")
        self.refuse(2, ["transforms", "--threads", "0"], "--threads")
        self.refuse(2, ["transforms", "--threads", "many"], "many")
        self.refuse(2, ["transforms", "--seed", "1.5"], "1.5")
        self.refuse(2, ["transforms", "--seed"], "--seed")

    def test_full_output(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("there is no /dev/full")
        with open("/dev/full", "w") as full:
            process = subprocess.run([CLI, "transforms"], stdout=full, stderr=subprocess.PIPE,
                                     text=True, env=self.env)
        self.assertEqual(process.returncode, 1)
        self.assertEqual(process.stderr.count("\n"), 1)


class Lists(CliTest):
    def test_transforms(self):
        rows = self.good_json("transforms", "--json")
        ids = [row["id"] for row in rows]
        self.assertEqual(ids[:len(TRANSFORMS)], TRANSFORMS)
        mirrored = {row["id"]: row["mirrored"] for row in rows}
        self.assertEqual(mirrored["rotate-20"], "rotate+20")
        self.assertEqual(mirrored["rotate+20"], "rotate-20")
        self.assertEqual(mirrored["zoom-0.8"], "zoom-0.8")
        lines = self.good("transforms").splitlines()
        self.assertEqual([line.split()[0] for line in lines], ids)

    def test_corruptions(self):
        rows = self.good_json("corruptions", "--json")
        # The benchmark's, in its order; others come after them.
        self.assertEqual([row["name"] for row in rows][:19], CORRUPTIONS)
        self.assertEqual([row["held_out"] for row in rows][:19], [False] * 15 + [True] * 4)
        self.assertEqual({row["group"] for row in rows}, {"noise", "blur", "weather", "digital"})
        lines = self.good("corruptions").splitlines()
        self.assertEqual([line.split()[0] for line in lines], [row["name"] for row in rows])

    def test_packs(self):
        packs = self.folder / "user" / "tauscope" / "packs"
        (packs / "broken").mkdir(parents=True)
        status, out, err = self.call("packs", "--json")
        self.assertEqual(status, 0)
        self.assertIsInstance(json.loads(out), list)
        self.assertEqual(err.count("\n"), 1)
        self.assertIn("broken", err)
        shutil.rmtree(packs)
        for row in self.good_json("packs", "--json"):
            self.assertEqual(set(row), {"name", "description", "folder", "classes", "input_size",
                                        "predictor"})
        self.good("packs")


class Pictures(CliTest):
    def test_installed_packs(self):
        """Outside of the build folder, the program knows nothing of it."""
        (self.folder / "bin").mkdir()
        program = shutil.copy(CLI, self.folder / "bin")
        out = subprocess.run([program, "packs"], env=self.env, check=True, capture_output=True, text=True).stdout
        source = pathlib.Path(__file__).resolve().parents[2]
        self.assertIn(str(source), self.good("packs"))
        self.assertNotIn(str(source), out)

    def test_transform(self):
        out = self.folder / "out.png"
        seen = set()
        for name in TRANSFORMS:
            self.assertEqual(self.good("transform", "--op", name, self.picture, out), "")
            self.assertEqual(png_size(out), (48, 48))  # the centre square
            seen.add(out.read_bytes())
        self.assertEqual(len(seen), len(TRANSFORMS))
        self.good("transform", "--op", "zoom-0.8", "--size", "32", "--margin", "4", self.picture,
                  out)
        self.assertEqual(png_size(out), (32, 32))
        self.good("transform", "--op", "identity", "--margin", "8", self.picture, out)
        self.assertEqual(png_size(out), (40, 40))

    def test_transform_usage(self):
        for args in (
            ["--op", "spin", self.picture, "x.png"],
            [self.picture, "x.png"],
            ["--op", "identity", self.picture],
            ["--op", "identity", self.picture, "x.png", "y.png"],
            ["--op", "identity", "--size", "8", self.picture, "x.png"],
            ["--op", "identity", "--size", "-64", self.picture, "x.png"],
            ["--op", "identity", "--size", "99999999999", self.picture, "x.png"],
            ["--op", "identity", "--margin", "3", self.picture, "x.png"],
            ["--op", "identity", "--margin", "-2", self.picture, "x.png"],
            ["--op", "identity", "--margin", "40", self.picture, "x.png"],
        ):
            self.refuse(2, ["transform", *args])

    def test_corrupt(self):
        """The same seed gives the same bytes on any number of threads."""
        a, b = self.folder / "a.png", self.folder / "b.png"
        for name in CORRUPTIONS:
            common = ["corrupt", "--type", name, "--severity", "4", self.picture]
            self.assertEqual(self.good(*common, a, "--seed", "7", "--threads", "1"), "")
            self.good(*common, b, "--seed", "7", "--threads", "2")
            self.assertEqual(png_size(a), (64, 48))
            self.assertEqual(a.read_bytes(), b.read_bytes(), name)
        random = {row["name"]: row["random"] for row in self.good_json("corruptions", "--json")}
        for name in ("gaussian_noise", "snow", "contrast", "pixelate"):
            common = ["corrupt", "--type", name, self.picture]
            self.good(*common, a, "--seed", "1")
            self.good(*common, b, "--seed", "2")
            self.assertEqual(a.read_bytes() != b.read_bytes(), random[name], name)

    def test_corrupt_options(self):
        a, b = self.folder / "a.png", self.folder / "b.png"
        common = ["corrupt", "--type", "fog", self.picture]
        self.good(*common, a, "--preset", "auto")
        self.good(*common, b, "--preset", "cifar")
        self.assertEqual(a.read_bytes(), b.read_bytes())  # up to 64 px
        self.good(*common, b, "--preset", "imagenet")
        self.assertNotEqual(a.read_bytes(), b.read_bytes())
        self.good(*common, b, "--severity", "3")
        self.assertEqual(a.read_bytes(), b.read_bytes())  # the default

    def test_corrupt_usage(self):
        for args in (
            ["--type", "mist", self.picture, "x.png"],
            [self.picture, "x.png"],
            ["--type", "fog", self.picture],
            ["--type", "fog", "--severity", "0", self.picture, "x.png"],
            ["--type", "fog", "--severity", "6", self.picture, "x.png"],
            ["--type", "fog", "--preset", "mnist", self.picture, "x.png"],
        ):
            self.refuse(2, ["corrupt", *args])
        self.refuse(1, ["corrupt", "--type", "frost", "--frost-textures", "/nowhere", self.picture,
                        "x.png"], "/nowhere/frost1.png")

    def test_threads(self):
        """The same bytes on 1 thread and on 16."""
        for number in ("1", "16"):
            self.good("corrupt", "--type", "snow", "--severity", "4", "--threads", number, self.picture,
                      f"threads-{number}.png")
        self.assertEqual((self.folder / "threads-1.png").read_bytes(),
                         (self.folder / "threads-16.png").read_bytes())

    def test_frost_textures(self):
        """Files of the benchmark's names are used, by every command; one that is missing is named."""
        self.good("corrupt", "--type", "frost", "--severity", "5", self.picture, "drawn.png")
        for name in ("frost1.png", "frost2.png", "frost3.png", "frost4.jpg"):
            write_png(self.folder / name, 400, 300, lambda x, y: (0, 0, 0))
        args = ("corrupt", "--type", "frost", "--severity", "5", "--frost-textures", self.folder)
        self.refuse(1, [*args, self.picture, "black.png"], self.folder / "frost5.jpg")
        write_png(self.folder / "frost5.jpg", 400, 300, lambda x, y: (0, 0, 0))
        self.good(*args, self.picture, "black.png")
        self.assertNotEqual((self.folder / "black.png").read_bytes(),
                            (self.folder / "drawn.png").read_bytes())
        self.good("transforms", "--frost-textures", self.folder)

    def test_bad_pictures(self):
        """Each command that opens pictures refuses the same ones, and writes nothing."""
        whole = self.picture.read_bytes()
        (self.folder / "half.png").write_bytes(whole[: len(whole) // 2])
        (self.folder / "text.png").write_text("this is no picture\n")
        (self.folder / "empty.png").write_bytes(b"")
        write_png(self.folder / "small.png", 15, 40, waves)
        for name in ("half.png", "text.png", "empty.png", "small.png", "absent.png", "."):
            path = self.folder / name
            self.refuse(1, ["transform", "--op", "identity", path, "x.png"], path)
            self.refuse(1, ["corrupt", "--type", "fog", path, "x.png"], path)

    def test_bad_outputs(self):
        for out in ("/nowhere/x.png", self.folder, self.picture / "x.png"):
            self.refuse(1, ["transform", "--op", "identity", self.picture, out], out)
            self.refuse(1, ["corrupt", "--type", "fog", self.picture, out], out)
            self.refuse(1, ["render", "signs:test", out], out)
        if os.geteuid() != 0:
            locked = self.folder / "locked"
            locked.mkdir(mode=0o555)
            self.refuse(1, ["corrupt", "--type", "fog", self.picture, locked / "x.png"], locked)

    def test_replaces(self):
        """An output that is there is replaced whole, or left as it was."""
        out = self.folder / "there.png"
        out.write_text("before")
        self.refuse(1, ["corrupt", "--type", "fog", self.folder / "absent.png", out])
        self.assertEqual(out.read_text(), "before")
        self.good("corrupt", "--type", "fog", self.picture, out)
        self.assertEqual(png_size(out), (64, 48))

    def test_large(self):
        """Refused before hours are spent on it."""
        large = self.folder / "large.png"
        write_png(large, 4097, 16, lambda x, y: (1, 2, 3))
        self.refuse(1, ["corrupt", "--type", "glass_blur", large, "x.png"], large, "4096")


class Datasets(CliTest):
    def test_render(self):
        a, b = self.folder / "a.png", self.folder / "b.png"
        row = self.good_json("render", "signs:test", "--index", "5", a, "--json")
        self.assertEqual(set(row), {"index", "label"})
        self.assertEqual(row["index"], 5)
        self.assertEqual(self.good("render", "signs", "--index", "5", b), row["label"] + "\n")
        self.assertEqual(a.read_bytes(), b.read_bytes())
        self.good("render", "signs:train", "--index", "5", b)
        self.assertNotEqual(a.read_bytes(), b.read_bytes())
        width, height = png_size(a)
        self.assertEqual(width, height)

    def test_render_refused(self):
        n = self.good_json("dataset", "signs:test", "--json")["images"]
        self.refuse(1, ["render", "signs:test", "--index", n, "x.png"], n)
        self.refuse(2, ["render", "signs:test", "--index", "-1", "x.png"])
        self.refuse(2, ["render", "signs:test"])
        for spec in ("sings", "signs:all", "folder:", "folder:/nowhere", "cifar10:/nowhere", ""):
            self.refuse(1, ["render", spec, "x.png"])
            self.refuse(1, ["dataset", spec])

    def test_signs(self):
        for spec in ("signs:train", "signs:test"):
            row = self.good_json("dataset", spec, "--json")
            self.assertEqual(set(row), {"images", "classes", "per_class", "unreadable", "left_out", "left_out_because", "notes"})
            self.assertEqual(sorted(row["classes"]), sorted(row["per_class"]))
            self.assertEqual(sum(row["per_class"].values()), row["images"])
            self.assertEqual(row["unreadable"], 0)
        self.assertIn(str(row["images"]), self.good("dataset", "signs:test"))

    def test_folder(self):
        root = self.folder / "animals"
        for name, count in (("ape", 3), ("bee", 2)):
            (root / name).mkdir(parents=True)
            for i in range(count):
                write_png(root / name / f"{i}.png", 20, 20, waves)
        (root / "bee" / "bad.png").write_text("not a picture")
        status, out, err = self.call("dataset", f"folder:{root}", "--json")
        self.assertEqual(status, 0, err)
        self.assertIn("bad.png", err)
        self.assertEqual(len(err.splitlines()), 1, err)
        row = json.loads(out)
        self.assertEqual(row["classes"], ["ape", "bee"])
        self.assertEqual(row["unreadable"], 1)
        self.assertEqual(row["per_class"]["ape"], 3)
        out = self.folder / "out.png"
        self.assertEqual(self.good("render", f"folder:{root}", "--index", "0", out), "ape\n")

    def test_named_like_a_reader(self):
        """A folder is one, whatever it is called; only signs, signs:train, signs:test are built in."""
        names = ("signs-of-spring", "signs", "cifar10-mine", "cifar100", "cifar-c", "folder")
        for name in names:
            (self.folder / name / "ape").mkdir(parents=True)
            write_png(self.folder / name / "ape" / "0.png", 20, 20, waves)
            (self.folder / name / "ape" / "bad.png").write_text("not an image")
            for spec in (f"./{name}", f"folder:{name}", self.folder / name, name):
                status, out, err = self.call("dataset", spec, "--json")
                self.assertEqual(status, 0, err)
                row = json.loads(out)
                if spec == "signs":
                    self.assertEqual((row["images"], row["unreadable"]), (4000, 0))
                else:
                    self.assertEqual((row["images"], row["unreadable"]), (2, 1), spec)
        self.assertEqual(self.good_json("dataset", "signs:train", "--json")["images"], 20000)

    def test_readers_are_listed(self):
        """In the help of what takes a data set, and where none is recognised."""
        out = self.good("dataset", "--help")
        _, _, err = self.call("dataset", "sings")
        for syntax in ("signs[:train|:test]", "folder:PATH", "cifar10:PATH[:train|:test]",
                       "cifar100:PATH[:train|:test]", "cifar-c:PATH[:CORRUPTION]"):
            self.assertIn(syntax, out)
            self.assertIn(syntax, err)
        self.assertNotIn("cifar10:PATH", self.good("corrupt", "--help"))


class History(CliTest):
    def test_empty(self):
        self.assertEqual(self.good("history"), "")
        self.assertEqual(self.good("history", "list"), "")
        self.assertEqual(self.good("history", "export"), "")
        self.refuse(1, ["history", "show", "7"], "7")
        self.refuse(1, ["history", "delete", "7"], "7")

    def test_usage(self):
        for args in (["show"], ["delete"], ["show", "x"], ["show", "0"], ["delete", "-1"],
                     ["list", "3"], ["forget"], ["show", "1", "2"]):
            self.refuse(2, ["history", *args])

    def test_bad_database(self):
        """Of another program, and not to be opened: left as they are, and said in one line."""
        self.refuse(1, ["history", "--db", self.picture / "x.db"], self.picture)
        self.refuse(1, ["history", "--db", self.folder], self.folder)


if __name__ == "__main__":
    unittest.main()
