# SPDX-License-Identifier: GPL-3.0-or-later
"""tauscope-cli evaluate and merge: a first run, formats, resuming, slices, errors."""

import contextlib
import csv
import hashlib
import io
import json
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import time
import unittest

from cli_testing import CLI, PATIENCE, CliTest
from slurm_testing import Slurm

DATA = pathlib.Path(os.environ["G_TEST_SRCDIR"]).parent / "data"
TRAIN = ["--dataset", "signs:train", "--limit", "60", "--batch", "20", "--epochs", "1"]
KEYS = {"dataset", "images", "seed", "pack", "methods", "spearman", "choices",
        "images_per_second"}
METHOD_KEYS = {"id", "relative_cost", "clean_error", "corrupted_error", "heldout_error", "nll",
               "ece", "per_corruption"}


class Evaluate(CliTest):
    """All with one pack of two small networks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pack = cls.folder / "pack"
        self = cls()
        self.good("train-target", "--quiet", "--threads", "1", "--arch", "resnet8",
                  "--input-size", "32", *TRAIN, "--out", cls.pack)
        self.good("train-predictor", "--quiet", "--threads", "1", "--pack", cls.pack, *TRAIN,
                  "--copies", "1")
        # Three blocks of images under three cells; gps asks for 140 more.
        cls.args = ["evaluate", "--pack", cls.pack, "--dataset", "signs:test", "--limit", "140",
                    "--corruptions", "clean,fog,spatter", "--severities", "3", "--seed", "5",
                    "--methods", "center,hflip,gps:1,2,ours:1,2,ours:2+flip,all,oracle"]
        cls.table = self.good(*cls.args, "--db", cls.folder / "whole.db")

    def db(self, name):
        return ["--db", self.folder / name]

    def whole(self, *args):
        """With everything in the database: costs no inference."""
        return self.good(*self.args, *self.db("whole.db"), *args)

    def test_latex(self):
        """With every method and corruption, no table is wider than the page, in one column and in two."""
        if shutil.which("pdflatex") is None:
            self.skipTest("pdflatex is not installed")
        tables = self.good("evaluate", "--pack", self.pack, "--dataset", "signs:test", "--limit", "8", "--severities",
                           "5", "--times", "--alexnet", "--format", "latex", *self.db("latex.db"))
        self.assertGreater(tables.count("part 2 of"), 2)
        folder = self.folder / "latex"
        folder.mkdir()
        (folder / "tables.tex").write_text(tables)
        for columns in ("onecolumn", "twocolumn"):
            (folder / "page.tex").write_text(
                f"\\documentclass[{columns}]{{article}}\n\\usepackage{{booktabs,xcolor}}\n\\begin{{document}}\n"
                "\\input{tables}\n\\end{document}\n")
            done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page"], cwd=folder, text=True,
                                  stdin=subprocess.DEVNULL, capture_output=True, errors="replace")
            if "booktabs.sty' not found" in done.stdout or "xcolor.sty' not found" in done.stdout:
                self.skipTest("LaTeX has no booktabs or xcolor")
            self.assertEqual(done.returncode, 0, done.stdout[-2000:])
            self.assertNotIn("Overfull", done.stdout)

    def test_first_run(self):
        """The signs pack, which is shipped, and every default but the number of images."""
        out = self.good_json("evaluate", "--pack", "signs", "--dataset", "signs:test", "--limit",
                             "20", "--corruptions", "clean,glass_blur,saturate", "--severities",
                             "1,5", "--format", "json", *self.db("first.db"))
        self.assertLessEqual(KEYS, set(out))
        self.assertEqual((out["images"], out["seed"], out["pack"]["name"]), (20, 0, "signs"))
        ids = [m["id"] for m in out["methods"]]
        self.assertEqual(ids, ["center", "hflip", "5crop", "10crop", "random:1", "random:2",
                               "random:4", "gps:1", "gps:2", "gps:4", "gps:1+corrupted",
                               "gps:2+corrupted", "gps:4+corrupted", "per-corruption:1", "ours:1",
                               "ours:2", "ours:4", "ours:2+flip", "ours:2+5crop", "all", "oracle"])
        costs = dict(zip(ids, (m["relative_cost"] for m in out["methods"])))
        self.assertEqual((costs["center"], costs["10crop"], costs["gps:4"]), (1, 10, 4))
        predictor = costs["ours:1"] - 1
        self.assertTrue(0 < predictor < 1, predictor)
        self.assertAlmostEqual(costs["ours:2+flip"], 4 + 2 * predictor)
        self.assertAlmostEqual(costs["ours:2+5crop"], 10 + predictor)
        for method in out["methods"]:
            self.assertLessEqual(METHOD_KEYS, set(method))
            cells = method["per_corruption"]
            self.assertEqual({k: len(v) for k, v in cells.items()},
                             {"clean": 1, "glass_blur": 2, "saturate": 2})
            self.assertAlmostEqual(method["corrupted_error"], sum(cells["glass_blur"]) / 2)
            self.assertLessEqual(method["heldout_error_low"], method["heldout_error"])
        for row in out["choices"].values():
            self.assertAlmostEqual(sum(row.values()), 1)
        self.assertEqual(set(out["spearman"]), {"clean", "corrupted", "heldout"})
        self.assertGreater(out["images_per_second"], 0)

    def test_formats(self):
        """Each parses, and says the same of one cell."""
        data = json.loads(self.whole("--format", "json"))
        fog = {m["id"]: m["ce"]["fog"] for m in data["methods"]}
        self.assertIsNone(data["images_per_second"])  # nothing was computed

        rows = list(csv.DictReader(io.StringIO(self.whole("--format", "csv"))))
        found = {r["method"]: float(r["error"]) for r in rows if r["corruption"] == "fog"}
        self.assertEqual({k: round(v, 6) for k, v in found.items()},
                         {k: round(v, 6) for k, v in fog.items()})

        markdown = self.whole("--format", "markdown").splitlines()
        row = next(line for line in markdown if line.startswith("| fog "))
        *cells, seen_by = row.split("|")[2:-1]
        self.assertEqual(seen_by.strip(), "predictor")
        numbers = [re.search(r"[\d.]+", cell)[0] for cell in cells]
        self.assertEqual(numbers, [f"{v:.2f}" for v in fog.values()])
        tables = [line for line in markdown if line.startswith("|")]
        self.assertTrue(all(line.endswith("|") for line in tables))

        latex = self.whole("--format", "latex")
        for word in ("table", "tabular"):
            self.assertEqual(latex.count(rf"\begin{{{word}}}"), latex.count(rf"\end{{{word}}}"))
        bare = latex.replace(r"\{", "").replace(r"\}", "")
        self.assertEqual(bare.count("{"), bare.count("}"))
        self.assertNotIn("_", latex.replace(r"\_", ""))
        self.assertIn(f"{fog['center']:.2f}", latex)

        for method in data["methods"]:
            row = next(r for r in rows if r["method"] == method["id"] and r["set"] == "corrupted")
            self.assertAlmostEqual(float(row["pearson"]), data["pearson"]["corrupted"], 6)
            low, high = method["difference_interval"]["corrupted"]
            self.assertLessEqual(low, high)
            self.assertAlmostEqual(float(row["difference_low"]), low, 6)

        text = self.whole()
        self.assertEqual(text, self.table)
        self.assertRegex(text, rf"(?m)^fog +{fog['center']:.2f} ")
        self.assertNotIn("AlexNet", text)
        self.assertIn("AlexNet", self.whole("--alexnet"))

    def test_seen(self):
        """A predictor trained on held-out corruptions: the pack says so, and evaluate, too; also of a
        predictor that started from it."""
        train = ["train-predictor", "--quiet", "--threads", "1", "--pack", self.pack, *TRAIN,
                 "--copies", "1"]
        seen, later = self.folder / "seen", self.folder / "later"
        self.good(*train, "--corruptions", "fog,spatter", "--out", seen)
        self.good(*train, "--corruptions", "noise", "--init", seen / "predictor.pt", "--out", later)
        found = [set(json.loads((pack / "pack.json").read_text())["predictor"]["corruptions"])
                 for pack in (self.pack, seen, later)]
        self.assertEqual(len(found[0]), 15)
        self.assertEqual(found[1], {"fog", "spatter"})
        self.assertEqual(found[2], {"fog", "spatter", "gaussian_noise", "shot_noise",
                                    "impulse_noise"})
        args = ["evaluate", "--pack", later, "--dataset", "signs:test", "--limit", "20",
                "--severities", "2", "--methods", "ours:1", *self.db("seen.db"), "--corruptions"]
        text = self.good(*args, "clean,heldout")
        self.assertIn("The predictor was trained on spatter: seen", text)
        self.assertIn("Held out, some seen", text)
        out = json.loads(self.good(*args, "spatter", "--format", "json"))
        self.assertEqual(out["pack"]["seen"], ["spatter"])
        rows = list(csv.DictReader(io.StringIO(self.good(*args, "spatter", "--format", "csv"))))
        self.assertEqual({row["set"] for row in rows}, {"seen", "seen by predictor"})
        self.assertNotRegex(self.table, "seen(?! by)")

    def test_threads(self):
        for threads in ("1", "5"):
            name = f"threads-{threads}.db"
            self.assertEqual(self.good(*self.args, "--threads", threads, *self.db(name)),
                             self.table)

    def test_killed(self):
        """SIGKILL at random moments; in the end the same bytes, and nothing asked twice."""
        moments = random.Random(1)
        for _ in range(4):
            process = self.start(*self.args, *self.db("killed.db"))
            time.sleep(moments.uniform(0.2, 3))
            process.kill()
            process.communicate()
        self.assertEqual(self.good(*self.args, *self.db("killed.db")), self.table)
        out = self.good_json(*self.args, *self.db("killed.db"), "--format", "json")
        self.assertEqual(out["inferences"], 0)

    def test_interrupted(self):
        """Ctrl-C: one sentence that says how to go on; then the same bytes."""
        process = self.start(*self.args, *self.db("stopped.db"))
        self.wait_for_part(self.folder / "stopped.db", lambda: process.poll() is None)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60 * PATIENCE)
        self.assertEqual((process.returncode, out), (1, ""))
        self.assertRegex(err, r"\Atauscope-cli: Stopped[^\n]*same command[^\n]*\n\Z")
        self.assertEqual(self.good(*self.args, *self.db("stopped.db")), self.table)

    def merged_table(self, folder, args=None):
        slices = sorted(folder.glob("slice-*.db"))
        self.assertEqual(len(slices), 3)
        self.good("merge", "--quiet", folder / "all.db", *slices)
        return self.good(*(args or self.args), "--db", folder / "all.db")

    def test_shards(self):
        folder = self.folder / "shards"
        folder.mkdir()
        for i in (1, 2, 3):
            out = self.good(*self.args, "--shard", f"{i}/3", "--db", folder / f"slice-{i}.db")
            self.assertEqual(out.count("\n"), 1)
            self.assertIn("merge", out)
        self.assertEqual(self.merged_table(folder), self.table)

    def wait_for_part(self, path, lives):
        """Until a part of an evaluation is stored in the database, as long as it runs."""
        stored = 0
        while stored == 0 and lives():
            time.sleep(0.02)
            stored = self.count_parts(path)
        return stored

    def count_parts(self, path):
        if not path.exists():
            return 0
        try:
            with contextlib.closing(sqlite3.connect(path, timeout=1)) as db:
                return db.execute("SELECT count(*) FROM evaluation_part").fetchone()[0]
        except sqlite3.OperationalError:
            return 0  # not made yet

    def test_slurm(self):
        """Three slices as a job array, one of which is killed while it works and submitted again."""
        slurm = Slurm(self.folder / "slurm")
        if slurm.problem is not None:
            self.skipTest("no Slurm here: " + slurm.problem)
        folder, args = self.folder / "slurm-out", list(self.args)
        args[args.index("clean,fog,spatter")] = "clean,fog,spatter,contrast,gaussian_noise,pixelate"
        env = dict(self.env, TAUSCOPE_CLI=CLI, SLURM_CONF=slurm.env["SLURM_CONF"])

        def slurm_call(*command):
            result = subprocess.run(command, env=env, text=True, capture_output=True, timeout=200 * PATIENCE)
            self.assertEqual((result.returncode, result.stderr), (0, ""), command)
            return result.stdout.strip()

        def submit(array, *options):
            return slurm_call("sbatch", "--parsable", f"--array={array}", "--cpus-per-task=1", *options,
                              f"--output={self.folder}/slurm/task-%A-%a.log", DATA / "evaluate-slurm.sh", "3", folder,
                              *args[1:])

        try:
            job, second = submit("1-3"), folder / "slice-2.db"
            self.wait_for_part(second, lambda: slurm_call("squeue", "-h", "-j", job))
            for line in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
                with contextlib.suppress(OSError):  # it ended
                    if str(second).encode() in line.read_bytes():
                        os.kill(int(line.parent.name), signal.SIGKILL)
            while slurm_call("squeue", "-h", "-j", job):
                time.sleep(0.1)
            before = self.count_parts(second)
            submit("2", "--wait")
            self.assertTrue(0 < before < self.count_parts(second), before)
            logs = "".join(p.read_text() for p in (self.folder / "slurm").glob("task-*.log"))
            self.assertNotIn("tauscope-cli: ", logs)
            self.assertEqual(self.merged_table(folder, args), self.good(*args, "--db", self.folder / "all-cells.db"))
        finally:
            slurm.stop()

    def test_parallel(self):
        if shutil.which("parallel") is None:
            self.skipTest("GNU parallel is not installed")
        folder = self.folder / "a folder with spaces"
        result = subprocess.run(
            [DATA / "evaluate-parallel.sh", "3", folder, *self.args[1:]],
            env=dict(self.env, TAUSCOPE_CLI=CLI), text=True, capture_output=True, timeout=200 * PATIENCE)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stdout, self.table)

    def test_full_disk(self):
        """A disk of 900 kB: a sentence, no table; with room again, it goes on."""
        mount = self.folder / "small"
        mount.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=900k", "none", mount],
                          capture_output=True).returncode != 0:
            self.skipTest("a small file system cannot be mounted here")
        try:
            found, out, err = self.call(*self.args, "--db", mount / "full.db")
            self.assertEqual((found, out), (1, ""), err)
            self.assertRegex(err, r"\Atauscope-cli: [^\n]*no room[^\n]*\n\Z")
            subprocess.run(["mount", "-o", "remount,size=50m", mount], check=True)
            self.assertEqual(self.good(*self.args, "--db", mount / "full.db"), self.table)
        finally:
            subprocess.run(["umount", mount], check=True)

    def test_errors(self):
        base = ["evaluate", "--pack", self.pack, "--dataset", "signs:test"]
        for args, word in (
            ([], "--dataset"),
            (["--pack", self.pack], "--dataset"),
            (["--dataset", "signs"], "--pack"),
            (["--pack", self.pack, "--target", "x", "--dataset", "signs"], "--pack"),
            (base[1:] + ["--methods", "ours:0"], "ours:0"),
            (base[1:] + ["--methods", ""], "method"),
            (base[1:] + ["--corruptions", "mist"], "mist"),
            (base[1:] + ["--corruptions", "none"], "corruptions"),
            (base[1:] + ["--severities", "0-5"], "0-5"),
            (base[1:] + ["--format", "yaml"], "yaml"),
            (base[1:] + ["--shard", "3/2"], "--shard"),
            (base[1:] + ["--shard", "0/2"], "--shard"),
            (base[1:] + ["--limit", "-1"], "--limit"),
            (base[1:] + ["more"], "usage"),
        ):
            self.refuse(2, ["evaluate", *args], word)
        self.refuse(1, ["evaluate", "--pack", "zork", "--dataset", "signs"], "zork")
        self.refuse(1, ["evaluate", "--pack", self.pack, "--dataset", "sings"], "sings")
        self.refuse(1, base + ["--validation", "folder:/nowhere"], "/nowhere")
        self.refuse(2, ["merge", "only.db"], "usage")
        self.refuse(1, ["merge", self.folder / "out.db", self.folder / "no.db"], "no.db")
        self.refuse(1, ["merge", self.folder / "whole.db", self.picture], self.picture)


class Attention(CliTest):
    """With a target that is a transformer, whose products go through BLAS."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.target = cls.folder / "target"
        self = cls()
        self.good("train-target", "--quiet", "--threads", "1", "--arch", "resnet8",
                  "--input-size", "32", *TRAIN, "--out", cls.target)
        description = cls.target / "pack.json"
        data = json.loads(description.read_text())
        weights = cls.target / data["target"]["file"]
        subprocess.run([os.environ["TAUSCOPE_WRITE_ATTENTION"], weights, "32",
                        str(len(data["target"]["classes"]))], check=True)
        data["target"]["sha256"] = hashlib.sha256(weights.read_bytes()).hexdigest()
        del data["target"]["multiply_adds"]  # those of the network that was there before
        description.write_text(json.dumps(data))

    def test_threads(self):
        """The predictor's bytes, and then an evaluation's numbers, on 1, 2 and 4 threads."""
        packs, tables = [], []
        for threads in ("1", "2", "4"):
            packs.append(self.folder / f"pack-{threads}")
            self.good("train-predictor", "--quiet", "--threads", threads, "--pack", self.target,
                      *TRAIN, "--copies", "1", "--out", packs[-1])
            tables.append(self.good("evaluate", "--threads", threads, "--pack", packs[0],
                                    "--dataset", "signs:test", "--limit", "40", "--corruptions",
                                    "clean,fog", "--severities", "3", "--methods",
                                    "center,ours:2,all,oracle", "--format", "csv", "--db",
                                    self.folder / f"threads-{threads}.db"))
        predictors = {(pack / "predictor.pt").read_bytes() for pack in packs}
        self.assertEqual((len(predictors), len(set(tables))), (1, 1))


if __name__ == "__main__":
    unittest.main()
