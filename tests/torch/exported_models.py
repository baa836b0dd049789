# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user's own file of models looks like; for test-export.py."""

import collections
import types

import torch
from torch import nn


class Small(nn.Module):
    def __init__(self, size=32, classes=26, width=8, softmax=False):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3, stride=2, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(width)
        self.dropout = nn.Dropout(0.5)
        self.head = nn.Linear(width, classes)
        self.softmax = softmax

    def forward(self, x):
        x = torch.relu(self.norm(self.conv(x)))
        x = self.head(self.dropout(x.mean([2, 3])))
        return x.softmax(1) if self.softmax else x


class Timm(Small):
    pretrained_cfg = dict(input_size=(3, 48, 48), crop_pct=0.875, mean=(0.4, 0.5, 0.6), std=(0.2, 0.3, 0.4))


class Branching(Small):
    def forward(self, x):
        y = torch.relu(self.norm(self.conv(x))).mean([2, 3])
        if bool((x.sum() > 0).item()):
            y = y * 2
        return self.head(y)


class Noisy(Small):
    def forward(self, x):
        return super().forward(x) + torch.rand(1)


class Fixed(Small):
    """Only tracing keeps this: the names of the parts are looked up as it runs."""
    def forward(self, x):
        for name in ("conv", "norm"):
            x = getattr(self, name)(x)
        return self.head(x.mean([2, 3]))


class Pair(Small):
    def forward(self, x):
        return super().forward(x), x


class HalfOutput(Small):
    def forward(self, x):
        return super().forward(x).half()


class InPlace(Small):
    def forward(self, x):
        x.sub_(0.25).mul_(2.0)
        return super().forward(x)


class InPlaceBranching(Branching):
    def forward(self, x):
        y = torch.relu(self.norm(self.conv(x.sub_(0.25)))).mean([2, 3])
        if bool((x.sum() > 0).item()):
            y = y * 2
        return self.head(y).half()


class Output:
    def __init__(self, logits):
        self.logits = logits


class Named(Small):
    """As the models of HuggingFace."""
    def forward(self, x):
        return Output(super().forward(x))


class ModelOutput(collections.OrderedDict):
    """As HuggingFace has it: an entry is an attribute too."""
    def __getattr__(self, name):
        return self[name]


class Entries(Small):
    def forward(self, x):
        return {"features": x, "logits": super().forward(x)}


class Transformer(Small):
    """As the classifiers of HuggingFace."""
    def __init__(self):
        super().__init__()
        labels = {i: f"thing {i}" for i in range(26)}
        self.config = types.SimpleNamespace(image_size=48, id2label=labels)

    def forward(self, pixel_values):
        return ModelOutput(loss=None, logits=super().forward(pixel_values), hidden_states=(pixel_values,))


class Mixed(nn.Module):
    """What image classifiers are made of."""
    def __init__(self, view=False):
        super().__init__()
        self.view = view
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU6(), nn.Conv2d(16, 16, 3, padding=1, groups=16),
            nn.Hardswish(), nn.MaxPool2d(3, 2, 1), nn.Conv2d(16, 16, 3, padding=1), nn.GELU(), nn.AvgPool2d(2, 2),
            nn.LeakyReLU(), nn.PReLU(16), nn.Hardsigmoid())
        self.head = nn.Linear(256 if view else 16, 5)

    def forward(self, x):
        x = self.features(x)
        x = torch.cat([x[:, :8] * torch.sigmoid(x[:, 8:].mean([2, 3], keepdim=True)), x[:, 8:]], 1)
        x = x.view(x.size(0), -1) if self.view else nn.functional.adaptive_avg_pool2d(x, 1).squeeze(-1).squeeze(-1)
        return torch.softmax(self.head(x), 1)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.cut, self.norm = nn.Conv2d(3, 16, 4, 4), nn.LayerNorm(16)
        self.mix, self.head = nn.Linear(16, 48), nn.Linear(16, 5)

    def forward(self, x):
        x = self.norm(self.cut(x).flatten(2).transpose(1, 2))
        q, k, v = self.mix(x).chunk(3, -1)
        return self.head((x + torch.softmax(q @ k.transpose(1, 2) / 4, -1) @ v).mean(1))


class Last(Mixed):
    """As TensorFlow: the channels come last."""
    def forward(self, x):
        return super().forward(x.permute(0, 3, 1, 2))


class Neither(Small):
    """A trace forgets the condition, and a script has no lambda."""
    def __init__(self):
        super().__init__()
        self.dim = lambda y: y * 0.5

    def forward(self, x):
        y = torch.relu(self.norm(self.conv(x))).mean([2, 3])
        y = self.dim(y)
        if bool((x.sum() > 0).item()):
            y = y * 2
        return self.head(y)


class NeitherTraced(Neither):
    pass


class NeitherScripted(Neither):
    pass


class Broken(Small):
    def __init__(self):
        super().__init__()
        self.head.bias.data[0] = float("nan")


def number():
    return 7
