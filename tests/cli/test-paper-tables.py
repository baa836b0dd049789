# SPDX-License-Identifier: GPL-3.0-or-later
"""tools/paper-tables in its small setting, killed once and resumed; and its tables from made-up evaluations. Prints TAP."""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import unittest

from cli_testing import CLI, PATIENCE, CliTest

TOOLS = pathlib.Path(__file__).parents[2] / "tools"
sys.path.insert(0, str(TOOLS))

from paper_tables import estimate, plan, published, report, tables  # noqa: E402

STAGES = ["target-standard", "predictor-standard-ours", "evaluate-standard", "methods-standard", "target-augmix",
          "predictor-augmix-ours", "evaluate-augmix", "methods-augmix", "target-augmix-plus", "evaluate-augmix-plus",
          "target-augmix-w-blur", "evaluate-augmix-w-blur", "predictor-augmix-ours-blur", "evaluate-augmix-ours-blur"]


class Script(CliTest):
    def command(self, *args):
        return [sys.executable, TOOLS / "paper-tables", "--cli", CLI, *map(str, args)]

    def paper_tables(self, *args):
        return subprocess.run(self.command(*args), env=self.env, cwd=self.folder, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=250 * PATIENCE)

    def kill_in(self, stage, *args):
        """Kills the script, and nothing else, when the stage begins; then waits until the command that it ran has ended, too."""
        process = subprocess.Popen(self.command(*args), env=self.env, cwd=self.folder, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, text=True, start_new_session=True)
        for line in process.stdout:
            if line == f"[{stage}]\n":
                break
        time.sleep(0.5)  # the command has begun
        process.kill()
        process.wait()
        end = time.monotonic() + 30 * PATIENCE
        while time.monotonic() < end:
            try:
                os.killpg(process.pid, 0)
            except ProcessLookupError:
                return
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGKILL)
        self.fail("the command went on without the script")

    def refuse(self, status, *args, named):
        done = self.paper_tables(*args)
        self.assertEqual((done.returncode, done.stdout), (status, ""), done.stderr)
        self.assertIn(named, done.stderr.splitlines()[-1])

    def check_markdown(self, text):
        for line in text.splitlines():
            if line.startswith("| Standard") or line.startswith("| AugMix |"):
                self.assertNotIn("| – | – | – | – | – |", line)
        for table, n in (1, 2 + 20), (2, 2 + 6 + 2), (3, 2 + 6):
            part = text.split(f"## Table {table}\n")[1].split("\n## ")[0]
            rows = [line for line in part.splitlines() if line.startswith("|")]
            self.assertEqual(len(rows), n, part)
            self.assertEqual(len({row.count("|") for row in rows}), 1, part)
            self.assertNotIn("Not evaluated yet", part)
        self.assertRegex(text, r"\n\| AugMix \| Ours \(k = 1\) \| 40 \| \d\.\d\d \| \d\.\d\d \|( \S+ \(\S+–\S+\)( ↑)? \|){3} 1\.01 \| 23\.31 ")
        self.assertEqual(re.findall(r"\| AugMix \| Center-Crop \| (\d+) \|", text), ["40", "20"])
        self.assertRegex(text, r"\n\| AugMix \| Random \(k = 4\) \| 20 \| 4\.00 \|")
        self.assertRegex(text, r"\n\| AugMix\+, paper \| – \| 25\.16 \| 31\.46 ")
        self.assertIn("Fast AutoAug", text)
        self.assertIn("| target-standard |", text)

    def test_killed_and_resumed(self):
        args = ["--small", "--out", "results"]
        self.kill_in("target-augmix", *args)
        results = self.folder / "results"
        part = (results / "tables.md").read_text()
        self.assertIn("Not evaluated yet: AugMix with Center-Crop, ", part)
        self.assertIn("| Standard | Ours (k = 1) | 40 |", part)
        listed = self.paper_tables(*args, "--list").stdout
        self.assertEqual(re.findall(r"^(\S+): finished in", listed, re.M), STAGES[:4])
        self.assertEqual(re.findall(r"^(\S+): about", listed, re.M), STAGES[4:])

        done = self.paper_tables(*args)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(re.findall(r"^(\S+): finished in", done.stdout, re.M), STAGES[:4])
        self.assertEqual(re.findall(r"^\[(\S+)\]\n\$ \S*tauscope-cli ", done.stdout, re.M), STAGES[4:])
        text = (results / "tables.md").read_text()
        self.check_markdown(text)
        self.assertIn(" (last of 2 runs) |", text)
        self.assertEqual({path.name for path in (results / "signs/test").iterdir()}, {path.name for path in (results / "signs/train").iterdir()})
        self.assertEqual(len(list((results / "signs/test").iterdir())), 10)
        tex = (results / "tables.tex").read_text()
        self.assertEqual([tex.count(word) for word in (r"\begin{tabular}", r"\end{tabular}", r"\bottomrule")], [3, 3, 3])
        self.assertTrue(tex.replace("\n", " ").isprintable() and tex.isascii(), tex)
        about = {name: json.loads((results / name / "pack.json").read_text()) for name in
                 ("standard", "augmix", "augmix-plus", "augmix-w-blur", "standard-ours", "augmix-ours", "augmix-ours-blur")}
        self.assertEqual([len(about[name]["target"]["corruptions"]) for name in about], [0, 0, 15, 4, 0, 0, 0])
        self.assertEqual([len(about[name]["predictor"]["corruptions"]) for name in list(about)[4:]], [15, 15, 4])

        self.assertAlmostEqual(estimate.mega("resnet8") * 1e6 / about["standard"]["target"]["multiply_adds"], 1, delta=0.01)

        again = self.paper_tables(*args)
        self.assertEqual((again.returncode, again.stdout.count("[")), (0, 0), again.stderr)
        self.assertEqual((results / "tables.md").read_text(), text)
        self.refuse_others(args)

    def refuse_others(self, args):
        other = self.paper_tables(*args, "--epochs", "3", "--stages", "target-standard")
        self.assertEqual(other.returncode, 1)
        self.assertIn("give the same options, or another --out folder", other.stderr)
        damaged = self.folder / "results/evaluate-augmix.json"
        damaged.write_text(damaged.read_text()[:100])
        done = self.paper_tables(*args)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"“results/{damaged.name}” is damaged", done.stderr)

    def test_refused(self):
        out = ["--out", "refused"]
        self.refuse(2, *out, named="--data")
        self.refuse(2, *out, "--small", "--data", ".", named="leave out --data")
        self.refuse(2, *out, "--small", "--epochs", "0", named="--epochs must be positive")
        self.refuse(1, *out, "--data", "nowhere", named="“nowhere” has no folders train and test")
        for part in ("train", "test"):
            (self.folder / "empty" / part).mkdir(parents=True)
        self.refuse(1, *out, "--data", "empty", named="“empty/train” has no class folders with images")
        self.assertFalse((self.folder / "refused").exists())
        for part in ("train", "test"):
            (self.folder / "one" / part / "a").mkdir(parents=True)
            (self.folder / "one" / part / "a/a.png").write_bytes(self.picture.read_bytes())
        self.refuse(1, *out, "--data", "one", "--stages", "target-*,table", named="no stage is called “table”")
        self.refuse(1, *out, "--data", "one", "--stages", "predictor-*", named="needs target-standard, which is not finished")

    def test_list_without_images(self):
        """What would run can be seen before the images are there; nothing is written."""
        done = self.paper_tables("--list", "--out", "listed", "--arch", "wrn-40-2", "--stages", "*-standard*", "--threads", "2")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(re.findall(r"^(\S+): about \d", done.stdout, re.M), STAGES[:4])
        self.assertIn(" train-target --dataset folder:DATA/train ", done.stdout)
        self.assertFalse((self.folder / "listed").exists())


def method(name, errors, **more):
    found = {"id": name, "relative_cost": 1, "time_cost": 1, "ce": {}, "groups": {}, **more}
    for key, value in zip(tables.SETS, errors):
        found |= {f"{key}_error": value, f"{key}_error_low": value - 2, f"{key}_error_high": value + 2}
    return found


class Tables(unittest.TestCase):
    """Without the program."""

    def evaluation(self, *methods, images=100):
        return {"images": images, "methods": methods, "unreadable": 0, "remarks": [], "pearson": {}, "spearman": {}}

    def cells(self, table, *titles):
        (row,) = [row for row in table.rows if tuple(cell.text for cell in row[:len(titles)]) == titles]
        return row

    def test_published(self):
        """The numbers that were typed agree with each other as far as the paper's own do."""
        means = published.TABLE2["AugMix"], published.TABLE2["Ours (k = 1)"]
        for row, name in zip(means, ("center", "ours:1")):
            self.assertEqual(row[0], published.TABLE1[name][1])
            self.assertAlmostEqual(sum(row[1:16]) / 15, published.TABLE1[name][2], delta=0.06)
            self.assertAlmostEqual(sum(row[16:]) / 4, published.TABLE1[name][3], delta=0.01)
        for row in published.TABLE3.values():
            noise, blur, weather, digital = row[1:5]
            self.assertAlmostEqual((3 * noise + 4 * blur + 4 * weather + 4 * digital) / 15, row[5], delta=0.3)
        self.assertEqual(published.TABLE3["AugMix"][6:], published.TABLE2["AugMix"][16:])

    def test_marks(self):
        """A point or more, and by more than chance where that is known."""
        center = method("center", (20, 40, 30))
        ours = method("ours:1", (20.9, 37, 28), difference_interval={"clean": [0.2, 1.6], "corrupted": [-4, -2], "heldout": [-4.1, 0.1]})
        flip = method("ours:2+flip", (21.5, 40.5, 30), difference_interval={"clean": [0.5, 2.5], "corrupted": [0.1, 0.9]})
        made = tables.make({"evaluate-augmix": self.evaluation(center, ours, flip)}, "wrn-16-2")[0]
        marks = [[cell.mark for cell in self.cells(made, "AugMix", tables.METHOD_TITLES[name])[5:8]] for name in ("center", "ours:1", "ours:2+flip")]
        self.assertEqual(marks, [["", "", ""], ["", "better", ""], ["worse", "", ""]])
        self.assertIn("AugMix, Ours (k = 1): 7.5 % fewer errors on corrupted images than Center-Crop (paper: 8.3 % fewer).", made.notes)
        self.assertTrue(any(note.startswith("Not evaluated yet: Standard with Center-Crop") for note in made.notes))

    def test_other_targets(self):
        """Another target is compared on the same images only."""
        base = self.evaluation(method("center", (20, 40, 30), ce={"fog": 40.0, "snow": 30.0}))
        plus = method("center", (25, 35, 30), ce={"fog": 30.0, "snow": 30.5})
        for images, marks in (100, ["worse", "better", ""]), (50, ["", "", ""]):
            made = tables.make({"methods-augmix": base, "evaluate-augmix-plus": self.evaluation(plus, images=images)}, "wrn-16-2")[1]
            row = self.cells(made, "AugMix+", str(images))
            self.assertEqual([row[made.columns.index(name)].mark for name in ("Clean", "Fog", "Snow")], marks)
            self.assertEqual(self.cells(made, "AugMix+, paper", "–")[2].text, "25.16")

    def test_nothing_yet(self):
        for table in tables.make({}, "wrn-16-2"):
            self.assertEqual(table.rows, [])
            self.assertTrue(any("Not evaluated yet" in note for note in table.notes))
        self.assertEqual(report.tex_text("5 % of A_B “x”"), r"5 \% of A\_B ``x''")

    def test_multiply_adds(self):
        """The estimates count as the program does: what it wrote into pack.json."""
        self.assertAlmostEqual(estimate.mega("resnet20") * 1e6 / 40551040, 1, delta=0.01)
        self.assertAlmostEqual(estimate.mega("wrn-16-2") * 1e6 / 101106944, 1, delta=0.01)

    def test_stages(self):
        setting = plan.Setting("wrn-16-2", 30, 12, 2000, 0, 0, "1-5", True, False, False, 50000, 10000)
        stages = plan.make(setting)
        self.assertEqual([stage.name for stage in stages], STAGES)
        for number, stage in enumerate(stages):
            self.assertLessEqual(set(stage.needs), {s.name for s in stages[:number]})
            self.assertGreater(stage.core_seconds, 0)
        self.assertEqual(setting.n_cells(), 96)


class Tap(unittest.TestResult):
    """Prints a line for each test."""

    def line(self, test, how, more=""):
        print(f"{how} {self.testsRun} - {test.id().split('.', 1)[1]}{more}", flush=True)

    def addSuccess(self, test):
        self.line(test, "ok")

    def addSkip(self, test, reason):
        self.line(test, "ok", f" # SKIP {reason}")

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.line(test, "not ok")
        print("# " + self.failures[-1][1].replace("\n", "\n# "), flush=True)

    def addError(self, test, error):
        super().addError(test, error)
        print(f"not ok {self.testsRun} - {test}\n# " + self.errors[-1][1].replace("\n", "\n# "), flush=True)


if __name__ == "__main__":
    if sys.platform != "linux":
        print("1..0 # SKIP the script's command ends with it only on Linux")
        sys.exit(0)
    tests = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    print(f"1..{tests.countTestCases()}", flush=True)
    sys.exit(not tests.run(Tap()).wasSuccessful())
