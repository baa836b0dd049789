# SPDX-License-Identifier: GPL-3.0-or-later
"""tools/ablation.py with trainings of a second each."""

import pathlib
import subprocess
import sys
import unittest

from cli_testing import CLI, PATIENCE, CliTest

SCRIPT = pathlib.Path(__file__).parents[2] / "tools" / "ablation.py"


class Ablation(CliTest):
    def ablation(self, *more, losses="listwise,softrank"):
        return subprocess.run(
            [sys.executable, SCRIPT, "--cli", CLI, "--pack", self.folder / "small", "--dataset", "signs:train",
             "--test", "signs:test", "--losses", losses, "--architectures", "compact", "--work",
             self.folder / "work", "-o", self.output, "--epochs", "1", "--limit", "60", "--test-limit", "20",
             "--threads", "1", *more, "--", "--batch", "16"],
            env=self.env, capture_output=True, text=True, cwd=self.folder, timeout=300 * PATIENCE)

    def test_table(self):
        self.output = self.folder / "ablation.md"
        self.good("train-target", "--quiet", "--arch", "resnet8", "--input-size", "32", "--dataset", "signs:train",
                  "--limit", "60", "--batch", "20", "--epochs", "1", "--threads", "1", "--out", "small")
        self.output.write_text("# Ablation\n\n## other\n\nkept\n")
        first = self.ablation(losses="listwise")
        self.assertEqual(first.returncode, 0, first.stderr)
        second = self.ablation()
        self.assertEqual(second.returncode, 0, second.stderr)
        self.assertNotIn("listwise, compact", second.stdout)  # it was finished
        self.assertIn("softrank, compact", second.stdout)
        text = self.output.read_text()
        self.assertTrue(text.startswith("# Ablation\n\n## other\n\nkept\n\n## small\n"), text)
        for row in (r"\n\| listwise \| compact \|( \S+ \|){6}( \S+ M \|)?\n?", r"\n\| – \| center \|",
                    r"\n\| softrank \| compact \|( \d+\.\d\d \|){6}\n"):
            self.assertRegex(text, row)
        for line in text.splitlines():
            if line.startswith("|"):
                self.assertEqual(line.count("|"), 9, line)
        self.assertEqual(text.count("## small"), 1)

        third = self.ablation()
        self.assertEqual((third.returncode, third.stdout), (0, ""))
        self.assertEqual(self.output.read_text(), text)
        other = self.ablation("--seed", "5")
        self.assertEqual(other.returncode, 1)
        self.assertIn("another --work folder", other.stderr)
        self.assertEqual(self.output.read_text(), text)


if __name__ == "__main__":
    unittest.main()
