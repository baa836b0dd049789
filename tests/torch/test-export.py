# SPDX-License-Identifier: GPL-3.0-or-later
"""data/export-target.py: a PyTorch classifier becomes a pack that the programs use."""

import argparse
import collections
import contextlib
import copy
import hashlib
import importlib.util
import io
import itertools
import json
import os
import pathlib
import subprocess
import sys
import unittest
import warnings
import zipfile
from unittest import mock

try:
    import torch
except ImportError:
    print("python3-torch is not installed: no classifier to export")
    sys.exit(77)

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "cli"))
from cli_testing import CliTest, waves, write_png  # noqa: E402

# The script, as it is installed.
EXPORT = pathlib.Path(__file__).resolve().parents[2] / "data" / "export-target.py"
torch.set_num_threads(1)

# What a user's own file of models looks like.
MODELS = pathlib.Path(__file__).with_name("exported_models.py").read_text()


class Export(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.folder / "own_models.py").write_text(MODELS)
        cls.before = os.getcwd()
        os.chdir(cls.folder)
        sys.path[:0] = [str(cls.folder), str(EXPORT.parent)]
        cls.models = importlib.import_module("own_models")
        spec = importlib.util.spec_from_file_location("export_target", EXPORT)
        cls.script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(cls.script)

    @classmethod
    def tearDownClass(cls):
        os.chdir(cls.before)
        super().tearDownClass()

    def export(self, *args):
        """As the command does, without starting Python and loading libtorch each time."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), \
                mock.patch.object(sys, "argv", [str(EXPORT), *map(str, args)]):
            try:
                status = self.script.main()
            except SystemExit as end:  # argparse
                status = end.code
        return status, out.getvalue(), err.getvalue()

    def pack(self, name, *args):
        status, out, err = self.export("--out", name, *args)
        self.assertEqual((status, err), (0, ""))
        self.assertIn("train-predictor --pack " + name, out)
        return self.folder / name, json.loads((self.folder / name / "pack.json").read_text())

    def deny(self, args, *named, status=1):
        """One line, and nothing is left behind."""
        before = self.files()
        found, out, err = self.export("--out", "denied", *args)
        self.assertEqual((found, out), (status, ""), err)
        if status == 1:
            self.assertTrue(err.startswith("export-target.py: "), err)
            self.assertEqual(err.count("\n"), 1, err)
        for word in named:
            self.assertIn(str(word), err)
        self.assertEqual(self.files(), before)

    def test_command(self):
        """Run as a program, in the folder of the user's models."""
        process = subprocess.run(
            [sys.executable, EXPORT, "--model", "own_models:Small", "--input-size", "32", "--out",
             "command"], cwd=self.folder, text=True, timeout=120, capture_output=True, env=self.env)
        self.assertEqual((process.returncode, process.stderr), (0, ""))
        self.assertEqual({p.name for p in (self.folder / "command").iterdir()},
                         {"target.pt", "pack.json"})

    def test_keys(self):
        """pack.json says what the program needs; the file gives the original's numbers."""
        torch.manual_seed(5)
        model = self.models.Small(classes=3).eval()
        torch.save({"state_dict": {"module." + k: v for k, v in model.state_dict().items()}},
                   self.folder / "weights.pth")
        (self.folder / "names.txt").write_text("crane\nship\ncrane\n")
        folder, pack = self.pack(
            "keys", "--model", "own_models:Small", "--argument", "classes=3", "--weights",
            "weights.pth", "--input-size", "32", "--margin", "4", "--classes", "names.txt",
            "--mean", "0.5", "0.5", "0.5", "--std", ".25", ".25", ".25", "--name", "three",
            "--trained-on", "three things")
        target = pack["target"]
        self.assertEqual(pack["name"], "three")
        self.assertEqual(target["classes"], ["crane (0)", "ship", "crane (2)"])
        self.assertEqual((target["input_size"], target["margin"], target["output"]), (32, 4, "logits"))
        self.assertEqual((target["mean"], target["std"]), ([0.5] * 3, [0.25] * 3))
        self.assertEqual(target["multiply_adds"], 16 * 16 * 8 * 27 + 8 * 3)
        self.assertEqual(pack["provenance"]["dataset"], "three things")
        self.assertEqual(target["sha256"],
                         hashlib.sha256((folder / "target.pt").read_bytes()).hexdigest())
        ids = [row["id"] for row in self.good_json("transforms", "--json")]
        self.assertEqual(pack["transforms"], ids)
        x = torch.rand(4, 3, 32, 32)
        with torch.no_grad():
            same = torch.jit.load(str(folder / "target.pt"))(x)
            torch.testing.assert_close(same, model(x), rtol=1e-5, atol=1e-5)

    def test_to_the_end(self):
        """Exported, given a predictor by train-predictor, inspected."""
        folder, _ = self.pack("whole", "--model", "own_models:Small", "--input-size", 32)
        self.assertIn("without a predictor", self.good("inspect", "--pack", folder, self.picture))
        self.good("train-predictor", "--quiet", "--pack", folder, "--dataset", "signs:train",
                  "--limit", 60, "--batch", 20, "--copies", 1, "--epochs", 1, "--threads", 1)
        sign = self.folder / "sign.png"
        label = self.good("render", "signs:test", "--index", 3, sign)
        row = self.good_json("inspect", "--pack", folder, "--json", "--threads", 1, sign)
        self.assertEqual(len(row["transforms"]), 12)
        self.assertEqual(row["pack"]["name"], "whole")
        self.assertTrue(label.strip())

    def test_margin(self):
        """The 224 px classifier of ImageNet with its margin of 32 px; the predictor sees 64 px."""
        (self.folder / "index.json").write_text(
            json.dumps({str(i): [f"n{i:08}", f"thing {i}"] for i in range(26)}))
        folder, pack = self.pack(
            "photographs", "--model", "own_models:Small", "--argument", "width=4", "--input-size",
            224, "--resize", 256, "--classes", "index.json")
        self.assertEqual(pack["target"]["margin"], 32)
        self.assertEqual(pack["target"]["classes"][25], "thing 25")
        self.assertEqual(pack["target"]["mean"], [0.485, 0.456, 0.406])
        # Signs are no things: refused until the pack has their names.
        train = ["train-predictor", "--quiet", "--pack", folder, "--dataset", "signs:train",
                 "--limit", 40, "--batch", 10, "--copies", 1, "--epochs", 1, "--threads", 1]
        self.refuse(1, train, "speed limit 30", "thing 0")
        signs = json.loads((EXPORT.parent / "packs" / "signs" / "pack.json").read_text())
        pack["target"]["classes"] = signs["target"]["classes"]
        (folder / "pack.json").write_text(json.dumps(pack))
        self.good(*train)
        pack = json.loads((folder / "pack.json").read_text())
        self.assertEqual(pack["predictor"]["input_size"], 64)
        picture = self.folder / "photograph.png"
        write_png(picture, 256, 256, waves)
        row = self.good_json("inspect", "--pack", folder, "--json", "--label", pack["target"]["classes"][4],
                             "--corruption", "fog", "--severity", 2, "--threads", 1, picture)
        self.assertEqual(row["label"], pack["target"]["classes"][4])
        # The classifier sees the centre 224 of the 256, normalised.
        row = self.good_json("inspect", "--pack", folder, "--json", "--threads", 1, picture)
        rows = [[waves(x, y) for x in range(16, 240)] for y in range(16, 240)]
        v = torch.tensor(rows, dtype=torch.float32).permute(2, 0, 1) / 255
        mean, std = (torch.tensor(pack["target"][k]).view(3, 1, 1) for k in ("mean", "std"))
        with torch.no_grad():
            answer = torch.jit.load(str(folder / "target.pt"))(((v - mean) / std)[None]).softmax(1)
        self.assertAlmostEqual(row["transforms"][0]["confidence"], float(answer.max()), delta=1e-5)
        self.assertEqual(row["transforms"][0]["class"], pack["target"]["classes"][int(answer.argmax())])

    def test_timm(self):
        """What a timm model says of its input is believed, and can be overruled."""
        _, pack = self.pack("timm", "--model", "own_models:Timm")
        target = pack["target"]
        self.assertEqual((target["input_size"], target["margin"]), (48, 6))
        self.assertEqual((target["mean"], target["std"]), ([0.4, 0.5, 0.6], [0.2, 0.3, 0.4]))
        _, pack = self.pack("timm-64", "--model", "own_models:Timm", "--input-size", 64, "--margin", 0)
        self.assertEqual((pack["target"]["input_size"], pack["target"]["margin"]), (64, 0))

    def test_output(self):
        softmax = ["--model", "own_models:Small", "--argument", "softmax=True", "--input-size", 32]
        _, pack = self.pack("soft", *softmax)
        self.assertEqual(pack["target"]["output"], "probabilities")
        self.deny([*softmax, "--output", "logits"], "--output probabilities")
        self.deny([*softmax[:2], "--output", "probabilities"], "--output logits")

    def test_methods(self):
        """Tracing, and then scripting; what is asked for is not replaced."""
        branching = ["--model", "own_models:Branching", "--input-size", 32]
        self.deny([*branching, "--method", "trace"], "--method script", "of own_models.py")
        self.pack("scripted", *branching, "--method", "script")
        self.pack("scripted-after", *branching)
        fixed = ["--model", "own_models:Fixed", "--input-size", 32]
        self.deny([*fixed, "--method", "script"], "--method trace")
        self.pack("traced", *fixed)
        source = MODELS.splitlines()
        condition, call = (
            f"line {len(source) - source[::-1].index(line)} of own_models.py"
            for line in ("        if bool((x.sum() > 0).item()):", "        y = self.dim(y)"))
        for name, *method in (("Neither",), ("NeitherTraced", "--method", "trace"),
                              ("NeitherScripted", "--method", "script")):
            before = self.files()
            status, out, err = self.export("--out", "denied", "--model", "own_models:" + name, "--input-size", 32,
                                           *method)
            self.assertEqual((status, out, err.count("\n"), self.files()), (1, "", 1, before))
            self.assertNotIn("--method", err)
            self.assertIn(condition, err)
            self.assertIn(call, err)

    def test_adapted(self):
        """Half outputs, a changed input, an object with logits: target.pt gives 32-bit floats of the same
        values, and leaves its input as it is."""
        for name in ("HalfOutput", "InPlace", "InPlaceBranching", "Named", "Entries"):
            folder, pack = self.pack("adapted-" + name, "--model", "own_models:" + name, "--input-size", 32)
            torch.manual_seed(0)
            model = getattr(self.models, name)().eval()
            self.assertEqual(pack["target"]["multiply_adds"], 16 * 16 * 8 * 27 + 8 * 26)
            x = torch.rand(3, 3, 32, 32)
            kept = x.clone()
            with torch.no_grad():
                y = torch.jit.load(str(folder / "target.pt"))(x)
                wanted = model(kept.clone())
            self.assertTrue(torch.equal(x, kept), name)
            wanted = wanted["logits"] if isinstance(wanted, dict) else getattr(wanted, "logits", wanted)
            torch.testing.assert_close(y, wanted.float(), rtol=2e-3, atol=1e-4)

    def answers(self, folder, x):
        with torch.no_grad():
            return torch.jit.load(str(folder / "target.pt"))(x)

    def test_transformer(self):
        """A classifier of HuggingFace says its size and its classes itself."""
        folder, pack = self.pack("transformer", "--model", "own_models:Transformer")
        self.assertEqual((pack["target"]["input_size"], pack["target"]["classes"][3]), (48, "thing 3"))
        torch.manual_seed(0)
        model, x = self.models.Transformer().eval(), torch.rand(3, 3, 48, 48)
        torch.testing.assert_close(self.answers(folder, x), model(x)["logits"])

    def test_resize(self):
        """What is right is proposed."""
        small = ["--model", "own_models:Small", "--input-size", 224]
        self.deny([*small, "--resize", 235], "--resize 236")
        self.deny([*small, "--resize", 200], "--resize 224")
        self.deny([*small, "--resize", 600], "--resize 480")
        for size, resize in ((224, "--resize 256"), (128, "--resize 146"), (32, None)):
            status, out, err = self.export("--out", f"whole-{size}", *small[:3], size)
            self.assertEqual((status, err), (0, ""))
            self.assertEqual("--resize" in out, resize is not None)
            self.assertIn(resize or "", out)

    def test_files(self):
        """A model in a file: TorchScript is taken, of others it is said what they need."""
        torch.manual_seed(3)
        model, x = self.models.Small().eval(), torch.rand(3, 3, 32, 32)
        torch.jit.trace(model, x).save(str(self.folder / "traced.pt"))
        torch.save(model, self.folder / "whole.pth")
        torch.save(model.state_dict(), self.folder / "state.pth")
        for name, source in (("traced", ["traced.pt"]), ("whole", ["torch:load", "--argument", "f=whole.pth",
                                                                 "--argument", "weights_only=False"])):
            folder, pack = self.pack("of-" + name, "--input-size", 32, "--model", *source)
            torch.testing.assert_close(self.answers(folder, x), model(x))
            self.assertEqual(pack["target"]["multiply_adds"], 16 * 16 * 8 * 27 + 8 * 26)
        with zipfile.ZipFile(self.folder / "net.pt2", "w") as archive:
            archive.writestr("net/archive_format", "pt2")
        linear = torch.quantization.quantize_dynamic(torch.nn.Sequential(torch.nn.Linear(4, 4)), {torch.nn.Linear})
        torch.jit.script(linear).save(str(self.folder / "quantised.pt"))
        (self.folder / "page.html").write_text("<html>")
        exported = ["cannot be loaded"] if hasattr(getattr(torch, "export", None), "load") else ["torch.export", "2.1"]
        for name, *words in (("net.pt2", *exported), ("state.pth", "--weights"), ("quantised.pt", "--target"),
                             ("whole.pth", "torch:load"), ("page.html", "MODULE:FACTORY"), ("none.pt", "no file")):
            self.deny(["--model", name, "--input-size", 32], name, *words)

    @unittest.skipUnless(hasattr(getattr(torch, "export", None), "save"), "this PyTorch has no torch.export")
    def test_exported(self):
        """A .pt2, for any number of pictures, in half precision, or for two pictures only, where nothing hangs on it."""
        torch.manual_seed(5)
        model, x = self.models.Small().eval(), torch.rand(2, 3, 32, 32)
        any_number = {"dynamic_shapes": ({0: torch.export.Dim("n")},)}
        for name, net, example, options in (("any", model, x, any_number), ("two", model, x, {}),
                                            ("half", copy.deepcopy(model).half(), x.half(), any_number)):
            torch.export.save(torch.export.export(net, (example,), **options), str(self.folder / f"{name}.pt2"))
            folder, _ = self.pack("of-" + name, "--input-size", 32, "--model", f"{name}.pt2")
            y = torch.rand(3, 3, 32, 32)
            torch.testing.assert_close(self.answers(folder, y), model(y), rtol=1e-3, atol=1e-2)
        with zipfile.ZipFile(self.folder / "compiled.pt2", "w") as archive:
            archive.writestr("archive_format", "pt2")
            archive.writestr("data/aotinductor/model/net.so", "")
        self.deny(["--model", "compiled.pt2", "--input-size", 32], "compiled.pt2", "torch.export.save")

    def test_safetensors(self):
        """Read without a package."""
        torch.manual_seed(7)
        self.trained = self.models.Small().eval()
        state, content, head = self.trained.state_dict(), b"", {"__metadata__": {"format": "pt"}}
        for name, value in state.items():
            part = value.numpy().tobytes()
            head["module." + name] = {"dtype": "F32" if value.is_floating_point() else "I64", "shape": list(value.shape),
                                      "data_offsets": [len(content), len(content) + len(part)]}
            content += part

        def write(name, head, content):
            text = json.dumps(head).encode()
            (self.folder / name).write_bytes(len(text).to_bytes(8, "little") + text + content)
            return ["--model", "own_models:Small", "--input-size", 32, "--weights", name]

        folder, _ = self.pack("safe", *write("net.safetensors", head, content))
        x = torch.rand(2, 3, 32, 32)
        torch.testing.assert_close(self.answers(folder, x), self.trained(x))
        self.deny(write("cut.safetensors", head, content[:-9]), "cut.safetensors", "end")
        head["module.head.bias"]["dtype"] = "F8_E5M2"
        self.deny(write("other.safetensors", head, content), "other.safetensors", "F8_E5M2")
        self.deny(["--model", "net.safetensors", "--input-size", 32], "net.safetensors", "--weights")

    def test_onnx(self):
        try:
            import onnx  # noqa: F401
        except ImportError:
            self.skipTest("python3-onnx is not installed")
        free = {"input_names": ["x"], "dynamic_axes": {"x": {0: "n"}}}
        for name, arguments, options in (
            ("Mixed", {}, free), ("Mixed", {"view": True}, free), ("Mixed", {"view": True}, {}),
            ("Mixed", {"view": True}, {"opset_version": 9}), ("Mixed", {}, {"opset_version": 17}),
            ("Attention", {}, free), ("Last", {}, {}),
        ):
            torch.manual_seed(2)
            model = getattr(self.models, name)(**arguments).eval()
            x = torch.rand(3, 3, 32, 32)
            own = x.permute(0, 2, 3, 1) if name == "Last" else x
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                torch.onnx.export(model, own[:1], str(self.folder / "net.onnx"), **options)
            folder, pack = self.pack(f"onnx-{name}-{len(self.files())}", "--model", "net.onnx")
            self.assertEqual(pack["target"]["input_size"], 32)
            torch.testing.assert_close(self.answers(folder, x), model(own), rtol=1e-4, atol=1e-5)
        up = torch.nn.Sequential(torch.nn.Upsample(scale_factor=2), torch.nn.Flatten())
        torch.onnx.export(up, x[:1], str(self.folder / "up.onnx"))
        self.deny(["--model", "up.onnx"], "up.onnx", "Resize")
        (self.folder / "bad.onnx").write_bytes(b"\x08\x08\x12\x07pytorch" + bytes(50))
        self.deny(["--model", "bad.onnx"], "bad.onnx", "damaged")

    def load(self, content, model="Small"):
        """Whether weights of a file with this content are used."""
        torch.save(content, self.folder / "checkpoint.pth")
        folder, _ = self.pack(f"loaded-{next(self.count)}", "--model", "own_models:" + model, "--input-size", 32,
                              "--weights", "checkpoint.pth")
        x = torch.rand(1, 3, 32, 32)
        with torch.no_grad():
            torch.testing.assert_close(torch.jit.load(str(folder / "target.pt"))(x), self.trained(x))

    def test_checkpoints(self):
        """What training scripts leave: entries, names, and much besides the weights."""
        torch.manual_seed(7)
        self.count, self.trained = itertools.count(), self.models.Small().eval()
        state = self.trained.state_dict()
        optimizer = torch.optim.SGD(self.trained.parameters(), lr=0.1, momentum=0.9)
        self.trained(torch.rand(1, 3, 32, 32)).sum().backward()
        optimizer.step()
        state = {key: value.clone() for key, value in self.trained.state_dict().items()}

        def named(prefix, **others):
            return {**{prefix + key: value for key, value in state.items()}, **others}

        for content in (
            {"epoch": 90, "best_acc1": 76.13, "state_dict": state},
            {"net": state, "acc": 95.2, "history": [1.0, None, "x", b"y", {1, 2}, 3 + 4j, range(3)]},
            {"model": state, "optimizer": optimizer.state_dict(), "args": argparse.Namespace(lr=0.1)},
            {"model": {"state_dict": state}, "path": pathlib.Path("a"), "scheduler": optimizer},
            {"ema": {"shadow": state}}, collections.OrderedDict(state),
            {"state_dict": state, "state_dict_ema": {key: 2 * value for key, value in state.items()}},
            {key: torch.nn.Parameter(value) if value.is_floating_point() else value for key, value in state.items()},
            {"state_dict": named("model.", **{"loss.weight": torch.ones(26), "loss.0.bias": torch.ones(3)})},
            named("module."), named("_orig_mod."), named("module._orig_mod."), named("net.module."),
            {key.replace("conv.", "conv._orig_mod."): value for key, value in state.items()},
        ):
            self.load(content)
        torch.save({"state_dict": state, "acc": 0.5}, self.folder / "old.pth", _use_new_zipfile_serialization=False)
        self.pack("old-format", "--model", "own_models:Small", "--input-size", 32, "--weights", "old.pth")
        torch.jit.script(self.trained).save(str(self.folder / "script.pt"))
        self.pack("of-a-script", "--model", "own_models:Small", "--input-size", 32, "--weights", "script.pt")

        small = ["--model", "own_models:Small", "--input-size", 32, "--weights", "bad.pth"]
        for content, *words in (
            ({"teacher": state, "student": state}, "teacher", "student"),
            ({"model": named("model.", **{"model.tail": torch.ones(1)})}, "lacks", "tail"),
            ({"epoch": 3}, "no state dict"), ([state], "no state dict"), ({"state_dict": {}}, "no state dict"),
        ):
            torch.save(content, self.folder / "bad.pth")
            self.deny(small, "bad.pth", *words)

    def test_hostile_weights(self):
        """A file that names a function to call gets nothing called."""
        class Hostile:
            def __reduce__(self):
                return pathlib.Path.touch, (pathlib.Path(self.place),)
        hostile = Hostile()
        hostile.place = str(self.folder / "written")
        state = self.models.Small().state_dict()
        for content in ({"state_dict": state, "extra": hostile}, hostile):
            torch.save(content, self.folder / "hostile.pth")
            status, _, _ = self.export("--out", "hostile", "--model", "own_models:Small", "--input-size", 32,
                                       "--weights", "hostile.pth")
            self.assertEqual(status, 0 if isinstance(content, dict) else 1)
            self.assertFalse((self.folder / "written").exists())

    def test_refused(self):
        small = ["--model", "own_models:Small", "--input-size", 32]
        for model, named in (
            ("own_models", "MODULE:FACTORY"), ("no_such_module:x", "no_such_module"),
            ("own_models:Large", "Large"), ("own_models:number", "int"),
            ("own_models:Noisy", "randomness"), ("own_models:Pair", "tuple"),
            ("own_models:Broken", "NaN"),
        ):
            self.deny(["--model", model, "--input-size", 32], named)
        self.deny([*small, "--argument", "depth=3"], "depth")
        self.deny([*small, "--argument", "depth"], "NAME=VALUE")
        self.deny([*small, "--input-size", 8], "16")
        self.deny([*small, "--margin", 3], "even")
        self.deny([*small, "--resize", 16], "margin")
        self.deny([*small, "--std", 1, 0, 1], "--std")
        self.deny(["--input-size", 32], "--model", status=2)
        self.deny([*small, "--margin", 2, "--resize", 34], status=2)
        taken = self.folder / "taken"
        taken.mkdir()
        (taken / "file").write_text("kept")
        self.deny([*small, "--out", taken], taken)

    def test_wrong_files(self):
        small = ["--model", "own_models:Small", "--input-size", 32]
        for name, text in (("two.txt", "a\nb\n"), ("gap.txt", "a\n\nb\n"), ("bad.json", "[1, 2"),
                           ("number.json", "[1, 2]"), ("gap.json", '{"0": "a", "2": "b"}')):
            (self.folder / name).write_text(text)
            self.deny([*small, "--classes", name], name)
        self.deny([*small, "--classes", "none.txt"], "none.txt")
        self.deny([*small, "--weights", "none.pth"], "none.pth")
        garbage = self.folder / "garbage.pth"
        garbage.write_bytes(b"no weights")
        self.deny([*small, "--weights", garbage], garbage)
        state = self.models.Small().state_dict()
        for change, named in (
            (lambda s: s.pop("head.bias"), "head.bias"),
            (lambda s: s.update(tail=torch.zeros(1)), "tail"),
            (lambda s: s.update({"head.bias": torch.zeros(3)}), "another shape"),
        ):
            changed = dict(state)
            change(changed)
            torch.save(changed, self.folder / "changed.pth")
            self.deny([*small, "--weights", "changed.pth"], "changed.pth", named)
        # A whole pickled model is code, not weights.
        torch.save(self.models.Small(), self.folder / "model.pth")
        self.deny([*small, "--weights", "model.pth"], "model.pth", "state_dict")

    @unittest.skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_unwritable(self):
        locked = self.folder / "locked"
        locked.mkdir(mode=0o500)
        self.deny(["--model", "own_models:Small", "--input-size", 32, "--out", locked / "pack"], locked)


if __name__ == "__main__":
    unittest.main()
