#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a model pack of Tauscope from a PyTorch classifier, in one command.

    export-target.py --model torchvision.models:resnet50 --weights resnet50.pth --input-size 224 \\
      --resize 256 --classes imagenet.txt --out resnet50
    export-target.py --model timm:create_model --argument model_name=resnet18 \\
      --argument pretrained=True --out resnet18
    export-target.py --model resnet50.onnx --classes imagenet.txt --out resnet50

The classifier maps N x 3 x S x S normalised RGB pictures to N x classes numbers. It is traced (or,
if that fails, scripted), saved, loaded again and compared with the original; OUT then holds target.pt
and pack.json, and `tauscope-cli train-predictor --pack OUT` adds a loss predictor. Nothing is left
behind when it fails: exit status 1 with one line that says why, 2 for a wrong command line.
"""

import argparse
import ast
import datetime
import hashlib
import importlib
import json
import os
import pathlib
import re
import shlex
import shutil
import sys
import tempfile
import traceback
import warnings

sys.dont_write_bytecode = True  # nothing is left beside this script or the user's models
from export_files import load_model, read_weights  # noqa: E402
from export_weights import Failure, first_line, load_weights  # noqa: E402

# The order of the transform space is that of every vector of Tauscope (`tauscope-cli transforms`).
TRANSFORMS = [
    "identity", "rotate-20", "rotate+20", "zoom-0.8", "zoom-1.2", "autocontrast",
    "sharpness-0.2", "sharpness-0.5", "sharpness-3.0", "sharpness-4.0", "color-0.5", "color-2.0",
]
IMAGENET_MEAN, IMAGENET_STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
# How far two ways of computing the same sums may lie apart, relative to the largest output.
TOLERANCE = 1e-4


def parse_arguments():
    parser = argparse.ArgumentParser(
        description="Makes a model pack of Tauscope from a PyTorch classifier.",
        epilog="The model's module is looked for in the current folder too.",
    )
    parser.add_argument("--model", required=True, metavar="MODULE:FACTORY|FILE",
                        help="what to call for the classifier, such as torchvision.models:resnet50; or a file "
                        "that holds it: TorchScript, ONNX, or .pt2 of torch.export")
    parser.add_argument("--argument", action="append", default=[], metavar="NAME=VALUE",
                        help="an argument of the factory, such as num_classes=10; may be repeated")
    parser.add_argument("--weights", metavar="FILE",
                        help="weights to load into it: a state dict or a checkpoint of torch.save, or safetensors")
    parser.add_argument("--out", required=True, metavar="DIR", help="folder of the pack to make")
    parser.add_argument("--name", help="name of the pack (default: that of the folder)")
    parser.add_argument("--description", help="what it tells apart, for people")
    parser.add_argument("--input-size", type=int, metavar="PX",
                        help="side of the classifier's input (default: what a timm model says, or 224)")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--margin", type=int, metavar="PX",
                      help="pixels that a picture is larger than the input, an even number: its "
                      "centre is what identity shows (default: what a timm model says, or 0)")
    size.add_argument("--resize", type=int, metavar="PX",
                      help="the same as --margin: side that pictures are resized to, such as 256")
    for name, default in (("mean", IMAGENET_MEAN), ("std", IMAGENET_STD)):
        parser.add_argument("--" + name, type=float, nargs=3, metavar=("R", "G", "B"),
                            help=f"of the normalisation, of pixels in 0..1 (default: what a timm model "
                            f"says, or ImageNet's {' '.join(map(str, default))})")
    parser.add_argument("--classes", metavar="FILE",
                        help="their names in the order of the outputs: one a line, or JSON (default: "
                        "their numbers)")
    parser.add_argument("--output", choices=["logits", "probabilities"],
                        help="what the classifier gives (default: found out)")
    parser.add_argument("--method", choices=["trace", "script"],
                        help="of TorchScript (default: trace, and script if that fails, as it does for "
                        "models whose path depends on the picture)")
    parser.add_argument("--trained-on", metavar="TEXT", help="data set that it was trained on, for pack.json")
    return parser.parse_args()


# -- the model -----------------------------------------------------


def parse_value(text):
    """True, 10, [1, 2]... or, when it is nothing of Python's, the text itself."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def find_factory(spec):
    module_name, colon, path = spec.partition(":")
    if not module_name or not colon or not path:
        raise Failure(f"“{spec}” is no file and names no factory; write --model MODULE:FACTORY, or --model FILE")
    sys.path.insert(0, os.getcwd())
    try:
        found = importlib.import_module(module_name)
    except Exception as error:
        raise Failure(f"The module “{module_name}” cannot be imported ({first_line(error)}); install it, "
                      "or run this in the folder that it lies in") from error
    for part in path.split("."):
        if not hasattr(found, part):
            raise Failure(f"The module “{module_name}” has no “{path}”; look its models up in its manual")
        found = getattr(found, part)
    return found


def make_model(torch, options):
    if os.path.isfile(options.model):
        return load_model(torch, options.model).cpu().float()
    factory = find_factory(options.model)
    arguments = {}
    for text in options.argument:
        name, equals, value = text.partition("=")
        if not equals or not name.isidentifier():
            raise Failure(f"“{text}” is no argument; write --argument NAME=VALUE")
        arguments[name] = parse_value(value)
    try:
        model = factory(**arguments)
    except Exception as error:
        raise Failure(f"“{options.model}” cannot be made: {first_line(error)}") from error
    if not isinstance(model, torch.nn.Module):
        raise Failure(f"“{options.model}” gives a {type(model).__name__}, not a torch.nn.Module")
    return model.cpu().float()


# -- what the pack says of it --------------------------------------


def own_settings(model):
    """What timm's and HuggingFace's models and ONNX files say of their input; empty for others."""
    side = getattr(model, "onnx_side", None) or getattr(getattr(model, "config", None), "image_size", None)
    if isinstance(side, int):
        return {"input_size": [3, side, side]}
    for name in ("pretrained_cfg", "default_cfg"):
        config = getattr(model, name, None)
        if isinstance(config, dict) and config.get("input_size"):
            return config
    return {}


def nearest_margin(margin):
    return min(max(2 * round(margin / 2), 0), 256)


def settle(options, model):
    """Fills what was not given from what the model says of itself, and checks it."""
    config = own_settings(model)
    if options.input_size is None:
        options.input_size = int(config.get("input_size", [3, 224])[-1])
    options.proposal = None
    if options.resize is not None:
        options.margin = options.resize - options.input_size
    elif options.margin is None:
        if "crop_pct" not in config and options.input_size >= 128:
            options.proposal = options.input_size + nearest_margin(options.input_size / 7)
        options.margin = int(options.input_size / config.get("crop_pct", 1)) - options.input_size
        options.margin += options.margin % 2
    options.mean = list(options.mean or config.get("mean", IMAGENET_MEAN))
    options.std = list(options.std or config.get("std", IMAGENET_STD))
    if not 16 <= options.input_size <= 1024:
        raise Failure(f"An input of {options.input_size} px cannot be used; 16 to 1024 can")
    if not 0 <= options.margin <= 256 or options.margin % 2:
        nearest = nearest_margin(options.margin)
        raise Failure(f"A margin of {options.margin} px around {options.input_size} px cannot be used; even numbers up "
                      f"to 256 can: give --resize {options.input_size + nearest} or --margin {nearest}")
    if min(options.std) <= 0:
        raise Failure("The standard deviations of --std must be positive")


def read_classes(path, count, model):
    """`count` different names. JSON: a list, or ImageNet's {"0": ["n01440764", "tench"], …}."""
    if path is None:  # HuggingFace's models know theirs
        labels = getattr(getattr(model, "config", None), "id2label", None) or {}
        names = [str(labels.get(i, labels.get(str(i), i))) for i in range(count)]
        return names if len(set(names)) == count else [str(i) for i in range(count)]
    try:
        text = pathlib.Path(path).read_text(encoding="utf-8")
        names = json.loads(text) if text.lstrip()[:1] in ("[", "{") else text.strip().splitlines()
        if isinstance(names, dict):
            names = [names[str(i)] for i in range(len(names))]
    except (OSError, ValueError, KeyError) as error:
        raise Failure(f"“{path}” cannot be read as a list of classes ({first_line(error)}); write one name "
                      "a line") from error
    names = [name[-1] if isinstance(name, list) and name else name for name in names]
    if not all(isinstance(name, str) and name.strip() for name in names):
        raise Failure(f"“{path}” has a class without a name; write one name a line")
    names = [name.strip() for name in names]
    if len(names) != count:
        raise Failure(f"“{path}” names {len(names)} classes, but the classifier gives {count} numbers")
    # Two classes of one name (ImageNet's two cranes) could not be told apart: they get their numbers.
    again = {name for name in names if names.count(name) > 1}
    return [f"{name} ({i})" if name in again else name for i, name in enumerate(names)]


def find_output(torch, rows, wanted):
    sums_to_one = bool((rows >= 0).all() and ((rows.sum(1) - 1).abs() < 1e-3).all())
    found = "probabilities" if sums_to_one else "logits"
    if wanted == "probabilities" and not sums_to_one:
        raise Failure("The classifier's numbers do not sum to one: they are no probabilities; use "
                      "--output logits")
    if wanted == "logits" and sums_to_one:
        raise Failure("The classifier's numbers are positive and sum to one: they are no logits; use "
                      "--output probabilities")
    return found


# -- TorchScript ---------------------------------------------------


def pictures(torch, count, size, first=0):
    """Smooth waves, another one for each picture."""
    ramp = torch.arange(count * 3 * size * size, dtype=torch.float32).view(count, 3, size, size)
    return torch.sin(ramp * 0.0037 + first) + 0.3 * torch.cos(ramp * 0.71)


def call(torch, model, x):
    wanted = f"The classifier does not map pictures 3 × {x.shape[2]} × {x.shape[3]} to one row of numbers each: "
    try:
        with torch.no_grad():
            return model(x), wanted
    except Exception as error:
        raise Failure(wanted + first_line(error)) from error


def answer(torch, model, x):
    y, wanted = call(torch, model, x)
    if not isinstance(y, torch.Tensor):
        raise Failure(wanted + f"it returns a {type(y).__name__}, not one tensor")
    if y.dim() != 2 or y.shape[0] != x.shape[0] or y.shape[1] < 2 or not y.is_floating_point():
        raise Failure(wanted + f"for {x.shape[0]} pictures it returns {y.dtype} {list(y.shape)}")
    if not torch.isfinite(y).all():
        raise Failure("The classifier returns NaN or infinity; its weights may be damaged")
    return y


def adapt(torch, model, size):
    """The classifier, as a model that leaves its input as it is and returns one tensor of 32-bit
    floats, and how far its answers may lie apart."""

    class Plain(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, x):
            return self.model(x.clone()).float()

    class Logits(Plain):  # named tuples, and the outputs of HuggingFace's models
        def forward(self, x):
            return self.model(x.clone()).logits.float()

    class Entry(Plain):  # a dictionary
        def forward(self, x):
            return self.model(x.clone())[name].float()

    x = pictures(torch, 2, size)
    before = x.clone()
    y, _ = call(torch, model, x)
    logits = getattr(y, "logits", None)
    name = next((n for n in ("logits", "out", "output") if isinstance(y, dict) and n in y), None)
    rows = logits if isinstance(logits, torch.Tensor) else y if name is None else y[name]
    if not isinstance(rows, torch.Tensor) or not rows.is_floating_point():
        return model, TOLERANCE  # which answer() refuses
    tolerance = TOLERANCE + torch.finfo(rows.dtype).eps
    if rows is not y:
        return (Entry() if rows is not logits else Logits()).eval(), tolerance
    if y.dtype == torch.float32 and torch.equal(x, before):
        return model, tolerance
    return Plain().eval(), tolerance


def distance(a, b):
    """Largest difference, relative to the largest value."""
    return float((a - b).abs().max() / a.abs().max().clamp_min(1e-6))


def find_line(torch, places):
    """The last of (file, line) that is neither PyTorch's nor Python's, for people."""
    others = (os.path.dirname(torch.__file__), os.path.dirname(os.__file__), os.path.abspath(__file__), "<")
    for file, line in reversed(places):
        if not file.startswith(others):
            return f", line {line} of {os.path.basename(file)}"
    return ""


def convert(torch, model, size, method):
    """The TorchScript, or why it cannot be made; and the line of the model that is to blame, or ""."""
    if isinstance(model, torch.jit.ScriptModule):
        return model, ""
    try:
        with warnings.catch_warnings(record=True) as notes, torch.no_grad():
            warnings.simplefilter("always")
            script = (torch.jit.script(model) if method == "script"
                      else torch.jit.trace(model, pictures(torch, 2, size)))
    except Exception as error:
        places = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
        named = re.findall(r'File "(.+?)", line (\d+)', str(error))
        return None, first_line(error) + (find_line(torch, named[::-1]) or find_line(torch, places))
    # The tracer says where it follows one path of several.
    places = [(note.filename, note.lineno) for note in notes if issubclass(note.category, torch.jit.TracerWarning)]
    return script, find_line(torch, places[::-1])


def write_script(torch, model, options, method, path, tolerance):
    """Writes target.pt and compares it with the original; returns what is wrong with it, or None."""
    script, line = convert(torch, model, options.input_size, method)
    if script is None:
        return f"TorchScript cannot {method} the classifier ({line})"
    try:
        script.save(str(path))
    except RuntimeError as error:
        raise Failure(f"“{path}” cannot be written ({first_line(error)}); make room, or choose another "
                      "folder with --out") from error
    loaded = torch.jit.load(str(path)).eval()
    # Bright and dark ones too, because a trace forgets what is done with other pictures only.
    for count, first, light in ((2, 0.0, 0.0), (1, 1.0, 0.0), (5, 2.0, 0.0), (2, 3.0, 1.5), (2, 4.0, -1.5)):
        x = pictures(torch, count, options.input_size, first) + light
        rows = answer(torch, model, x)
        try:
            apart = distance(rows, answer(torch, loaded, x))
        except Failure as failure:
            return f"After {method}: {failure}"
        if apart > tolerance:
            done = "traced" if method == "trace" else "scripted"
            return (f"The {done} classifier gives other numbers than the original (relative difference "
                    f"{apart:.2g} for {count} pictures{line})")
    return None


def count_multiply_adds(torch, model, size):
    """Of one picture, in convolutions and matrix products, as tauscope-cli counts them; None: unknown."""
    from torch.utils._python_dispatch import TorchDispatchMode

    class Counter(TorchDispatchMode):
        total, hidden = 0, False

        def __torch_dispatch__(self, function, types, args=(), kwargs=None):
            out = function(*args, **(kwargs or {}))
            name = getattr(function, "overloadpacket", function).__name__
            if getattr(function, "namespace", "aten") != "aten" or name.startswith("quantized_"):
                self.hidden = True
            elif name in ("convolution", "_convolution"):  # transposed: each number of the input meets the weights
                self.total += (args[0] if args[6] else out).numel() * args[1].numel() // args[1].shape[0]
            elif name in ("addmm", "mm", "bmm", "baddbmm", "mv", "addmv"):
                self.total += out.numel() * args[0 if name in ("mm", "bmm", "mv") else 1].shape[-1]
            return out

    # With gradients, because without them attention becomes one operator that hides its products.
    try:
        with Counter() as counter:
            model(pictures(torch, 1, size))
    except RuntimeError:  # an operator that takes no such counter
        return None
    return None if counter.hidden else counter.total or None


def export(torch, model, options, folder):
    """Writes target.pt; returns the answers for 2 pictures, from the original."""
    path, x = folder / "target.pt", pictures(torch, 2, options.input_size)
    model, tolerance = adapt(torch, model, options.input_size)
    rows = answer(torch, model, x)
    if distance(rows, answer(torch, model, x)) > tolerance:
        raise Failure("The classifier gives other numbers for the same pictures the second time; take the "
                      "randomness out of it")
    methods = ("script", "trace") if options.method == "script" else ("trace", "script")
    wrong = []
    for method in methods:
        wrong.append(write_script(torch, model, options, method, path, tolerance))
        if wrong[-1] is None:
            break
    else:
        raise Failure(f"{'. '.join(wrong)}. Change the classifier there, so that one of the two works")
    if len(wrong) > 1 and options.method is not None:
        raise Failure(f"{wrong[0]}; try --method {methods[1]}")
    return rows


# -- the pack ------------------------------------------------------


def sync(path):
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def describe(torch, model, options, rows, target):
    """pack.json (DESIGN "Model packs")."""
    classes = read_classes(options.classes, rows.shape[1], model)
    versions = {"torch": str(torch.__version__)}
    library = sys.modules.get(options.model.partition(":")[0].partition(".")[0])
    if getattr(library, "__version__", None):
        versions[library.__name__] = str(library.__version__)
    about = {
        "file": target.name,
        "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
        "architecture": os.path.basename(options.model),
        "input_size": options.input_size,
        "margin": options.margin,
        "mean": options.mean,
        "std": options.std,
        "classes": classes,
        "output": find_output(torch, rows, options.output),
        "multiply_adds": count_multiply_adds(torch, model, options.input_size),
        "parameters": sum(p.numel() for p in model.parameters()),
    }
    if about["multiply_adds"] is None:
        del about["multiply_adds"]
    return {
        "name": options.name,
        "description": options.description or f"{about['architecture'].rpartition(':')[2]}, {len(classes)} classes",
        "transforms": TRANSFORMS,
        "target": about,
        "provenance": {
            "dataset": options.trained_on or "",
            "commands": ["export-target.py " + shlex.join(sys.argv[1:])],
            "date": datetime.date.today().isoformat(),
            "versions": versions,
        },
        "results": {},
    }


def write_pack(torch, model, options):
    """All or nothing: the folder is made under another name and renamed when it is complete."""
    out = pathlib.Path(options.out).absolute()
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Failure(f"“{options.out}” is there already; choose another folder with --out, or delete it")
    folder = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = pathlib.Path(tempfile.mkdtemp(prefix="." + out.name + ".", dir=out.parent))
        folder.chmod(0o755)
        rows = export(torch, model, options, folder)
        pack = describe(torch, model, options, rows, folder / "target.pt")
        text = json.dumps(pack, ensure_ascii=False, indent=2)
        (folder / "pack.json").write_text(text + "\n", encoding="utf-8")
        for path in (folder / "target.pt", folder / "pack.json", folder):
            sync(path)
        os.rename(folder, out)
        sync(out.parent)
    except OSError as error:
        raise Failure(f"“{options.out}” cannot be written ({error.strerror or error}); choose another folder "
                      "with --out") from error
    finally:
        if folder is not None and folder.exists():
            shutil.rmtree(folder, ignore_errors=True)
    return pack


def main():
    options = parse_arguments()
    options.name = options.name or pathlib.Path(options.out).absolute().name
    try:
        try:
            import torch
        except ImportError as error:
            raise Failure("PyTorch is not installed; on Debian its package is python3-torch") from error
        torch.manual_seed(0)
        model = make_model(torch, options)
        if options.weights is not None:
            load_weights(torch, model, options.weights, read_weights(torch, options.weights))
        model.eval()
        settle(options, model)
        target = write_pack(torch, model, options)["target"]
    except Failure as failure:
        print(f"export-target.py: {failure}", file=sys.stderr)
        return 1
    work = f"{target['multiply_adds']:,}" if "multiply_adds" in target else "unknown"
    print(f"{options.out}: {target['input_size']} px and a margin of {target['margin']} px, "
          f"{len(target['classes'])} classes as {target['output']}, multiply-adds: {work}")
    if options.proposal is not None:
        print(f"note: it sees whole images; if it was trained for their centre, as classifiers of ImageNet are, give "
              f"--resize {options.proposal}")
    print(f"next: tauscope-cli train-predictor --pack {shlex.quote(options.out)} --dataset folder:DIR")
    return 0


if __name__ == "__main__":
    sys.exit(main())
