# SPDX-License-Identifier: GPL-3.0-or-later
"""EfficientNet-B0 (Tan & Le 2019) with torchvision's names of the weights, and the same weights under the names of
timm and of efficientnet_pytorch, so that none of the three need be installed."""

import math
import re

import torch
from torch.nn import functional as F

# Of each stage: factor of expansion, width, blocks, stride, kernel.
STAGES = [(1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3), (6, 112, 3, 1, 5), (6, 192, 4, 2, 5),
          (6, 320, 1, 1, 3)]


class Conv(torch.nn.Conv2d):
    """With the padding of torchvision, or with TensorFlow's “same”."""

    same = False

    def forward(self, x):
        if not self.same:
            return super().forward(x)
        (k, _), (s, _) = self.kernel_size, self.stride
        pads = [max((math.ceil(n / s) - 1) * s + k - n, 0) for n in x.shape[-2:]]
        x = F.pad(x, [pads[1] // 2, pads[1] - pads[1] // 2, pads[0] // 2, pads[0] - pads[0] // 2])
        return F.conv2d(x, self.weight, self.bias, self.stride, 0, self.dilation, self.groups)


def unit(n_in, n_out, kernel, stride=1, groups=1, act=True):
    layers = [Conv(n_in, n_out, kernel, stride, kernel // 2, groups=groups, bias=False), torch.nn.BatchNorm2d(n_out)]
    return torch.nn.Sequential(*layers, *([torch.nn.SiLU()] if act else []))


class Squeeze(torch.nn.Module):
    def __init__(self, width, squeezed):
        super().__init__()
        self.fc1, self.fc2 = torch.nn.Conv2d(width, squeezed, 1), torch.nn.Conv2d(squeezed, width, 1)

    def forward(self, x):
        return torch.sigmoid(self.fc2(F.silu(self.fc1(x.mean([2, 3], keepdim=True))))) * x


class Block(torch.nn.Module):
    def __init__(self, n_in, n_out, expand, kernel, stride):
        super().__init__()
        wide = n_in * expand
        layers = [unit(n_in, wide, 1)] if expand > 1 else []
        layers += [unit(wide, wide, kernel, stride, groups=wide), Squeeze(wide, n_in // 4), unit(wide, n_out, 1, act=False)]
        self.block = torch.nn.Sequential(*layers)
        self.adds = stride == 1 and n_in == n_out

    def forward(self, x):
        return self.block(x) + x if self.adds else self.block(x)


class EfficientNetB0(torch.nn.Module):
    """`blocks` adds as many to each stage: above 0, a larger network."""

    def __init__(self, channels=3, blocks=0, classes=1000):
        super().__init__()
        stages, width = [unit(channels, 32, 3, 2)], 32
        for expand, out, n, stride, kernel in STAGES:
            inner = []
            for i in range(n + blocks):
                inner.append(Block(width, out, expand, kernel, stride if i == 0 else 1))
                width = out
            stages.append(torch.nn.Sequential(*inner))
        self.features = torch.nn.Sequential(*stages, unit(width, 1280, 1))
        self.classifier = torch.nn.Sequential(torch.nn.Dropout(0.2), torch.nn.Linear(1280, classes))

    def forward(self, x):
        return self.classifier(self.features(x).mean([2, 3]))


def randomise(network, seed):
    """Weights under which images stay apart, with scales and statistics that differ from one another."""
    generator = torch.Generator().manual_seed(seed)
    norms = [m for m in network.eval().modules() if isinstance(m, torch.nn.BatchNorm2d)]
    momentum = norms[0].momentum
    for module in norms:
        module.weight.data = torch.rand(module.weight.shape, generator=generator) + 0.5
        module.bias.data = torch.rand(module.bias.shape, generator=generator) * 0.6 - 0.3
        module.train().momentum = 1  # the statistics of the images
    with torch.no_grad():
        network(torch.randn(16, 3, 64, 64, generator=generator))
    for module in norms:
        module.eval().momentum = momentum
    return network


def set_conventions(network, same, epsilon):
    for module in network.modules():
        if isinstance(module, Conv):
            module.same = same
        if isinstance(module, torch.nn.BatchNorm2d):
            module.eps = epsilon
    return network


def run(network, module, x):
    """What a predictor answers whose backbone is `network`, with the further layers of `module`: the features of blocks
    1, 3, 5 and 11, each through a layer of its own and scaled by 0.8, and the pooled top."""
    own = {name: p.detach() for name, p in module.named_parameters()}
    features, index = [], 0
    x = network.features[0](x)
    for stage in network.features[1:8]:
        for block in stage:
            x = block(x)
            if index in (1, 3, 5, 11):
                name = f"block{index}_feature_"
                features.append(0.8 * F.silu(F.linear(x.mean([2, 3]), own[name + "weight"], own[name + "bias"])))
            index += 1
    features.append(network.features[8](x).mean([2, 3]))
    return F.linear(torch.cat(features, 1), own["head_weight"], own["head_bias"])


PARTS = {
    "timm": (["conv_pw", "bn1", "conv_dw", "bn2", "se.conv_reduce", "se.conv_expand", "conv_pwl", "bn3"],
             ["conv_dw", "bn1", "se.conv_reduce", "se.conv_expand", "conv_pw", "bn2"]),
    "efficientnet_pytorch": (["_expand_conv", "_bn0", "_depthwise_conv", "_bn1", "_se_reduce", "_se_expand",
                              "_project_conv", "_bn2"],
                             ["_depthwise_conv", "_bn1", "_se_reduce", "_se_expand", "_project_conv", "_bn2"]),
}
ENDS = {
    "timm": {"features.0.0": "conv_stem", "features.0.1": "bn1", "features.8.0": "conv_head", "features.8.1": "bn2",
             "classifier.1": "classifier"},
    "efficientnet_pytorch": {"features.0.0": "_conv_stem", "features.0.1": "_bn0", "features.8.0": "_conv_head",
                             "features.8.1": "_bn1", "classifier.1": "_fc"},
}


def rename(state, to):
    """A state dict of torchvision's names under those of `to`."""
    starts = [sum(n for _, _, n, _, _ in STAGES[:i]) for i in range(7)]
    renamed = {}
    for name, tensor in state.items():
        layer, last = name.rsplit(".", 1)
        match = re.fullmatch(r"features\.(\d)\.(\d)\.block\.(.*)", layer)
        if match is None:
            layer = ENDS[to][layer]
        else:
            stage, repeat = int(match[1]) - 1, int(match[2])
            parts = PARTS[to][1 if stage == 0 else 0]
            order = ["0.0", "0.1", "1.fc1", "1.fc2", "2.0", "2.1"]
            if stage > 0:
                order = ["0.0", "0.1", "1.0", "1.1", "2.fc1", "2.fc2", "3.0", "3.1"]
            part = parts[order.index(match[3])]
            layer = f"blocks.{stage}.{repeat}.{part}" if to == "timm" else f"_blocks.{starts[stage] + repeat}.{part}"
        renamed[f"{layer}.{last}"] = tensor
    return renamed
