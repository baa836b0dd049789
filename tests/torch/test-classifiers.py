# SPDX-License-Identifier: GPL-3.0-or-later
"""Wide-ResNets trained here give the numbers of their authors' network in Python, and the loss of AugMix is its authors'
in value and derivatives."""

import json
import os
import pathlib
import subprocess
import sys
import unittest

try:
    import torch
    from torch.nn import functional as F
except ImportError:
    print("python3-torch is not installed: nothing to compare with")
    sys.exit(77)

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "cli"))
from cli_testing import CliTest, waves, write_png  # noqa: E402
from wide_resnet import WideResNet  # noqa: E402

torch.set_num_threads(1)


def take(network, module):
    """The weights of a file that tauscope-cli wrote, every one of them."""
    theirs = dict(module.named_parameters()) | dict(module.named_buffers())
    names = {"weight": "weight", "bias": "bias", "running_mean": "mean", "running_var": "var"}
    state = {}
    for name in network.state_dict():
        path, last = name.rsplit(".", 1)
        if last == "num_batches_tracked":
            continue
        norm = isinstance(network.get_submodule(path), torch.nn.BatchNorm2d)
        last = {"weight": "scale", "bias": "shift"}.get(last, names[last]) if norm else names[last]
        state[name] = theirs.pop(path.replace(".", "_") + "_" + last).detach()
    network.load_state_dict(state, strict=False)
    return [name for name in theirs if name != "training"]


class Classifiers(CliTest):
    def train(self, name, *arguments):
        self.good("train-target", "--quiet", "--dataset", "signs:train", "--limit", "60", "--batch", "20",
                  "--epochs", "1", "--threads", "1", "--out", name, *arguments)
        return self.folder / name

    def test_wide_resnets(self):
        for depth, wider, size in (10, 1, 32), (16, 2, 32), (10, 2, 64):
            name = f"wrn-{depth}-{wider}"
            with self.subTest(name, size=size):
                pack = self.train(f"{name}-{size}", "--arch", name, "--input-size", size)
                about = json.loads((pack / "pack.json").read_text())["target"]
                self.assertEqual([about["architecture"], about["input_size"]], [name, size])
                ours = torch.jit.load(str(pack / "target.pt")).eval()
                theirs = WideResNet(depth, wider, 26, size).eval()
                self.assertEqual(take(theirs, ours), [])
                x = torch.randn(7, 3, size, size, generator=torch.Generator().manual_seed(3))
                with torch.inference_mode():
                    a, b = ours(x), theirs(x)
                self.assertGreater(b.std().item(), 1e-3)
                self.assertLess((a - b).abs().max().item(), 1e-5 * max(1, b.abs().max().item()))
                self.check_cost(theirs, size, about["multiply_adds"])

    def check_cost(self, network, size, found):
        total = []
        for module in network.modules():
            if isinstance(module, torch.nn.Conv2d):
                module.register_forward_hook(
                    lambda m, _, y: total.append(m.weight.numel() * y.shape[2] * y.shape[3]))
        network(torch.zeros(1, 3, size, size))
        self.assertEqual(found, sum(total) + network.head.weight.numel())

    def test_helper(self):
        """The process that runs models takes it as any other."""
        write_png(self.folder / "waves.png", 32, 32, waves)
        pack = self.train("augmix", "--arch", "wrn-10-1", "--input-size", "32", "--augment", "augmix")
        answer = self.good_json("inspect", "--pack", pack, "--predictor", "none", "--json", "--threads", "1",
                                "waves.png")
        about = json.loads((pack / "pack.json").read_text())["target"]
        rows = torch.tensor([[waves(x, y) for x in range(32)] for y in range(32)], dtype=torch.float32)
        x = (rows.permute(2, 0, 1) / 255 - torch.tensor(about["mean"]).view(3, 1, 1))
        x = (x / torch.tensor(about["std"]).view(3, 1, 1))[None]
        network = WideResNet(10, 1, 26, 32).eval()
        take(network, torch.jit.load(str(pack / "target.pt")))
        with torch.inference_mode():
            confidence, answered = torch.softmax(network(x)[0], 0).max(0)
        self.assertAlmostEqual(answer["transforms"][0]["confidence"], confidence.item(), delta=1e-5)
        self.assertEqual(answer["transforms"][0]["class"], about["classes"][answered])


class Loss(unittest.TestCase):
    def ask(self, logits, labels, weight, smoothing):
        n, views, classes = logits.shape
        numbers = [n, views, classes, weight, smoothing, *labels.tolist(), *logits.flatten().tolist()]
        done = subprocess.run([os.environ["TAUSCOPE_PRINT_LABEL_LOSS"]], input=" ".join(map(repr, numbers)), text=True,
                              stdout=subprocess.PIPE, check=True)
        loss, divergence, *gradient = map(float, done.stdout.split())
        return loss, divergence, torch.tensor(gradient).view_as(logits)

    def test_loss(self):
        """cifar.py of AugMix's authors, whose views come one after another in the batch."""
        for seed, (n, views, classes, scale) in enumerate([(5, 3, 10, 1), (32, 3, 26, 5), (4, 2, 7, 10), (1, 3, 100, 3)]):
            with self.subTest(n=n, views=views, scale=scale):
                torch.manual_seed(seed)
                logits = (scale * torch.randn(n, views, classes)).requires_grad_()
                labels = torch.randint(classes, (n,))
                loss = F.cross_entropy(logits[:, 0], labels, label_smoothing=0.1 * (seed % 2))
                p = [F.softmax(logits[:, v], dim=1) for v in range(views)]
                mixture = torch.clamp(sum(p) / views, 1e-7, 1).log()
                divergence = sum(F.kl_div(mixture, one, reduction="batchmean") for one in p) / views
                (loss + 12 * divergence).backward()
                ours = self.ask(logits.detach(), labels, 12, 0.1 * (seed % 2))
                expected = (loss + 12 * divergence).item()
                self.assertAlmostEqual(ours[0], expected, delta=1e-5 * expected)
                self.assertAlmostEqual(ours[1], divergence.item(), delta=1e-5)
                self.assertGreater(ours[1], 1e-3)
                self.assertLess((ours[2] - logits.grad).abs().max().item(), 1e-6 * max(1, scale))

    def test_far_apart(self):
        """Where a probability is 0 in float32, Python's derivative is NaN; ours is not."""
        gradient = self.ask(torch.tensor([[[200.0, 0, -200], [-200.0, 0, 200]]]), torch.tensor([0]), 12, 0)[2]
        self.assertTrue(gradient.isfinite().all())

    def test_one_view(self):
        """Without further views it is the cross-entropy."""
        torch.manual_seed(9)
        logits, labels = torch.randn(6, 1, 5), torch.randint(5, (6,))
        loss, divergence, _ = self.ask(logits, labels, 12, 0)
        self.assertAlmostEqual(loss, F.cross_entropy(logits[:, 0], labels).item(), delta=1e-5)
        self.assertAlmostEqual(divergence, 0, delta=1e-6)

    def test_equal_views(self):
        torch.manual_seed(9)
        logits = torch.randn(6, 1, 5).expand(6, 3, 5)
        self.assertAlmostEqual(self.ask(logits, torch.zeros(6, dtype=torch.long), 12, 0)[1], 0, delta=1e-6)


if __name__ == "__main__":
    unittest.main()
