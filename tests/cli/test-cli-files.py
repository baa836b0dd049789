# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes in and comes out: databases that are something else, names, standard input and output, terminals, Ctrl-C."""

import json
import os
import pty
import re
import signal
import sqlite3
import subprocess
import time
import unittest

from cli_testing import CLI, CliTest, png_size, waves, write_png

HOSTILE = "a\x1b[31mred\x1b]0;title\x07\nline.png"


class Databases(CliTest):
    def left_alone(self, path, args, *words):
        before = path.read_bytes()
        self.refuse(1, args, path, *words)
        self.assertEqual(path.read_bytes(), before)

    def test_no_database(self):
        text, image = self.folder / "notes.txt", self.folder / "holiday.png"
        text.write_text("Measured on Monday")
        image.write_bytes(self.picture.read_bytes())
        good = self.folder / "good.db"
        self.good("history", "clear", "--db", good)
        for path in text, image:
            for verb in (), ("export",), ("show", "1"), ("delete", "1"), ("clear",):
                self.left_alone(path, ["history", *verb, "--db", path], "is not a database")
            self.left_alone(path, ["merge", path, good], "is not a database")
            self.left_alone(path, ["merge", self.folder / "sum.db", good, path], "is not a database")
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        self.refuse(1, ["history", "--db", fifo], fifo)
        fifo.unlink()

    def test_damaged(self):
        path, good = self.folder / "hurt.db", self.folder / "sound.db"
        for name in path, good:
            self.good("history", "clear", "--db", name)
        content = bytearray(path.read_bytes())
        content[100:3 * 4096] = bytes(3 * 4096 - 100)
        path.write_bytes(content)
        for verb in (), ("export",), ("show", "1"), ("delete", "1"), ("clear",):
            self.left_alone(path, ["history", *verb, "--db", path], "damaged")
        self.left_alone(path, ["merge", path, good], "damaged")
        self.left_alone(path, ["merge", self.folder / "sum.db", good, path], "damaged")

    def test_merge_leaves_no_half(self):
        """Another program's database among the inputs: there is no OUT."""
        good, foreign = self.folder / "one.db", self.folder / "foreign.db"
        self.good("history", "clear", "--db", good)
        with sqlite3.connect(foreign) as db:
            db.execute("CREATE TABLE mine (x)")
        db.close()
        self.left_alone(foreign, ["merge", self.folder / "sum.db", good, foreign], "another program")

    def test_reading_creates_nothing(self):
        self.assertEqual(self.good("history", "--db", self.folder / "nowhere" / "none.db"), "")
        self.assertFalse((self.folder / "nowhere").exists())


class Names(CliTest):
    def test_control_characters(self):
        path = self.folder / HOSTILE
        path.write_bytes(b"no image")
        for args in (["corrupt", "--type", "fog", path, "x.png"], ["corrupt", "--type", "fog", f"no{HOSTILE}", "x.png"],
                     ["history", "--db", path], ["dataset", f"folder:{path}"]):
            status, out, err = self.call(*args)
            self.assertEqual((status, out, err.count("\n")), (1, "", 1), err)
            self.assertNotRegex(out + err[:-1], r"[\x00-\x1f]")
            self.assertIn("\\x1b[31mred", err)
        path.unlink()

    def test_classes(self):
        """Names of folders, in a table and in JSON."""
        name = os.fsencode(self.folder) + b"/data/caf\xe9 \x1b[31m\xc2\x9b"
        os.makedirs(name)
        write_png(self.picture, 64, 48, waves)
        os.link(self.picture, name + b"/a.png")
        os.makedirs(self.folder / "data" / "bee")
        os.link(self.picture, self.folder / "data" / "bee" / "a.png")
        text = self.good("dataset", "folder:data")
        self.assertNotRegex(text.replace("\n", ""), r"[\x00-\x1f\x7f-\x9f]")
        out = self.good("dataset", "folder:data", "--json")
        self.assertNotRegex(out.replace("\n", ""), r"[\x00-\x1f\x7f-\x9f]")
        self.assertIn("caf\ufffd \x1b[31m\x9b", json.loads(out)["classes"])

    def test_plain_locale(self):
        """LC_ALL=C, as in cron and containers: UTF-8 all the same, and letters are understood."""
        self.env = dict(self.env, LC_ALL="C")
        (self.folder / "words" / "類é").mkdir(parents=True)
        os.link(self.picture, self.folder / "words" / "類é" / "a.png")
        self.assertIn("類é", self.good("dataset", "folder:words"))
        self.assertEqual(json.loads(self.good("dataset", "folder:words", "--json"))["classes"], ["類é"])
        self.assertIn("“類é”", self.call("corrupt", "--type", "fog", "類é", "x.png")[2])
        self.assertIn("“類é”", self.call("evaluate", "--pack", "x", "--dataset", "signs", "--format", "類é")[2])


class Terminal(CliTest):
    def on_terminal(self, locale, *args):
        """What a terminal receives, of both outputs."""
        master, slave = pty.openpty()
        process = subprocess.Popen([CLI, *map(str, args)], env=dict(self.env, LC_ALL=locale), cwd=self.folder,
                                   stdin=subprocess.DEVNULL, stdout=slave, stderr=slave)
        os.close(slave)
        data = b""
        try:
            while block := os.read(master, 65536):
                data += block
        except OSError:  # the other side is closed
            pass
        process.wait(timeout=60)
        os.close(master)
        return data

    def test_stand_ins(self):
        args = ["corrupt", "--type", "fog", "nothing.png", "x.png"]
        self.assertIn("“nothing.png”".encode(), self.on_terminal("C.UTF-8", *args))
        plain = self.on_terminal("C", *args)
        self.assertIn(b'"nothing.png"', plain)
        self.assertTrue(plain.isascii())
        self.assertNotIn(b"?", plain)

    def test_names(self):
        data = self.on_terminal("C.UTF-8", "corrupt", "--type", "fog", HOSTILE, "x.png")
        self.assertNotIn(b"\x1b", data)
        self.assertNotIn(b"\x07", data)


class Files(CliTest):
    def run_bytes(self, *args, data=b""):
        process = subprocess.run([CLI, *map(str, args)], input=data, env=self.env, cwd=self.folder, capture_output=True)
        return process.returncode, process.stdout, process.stderr.decode()

    def test_endings(self):
        for name in "out.jpg", "out.svg", "out.JPEG", "a.b/out.webp":
            self.refuse(2, ["corrupt", "--type", "fog", self.picture, name], name, name.rsplit(".", 1)[0] + ".png")
            self.refuse(2, ["transform", "--op", "identity", self.picture, name], name)
            self.refuse(2, ["render", "signs", "--index", "0", name], name)
        for name in "out.PNG", "out", ".png":
            self.good("corrupt", "--type", "fog", self.picture, name)
            png_size(self.folder / name)

    def test_dashes(self):
        (self.folder / "-dash.png").write_bytes(self.picture.read_bytes())
        for args in (["--", "-dash.png", "-out.png"], ["--severity", "2", "--", "-dash.png", "-out.png"],
                     ["--", str(self.picture), "-out.png"], [str(self.picture), "--", "-out.png"]):
            self.good("corrupt", "--type", "fog", *args)
            png_size(self.folder / "-out.png")
            (self.folder / "-out.png").unlink()
        self.good("corrupt", "--type", "fog", "--", str(self.picture), "out.png")

    def test_streams(self):
        image, out = self.picture.read_bytes(), self.folder / "out.png"
        for args in ["corrupt", "--type", "fog"], ["transform", "--op", "zoom-0.8"]:
            self.good(*args, self.picture, out)
            self.assertEqual(self.run_bytes(*args, "-", "-", data=image), (0, out.read_bytes(), ""))
        self.good("render", "signs", "--index", "3", out)
        status, data, err = self.run_bytes("render", "signs", "--index", "3", "-", "--quiet")
        self.assertEqual((status, data, err), (0, out.read_bytes(), ""))
        for data in b"", b"no image", image[:-20]:
            status, written, err = self.run_bytes("corrupt", "--type", "fog", "-", "-", data=data)
            self.assertEqual((status, written, err.count("\n")), (1, b"", 1))
            self.assertIn("standard input", err)
        self.refuse(2, ["inspect", "-", "-"], "“-”")
        self.assertNotIn("-", self.files())

    def test_full_output(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("there is no /dev/full")
        with open("/dev/full", "w") as full:
            process = subprocess.run([CLI, "corrupt", "--type", "fog", self.picture, "-"], env=self.env, stdout=full,
                                     stderr=subprocess.PIPE, text=True)
        self.assertEqual((process.returncode, process.stderr.count("\n")), (1, 1))

    def test_interrupt(self):
        """Nothing is half-written, whenever the first Ctrl-C comes."""
        big = self.folder / "big.png"
        row = [waves(x, 7) for x in range(1500)]
        write_png(big, 1500, 1500, lambda x, y: row[(x + y) % 1500])
        for wait in 0.2, 0.4, 0.8:
            before = self.files()
            process = self.start("corrupt", "--type", "glass_blur", "--severity", "5", big, "out.png", "--threads", "1")
            time.sleep(wait)
            process.send_signal(signal.SIGINT)
            begun = time.monotonic()
            out, err = process.communicate(timeout=60)
            self.assertLess(time.monotonic() - begun, 3)
            left = self.files() - before
            self.assertTrue(left <= {"out.png"}, left)
            if process.returncode != 0:
                self.assertEqual((process.returncode, err.count("\n")), (1, 1), err)
            if left:
                self.assertEqual(png_size(self.folder / "out.png"), (1500, 1500))
                (self.folder / "out.png").unlink()


class Options(CliTest):
    def test_defaults(self):
        for command in "train-target", "train-predictor":
            text = self.good(command, "--help")
            for option in "epochs", "batch", "rate", "weight-decay", "input-size", "checkpoint-seconds", "limit", "seed":
                found = re.search(rf"--{option}=\S+((?:.|\n)*?)(?=\n\s+(?:-\w, )?--|\Z)", text)
                self.assertIn("default: ", found[1], (command, option))
        # They are those of the loss that is named.
        ours, paper = self.good("train-predictor", "--help"), self.good("train-predictor", "--loss", "sodeep", "--help")
        self.assertRegex(paper, r"--epochs=N .*\(default: 60\)")
        self.assertNotRegex(ours, r"--epochs=N .*\(default: 60\)")

    def test_seeds(self):
        a, b = self.folder / "a.png", self.folder / "b.png"
        args = ["corrupt", "--type", "gaussian_noise", self.picture]
        self.good(*args, a, "--seed", str(2**64 - 1))
        self.good(*args, b, "--seed", "-1")
        self.assertEqual(a.read_bytes(), b.read_bytes())
        self.good(*args, b, "--seed", str(2**63))
        self.assertNotEqual(a.read_bytes(), b.read_bytes())
        for wrong in str(2**64), "0x10", "1,5", "":
            self.refuse(2, [*args, "x.png", "--seed", wrong], f"“{wrong}”")


if __name__ == "__main__":
    unittest.main()
