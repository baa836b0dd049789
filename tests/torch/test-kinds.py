# SPDX-License-Identifier: GPL-3.0-or-later
"""TorchScript files of other kinds: quantised and mobile ones, with their costs, and what stops a file."""

import math
import sys
import unittest
import zipfile
from pathlib import Path

try:
    import torch
    from torch import nn
    from torch.ao.quantization import HistogramObserver, MinMaxObserver, QConfig
    from torch.utils.mobile_optimizer import optimize_for_mobile
except ImportError:
    print("python3-torch is not installed: no models to write")
    sys.exit(77)

sys.path.insert(0, str(Path(__file__).parent.parent / "cli"))
from cli_testing import CliTest, waves, write_png  # noqa: E402

SIZE = 32
torch.set_num_threads(1)
if "qnnpack" in torch.backends.quantized.supported_engines:
    torch.backends.quantized.engine = "qnnpack"


def images(n=1):
    rows = torch.tensor([[waves(x, y) for x in range(SIZE)] for y in range(SIZE)], dtype=torch.float32)
    return ((rows.permute(2, 0, 1) / 255 - 0.5) / 0.25)[None].repeat(n, 1, 1, 1)


def small(groups=1, channels=3):
    return nn.Sequential(nn.Conv2d(channels, 8, 3, 2, 1), nn.ReLU(), nn.Conv2d(8, 16, 3, padding=1, groups=groups),
                         nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 5)).eval()


SMALL = 16 * 16 * (8 * 27 + 16 * 72) + 16 * 5
GROUPED = SMALL - 16 * 16 * 16 * 54  # in 4 groups


def quantised():
    """As for phones: weights with a zero of their own, which other engines refuse."""
    model = nn.Sequential(torch.quantization.QuantStub(), *small(), torch.quantization.DeQuantStub()).eval()
    weight = MinMaxObserver.with_args(dtype=torch.qint8, qscheme=torch.per_tensor_affine)
    model.qconfig = QConfig(activation=HistogramObserver.with_args(reduce_range=False), weight=weight)
    model = torch.quantization.fuse_modules(model, [["1", "2"]])
    torch.quantization.prepare(model, inplace=True)
    model(images())
    model(-images())
    return torch.quantization.convert(model)


class Tokens(nn.Module):
    """64 patches of 48 numbers, for what comes after."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        x = nn.functional.unfold(x, 4, stride=4).transpose(1, 2)
        return self.inner(x).mean(1)[:, :5]


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(48, 4, batch_first=True)

    def forward(self, x):
        return self.attention(x, x, x)[0]


class ByHand(nn.Module):
    """Attention in each of the ways that people write."""

    def __init__(self, way):
        super().__init__()
        self.way = way

    def forward(self, x):
        if self.way == "einsum":
            return torch.einsum("bij,bjd->bid", torch.einsum("bid,bjd->bij", x, x).softmax(2), x)
        if self.way == "matmul":
            return torch.matmul(torch.matmul(x[:, None], x[:, None].transpose(2, 3)).softmax(3), x[:, None])[:, 0]
        scores = torch.baddbmm(torch.zeros(1, 64, 64), x, x.transpose(1, 2))
        return torch.bmm(scores.softmax(2), x)


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.LSTM(48, 8, batch_first=True)

    def forward(self, x):
        return self.inner(x)[0]


class Spread(nn.Module):
    """26 numbers of 27, without a product."""

    def forward(self, x):
        return x[:, :26] * 3


class Raises(nn.Module):
    def forward(self, x):
        if x.shape[1] != 4:
            raise ValueError("four bands are needed")
        return x.mean([2, 3])


class Asserts(nn.Module):
    def __init__(self, text: str):
        super().__init__()
        self.text = text

    def forward(self, x):
        assert x.shape[1] == 4, self.text
        return x.mean([2, 3])


class Kinds(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        torch.manual_seed(1)
        write_png(cls.picture, SIZE, SIZE, waves)
        predictor = nn.Sequential(nn.Conv2d(3, 8, 4, 4), nn.Flatten(), nn.Linear(512, 12)).eval()
        cls.predictor = cls.save(torch.jit.trace(predictor, images()), "predictor.pt")
        cls.work = 8 * 8 * 8 * 48 + 512 * 12

    @classmethod
    def save(cls, module, name):
        module.save(str(cls.folder / name))
        return cls.folder / name

    def trace(self, module, name, n=1):
        with torch.no_grad():
            return self.save(torch.jit.trace(module.eval(), images(n), check_trace=False), name)

    def loose(self, target):
        return ["inspect", "--json", "--quiet", "--target", target, "--predictor", self.predictor, "--label", "0",
                "--threads", "1", self.picture]

    def cost(self, path):
        """Multiply-adds of the target; None if they are unknown."""
        row = self.good_json(*self.loose(path))
        cost = next(m["relative_cost"] for m in row["methods"] if m["id"] == "ours:1")
        return None if cost is None else round(self.work / (cost - 1))

    def same(self, path, delta):
        """The identity's answer, as Python's torch gives it."""
        with torch.no_grad():
            wanted = torch.softmax(torch.jit.load(str(path))(images())[0], 0).tolist()
        row = self.good_json(*self.loose(path))["transforms"][0]
        self.assertAlmostEqual(row["confidence"], max(wanted), delta=delta)
        self.assertAlmostEqual(row["actual_loss"], -math.log(wanted[0]), delta=delta * 10)

    @unittest.skipUnless(torch.backends.quantized.engine == "qnnpack", "libtorch without QNNPACK")
    def test_quantised(self):
        """With the engine that they were quantised for; by the range in the batch, one by one."""
        for module, name in (
            (quantised(), "quantised.pt"),
            (torch.quantization.quantize_dynamic(Tokens(nn.Linear(48, 5)).eval(), {nn.Linear}), "dynamic.pt"),
        ):
            self.same(self.trace(module, name), 2e-3)  # a step of the quantisation

    @unittest.skipUnless(torch.backends.quantized.engine == "qnnpack", "libtorch without QNNPACK")
    def test_sizes_of_quantised(self):
        """QNNPACK reads beyond its weights where a size is wrong; here that is refused, and seen in time."""
        class One(nn.Module):
            """Its reshape keeps the 1."""
            def __init__(self):
                super().__init__()
                self.inner = quantised()

            def forward(self, x):
                for layer in self.inner[:5]:
                    x = layer(x)
                return self.inner[7](self.inner[6](x.reshape(1, -1))) * 4 - 1

        class Gray(nn.Module):
            def __init__(self):
                super().__init__()
                self.inner = torch.quantization.quantize_dynamic(nn.Sequential(nn.Linear(16, 5)).eval(), {nn.Linear})

            def forward(self, x):
                return self.inner(x.unfold(2, 4, 4).unfold(3, 4, 4).permute(0, 2, 3, 4, 5, 1).flatten(3)).mean([1, 2])

        self.same(self.trace(One(), "one.pt"), 2e-3)
        gray = Gray().eval()
        with torch.no_grad():
            x = torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1).mul(images()).sum(1, True)
            self.save(torch.jit.trace(gray, x), "gray.pt")
            wanted = torch.softmax(gray(x)[0], 0).max().item()
        row = self.good_json(*self.loose(self.folder / "gray.pt"))["transforms"][0]
        self.assertAlmostEqual(row["confidence"], wanted, delta=2e-3)
        linear = torch.quantization.quantize_dynamic(nn.Sequential(nn.Flatten(), nn.Linear(3 * 48 * 48, 5)).eval(),
                                                     {nn.Linear})
        self.save(torch.jit.script(linear), "px48.pt")
        self.refuse(1, [*self.loose(self.folder / "px48.pt"), "--input-size", SIZE], "px48.pt", "--input-size 48")

    def test_mobile(self):
        module = torch.jit.script(small())
        module._save_for_lite_interpreter(str(self.folder / "plain.ptl"))
        self.same(self.folder / "plain.ptl", 1e-5)
        optimize_for_mobile(module)._save_for_lite_interpreter(str(self.folder / "fast.ptl"))
        self.same(self.folder / "fast.ptl", 1e-5)
        self.assertEqual(self.cost(self.folder / "fast.ptl"), SMALL)

    def test_costs_of_convolutions(self):
        for module, multiply_adds in (
            (small(), SMALL), (small(4), GROUPED),
            (nn.Sequential(nn.ConvTranspose2d(3, 4, 2, 2), *list(small(channels=4))),
             32 * 32 * 3 * 16 + 32 * 32 * (8 * 36 + 16 * 72) + 80),
            (nn.Sequential(nn.Flatten(2), nn.Conv1d(3, 4, 3), nn.AdaptiveAvgPool1d(1), nn.Flatten()), 1022 * 36),
        ):
            self.assertEqual(self.cost(self.save(torch.jit.script(module.eval()), "one.pt")), multiply_adds)
            self.assertEqual(self.cost(self.trace(module, "two.pt", 2)), multiply_adds)

    def test_costs_of_attention(self):
        products = 2 * 64 * 64 * 48
        for inner, multiply_adds in (
            (Attention(), products + 4 * 64 * 48 * 48),
            (nn.TransformerEncoderLayer(48, 4, 96, batch_first=True), products + 4 * 64 * 48 * 48 + 2 * 64 * 48 * 96),
            (ByHand("einsum"), products), (ByHand("matmul"), products), (ByHand("bmm"), products),
            (nn.Linear(48, 5, bias=False), 64 * 48 * 5), (Recurrent(), 64 * 4 * 8 * (48 + 8)),
        ):
            path = self.trace(Tokens(inner), "attention.pt")
            self.assertEqual(self.cost(path), multiply_adds, inner)

    @unittest.skipUnless(torch.backends.quantized.engine == "qnnpack", "libtorch without QNNPACK")
    def test_costs_of_quantised(self):
        self.assertEqual(self.cost(self.trace(quantised(), "quantised.pt")), SMALL)
        linear = torch.quantization.quantize_dynamic(Tokens(nn.Linear(48, 5)).eval(), {nn.Linear})
        self.assertEqual(self.cost(self.trace(linear, "dynamic.pt")), 64 * 48 * 5)

    def test_unknown_costs(self):
        """What cannot be counted is no number."""
        self.assertIsNone(self.cost(self.trace(nn.Sequential(nn.AdaptiveAvgPool2d(2), nn.Flatten()), "pooling.pt")))
        recurrent = torch.quantization.quantize_dynamic(Tokens(Recurrent()).eval(), {nn.LSTM})
        self.assertIsNone(self.cost(self.trace(recurrent, "recurrent.pt")))

    def test_unknown_costs_said(self):
        """In the same word everywhere for people, and as null in JSON."""
        path = self.trace(nn.Sequential(nn.AdaptiveAvgPool2d(3), nn.Flatten(), Spread()), "spread.pt")
        self.assertIn("cost unknown", self.good(*(a for a in self.loose(path) if a != "--json")))
        evaluate = ["evaluate", "--target", path, "--predictor", self.predictor, "--dataset", "signs:test", "--limit", 4,
                    "--methods", "center,ours:1", "--corruptions", "clean", "--threads", 1, "--quiet"]
        for style, count in (("text", 1), ("markdown", 1), ("latex", 1), ("csv", 1)):
            self.assertEqual(self.good(*evaluate, "--format", style).count("unknown"), count, style)
        costs = [m["relative_cost"] for m in self.good_json(*evaluate, "--format", "json")["methods"]]
        self.assertEqual(costs, [1, None])

    def test_lines_of_libtorch(self):
        """The line that says what is wrong is whole, whoever wrote it."""
        text = "four bands are needed, not three, " * 20 + "are they?"
        for module, said in ((Raises(), "ValueError: four bands are needed"), (Asserts(text), text)):
            path = self.save(torch.jit.script(module), "raises.pt")
            self.refuse(1, self.loose(path), path, said)
        said = "to have 4 channels, but got 3 channels instead"
        module = small(channels=4)
        path = self.save(torch.jit.trace(module, torch.zeros(1, 4, SIZE, SIZE)), "four.pt")
        self.refuse(1, self.loose(path), path, said)
        path = self.save(torch.jit.script(module), "four.pt")
        self.refuse(1, self.loose(path), path, said)

    def test_operators(self):
        """An operator of a newer PyTorch, or of another library, is named."""
        path = self.trace(small(), "plain.pt")
        for code, named in (("torch.scaled_dot_product_attention(", "newer PyTorch"),
                            ("ops.torchvision.nms(", "torchvision::nms")):
            other = self.folder / "other.pt"
            with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
                for member in old.infolist():
                    content = old.read(member)
                    if member.filename.endswith(".py"):
                        content = content.decode().replace("torch.flatten(", code).encode()
                    if not member.filename.endswith(".debug_pkl"):
                        new.writestr(member.filename, content)
            self.refuse(1, self.loose(other), other, named, code.split(".")[-1].strip("("), "export-target.py")


if __name__ == "__main__":
    unittest.main()
