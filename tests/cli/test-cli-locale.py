#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A locale with a decimal comma: the same models, the same answers from the same cache, and trainings that go on where
one of another locale stopped. The locale is compiled here; skipped where its source is not installed."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from cli_testing import CliTest

TRAIN = ["--dataset", "signs:train", "--limit", "52", "--batch", "26", "--rate", "0.05", "--smoothing", "0.05",
         "--threads", "1", "--quiet"]


class Locale(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.english = cls.env
        cls.german = dict(cls.env, LC_ALL="de_DE.UTF-8", LANGUAGE="en", LOCPATH=LOCALES)

    def each(self, *args):
        """What the command prints in both, after which each may hold a name of its own."""
        outputs = []
        for name in "english", "german":
            self.env = getattr(self, name)
            outputs.append(self.good(*[name if a == "NAME" else a for a in args]))
        return outputs

    def test_target(self):
        for arch, *more in ["resnet8"], ["efficientnet-b0"], ["wrn-10-1", "--augment", "augmix", "--corruptions", "all"]:
            with self.subTest(arch):
                self.each("train-target", "--arch", arch, *more, "--input-size", "32", "--epochs", "1", *TRAIN, "--overwrite", "--out", "NAME")
                models = [(self.folder / name / "target.pt").read_bytes() for name in ("english", "german")]
                self.assertEqual(models[0], models[1])

    def test_goes_on(self):
        """Begun in one, its checkpoint fits the other."""
        command = ["train-target", "--arch", "resnet8", "--input-size", "32", "--epochs", "1", *TRAIN, "--out", "both"]
        self.env = self.english
        self.good(*command)
        self.env = self.german
        self.good(*command, "--resume")

    def test_evaluation(self):
        """CSV, JSON, LaTeX and the table for people: numbers with points."""
        for kind in "csv", "json", "latex", "text":
            english, german = self.each("evaluate", "--pack", PACK, "--dataset", "signs:test", "--limit", "8", "--corruptions",
                                        "clean", "--methods", "center,ours:1", "--format", kind, "--db", "numbers.db")
            numbers = [re.findall(r"\d+[.,]\d+", text) for text in (english, german)]
            self.assertTrue(numbers[0])
            self.assertNotIn(",", "".join(numbers[1]) if kind == "latex" else "")
            for line, other in zip(english.splitlines(), german.splitlines(), strict=True):
                if "seconds" not in line and "per_second" not in line:  # these are measured
                    self.assertEqual(line, other)
            english, german = self.each("compare", "1", "--db", "numbers.db", "--format", kind)
            self.assertEqual(english, german)

    def test_words(self):
        """From the build folder too, people read their language; what is read by programs has no words."""
        self.env = dict(self.german, LANGUAGE="de")
        self.assertIn("Aufruf: tauscope-cli", self.good("--help"))
        self.env = dict(self.german, LANGUAGE="en")
        self.assertIn("Usage: tauscope-cli", self.good("--help"))

    def test_cache(self):
        image = self.folder / "sign.png"
        self.each("render", "signs:test", "--index", "3", image)
        english, german = map(json.loads, self.each("inspect", "--json", "--pack", PACK, "--db", "both.db",
                                                    "--corruption", "fog", "--severity", "2", image))
        self.assertFalse(english["cached"])
        self.assertTrue(german["cached"])
        for key in "cached", "time_ms":
            del english[key], german[key]
        self.assertEqual(english, german)


PACK = pathlib.Path(__file__).resolve().parents[2] / "data" / "packs" / "signs"

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as LOCALES:
        command = ["localedef", "-i", "de_DE", "-f", "UTF-8", LOCALES + "/de_DE.UTF-8"]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            print("the package locales is not installed: there is no de_DE to compile")
            sys.exit(77)
        unittest.main(verbosity=2)
