# SPDX-License-Identifier: GPL-3.0-or-later
"""tauscope-cli with models: training, inspect, figure, history of a pack of two small networks."""

import json
import shutil
import signal
import sqlite3
import subprocess
import time
import unittest

from cli_testing import CLI, PATIENCE, CliTest, png_size, waves, write_png

TRAIN = ["--dataset", "signs:train", "--limit", "60", "--batch", "20", "--epochs", "1"]
ROW = {"id", "predicted_loss", "predicted_relative", "predicted_rank", "actual_loss",
       "actual_relative", "class", "confidence", "correct"}


def without_times(row):
    return {key: value for key, value in row.items() if key not in ("time_ms", "cached")}


class Models(CliTest):
    """All with one pack: in "target" without, in "pack" with a predictor."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.target, cls.pack = cls.folder / "target", cls.folder / "pack"
        self = cls()
        out = self.good("train-target", "--quiet", "--arch", "resnet8", "--input-size", "32",
                        *TRAIN, "--out", cls.target)
        out += self.good("train-predictor", "--quiet", "--pack", cls.target, *TRAIN, "--copies",
                         "1", "--out", cls.pack)
        self.assertEqual(out, "")

    def start(self, *args, **options):
        """On one thread where nothing else is asked for: two on busy cores wait for each other."""
        if "--threads" not in args:
            args = [*args, "--threads", "1"]
        return super().start(*args, **options)

    def inspect(self, *args):
        out = self.good("inspect", "--pack", self.pack, "--json", *args)
        return [json.loads(line) for line in out.splitlines()]

    def test_sweep(self):
        """Each cell is what inspect says of it."""
        args = ["--pack", self.pack, "--seed", "4", "--label", "stop"]
        sweep = self.good_json("sweep", *args, "--ensemble", "2", "--format", "json", self.picture)
        n = len(self.good("corruptions").splitlines())
        self.assertEqual((sweep["seed"], sweep["ensemble"], sweep["label"]), (4, 2, "stop"))
        self.assertEqual(len(sweep["cells"]), 1 + 5 * n)
        (row,) = self.inspect(self.picture, *args[2:], "--corruption", "fog", "--severity", "2")
        self.assertTrue(row["cached"])
        (cell,) = [c for c in sweep["cells"] if (c["corruption"], c["severity"]) == ("fog", 2)]
        methods = {m["id"]: m for m in row["methods"]}
        for name, method in ("center", "center"), ("ours", "ours:2"), ("oracle", "oracle"):
            for key in "class", "confidence", "correct", "loss":
                self.assertEqual(cell[name][key], methods[method][key])
        for key in "chosen", "best", "regret":
            self.assertEqual(cell[key], row[key])
        self.assertEqual(cell["losses"], [t["actual_loss"] for t in row["transforms"]])
        text = self.good("sweep", *args, self.picture)
        self.assertEqual(len(text.splitlines()), 5 * n + 3)  # titles, an empty line, and the summary
        self.refuse(2, ["sweep", *args, "--ensemble", "13", self.picture], "--ensemble")
        self.refuse(2, ["sweep", *args, "--format", "xml", self.picture], "“xml”")
        self.refuse(2, ["sweep", "--pack", self.pack, "--label", "frog", self.picture], "“frog”")

    def test_json(self):
        (row,) = self.inspect(self.picture, "--corruption", "fog", "--severity", "2", "--seed",
                              "4", "--label", "stop")
        self.assertEqual(set(row), {"image", "corruption", "pack", "label", "label_source",
                                    "transforms", "spearman", "methods", "chosen", "best",
                                    "regret", "cached", "time_ms"})
        self.assertEqual(row["image"]["path"], str(self.picture))
        self.assertEqual((row["image"]["width"], row["image"]["height"]), (64, 48))
        self.assertEqual(row["corruption"], {"type": "fog", "severity": 2, "seed": 4})
        self.assertEqual((row["label"], row["label_source"]), ("stop", "given"))
        n = len(self.good("transforms").splitlines())
        self.assertEqual([set(t) for t in row["transforms"]], [ROW] * n)
        self.assertEqual(sorted(t["predicted_rank"] for t in row["transforms"]),
                         list(range(1, n + 1)))
        by_id = {t["id"]: t for t in row["transforms"]}
        lowest = min(t["actual_loss"] for t in row["transforms"])
        self.assertEqual(by_id[row["chosen"]]["predicted_rank"], 1)
        self.assertEqual(by_id[row["best"]]["actual_loss"], lowest)
        self.assertAlmostEqual(row["regret"], by_id[row["chosen"]]["actual_loss"] - lowest)
        self.assertEqual([m["id"] for m in row["methods"]],
                         ["center", "ours:1", "ours:2", "ours:4", "all", "oracle"])

    def test_same_on_threads(self):
        """The same numbers to the last digit from 1 and 2 threads, and from the cache."""
        args = [self.picture, "--corruption", "snow", "--seed", "3"]
        db = ["--db", self.folder / "threads.db"]
        (one,) = self.inspect(*args, "--threads", "1")
        (two,) = self.inspect(*args, *db, "--threads", "2")
        (cached,) = self.inspect(*args, *db)
        self.assertFalse(two["cached"])
        self.assertTrue(cached["cached"])
        self.assertEqual(without_times(one), without_times(two))
        self.assertEqual(without_times(two), without_times(cached))

    def test_corruption_options(self):
        plain, none, zero = (
            self.inspect(self.picture, *args)[0]
            for args in ([], ["--corruption", "none"], ["--corruption", "fog", "--severity", "0"])
        )
        self.assertIsNone(plain["corruption"])
        self.assertEqual(plain["label_source"], "target")
        self.assertEqual(without_times(plain), without_times(none))
        self.assertEqual(without_times(plain), without_times(zero))

    def test_several(self):
        other = self.folder / "b.png"
        write_png(other, 40, 40, lambda x, y: (x, y, 9))
        rows = self.inspect(self.picture, other)
        self.assertEqual([row["image"]["path"] for row in rows], [str(self.picture), str(other)])

    def test_table(self):
        out = self.good("inspect", "--pack", self.pack, self.picture, "--label", "stop")
        for word in ("identity", "color-2.0", "The predictor chose", "Spearman", "oracle"):
            self.assertIn(word, out)

    def test_loose_files(self):
        """The same two files without pack.json: classes are numbers, the losses are the same."""
        args = ["inspect", "--target", self.pack / "target.pt", "--predictor",
                self.pack / "predictor.pt", "--json", "--quiet", self.picture]
        loose, packed = self.good_json(*args, "--label", "3"), self.inspect(
            self.picture, "--label", "3")[0]
        self.assertEqual(loose["label"], "3")
        for a, b in zip(loose["transforms"], packed["transforms"]):
            self.assertAlmostEqual(a["actual_loss"], b["actual_loss"], places=5)
            self.assertAlmostEqual(a["predicted_loss"], b["predicted_loss"], places=5)
        self.refuse(2, [*args, "--label", "26"], "26")

    def test_folder_named_like_signs(self):
        """Its images may be mirrored and the input is 32 px, unlike those of the built-in signs."""
        for name in ("ape", "bee"):
            (self.folder / "signs-of-spring" / name).mkdir(parents=True)
            for i in range(4):
                write_png(self.folder / "signs-of-spring" / name / f"{i}.png", 32, 32, waves)
        fast = ["--quiet", "--epochs", "1", "--batch", "4", "--dataset", "signs-of-spring"]
        packs = []
        for option in ([], ["--no-flip"]):
            self.good("train-target", *fast, "--arch", "resnet8", "--out", "spring", "--overwrite", *option)
            packs.append(json.loads((self.folder / "spring" / "pack.json").read_text()))
            self.assertEqual(packs[-1]["target"]["input_size"], 32)
        self.assertNotEqual(packs[0]["target"]["sha256"], packs[1]["target"]["sha256"])
        db = self.folder / "spring.db"
        self.good("train-predictor", *fast, "--copies", "1", "--pack", "spring", "--db", db)
        with sqlite3.connect(db) as connection:
            (spec,) = connection.execute("SELECT spec FROM job").fetchone()
        self.assertTrue(json.loads(spec)["mirror"])

    def test_usage(self):
        for args in (
            [],
            [self.picture, "--severity", "6"],
            [self.picture, "--corruption", "mist"],
            [self.picture, "--predictor", self.pack / "predictor.pt"],
            [self.picture, "--pack", self.pack, "--target", "a", "--predictor", "b"],
            [self.picture, "--input-size", "4"],
            [self.picture, "--pack", self.pack, "--mean", "imagenet"],
            [self.picture, "--target", self.pack / "target.pt", "--mean", "103.9", "--std", "58"],
            [self.picture, "--pack", self.pack, "--label", "unicorn"],
        ):
            self.refuse(2, ["inspect", *args])

    def test_refused(self):
        (self.folder / "half.png").write_bytes(self.picture.read_bytes()[:200])
        half, absent = self.folder / "half.png", self.folder / "absent.png"
        self.refuse(1, ["inspect", "--pack", self.pack, "--json", half], half)
        self.refuse(1, ["figure", "--pack", self.pack, absent, "-o", "x.svg"], absent)
        self.refuse(1, ["inspect", "--pack", "zork", self.picture], "zork")
        self.refuse(1, ["inspect", "--target", self.picture, "--predictor",
                        self.pack / "predictor.pt", self.picture], self.picture)
        self.refuse(1, ["inspect", "--target", "/nowhere.pt", "--predictor",
                        self.pack / "predictor.pt", self.picture], "/nowhere.pt")
        # The target in the predictor's place gives 26 numbers.
        self.refuse(1, ["inspect", "--target", self.pack / "target.pt", "--predictor",
                        self.pack / "target.pt", self.picture], "26", "12")

    def test_damaged_pack(self):
        bad = self.folder / "bad"
        shutil.copytree(self.pack, bad)
        data = bytearray((bad / "target.pt").read_bytes())
        data[5000] ^= 1
        (bad / "target.pt").write_bytes(data)
        self.refuse(1, ["inspect", "--pack", bad, self.picture], bad / "target.pt")
        (bad / "target.pt").unlink()
        self.refuse(1, ["inspect", "--pack", bad, self.picture], bad / "target.pt")
        (bad / "pack.json").write_text("{")
        self.refuse(1, ["inspect", "--pack", bad, self.picture], bad / "pack.json")
        shutil.rmtree(bad)

    def test_no_database(self):
        """A database that cannot be opened costs a warning; the answer is the same."""
        (expected,) = self.inspect(self.picture)
        db = self.picture / "x.db"
        status, out, err = self.call("inspect", "--pack", self.pack, "--json", "--db", db,
                                     self.picture)
        self.assertEqual(status, 0)
        self.assertEqual(err.count("\n"), 1)
        self.assertIn(str(db), err)
        self.assertEqual(without_times(json.loads(out)), without_times(expected))

    def test_foreign_database(self):
        """A database of another program is left as it is."""
        path = self.folder / "foreign.db"
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE mine (x)")
        db.close()
        before = path.read_bytes()
        status, out, err = self.call("inspect", "--pack", self.pack, "--json", "--db", path,
                                     self.picture)
        self.assertEqual((status, err.count("\n")), (0, 1))
        self.assertEqual(path.read_bytes(), before)

    def test_no_database(self):
        """A file that is none is refused, and left as it is."""
        path = self.folder / "notes.txt"
        path.write_text("Measured on Monday")
        self.refuse(1, ["inspect", "--pack", self.pack, "--db", path, self.picture], path)
        self.refuse(1, ["train-predictor", "--pack", self.target, *TRAIN, "--out", "x", "--db", path], path)
        self.refuse(1, ["evaluate", "--pack", self.pack, "--dataset", "signs", "--limit", "1", "--db", path], path)
        self.assertEqual(path.read_text(), "Measured on Monday")

    def test_broken_among_many(self):
        """The others are inspected, and drawn; the one is named, and the status is 1."""
        broken = self.folder / "broken.png"
        broken.write_bytes(b"no image")
        images = [self.picture, broken, self.picture]
        status, out, err = self.call("inspect", "--pack", self.pack, "--json", *images)
        self.assertEqual((status, len(out.splitlines()), err.count("\n")), (1, 2, 1), err)
        self.assertIn("broken.png", err)
        status, out, err = self.call("figure", "--pack", self.pack, "-o", "some.svg", *images)
        self.assertEqual((status, out, err.count("\n")), (1, "", 1), err)
        self.assertTrue((self.folder / "some.svg").exists())
        self.refuse(1, ["figure", "--pack", self.pack, "-o", "none.svg", broken], "broken.png")
        broken.unlink()

    def test_history_knows_the_image(self):
        """The path is right from everywhere, and it is said when another image has taken its place."""
        db, image = self.folder / "paths.db", self.folder / "relative.png"
        write_png(image, 40, 40, waves)
        self.good("inspect", "--pack", self.pack, "--db", db, "relative.png")
        self.assertEqual(json.loads(self.good("history", "show", "1", "--db", db))["path"], str(image))
        write_png(image, 40, 40, lambda x, y: (x, y, 0))
        status, out, err = self.call("history", "show", "1", "--db", db)
        self.assertEqual((status, json.loads(out)["path"]), (0, str(image)))
        self.assertRegex(err, r"\Atauscope-cli: “[^\n]*/relative.png” is another image now[^\n]*\n\Z")
        image.unlink()
        self.assertIn("relative.png", self.call("history", "show", "1", "--db", db)[2])

    def test_large_seeds(self):
        """All 64 bits, and never a minus sign."""
        seed = 2**64 - 1
        db = self.folder / "seeds.db"
        args = ["inspect", "--pack", self.pack, "--db", db, "--corruption", "fog", "--seed", str(seed), self.picture]
        self.assertEqual(json.loads(self.good(*args, "--json"))["corruption"]["seed"], str(seed))
        self.assertIn(str(seed), self.good(*args))
        self.assertEqual(json.loads(self.good("history", "show", "1", "--db", db))["seed"], str(seed))
        pack = self.folder / "seeded"
        self.good("train-predictor", "--quiet", "--pack", self.target, *TRAIN, "--copies", "1", "--out", pack,
                  "--db", db, "--seed", str(seed))
        self.assertEqual(json.loads((pack / "pack.json").read_text())["predictor"]["seed"], str(seed))

    def test_figure(self):
        for name, start in (("f.svg", b"<?xml"), ("f.pdf", b"%PDF"), ("f.png", b"\x89PNG")):
            out = self.folder / name
            self.good("figure", "--pack", self.pack, self.picture, "-o", out, "--width-mm", "90",
                      "--height-mm", "120", "--dark")
            self.assertTrue(out.read_bytes().startswith(start))
        self.assertEqual(png_size(self.folder / "f.png")[0], round(90 / 25.4 * 300))
        self.refuse(2, ["figure", "--pack", self.pack, self.picture])
        for wrong in (["--palette", "grey"], ["--label", "stop"] * 3,
                      ["--severity", "6"], ["--corruption", "fog", "--corruption", "rain"]):
            self.refuse(2, ["figure", "--pack", self.pack, *wrong, self.picture, self.picture, "-o", "x.svg"])
        self.refuse(1, ["figure", "--pack", self.pack, self.picture, "-o", "x.png", "--dpi", "9"], "9")
        self.refuse(1, ["figure", "--pack", self.pack, self.picture, "-o", "x.gif"], "x.gif")
        image = self.picture.read_bytes()
        drawn = subprocess.run([CLI, "figure", "--pack", self.pack, "-", "-o", "-"], input=image,
                               env=self.env, cwd=self.folder, capture_output=True)
        self.assertEqual((drawn.returncode, drawn.stdout[:4], drawn.stderr), (0, b"\x89PNG", b""))
        self.refuse(1, ["figure", "--pack", self.pack, self.picture, "-o", "/nowhere/x.svg"],
                    "/nowhere/x.svg")

    def test_figure_page(self):
        """A row for each image, with settings of its own."""
        out = self.folder / "page.png"
        self.good("figure", "--pack", self.pack, "--corruption", "fog", "--corruption", "none", "--severity", "2",
                  "--dpi", "100", "--palette", "colour-blind", self.picture, self.picture, "-o", out)
        self.assertEqual(png_size(out), (round(180 / 25.4 * 100), round(140 / 25.4 * 100)))
        out = self.folder / "page.svg"
        self.good("figure", "--pack", self.pack, "--corruption", "fog", "--corruption", "snow", self.picture,
                  self.picture, "-o", out)
        text = out.read_text()
        self.assertIn("Fog, severity 3", text)
        self.assertIn("Snow, severity 3", text)

    @unittest.skipUnless(shutil.which("pdffonts"), "pdffonts (poppler-utils) is not installed")
    def test_fonts_embedded(self):
        out = self.folder / "fonts.pdf"
        self.good("figure", "--pack", self.pack, self.picture, "-o", out)
        listed = subprocess.run(["pdffonts", out], capture_output=True, text=True, check=True).stdout
        fonts = listed.splitlines()[2:]
        self.assertTrue(fonts)
        for line in fonts:
            self.assertEqual(line.split()[-5], "yes", line)  # the column "emb"

    def test_history(self):
        db = ["--db", self.folder / "history.db"]
        (row,) = self.inspect(self.picture, "--corruption", "fog", "--seed", "9", *db)
        self.inspect(self.picture, *db)
        lines = self.good("history", *db).splitlines()
        self.assertEqual(len(lines), 2)
        self.assertIn("fog", lines[1])  # newest first
        ids = [line.split()[0] for line in lines]
        run = self.good_json("history", "show", ids[1], *db)
        self.assertEqual(run["chosen"], row["chosen"])
        exported = [json.loads(line) for line in self.good("history", "export", *db).splitlines()]
        self.assertEqual(len(exported), 2)
        self.assertEqual(self.good("history", "delete", ids[1], *db), "")
        self.assertEqual(len(self.good("history", "list", *db).splitlines()), 1)
        self.refuse(1, ["history", "show", ids[1], *db], ids[1])
        self.refuse(1, ["history", "delete", ids[1], *db], ids[1])

    def test_pack(self):
        pack = json.loads((self.pack / "pack.json").read_text())
        commands = pack["provenance"]["commands"]
        self.assertEqual([c.split()[1] for c in commands], ["train-target", "train-predictor"])
        self.assertEqual(pack["provenance"]["dataset"], "signs:train")
        self.assertEqual(len(pack["target"]["classes"]), 26)
        self.assertGreater(pack["target"]["multiply_adds"], 1e6)
        self.assertGreater(pack["predictor"]["multiply_adds"], 1e6)
        self.assertEqual({p.name for p in self.pack.iterdir()},
                         {"pack.json", "target.pt", "predictor.pt", "predictor.checkpoint"})

    def test_same_seed(self):
        again = self.folder / "again"
        self.good("train-target", "--quiet", "--arch", "resnet8", "--input-size", "32", *TRAIN,
                  "--out", again)
        self.assertEqual((again / "target.pt").read_bytes(),
                         (self.target / "target.pt").read_bytes())

    def test_usage(self):
        out = ["--out", self.folder / "never"]
        for args in (
            [*TRAIN],
            [*out],
            [*TRAIN, *out, "extra"],
            [*TRAIN, *out, "--epochs", "0"],
            [*TRAIN, *out, "--batch", "1"],
            [*TRAIN, *out, "--limit", "-1"],
            [*TRAIN, *out, "--input-size", "-32"],
            [*TRAIN, *out, "--rate", "-1"],
            [*TRAIN, *out, "--rate", "fast"],
            [*TRAIN, *out, "--weight-decay", "-1"],
            [*TRAIN, *out, "--smoothing", "1.5"],
        ):
            self.refuse(2, ["train-target", *args])
        pack = ["--pack", self.target]
        for args in (
            [*TRAIN, *out],
            [*pack, *out],
            [*TRAIN, *pack, *out, "extra"],
            [*TRAIN, *pack, *out, "--copies", "0"],
            [*TRAIN, *pack, *out, "--first-copy", "-1"],
            [*TRAIN, *pack, *out, "--corruption-share", "1.5"],
            [*TRAIN, *pack, *out, "--corruption-share", "nan"],
            [*TRAIN, *pack, *out, "--test-limit", "-1"],
            [*TRAIN, *pack, *out, "--average", "1"],
            [*TRAIN, *pack, *out, "--average", "-0.5"],
            [*TRAIN, *pack, *out, "--input-size", "-1"],
            [*TRAIN, *pack, *out, "--rate", "0"],
        ):
            self.refuse(2, ["train-predictor", *args])

    def test_refused(self):
        out = self.folder / "never"
        for args, word in (
            (["--arch", "vgg16"], "vgg16"),
            (["--dataset", "sings"], "sings"),
            (["--test", "folder:/nowhere"], "/nowhere"),
            (["--input-size", "9"], "16"),
        ):
            self.refuse(1, ["train-target", *TRAIN, "--out", out, *args], word)
        for args, word in (
            (["--arch", "vgg16"], "vgg16"),
            (["--loss", "hinge"], "hinge"),
            (["--corruptions", "mist"], "mist"),
            (["--pack", "zork"], "zork"),
        ):
            self.refuse(1, ["train-predictor", "--pack", self.target, *TRAIN, "--out", out, *args],
                        word)
        below = self.picture / "pack"
        self.refuse(1, ["train-target", *TRAIN, "--out", below], below)
        self.refuse(1, ["train-predictor", "--pack", self.target, *TRAIN, "--out", below], below)

    def interrupt(self, args, out):
        """Ctrl-C after the first epoch's line: it ends soon, says so, and leaves a checkpoint."""
        process = self.start(*args, "--out", out)
        for begin in ("libtorch ", "Input size: ", "epoch 1 of 4:"):
            line = process.stdout.readline()
            self.assertTrue(line.startswith(begin), line)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        rest, err = process.communicate(timeout=60 * PATIENCE)
        self.assertLess(time.monotonic() - began, 10 * PATIENCE)  # on busy cores; else a fraction of a second
        self.assertEqual(process.returncode, 1)
        self.assertRegex(err, r"\Atauscope-cli: Stopped[^\n]*--resume[^\n]*\n\Z")
        self.assertFalse("epoch 4" in rest)

    def test_interrupt_target(self):
        out = self.folder / "stopped"
        args = ["train-target", "--arch", "resnet8", "--input-size", "32", *TRAIN, "--limit",
                "400", "--epochs", "4"]
        self.interrupt(args, out)
        self.assertEqual({p.name for p in out.iterdir()}, {"target.checkpoint"})
        rest = self.good(*args, "--out", out, "--resume")
        self.assertNotIn("epoch 1 of 4", rest)
        self.assertIn("epoch 4 of 4", rest)
        self.assertTrue((out / "pack.json").exists())

    def test_interrupt_predictor(self):
        out = self.folder / "stopped-predictor"
        args = ["train-predictor", "--pack", self.target, *TRAIN, "--limit", "200", "--epochs",
                "4"]
        self.interrupt(args, out)
        self.assertEqual({p.name for p in out.iterdir()}, {"predictor.checkpoint"})

    def test_no_terminal(self):
        """No progress where standard error is no terminal. (setUpClass proves --quiet.)"""
        out = self.folder / "quiet"
        args = ["train-target", "--arch", "resnet8", "--input-size", "32", *TRAIN, "--out", out]
        self.assertRegex(self.good(*args), r"\Alibtorch \S+ on cpu, 1 thread\nInput size: [^\n]*\n"
                         r"epoch 1 of 1: [^\n]*\nThe model pack is in [^\n]*\nNext: tauscope-cli [^\n]*\n\Z")

    def test_device(self):
        """What runs the models is said in one line; --quiet and commands without models say none."""
        args = ["inspect", "--pack", self.pack, "--json", self.picture, "--device"]
        status, out, err = self.call(*args, "cpu", "--threads", "2")
        self.assertEqual(status, 0)
        self.assertRegex(err, r"\Atauscope-cli: libtorch \S+ on cpu, 2 threads\n\Z")
        self.assertEqual(without_times(json.loads(out)), without_times(self.inspect(self.picture)[0]))
        self.good(*args, "cpu", "--quiet")
        for command in (["evaluate", "--pack", self.pack, "--dataset", "signs", "--limit", "1"],
                        ["figure", "--pack", self.pack, self.picture, "-o", "x.svg"],
                        ["train-target", *TRAIN, "--out", "x"],
                        ["train-predictor", "--pack", self.target, *TRAIN, "--out", "x"],
                        args[:-1]):
            self.refuse(2, [*command, "--device", "gpu"], "gpu", "cpu", "cuda")
        self.refuse(2, ["corruptions", "--device", "cpu"], "--device")

    def test_cuda(self):
        args = ["train-predictor", "--pack", self.target, *TRAIN, "--out", self.folder / "cuda",
                "--device", "cuda"]
        if self.call("inspect", "--pack", self.pack, self.picture, "--device", "cuda")[0] == 0:
            self.skipTest("This libtorch has CUDA and a device for it")
        self.refuse(1, args, "CUDA", "use the device cpu", "libtorch of pytorch.org")


if __name__ == "__main__":
    unittest.main()
