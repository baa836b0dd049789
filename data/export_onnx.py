# SPDX-License-Identifier: GPL-3.0-or-later
"""Classifiers from ONNX files, with the operators that image classifiers are made of; for export-target.py."""

import re
import warnings

from export_weights import Failure, first_line

try:
    import torch
    from torch.nn import functional as F
except ImportError:  # which export-target.py says
    torch = None

DOMAINS = ("", "ai.onnx")


def pads_of(node, x, window):
    """Of a convolution or pooling: (the padding of torch.nn.functional.pad, last dimension first)."""
    n = len(window)
    auto, strides, dilations = node.get("auto_pad", "NOTSET"), node.get("strides", [1] * n), node.get("dilations", [1] * n)
    pads = node.get("pads", [0] * 2 * n)
    if auto in ("SAME_UPPER", "SAME_LOWER"):
        pads = [0] * 2 * n
        for i in range(n):
            side = int(x.shape[i - n])
            total = max(0, (-(-side // strides[i]) - 1) * strides[i] + dilations[i] * (window[i] - 1) + 1 - side)
            small = total // 2
            pads[i], pads[i + n] = (small, total - small) if auto == "SAME_UPPER" else (total - small, small)
    return [pads[i + half * n] for i in reversed(range(n)) for half in (0, 1)]


def conv(node, x, weight, bias=None):
    n = weight.dim() - 2
    pads = pads_of(node, x, weight.shape[2:])
    symmetric = all(pads[2 * i] == pads[2 * i + 1] for i in range(n))
    inner = [pads[2 * i] for i in reversed(range(n))] if symmetric else [0] * n
    function = (F.conv1d, F.conv2d, F.conv3d)[n - 1]
    return function(x if symmetric else F.pad(x, pads), weight, bias, node.get("strides", [1] * n), inner,
                    node.get("dilations", [1] * n), node.get("group", 1))


def pool(node, x, largest):
    window = node["kernel_shape"]
    strides, pads = node.get("strides", [1] * len(window)), pads_of(node, x, window)
    if len(window) != 2 or any(d != 1 for d in node.get("dilations", [1])):
        raise ValueError("only in two dimensions, without dilations")
    ceil = bool(node.get("ceil_mode", 0))
    if largest:
        return F.max_pool2d(F.pad(x, pads, value=float("-inf")), window, strides, ceil_mode=ceil)
    if pads[0] == pads[1] and pads[2] == pads[3] and node.get("auto_pad", "NOTSET") == "NOTSET":
        return F.avg_pool2d(x, window, strides, [pads[2], pads[0]], ceil, bool(node.get("count_include_pad", 0)))
    sums = F.avg_pool2d(F.pad(x, pads), window, strides)
    if node.get("count_include_pad", 0):
        return sums
    return sums / F.avg_pool2d(F.pad(torch.ones_like(x[:1, :1]), pads), window, strides)


def reshape(node, x, shape):
    sizes = [int(n) for n in shape]
    sizes = [int(x.shape[i]) if n == 0 and not node.get("allowzero", 0) else n for i, n in enumerate(sizes)]
    # A file for one image keeps its 1: the images come first.
    if node["one_image"] and len(sizes) > 1 and sizes[0] == 1:
        sizes[0] = x.shape[0]
        if -1 not in sizes[1:]:
            sizes[1] = -1
    if sizes and sizes[0] == int(x.shape[0]):
        sizes[0] = x.shape[0]  # which a trace follows
    return x.reshape(sizes)


def axes_of(node, given):
    axes = node.get("axes") if given is None else [int(a) for a in given]
    return None if axes is None else list(axes)


def mean(node, x, axes=None):
    dims = axes_of(node, axes)
    return x.mean(list(range(x.dim())) if dims is None else dims, bool(node.get("keepdims", 1)))


def squeeze(node, x, axes=None):
    dims = axes_of(node, axes)
    dims = [i for i in range(x.dim()) if x.shape[i] == 1] if dims is None else [a % x.dim() for a in dims]
    for dim in sorted(dims, reverse=True):
        x = x.squeeze(dim)
    return x


def unsqueeze(node, x, axes=None):
    dims = axes_of(node, axes)
    for dim in sorted(a % (x.dim() + len(dims)) for a in dims):
        x = x.unsqueeze(dim)
    return x


def softmax(node, x):
    function = torch.log_softmax if node["type"] == "LogSoftmax" else torch.softmax
    if node["opset"] >= 13:
        return function(x, node.get("axis", -1))
    return function(x.flatten(node.get("axis", 1)), -1).reshape(x.shape)


def gemm(node, a, b, c=None):
    a, b = (a.t() if node.get("transA", 0) else a), (b.t() if node.get("transB", 0) else b)
    y = torch.matmul(a, b) * node.get("alpha", 1.0)
    return y if c is None else y + c * node.get("beta", 1.0)


def clip(node, x, low=None, high=None):
    low, high = node.get("min", low), node.get("max", high)
    return x if low is None and high is None else torch.clamp(x, None if low is None else float(low),
                                                              None if high is None else float(high))


def pad(node, x, pads=None, value=None, _=None):
    pads = [int(p) for p in (node.get("pads") if pads is None else pads)]
    value = node.get("value", 0.0) if value is None else float(value)
    mode = {"constant": "constant", "reflect": "reflect", "edge": "replicate"}[node.get("mode", "constant")]
    n = len(pads) // 2
    flat = [pads[i + half * n] for i in reversed(range(n)) for half in (0, 1)]
    return F.pad(x, flat, mode, value) if mode == "constant" else F.pad(x, flat[:4], mode)


def slices(node, x, starts=None, ends=None, axes=None, steps=None):
    starts, ends = (node[name] if given is None else [int(v) for v in given]
                    for name, given in (("starts", starts), ("ends", ends)))
    axes = node.get("axes", list(range(len(starts)))) if axes is None else [int(a) for a in axes]
    for i, axis in enumerate(axes):
        index = [slice(None)] * x.dim()
        index[axis] = slice(starts[i], ends[i], 1 if steps is None else int(steps[i]))
        x = x[tuple(index)]
    return x


def gather(node, x, index):
    axis = node.get("axis", 0) % x.dim()
    flat = index.reshape(-1)
    flat = torch.where(flat < 0, flat + x.shape[axis], flat)
    return torch.index_select(x, axis, flat).reshape((*x.shape[:axis], *index.shape, *x.shape[axis + 1:]))


def split(node, x, sizes=None):
    axis = node.get("axis", 0)
    sizes = node.get("split") if sizes is None else [int(n) for n in sizes]
    return torch.split(x, -(-x.shape[axis] // len(node["outputs"])) if sizes is None else sizes, axis)


def lrn(node, x):
    return F.local_response_norm(x, node["size"], node.get("alpha", 1e-4), node.get("beta", 0.75), node.get("bias", 1.0))


OPERATORS = {
    "Add": lambda node, a, b: a + b, "Sub": lambda node, a, b: a - b, "Mul": lambda node, a, b: a * b,
    "Div": lambda node, a, b: a / b if a.is_floating_point() else torch.div(a, b, rounding_mode="trunc"),
    "Pow": lambda node, a, b: a ** b, "Sqrt": lambda node, x: x.sqrt(), "Erf": lambda node, x: x.erf(),
    "Relu": lambda node, x: x.relu(), "Sigmoid": lambda node, x: x.sigmoid(), "Tanh": lambda node, x: x.tanh(),
    "LeakyRelu": lambda node, x: F.leaky_relu(x, node.get("alpha", 0.01)),
    "PRelu": lambda node, x, slope: torch.where(x < 0, x * slope, x),
    "HardSigmoid": lambda node, x: (x * node.get("alpha", 0.2) + node.get("beta", 0.5)).clamp(0, 1),
    "HardSwish": lambda node, x: F.hardswish(x), "Clip": clip, "Softmax": softmax, "LogSoftmax": softmax,
    "Conv": conv, "Gemm": gemm, "MatMul": lambda node, a, b: torch.matmul(a, b), "LRN": lrn,
    "BatchNormalization": lambda node, x, scale, bias, mean, var:
        F.batch_norm(x, mean, var, scale, bias, False, 0.0, node.get("epsilon", 1e-5)),
    "MaxPool": lambda node, x: pool(node, x, True), "AveragePool": lambda node, x: pool(node, x, False),
    "GlobalAveragePool": lambda node, x: x.mean((2, 3), True), "GlobalMaxPool": lambda node, x: x.amax((2, 3), True),
    "ReduceMean": mean, "Flatten": lambda node, x: x.flatten(node.get("axis", 1)) if node.get("axis", 1) else x[None],
    "Reshape": reshape, "Squeeze": squeeze, "Unsqueeze": unsqueeze, "Pad": pad, "Slice": slices,
    "Transpose": lambda node, x: x.permute(node.get("perm", list(range(x.dim()))[::-1])),
    "Concat": lambda node, *parts: torch.cat(parts, node["axis"]), "Identity": lambda node, x: x,
    "Dropout": lambda node, x, *_: x, "Shape": lambda node, x: torch.tensor(x.shape),
    "Gather": gather, "Split": split,
    "Cast": lambda node, x: x.to({1: torch.float32, 6: torch.int32, 7: torch.int64, 10: torch.float32, 11: torch.float32}[
        node["to"]]),
}


def read(path):
    try:
        import onnx
        from onnx import numpy_helper
    except ImportError as error:
        raise Failure(f"“{path}” is an ONNX model, and Python's package onnx is not installed; on Debian it is "
                      "python3-onnx") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = onnx.load(path)
    except Exception as error:
        raise Failure(f"“{path}” is no ONNX model, or is damaged ({first_line(error)}); download it again") from error
    arrays = {tensor.name: torch.tensor(numpy_helper.to_array(tensor)) for tensor in model.graph.initializer}
    opset = max((entry.version for entry in model.opset_import if entry.domain in DOMAINS), default=1)
    nodes = []
    for node in model.graph.node:
        about = {"type": node.op_type, "opset": opset, "inputs": list(node.input), "outputs": list(node.output)}
        for attribute in node.attribute:
            value = onnx.helper.get_attribute_value(attribute)
            about[attribute.name] = value.decode() if isinstance(value, bytes) else value
        if node.op_type == "Constant" and "value" in about:
            arrays[node.output[0]] = torch.tensor(numpy_helper.to_array(about["value"]))
        elif node.domain not in DOMAINS or node.op_type not in OPERATORS:
            raise Failure(f"“{path}” needs the ONNX operator {node.op_type}, which this script lacks; load the "
                          "classifier in Python, and give what makes it with --model MODULE:FACTORY")
        else:
            nodes.append(about)
    inputs = [value for value in model.graph.input if value.name not in arrays]
    if len(inputs) != 1:
        raise Failure(f"“{path}” takes {len(inputs)} inputs; a classifier takes images alone")
    sizes = [size.dim_value for size in inputs[0].type.tensor_type.shape.dim]
    return arrays, nodes, inputs[0].name, sizes, model.graph.output[0].name


def load_model(torch, path):
    """The graph as a module. What it lacks is said by its name."""
    arrays, nodes, entry, sizes, result = read(path)
    last = len(sizes) == 4 and sizes[3] == 3 and sizes[1] != 3  # N x S x S x 3, as TensorFlow has it

    class Graph(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.names = {}
            for i, (name, array) in enumerate(arrays.items()):
                self.names[name] = f"a{i}_" + re.sub(r"\W", "_", name)
                if array.dtype in (torch.float16, torch.float64):
                    array = array.float()
                self.register_buffer(self.names[name], array)

        def forward(self, x):
            values = {name: getattr(self, own) for name, own in self.names.items()}
            values[entry] = x.permute(0, 2, 3, 1) if last else x
            for node in nodes:
                inputs = [values[name] if name else None for name in node["inputs"]]
                try:
                    given = OPERATORS[node["type"]](node, *inputs)
                except Exception as error:
                    raise RuntimeError(f"{node['type']}: {first_line(error)}") from error
                values.update(zip(node["outputs"], given if isinstance(given, tuple) else (given,)))
            return values[result]

    for node in nodes:
        node["one_image"] = bool(sizes) and sizes[0] == 1
    model = Graph().eval()
    side = sizes[1 if last else 2] if len(sizes) == 4 else 0
    if side > 0:
        model.onnx_side = side
    return model
