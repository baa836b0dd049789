# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks trained here open in Python with the same numbers, and Python's open here."""

import copy
import json
import math
import pathlib
import sys
import unittest
from typing import Dict, List

try:
    import torch
except ImportError:
    print("python3-torch is not installed: nothing to compare with")
    sys.exit(77)

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "cli"))
from cli_testing import CliTest, waves, write_png  # noqa: E402

SIZE = 32
torch.set_num_threads(1)


def planes(mean, std):
    """The picture as the networks see it: (v / 255 - mean) / std, 1 x 3 x S x S."""
    rows = [[waves(x, y) for x in range(SIZE)] for y in range(SIZE)]
    v = torch.tensor(rows, dtype=torch.float32).permute(2, 0, 1) / 255
    return ((v - torch.tensor(mean).view(3, 1, 1)) / torch.tensor(std).view(3, 1, 1))[None]


class Classifier(torch.nn.Module):
    """With what people's models have: batch norm, dropout, a flatten that fixes the input size."""

    def __init__(self, size=SIZE, n_outputs=4):
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.norm = torch.nn.BatchNorm2d(8)
        self.dropout = torch.nn.Dropout(0.5)
        self.head = torch.nn.Linear(8 * (size // 2) ** 2, n_outputs)

    def forward(self, x):
        x = torch.relu(self.norm(self.conv(x)))
        return self.head(self.dropout(x).flatten(1))


class Branching(torch.nn.Module):
    """Control flow, which only scripting keeps."""

    def __init__(self):
        super().__init__()
        self.head = torch.nn.Linear(3, 12)

    def forward(self, x):
        x = x.mean([2, 3])
        if bool(x.sum() > 0):
            x = x * 2
        else:
            x = -x
        return self.head(x)


class Pair(torch.nn.Module):
    def forward(self, x):
        return x.mean([2, 3]), x


class Around(torch.nn.Module):
    """The same network in another form."""

    def __init__(self, inner, kind):
        super().__init__()
        self.inner, self.kind = inner, kind

    def forward(self, x):
        if self.kind == "last":
            return self.inner(x.permute(0, 3, 1, 2).contiguous())
        y = self.inner(x)
        return y.reshape(1, -1) if self.kind == "one" else y


class InTuple(Around):
    def forward(self, x):
        return self.inner(x), x


class InDict(Around):
    def forward(self, x) -> Dict[str, torch.Tensor]:
        return {"features": x, "logits": self.inner(x)}


class InList(Around):
    def forward(self, x) -> List[torch.Tensor]:
        return [self.inner(x), x]


class Flat(torch.nn.Module):
    def forward(self, x):
        return x.mean([1, 2, 3])


class Whole(torch.nn.Module):
    def forward(self, x):
        return x.argmax(1).flatten(1)


class Python(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        torch.manual_seed(1)
        write_png(cls.picture, SIZE, SIZE, waves)
        cls.one = cls.save(torch.jit.script(Classifier().eval()), "scripted.pt")
        cls.many = cls.save(
            torch.jit.trace(Classifier(n_outputs=12).eval(), torch.zeros(1, 3, SIZE, SIZE)),
            "traced.pt",
        )

    @classmethod
    def save(cls, module, name):
        path = cls.folder / name
        module.save(str(path))
        return path

    def loose(self, target, predictor):
        return ["inspect", "--json", "--target", target, "--predictor", predictor, "--label", "0",
                "--quiet", "--threads", "1", self.picture]

    def compare(self, row, target, predictor, x, y):
        with torch.inference_mode():
            predicted = torch.jit.load(str(predictor)).eval()(y)[0].tolist()
            answer = torch.softmax(torch.jit.load(str(target)).eval()(x)[0], 0).tolist()
        for ours, theirs in zip(row["transforms"], predicted):
            self.assertAlmostEqual(ours["predicted_loss"], theirs, delta=1e-5)
        identity = row["transforms"][0]
        self.assertAlmostEqual(identity["confidence"], max(answer), delta=1e-5)
        self.assertAlmostEqual(identity["actual_loss"], -math.log(answer[0]), delta=1e-4)

    def train(self, *arguments):
        self.good(*arguments, "--quiet", "--dataset", "signs:train", "--limit", "60", "--batch",
                  "20", "--epochs", "1", "--threads", "1")

    def test_ours_in_python(self):
        """All files of packs that were trained here, with each architecture of the predictor."""
        pack = self.folder / "pack"
        self.train("train-target", "--arch", "resnet8", "--input-size", SIZE, "--out", pack)
        for architecture in ("compact", "efficientnet-b0"):
            with self.subTest(architecture):
                out = self.folder / architecture
                self.train("train-predictor", "--pack", pack, "--copies", "1", "--arch",
                           architecture, "--out", out)
                self.check_pack(out)
        self.check_branches(torch.jit.load(str(self.folder / "efficientnet-b0/predictor.pt")))

    def check_pack(self, pack):
        about = json.loads((pack / "pack.json").read_text())
        row = self.good_json("inspect", "--pack", pack, "--json", "--label", "0", "--threads",
                             "1", self.picture)
        x, y = (planes(about[name]["mean"], about[name]["std"])
                for name in ("target", "predictor"))
        self.compare(row, pack / "target.pt", pack / "predictor.pt", x, y)
        for name, count in (("target", 26), ("predictor", 12)):
            module = torch.jit.load(str(pack / f"{name}.pt"))
            self.assertFalse(module.training)
            self.assertEqual(tuple(module(torch.zeros(5, 3, SIZE, SIZE)).shape), (5, count))

    def check_branches(self, module):
        """METHOD "The loss predictor": each branch of features is dropped per sample with
        probability 0.2 in training and scaled by 0.8 in evaluation. With its weights zero and its
        bias 1 a branch is swish(1) everywhere, and the head here gives the mean of each."""
        swish = 1 / (1 + math.exp(-1))
        weights = dict(module.named_parameters())
        start = 0
        with torch.no_grad():
            weights["head_weight"].zero_()
            weights["head_bias"].zero_()
            for row, (block, width) in enumerate(((1, 24), (3, 40), (5, 80), (11, 192))):
                weights[f"block{block}_feature_weight"].zero_()
                weights[f"block{block}_feature_bias"].fill_(1)
                weights["head_weight"][row, start:start + width] = 1 / width
                start += width
            self.assertEqual(weights["head_weight"].shape[1], start + 1280)
            x = torch.randn(500, 3, SIZE, SIZE)
            still = module(x[:20])[:, :4]
            self.assertLess((still - 0.8 * swish).abs().max().item(), 1e-5)
            module.train()
            trained = module(x)[:, :4]
        dropped = trained == 0
        for row in range(4):  # the binomial's deviation is 0.018
            self.assertAlmostEqual(dropped[:, row].float().mean().item(), 0.2, delta=0.08)
        both = (dropped[:, 0] & dropped[:, 1]).float().mean().item()
        self.assertAlmostEqual(both, 0.04, delta=0.04)
        # What is kept is not scaled; the dropout of the head after it keeps the mean.
        kept = trained[~dropped].mean().item()
        self.assertAlmostEqual(kept, swish, delta=0.02)

    def test_python_in_ours(self):
        """A scripted and a traced model, and one with a branch."""
        x = planes([0.5] * 3, [0.25] * 3)
        branching = self.save(torch.jit.script(Branching().eval()), "branching.pt")
        for target, predictor in ((self.one, self.many), (self.many, branching)):
            row = self.good_json(*self.loose(target, predictor))
            self.compare(row, target, predictor, x, x)

    def test_saved_while_training(self):
        """A model saved in training mode is used in evaluation mode: without dropout."""
        module = torch.jit.script(Classifier().train())
        path = self.save(module, "training.pt")
        row = self.good_json(*self.loose(path, self.many))
        x = planes([0.5] * 3, [0.25] * 3)
        self.compare(row, path, self.many, x, x)

    def test_forms(self):
        """Other types, containers and layouts give the answers of the plain network."""
        x = planes([0.5] * 3, [0.25] * 3)
        plain = Classifier().eval()
        path = self.save(torch.jit.script(plain), "plain.pt")
        with torch.inference_mode():
            answer = torch.softmax(plain(x)[0], 0).tolist()
        forms = [(kind(plain, "").eval(), 1e-5) for kind in (InTuple, InDict, InList)]
        forms.append((Around(plain, "last").eval(), 1e-5))
        forms += [(copy.deepcopy(plain).double(), 1e-5), (copy.deepcopy(plain).half(), 0.02)]
        for number, (module, delta) in enumerate(forms):
            other = self.save(torch.jit.script(module), f"form-{number}.pt")
            row = self.good_json(*self.loose(other, self.many))["transforms"][0]
            self.assertAlmostEqual(row["confidence"], max(answer), delta=delta)
        one = self.save(torch.jit.trace(Around(plain, "one").eval(), torch.zeros(1, 3, SIZE, SIZE)), "one.pt")
        row = self.good_json(*self.loose(one, self.many))["transforms"][0]
        self.assertAlmostEqual(row["confidence"], max(answer), delta=1e-5)
        path = self.save(torch.jit.trace(torch.nn.Sequential(torch.nn.BatchNorm2d(3), plain).train(),
                                         torch.rand(4, 3, SIZE, SIZE), check_trace=False), "training-mode.pt")
        self.refuse(1, self.loose(path, self.many), path.name, "eval()")

    def test_wrong_shapes(self):
        """What does not map pictures to rows of numbers is refused in words that name the file."""
        cases = [
            (Classifier(size=64), "for64"),
            (Classifier(n_outputs=1), "one-output"),
            (Flat(), "flat"),
            (Whole(), "whole-numbers"),
        ]
        for module, name in cases:
            path = self.save(torch.jit.script(module.eval()), name + ".pt")
            self.refuse(1, [*self.loose(path, self.many), "--input-size", "32"], path, "3 × 32 × 32")
        self.refuse(1, self.loose(self.one, self.one), self.one, "12")  # 4 losses
        plain = self.folder / "weights.pt"
        torch.save(Classifier().state_dict(), plain)
        self.refuse(1, self.loose(plain, self.many), plain, "weights only", "export-target.py")

    def test_nan(self):
        module = Classifier().eval()
        with torch.no_grad():
            module.head.bias[1] = math.nan
        path = self.save(torch.jit.script(module), "nan.pt")
        self.refuse(1, self.loose(path, self.many), "NaN")


if __name__ == "__main__":
    unittest.main()
