# SPDX-License-Identifier: GPL-3.0-or-later
"""Models and weights from files, whatever wrote them; for export-target.py."""

import json
import os
import zipfile

from export_weights import Failure, first_line, holds_weights, read_checkpoint

FACTORY = "say what makes the network, with --model MODULE:FACTORY"


def members(path):
    """The names in a zip file, without the folder that they may lie in; else none."""
    try:
        with zipfile.ZipFile(path) as archive:
            return {part for name in archive.namelist() for part in (name, name.partition("/")[2])}
    except (zipfile.BadZipFile, OSError):
        return set()


def is_onnx(head):
    """Protocol buffers: the version, then the name of the program that wrote it, or the graph."""
    return len(head) > 4 and head[0] == 8 and 0 < head[1] <= 20 and (
        head[2] == 0x3A or head[2] == 0x12 and head[4:4 + head[3]].isascii() and head[3] > 0)


def check_quantised(torch, path, model):
    """In Python, what is quantised for phones reads beyond its weights where a size is wrong."""
    if any(name.startswith("quantized::") for name in torch.jit.export_opnames(model)):
        raise Failure(f"“{path}” is quantised TorchScript, which Tauscope takes as it is; open it with tauscope-cli, with "
                      "--target FILE")
    return model


def size_of(tensor, dimension):
    return tensor.size(dimension)


def load_exported(torch, path, names):
    """The network of a .pt2, so that it can be traced: without the checks of its input, with sizes that are followed
    as they are elsewhere, and without train() and eval(), which would refuse (the mode is in the graph)."""
    if not hasattr(getattr(torch, "export", None), "load"):
        raise Failure(f"“{path}” is a .pt2 file of torch.export, which PyTorch {torch.__version__} cannot read; "
                      "run this with PyTorch 2.1 or later")
    if any("data/aotinductor/" in name for name in names):
        raise Failure(f"“{path}” is a .pt2 file that AOTInductor compiled, from which the network cannot be had; write "
                      "that with torch.export.save, or as TorchScript")
    module = torch.export.load(path).module()
    module._forward_pre_hooks.clear()
    for node in module.graph.nodes:
        if node.target is torch.ops.aten.sym_size.int:
            node.target = size_of
    module.recompile()
    for name in ("train", "eval"):
        vars(module).pop(name, None)
    return module


def load_model(torch, path):
    """A network from a file that holds one: TorchScript, .pt2, or ONNX."""
    with open(path, "rb") as file:
        head = file.read(128)
    names = members(path)
    if is_onnx(head):
        import export_onnx
        return export_onnx.load_model(torch, path)
    try:
        if "constants.pkl" in names:
            return check_quantised(torch, path, torch.jit.load(path, map_location="cpu"))
        if "archive_format" in names or "serialized_exported_program.json" in names:
            return load_exported(torch, path, names)
    except Failure:
        raise
    except Exception as error:
        raise Failure(f"“{path}” cannot be loaded: {first_line(error)}") from error
    found = read_weights(torch, path, "export it as TorchScript, or " + FACTORY)
    if holds_weights(torch, found):
        raise Failure(f"“{path}” holds weights without the network; give it as --weights, and {FACTORY}")
    raise Failure(f"“{path}” is a pickled Python module, whose loading runs what it names; if you trust it, write "
                  "--model torch:load --argument f=FILE --argument weights_only=False")


def read_safetensors(torch, path):
    """The length of a JSON object, that object, and the numbers."""
    types = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16,
             "I64": torch.int64, "I32": torch.int32, "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8,
             "BOOL": torch.bool}
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if length > min(os.path.getsize(path), 100_000_000):
            raise ValueError("its head is longer than the file")
        entries = json.loads(file.read(length))
        content = bytearray(file.read())
    tensors = {}
    for name, entry in entries.items():
        if name == "__metadata__":
            continue
        if entry["dtype"] not in types:
            raise ValueError(f"“{name}” is of type {entry['dtype']}; save it as F32")
        start, end = entry["data_offsets"]
        part = content[start:end] if 0 <= start <= end <= len(content) else b""
        if len(part) != end - start:
            raise ValueError(f"“{name}” goes beyond the end of the file")
        values = torch.frombuffer(part, dtype=types[entry["dtype"]]) if part else torch.zeros(0, dtype=types[entry["dtype"]])
        tensors[name] = values.reshape(entry["shape"])
    return tensors


def read_weights(torch, path, advice="write it with torch.save(model.state_dict(), FILE)"):
    """What a file of weights holds: of safetensors, or of torch.save."""
    if not os.path.isfile(path):
        raise Failure(f"There is no file “{path}”; correct --weights")
    with open(path, "rb") as file:
        head = file.read(10)
    if head[8:9] != b"{":
        return read_checkpoint(torch, path, advice)
    try:
        return read_safetensors(torch, path)
    except (ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        raise Failure(f"“{path}” is not a file of safetensors, or is damaged ({first_line(error)}); download it "
                      "again") from error
