# SPDX-License-Identifier: GPL-3.0-or-later
"""tauscope-cli classify: as evaluate and inspect answer, from lists and streams, and what it refuses."""

import csv
import io
import json
import os
import pathlib
import signal
import subprocess
import time
import unittest

from cli_testing import CLI, PATIENCE, CliTest, write_png

COLUMNS = ["image", "class", "confidence", "transforms", "relative_cost", "label", "corruption", "severity", "error"]


class Classify(CliTest):
    """With the shipped pack signs, and some images of its test set in files."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        self = cls()
        cls.images = []
        for index in (0, 9, 23, 57, 101):
            path = cls.folder / f"sign {index}.png"
            self.good("render", "--quiet", "signs:test", "--index", index, path)
            cls.images.append(str(path))

    def rows(self, *args):
        rows = list(csv.reader(io.StringIO(self.good("classify", "--format", "csv", *args))))
        self.assertEqual(rows[0][:9], COLUMNS)
        return [dict(zip(rows[0], row)) for row in rows[1:]]

    def objects(self, *args):
        return [json.loads(line) for line in self.good("classify", "--format", "json", *args).splitlines()]

    def feed(self, text, *args):
        """Status, output, errors of a command that reads `text` (bytes)."""
        done = subprocess.run([CLI, *map(str, args)], env=self.env, cwd=self.folder, input=text, capture_output=True,
                              timeout=120 * PATIENCE)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def test_as_inspected(self):
        noise = ["--corruption", "gaussian_noise", "--severity", "4", "--seed", "11"]
        for more, methods in (([], ["ours:2"]), (noise, ["center", "ours:1", "ours:4", "all"])):
            seen = [json.loads(line) for line in self.good("inspect", "--json", *more, *self.images).splitlines()]
            for method in methods:
                for found, inspected in zip(self.objects("--method", method, *more, *self.images), seen):
                    wanted = next(m for m in inspected["methods"] if m["id"] == method)
                    self.assertEqual((found["image"], found["method"]), (inspected["image"]["path"], method))
                    self.assertEqual(found["class"], wanted["class"])
                    self.assertAlmostEqual(found["confidence"], wanted["confidence"], 5)
                    self.assertAlmostEqual(found["relative_cost"], wanted["relative_cost"])
                    self.assertEqual(found["corruption"], inspected["corruption"])
                    ranked = sorted(inspected["transforms"], key=lambda t: t["predicted_rank"])
                    if method.startswith("ours"):
                        self.assertEqual(found["transforms"], [t["id"] for t in ranked[:int(method[-1])]])

    def test_as_evaluated(self):
        methods = ["center", "10crop", "random:4", "ours:1+threshold:1", "ours:2+chain:3", "ours:2+flip", "ours:2+5crop", "ours:3+entropy",
                   "entropy:1"]
        own = ["--dataset", "signs:test", "--limit", "60", "--seed", "3"]
        table = self.good_json("evaluate", "--pack", "signs", *own, "--corruptions", "fog", "--severities", "4",
                               "--methods", ",".join(methods), "--format", "json", "--db", self.folder / "e.db")
        for method in table["methods"]:
            rows = self.rows("--method", method["id"], *own, "--corruption", "fog", "--severity", "4")
            wrong = sum(row["class"] != row["label"] for row in rows)
            self.assertEqual(len(rows), 60)
            self.assertAlmostEqual(100 * wrong / 60, method["per_corruption"]["fog"][0], msg=method["id"])
            self.assertAlmostEqual(float(rows[0]["relative_cost"]), method["relative_cost"])

    def test_threads_and_locale(self):
        args = ["--method", "ours:2", "--dataset", "signs:test", "--limit", "130", "--top", "2"]
        wanted = self.good("classify", "--format", "csv", "--threads", "1", *args)
        before = dict(self.env)
        try:
            for name in ("de_DE.UTF-8", "C.UTF-8"):
                self.env = dict(before, LC_ALL=name)
                self.assertEqual(self.good("classify", "--format", "csv", "--threads", "3", *args), wanted)
        finally:
            self.env = before

    def test_text(self):
        out = self.good("classify", "--method", "ours:2", *self.images).splitlines()
        self.assertEqual(out[0].split(), ["answer", "confidence", "cost", "transforms", "image"])
        for line, path in zip(out[1:], self.images):
            self.assertRegex(line, r"^\S.* +\d+\.\d%  +2\.\d\d  \S+ \S+ +/")
            self.assertTrue(line.endswith(path), line)
        self.assertEqual(len(self.good("classify", "--top", "3", self.images[0]).splitlines()), 4)

    def test_top(self):
        one, = self.objects("--top", "5", self.images[0])
        self.assertEqual(len(one["top"]), 5)
        self.assertEqual(one["top"][0], {"class": one["class"], "confidence": one["confidence"]})
        values = [entry["confidence"] for entry in one["top"]]
        self.assertEqual(values, sorted(values, reverse=True))
        row, = self.rows("--top", "5", self.images[0])
        self.assertEqual([row["class"]] + [row[f"class_{i}"] for i in range(2, 6)], [e["class"] for e in one["top"]])
        every, = self.objects("--top", "10000", self.images[0])
        self.assertAlmostEqual(sum(e["confidence"] for e in every["top"]), 1, 5)

    def test_each_corruption(self):
        """As in inspect: once for all images, or once for each."""
        args = ["--corruption", "fog", "--corruption", "none", "--corruption", "frost", "--severity", "5"]
        found = self.objects(*args, *self.images[:3])
        self.assertEqual([f["corruption"] and f["corruption"]["type"] for f in found], ["fog", None, "frost"])
        for image, name, answer in zip(self.images, ("fog", "none", "frost"), found):
            alone, = self.objects("--corruption", name, "--severity", "5", image)
            self.assertEqual(alone["transforms"], answer["transforms"])
            self.assertAlmostEqual(alone["confidence"], answer["confidence"], 5)
        self.refuse(2, ["classify", *args, *self.images[:2]], "--corruption", "3 times for 2")
        self.refuse(2, ["classify", *args, "--dataset", "signs:test"], "--corruption")

    def test_default_method(self):
        self.assertEqual(self.objects(self.images[0])[0]["method"], "ours:1")
        self.assertEqual(self.objects("--predictor", "none", self.images[0])[0]["method"], "center")

    def test_no_database(self):
        self.good("classify", self.images[0], "--db", self.folder / "never.db")
        self.assertFalse((self.folder / "never.db").exists())

    def test_bad_among_good(self):
        """It is reported and has its place in the output; the others are done."""
        bad = self.folder / "bad.png"
        bad.write_bytes(b"no image")
        paths = [self.images[0], str(bad), self.images[1], str(self.folder / "missing.png")]
        for source in (paths, ["--files-from", "list"]):
            (self.folder / "list").write_text("\n".join(paths) + "\n")
            status, out, err = self.call("classify", "--format", "csv", *source)
            rows = list(csv.DictReader(io.StringIO(out)))
            self.assertEqual((status, [row["image"] for row in rows]), (1, paths))
            self.assertEqual([bool(row["class"]) for row in rows], [True, False, True, False])
            self.assertEqual(err.splitlines(), ["tauscope-cli: " + row["error"] for row in rows if row["error"]])
            status, out, err = self.call("classify", "--format", "json", *source)
            found = [json.loads(line) for line in out.splitlines()]
            self.assertEqual(["error" in f for f in found], [False, True, False, True])
            status, out, err = self.call("classify", *source)
            self.assertEqual((status, len(out.splitlines()), err.count("\n")), (1, 3, 2))
        self.refuse(1, ["classify", "--format", "csv", bad], "bad.png")

    def test_bad_in_data_set(self):
        folder = self.folder / "set"
        for name in ("a", "b"):
            (folder / name).mkdir(parents=True)
            write_png(folder / name / "good.png", 40, 40, lambda x, y: (x * 6, y * 6, 99))
        (folder / "a" / "bad.png").write_bytes(b"no image")
        status, out, err = self.call("classify", "--format", "csv", "--dataset", f"folder:{folder}")
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual((status, [bool(r["error"]) for r in rows]), (1, [True, False, False]))
        self.assertEqual([r["label"] for r in rows], ["a", "a", "b"])  # classes that the pack does not have

    def test_list(self):
        """One path a line, or with zeros as find -print0 writes them, or as Windows does; empty lines are none."""
        wanted = self.good("classify", "--format", "csv", *self.images)
        lines = b"\n\n" + "\n".join(self.images).encode()
        zeros = "\0".join(self.images).encode() + b"\0"
        windows = b"\xef\xbb\xbf" + "\r\n".join(self.images).encode() + b"\r\n"
        for text in (lines, lines + b"\n", zeros, windows):
            self.assertEqual(self.feed(text, "classify", "--format", "csv", "--files-from", "-"), (0, wanted, ""))
            (self.folder / "list").write_bytes(text)
            self.assertEqual(self.good("classify", "--format", "csv", "--files-from", "list"), wanted)
        self.assertEqual(self.feed(b"", "classify", "--files-from", "-"), (0, "", ""))
        self.assertEqual(self.feed(b"", "classify", "--format", "csv", "--files-from", "-"), (0, wanted.splitlines(True)[0], ""))
        self.refuse(1, ["classify", "--files-from", "no such list"], "no such list")
        self.refuse(1, ["classify", "--files-from", self.folder], self.folder)
        (self.folder / "long").write_bytes(b"x" * 200000)
        self.refuse(1, ["classify", "--files-from", "long"], "long", "65536")

    def test_closed_input(self):
        """`<&-` ends with a line, and does not wait for what the program itself has opened in its place."""
        process = self.start("classify", "--files-from", "-", preexec_fn=lambda: os.close(0))
        out, err = process.communicate(timeout=120 * PATIENCE)
        self.assertEqual((process.returncode, out, err.count("\n")), (1, "", 1), err)
        self.assertIn("Bad file descriptor", err)

    def test_names(self):
        """Any bytes may be in a name, and the output stays what it is."""
        names = [b'a "quoted", name.png', b"caf\xe9.png", b"two\nlines.png"]
        for name in names:
            (pathlib.Path(os.fsdecode(os.fsencode(self.folder) + b"/" + name))).write_bytes(
                pathlib.Path(self.images[0]).read_bytes())
        arguments = [os.fsdecode(name) for name in names]
        done = subprocess.run([CLI, "classify", "--format", "json", *arguments], env=self.env, cwd=self.folder,
                              capture_output=True, timeout=120 * PATIENCE, check=True)
        found = [json.loads(line)["image"] for line in done.stdout.decode().splitlines()]
        self.assertEqual((found[0], found[2]), ('a "quoted", name.png', "two\nlines.png"))
        done = subprocess.run([CLI, "classify", "--format", "csv", *arguments], env=self.env, cwd=self.folder,
                              capture_output=True, timeout=120 * PATIENCE, check=True)
        rows = list(csv.reader(io.StringIO(done.stdout.decode(), newline="")))
        self.assertEqual((rows[1][0], rows[3][0]), ('a "quoted", name.png', "two\nlines.png"))
        self.assertEqual({len(row) for row in rows}, {9})

    def test_standard_input(self):
        data = pathlib.Path(self.images[0]).read_bytes()
        status, out, err = self.feed(data, "classify", "--format", "json", "-", self.images[0])
        first, second = map(json.loads, out.splitlines())
        self.assertEqual((status, err, first.pop("image"), second.pop("image")), (0, "", "-", self.images[0]))
        self.assertEqual(first, second)
        self.refuse(2, ["classify", "-", "-"], "only once")

    def open_stream(self, *args):
        return subprocess.Popen([CLI, "classify", "--format", "json", "--files-from", "-", *args], env=self.env,
                                cwd=self.folder, text=True, bufsize=1, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)

    def test_stream(self):
        """Who waits for an answer before naming the next image gets it, also of a bad one."""
        process = self.open_stream()
        try:
            for path in self.images + ["missing.png"] + self.images[:1]:
                process.stdin.write(path + "\n")
                process.stdin.flush()
                answer = json.loads(process.stdout.readline())
                self.assertEqual((answer["image"], "class" in answer), (path, path != "missing.png"))
            # Of half a name nothing is known.
            process.stdin.write(self.images[1][:-3])
            process.stdin.flush()
            time.sleep(0.2)
            process.stdin.write(self.images[1][-3:])
            process.stdin.close()
            self.assertEqual(json.loads(process.stdout.read())["image"], self.images[1])
            self.assertEqual(process.wait(60 * PATIENCE), 1)  # one was missing
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
            process.stderr.close()

    def test_interrupt(self):
        """The first Ctrl-C ends it: while it waits for the list, in the midst of work, and while nobody reads."""
        (self.folder / "list").write_text("\n".join(self.images * 2000))
        for source, lines in (("-", 1), ("list", 20), ("list", 1)):
            process = subprocess.Popen([CLI, "classify", "--format", "json", "--files-from", source], env=self.env, text=True,
                                       cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            process.stdin.write(self.images[0] + "\n")
            process.stdin.flush()
            for _ in range(lines):
                self.assertIn("class", json.loads(process.stdout.readline()))
            if (source, lines) == ("list", 1):
                time.sleep(1)  # the pipe is full by now
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(60 * PATIENCE), 1)
            self.assertEqual(process.stderr.read(), "tauscope-cli: Stopped\n")
            for line in process.stdout.read().splitlines():
                json.loads(line)  # none is cut
            process.stdin.close()
            process.stdout.close()
            process.stderr.close()

    def test_full_disk(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([CLI, "classify", *self.images], env=self.env, stdout=full, stderr=subprocess.PIPE, text=True,
                                  timeout=120 * PATIENCE)
        self.assertEqual((done.returncode, done.stderr), (1, "tauscope-cli: cannot write to the standard output\n"))

    def test_refused(self):
        image = self.images[0]
        self.refuse(2, ["classify"], "--files-from", "--dataset")
        self.refuse(2, ["classify", image, "--dataset", "signs:test"], "one of the three")
        self.refuse(2, ["classify", image, "--method", "ours:1,2"], "--method")
        self.refuse(2, ["classify", image, "--method", "our:1"], "our:1", "ours")
        self.refuse(1, ["classify", image, "--method", "oracle"], "oracle", "label")
        self.refuse(1, ["classify", image, "--method", "fixed:2"], "fixed:2", "label")
        self.refuse(1, ["classify", image, "--method", "ours:1", "--predictor", "none"], "ours:1", "predictor")
        self.refuse(2, ["classify", image, "--format", "latex"], "latex", "csv")
        self.refuse(2, ["classify", image, "--top", "0"], "--top")
        self.refuse(2, ["classify", image, "--limit", "3"], "--limit")
        self.refuse(2, ["classify", image, "--corruption", "fig"], "fog")
        self.refuse(2, ["classify", image, "--severity", "6"], "--severity")
        self.refuse(1, ["classify", "--dataset", "folder:/nowhere"], "/nowhere")
        self.refuse(1, ["classify", "--pack", "nowhere", image], "nowhere")

    def test_policies(self):
        """gps answers with the policies of the pack."""
        policies = json.loads((pathlib.Path(os.environ["G_TEST_SRCDIR"]).parent / "data/packs/signs/pack.json").read_text())["policies"]
        for method, name in (("gps:2", "clean"), ("gps:3+corrupted", "corrupted")):
            one, = self.objects("--method", method, self.images[0])
            self.assertEqual(one["transforms"], policies[name][:len(one["transforms"])])
            self.assertEqual(len(one["transforms"]), int(method[4]))
            self.assertEqual(one["relative_cost"], int(method[4]))


if __name__ == "__main__":
    unittest.main()
