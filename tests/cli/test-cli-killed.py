# SPDX-License-Identifier: GPL-3.0-or-later
"""Trainings of tauscope-cli that are killed, starved and robbed at any moment, and resumed."""

import json
import random
import resource
import shutil
import signal
import time
import unittest

from cli_testing import PATIENCE, CliTest, write_png

SEED = 20261124
CLASSES = ("ape", "bee", "cat")
SMALL = ["--batch", "16", "--epochs", "4", "--checkpoint-seconds", "1", "--threads", "2"]


class Killed(CliTest):
    """One data set of small pictures, and a target for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        random.seed(SEED)
        print("seed", SEED)
        cls.pictures = cls.folder / "pictures"
        for number, name in enumerate(CLASSES):
            (cls.pictures / name).mkdir(parents=True)
            for i in range(40):
                write_png(cls.pictures / name / f"{i}.png", 32, 32,
                          lambda x, y: (x * (number + 2) * 9 % 256, (y + i) * 7 % 256, x * y * i % 256))
        cls.target = cls.folder / "target"
        cls().good("train-target", "--quiet", "--arch", "resnet8", "--dataset", cls.data(), *SMALL,
                   "--out", cls.target)

    @classmethod
    def data(cls):
        return f"folder:{cls.pictures}"

    def predictor(self, out, *more):
        return ["train-predictor", "--pack", self.target, "--dataset", self.data(), "--copies", "2",
                "--no-cache", *SMALL, "--out", out, *more]

    def kill_later(self, args, least, most, after_epoch=False):
        """SIGKILL at a random moment; whether it came before the end."""
        process = self.start(*args)
        began = time.monotonic()
        while after_epoch and not process.stdout.readline().startswith("epoch 1 of"):
            self.assertIsNone(process.poll())
        moment = random.uniform(least, most)
        time.sleep(moment)
        process.kill()
        process.communicate()
        print(f"{args[0]} killed {time.monotonic() - began:.2f} s after its start"
              + (f", {moment:.2f} s after an epoch" if after_epoch else ""),
              f"({process.returncode})", flush=True)
        self.assertIn(process.returncode, (0, -signal.SIGKILL))

    def refuse_and_keep(self, args, kept, *named, small_files=False, **options):
        """A sentence, and the checkpoint as it was."""
        before = kept.read_bytes()
        process = self.start(*args, **options)
        if small_files:
            process.stdout.readline()  # memory that is shared with the model process counts too
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (65536, 65536))
        _, err = process.communicate(timeout=120 * PATIENCE)
        self.assertEqual(process.returncode, 1, err)
        self.assertEqual(err.count("\n"), 1, err)
        for word in named:
            self.assertIn(str(word), err)
        self.assertEqual(kept.read_bytes(), before)
        self.assertEqual([p for p in kept.parent.iterdir() if ".checkpoint." in p.name], [])

    def test_predictor(self):
        whole, broken = self.folder / "whole", self.folder / "broken"
        checkpoint = broken / "predictor.checkpoint"
        began = time.monotonic()
        self.good(*self.predictor(whole, "--quiet"))
        length = time.monotonic() - began
        self.kill_later(self.predictor(broken), 0, 0.3, after_epoch=True)
        again = self.predictor(broken, "--resume")
        self.refuse_and_keep([*again, "--rate", "1e-3"], checkpoint, "other settings")

        moved = self.folder / "moved"
        self.pictures.rename(moved)
        self.refuse_and_keep(again, checkpoint, self.pictures)
        moved.rename(self.pictures)
        self.refuse_and_keep(again, checkpoint, "cannot be written", small_files=True)

        (broken / "predictor.checkpoint.ABC123").write_bytes(b"half of one")
        for threads in (2, 1, 5):
            self.kill_later([*again, "--threads", threads], 0.3 * length, 0.7 * length)
        self.assertNotIn("epoch 1 of", self.good(*again))
        self.assertEqual((broken / "predictor.pt").read_bytes(), (whole / "predictor.pt").read_bytes())
        self.assertEqual({p.name for p in broken.iterdir()}, {p.name for p in whole.iterdir()})

    def test_classes(self):
        """The same number of classes under other names is refused. (Another order: test-cli-folders.)"""
        pack = self.folder / "other-names"
        shutil.copytree(self.target, pack)
        text = json.loads((pack / "pack.json").read_text())
        text["target"]["classes"] = ["ape", "bee", "dog"]
        (pack / "pack.json").write_text(json.dumps(text))
        self.refuse(1, ["train-predictor", "--dataset", self.data(), *SMALL, "--out", self.folder / "no", "--pack", pack],
                    "“cat”", f"“{self.data()}”")

    def test_target(self):
        broken = self.folder / "broken-target"
        args = ["train-target", "--arch", "resnet8", "--dataset", self.data(), *SMALL, "--out",
                broken]
        self.kill_later(args, 0, 0.1, after_epoch=True)
        for _ in range(2):
            self.kill_later([*args, "--resume"], 0.2, 1.5)
        self.assertNotIn("epoch 1 of", self.good(*args, "--resume"))
        self.assertEqual((broken / "target.pt").read_bytes(), (self.target / "target.pt").read_bytes())

    def test_resumed_when_done(self):
        """Nothing is left to do, and it says what the training itself said at its end."""
        target = ["train-target", "--arch", "resnet8", "--dataset", self.data(), "--test", self.data(), *SMALL, "--epochs", "1",
                  "--out", self.folder / "done"]
        for args in target, self.predictor(self.folder / "done-predictor", "--epochs", "1"):
            first = self.good(*args).splitlines()
            again = self.good(*args, "--resume").splitlines()
            self.assertEqual(again[-2:], first[-2:])
            self.assertRegex(first[-2], r" \d+\.\d\d %")
            self.assertEqual([line for line in again if line.startswith("epoch")], [])

    def test_runaway(self):
        """A rate that is far too high: it ends with a sentence, and the last checkpoint is kept."""
        for rate in ("1e5", "1e4", "1e6", "1e3"):
            out = self.folder / f"runaway-{rate}"
            # Checkpoints after epochs only: on a slow machine a timed one would come before the end.
            args = self.predictor(out, "--rate", rate, "--warm-up", "1", "--checkpoint-seconds", "1000")
            status, printed, err = self.call(*args)
            if status != 0 and "epoch 1 of" in printed:
                break
        self.assertEqual(status, 1)
        self.assertRegex(err, r"\Atauscope-cli: [^\n]*no longer[^\n]*lower learning rate[^\n]*\n\Z")
        self.refuse_and_keep([*args, "--resume"], out / "predictor.checkpoint", "lower learning rate")

    def test_two(self):
        """A second training in the same folder is refused while the first one works there."""
        out = self.folder / "two"
        args = self.predictor(out, "--epochs", "1000")
        first = self.start(*args)
        while not first.stdout.readline().startswith("epoch 1 of"):
            self.assertIsNone(first.poll())
        for second in ([*args, "--resume"], ["train-target", "--arch", "resnet8", "--dataset",
                                             self.data(), *SMALL, "--out", out]):
            status, printed, err = self.call(*second)
            self.assertEqual((status, printed, err.count("\n")), (1, "", 1), err)
            self.assertIn(f"“{out}”", err)
            self.assertIn("--out", err)
        self.assertIsNone(first.poll())
        first.send_signal(signal.SIGHUP)  # as when the terminal is closed
        _, err = first.communicate(timeout=60 * PATIENCE)
        self.assertIn("--resume", err)


if __name__ == "__main__":
    unittest.main()
