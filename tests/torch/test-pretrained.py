# SPDX-License-Identifier: GPL-3.0-or-later
"""train-predictor --init takes EfficientNet-B0's weights from torchvision, timm and efficientnet_pytorch: the network gives
the numbers of theirs in Python; what does not fit is refused."""

import json
import os
import pathlib
import struct
import subprocess
import sys
import time
import unittest

try:
    import torch
except ImportError:
    print("python3-torch is not installed: nothing to compare with")
    sys.exit(77)

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "cli"))
from cli_testing import CliTest  # noqa: E402
from efficientnet_b0 import EfficientNetB0, randomise, rename, run, set_conventions  # noqa: E402

B0 = "efficientnet-b0"
MEAN, STD = (torch.tensor(v).view(3, 1, 1) for v in ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))
torch.set_num_threads(1)


def write_safetensors(path, state):
    types = {torch.float32: "F32", torch.float16: "F16", torch.int64: "I64"}
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in state.items():
        raw = tensor.contiguous().numpy().tobytes()
        header[name] = {"dtype": types[tensor.dtype], "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    head = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(head)) + head + data)


class Pretrained(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        torch.manual_seed(5)
        cls.network = randomise(EfficientNetB0(), 6)
        cls.state = cls.network.state_dict()
        torch.save(cls.state, cls.folder / "torchvision.pth")

    def start_network(self, weights, size=32, padding="auto", architecture=B0):
        out = self.folder / "started.pt"
        done = subprocess.run([os.environ["TAUSCOPE_WRITE_STARTED"], self.folder / weights, architecture, str(size), padding,
                               out], env=self.env, text=True, capture_output=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return torch.jit.load(str(out)).eval()

    def check(self, module, network, size=32):
        """`module` gets images as our trainings do, and `network` those of ImageNet."""
        images = torch.rand(5, 3, size, size, generator=torch.Generator().manual_seed(size))
        with torch.inference_mode():
            ours, theirs = module((images - 0.5) / 0.25), run(network, module, (images - MEAN) / STD)
        self.assertGreater(theirs.std(0).max().item(), 1e-3)
        self.assertLess((ours - theirs).abs().max().item(), 3e-5 * max(1, theirs.abs().max().item()))

    def differs(self, module, network, size=32):
        with self.assertRaises(AssertionError):
            self.check(module, network, size)

    def test_torchvision_names(self):
        set_conventions(self.network, False, 1e-5)
        for size in 32, 50, 64:
            with self.subTest(size):
                self.check(self.start_network("torchvision.pth", size), self.network, size)

    def test_torchvision(self):
        try:
            from torchvision.models import efficientnet_b0
        except ImportError:
            self.skipTest("python3-torchvision is not installed")
        torch.manual_seed(8)
        network = randomise(efficientnet_b0(), 9)
        torch.save(network.state_dict(), self.folder / "theirs.pth")
        self.check(self.start_network("theirs.pth"), network)
        mine = EfficientNetB0()  # the network of the other tests is theirs
        mine.load_state_dict(network.state_dict())
        images = torch.rand(2, 3, 64, 64)
        with torch.inference_mode():
            self.assertLess((mine.eval()(images) - network(images)).abs().max().item(), 1e-5)

    def test_other_names(self):
        for names, padding, same, epsilon in (("timm", "auto", False, 1e-5), ("timm", "same", True, 1e-3),
                                              ("efficientnet_pytorch", "auto", True, 1e-3),
                                              ("efficientnet_pytorch", "symmetric", False, 1e-3)):
            torch.save(rename(self.state, names), self.folder / "other.pth")
            for size in 32, 50:
                with self.subTest(names, padding=padding, size=size):
                    module = self.start_network("other.pth", size, padding)
                    self.check(module, set_conventions(self.network, same, epsilon), size)
                    self.differs(module, set_conventions(self.network, not same, epsilon), size)

    def test_formats(self):
        """What people have: checkpoints, the format of before 1.6, halves, safetensors, several devices."""
        halves = {n: t.half() if t.is_floating_point() else t for n, t in self.state.items()}
        wrapped = {"module." + name: tensor for name, tensor in self.state.items()}
        saved = {
            "checkpoint.pth": {"epoch": 3, "lr": 0.1, "optimizer": {"state": {}}, "state_dict": wrapped},
            "model.pth": {"model": self.state, "args": [1, "a", None]},
            "parameters.pth": {n: torch.nn.Parameter(t) if t.is_floating_point() else t for n, t in self.state.items()},
            "last.pth": {n: t.contiguous(memory_format=torch.channels_last) if t.dim() == 4 else t
                         for n, t in self.state.items()},
        }
        for name, value in saved.items():
            torch.save(value, self.folder / name)
        torch.save(self.state, self.folder / "old.pth", _use_new_zipfile_serialization=False)
        write_safetensors(self.folder / "all.safetensors", self.state)
        set_conventions(self.network, False, 1e-5)
        for name in [*saved, "old.pth", "all.safetensors"]:
            with self.subTest(name):
                self.check(self.start_network(name), self.network)
        torch.save(halves, self.folder / "half.pth")
        write_safetensors(self.folder / "half.safetensors", halves)
        half = EfficientNetB0().eval()
        half.load_state_dict({n: t.float() for n, t in halves.items()})
        for name in "half.pth", "half.safetensors":
            with self.subTest(name):
                self.check(self.start_network(name), half)

    def test_own(self):
        """A network that began so keeps what it needs when it is started from, and new layers keep their weights."""
        torch.save(rename(self.state, "efficientnet_pytorch"), self.folder / "tensorflow.pth")
        first = self.start_network("tensorflow.pth")
        first.save(str(self.folder / "first.pt"))
        second = self.start_network("first.pt")
        x = torch.randn(3, 3, 32, 32, generator=torch.Generator().manual_seed(2))
        with torch.inference_mode():
            self.assertTrue(torch.equal(first(x), second(x)))
        self.check(second, set_conventions(self.network, True, 1e-3))

    def train(self, out, *arguments):
        return ["train-predictor", "--pack", "signs", "--dataset", "signs:train", "--limit", "60", "--epochs", "2",
                "--batch", "24", "--copies", "1", "--input-size", "32", "--threads", "1", "--seed", "3", "--quiet", "--out",
                out, *arguments]

    def test_training(self):
        """The command's network is that of the weights, padding and scale too; a stopped training goes on to the same."""
        init = ["--arch", B0, "--init", "torchvision.pth"]
        self.good(*self.train("still", *init, "--rate", "1e-30", "--weight-decay", "0"))
        module = torch.jit.load(str(self.folder / "still/predictor.pt")).eval()
        network = set_conventions(EfficientNetB0().eval(), False, 1e-5)
        network.load_state_dict(self.state)
        norms = [m for m in network.modules() if isinstance(m, torch.nn.BatchNorm2d)]
        moved = [b for name, b in module.named_buffers() if name.endswith(("_mean", "_var"))]
        self.assertEqual(len(moved), 2 * len(norms))
        for i, norm in enumerate(norms):  # in the same order
            norm.running_mean, norm.running_var = moved[2 * i], moved[2 * i + 1]
        self.check(module, network)
        about = json.loads((self.folder / "still/pack.json").read_text())["predictor"]
        self.assertEqual(about["architecture"], B0)
        self.good("inspect", "--pack", "still", "--json", self.picture)

    def test_resumed(self):
        """A training that was killed goes on to the same bytes; another padding or start is another training."""
        init = ["--arch", B0, "--init", "torchvision.pth", "--epochs", "3"]
        self.good(*self.train("straight", *init))
        process = self.start(*self.train("killed", *init, "--checkpoint-seconds", "1"))
        checkpoint = self.folder / "killed/predictor.checkpoint"
        while process.poll() is None and not checkpoint.exists():
            time.sleep(0.05)
        process.kill()
        process.communicate()
        self.assertTrue(checkpoint.exists())
        err = self.call(*self.train("killed", *init, "--padding", "same", "--resume"))[2]
        self.assertIn("settings", err)
        self.good(*self.train("killed", *init, "--resume"))
        self.assertEqual(*((self.folder / name / "predictor.pt").read_bytes() for name in ("straight", "killed")))

    def test_refused(self):
        def without(name):
            return {n: t for n, t in self.state.items() if n != name}

        gray = EfficientNetB0(channels=1).state_dict()
        larger = EfficientNetB0(blocks=1).state_dict()
        whole = (self.folder / "torchvision.pth").read_bytes()
        torch.save(self.state, self.folder / "before.pth", _use_new_zipfile_serialization=False)
        write_safetensors(self.folder / "good.safetensors", self.state)
        for name, content, *says in [
            ("gray.pth", gray, "features.0.0.weight", "32 × 1 × 3 × 3", "32 × 3 × 3 × 3", "three colours"),
            ("larger.pth", larger, "features.1.1.block", "EfficientNet-B0"),
            ("lacks.pth", without("features.4.2.block.1.1.running_var"), "features.4.2.block.1.1.running_var", "lacks"),
            ("other.pth", {"conv1.weight": torch.zeros(64, 3, 7, 7), "fc.bias": torch.zeros(5)}, "architecture"),
            ("empty.pth", {}, "empty.pth"),
            ("cut.pth", whole[:len(whole) // 2], "damaged"),
            ("cut-old.pth", (self.folder / "before.pth").read_bytes()[:9000000], "damaged", "download"),
            ("cut.safetensors", (self.folder / "good.safetensors").read_bytes()[:9000000], "damaged", "download"),
            ("list.pth", [1, 2], "list.pth"),
            ("text.pth", b"no weights", "text file"),
        ]:
            path = self.folder / name
            path.write_bytes(content) if isinstance(content, bytes) else torch.save(content, path)
            with self.subTest(name):
                self.refuse(1, self.train("refused", "--arch", B0, "--init", name), name, *says)
        base = self.train("refused", "--init", "torchvision.pth")
        self.refuse(1, base, "torchvision.pth", B0)  # compact
        self.refuse(1, [*base, "--arch", B0, "--padding", "mirror"], "mirror", "symmetric")
        self.refuse(1, ["train-target", "--dataset", "signs:train", "--limit", "60", "--epochs", "1", "--out", "refused",
                        "--init", "torchvision.pth"], "torchvision.pth", B0)

    def test_hostile(self):
        """Damage anywhere in a pickle or header ends in a sentence, or is not seen."""
        small = {"features.0.0.weight": torch.ones(4), "a": torch.zeros(2, 3, dtype=torch.half), "n": torch.tensor(3)}
        torch.save(small, self.folder / "small.pth", _use_new_zipfile_serialization=False)
        write_safetensors(self.folder / "small.safetensors", small)
        folder = self.folder / "damaged"
        folder.mkdir()
        for name in "small.pth", "small.safetensors":
            whole = (self.folder / name).read_bytes()
            for i in range(0, min(len(whole), 900), 7):
                damaged = bytearray(whole)
                damaged[i] ^= 0x41
                (folder / f"{i}-{name}").write_bytes(damaged if i % 2 else damaged[:i])
        done = subprocess.run([os.environ["TAUSCOPE_WRITE_STARTED"], "--refused", folder], env=self.env, text=True,
                              capture_output=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout.count("\n"), len(list(folder.iterdir())))


if __name__ == "__main__":
    unittest.main()
