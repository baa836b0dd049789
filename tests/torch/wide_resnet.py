# SPDX-License-Identifier: GPL-3.0-or-later
"""The Wide-ResNet that AugMix's authors train (github.com/google-research/augmix, third_party/WideResNet_pytorch), with
our names of the weights, and our stem above 32 px (up to 64)."""

import torch
from torch.nn import functional as F


class Block(torch.nn.Module):
    def __init__(self, n_in, n_out, stride):
        super().__init__()
        self.bn1, self.bn2 = torch.nn.BatchNorm2d(n_in), torch.nn.BatchNorm2d(n_out)
        self.conv1 = torch.nn.Conv2d(n_in, n_out, 3, stride, 1, bias=False)
        self.conv2 = torch.nn.Conv2d(n_out, n_out, 3, 1, 1, bias=False)
        self.shortcut = torch.nn.Conv2d(n_in, n_out, 1, stride, bias=False) if n_in != n_out else None

    def forward(self, x):
        if self.shortcut is None:
            out = F.relu(self.bn1(x))
        else:
            x = F.relu(self.bn1(x))
            out = x
        out = self.conv2(F.relu(self.bn2(self.conv1(out))))
        return (x if self.shortcut is None else self.shortcut(x)) + out


class WideResNet(torch.nn.Module):
    def __init__(self, depth, wider, classes, size):
        super().__init__()
        widths = [16, 16 * wider, 32 * wider, 64 * wider]
        self.size = size
        self.stem = torch.nn.Conv2d(3, 16, 3 if size <= 32 else 5, 1 if size <= 32 else 2, 1 if size <= 32 else 2,
                                    bias=False)
        for stage in range(3):
            for i in range((depth - 4) // 6):
                block = Block(widths[stage + (i > 0)], widths[stage + 1], 2 if stage > 0 and i == 0 else 1)
                self.add_module(f"s{stage}b{i}", block)
        self.last_bn = torch.nn.BatchNorm2d(widths[3])
        self.head = torch.nn.Linear(widths[3], classes)

    def forward(self, x):
        x = self.stem(x)
        for name, block in self.named_children():
            if isinstance(block, Block):
                x = block(x)
        return self.head(F.avg_pool2d(F.relu(self.last_bn(x)), x.shape[2]).flatten(1))
