#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The share of the machine's speed in multiplying matrices that the targets of the packs reach.

  speed.py [BENCH-TARGET]

Makes a TorchScript model of large matrix products, and gives it to build/tests/bench/bench-target, which runs it and
the targets in turns through the same libtorch.
"""

import pathlib
import subprocess
import sys
import tempfile

try:
    import torch
except ImportError as error:
    print(f"Python's {error.name} is not installed")
    sys.exit(77)

BENCH = pathlib.Path(__file__).resolve().parents[2] / "build" / "tests" / "bench" / "bench-target"
WIDTH = 768


class Matrices(torch.nn.Module):
    """N x 3 x 32 x 32 to N x 8 numbers by way of 64 N x WIDTH x WIDTH products. They are written as convolutions of one
    pixel, because these libtorch multiplies with oneDNN, as fast as it can; torch.mm calls the BLAS that happens to
    be installed, which is a hundred times slower where that is the reference one."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(1)
        self.layers = torch.nn.Sequential(torch.nn.Conv2d(48, WIDTH, 1), torch.nn.Conv2d(WIDTH, WIDTH, 1))

    def forward(self, x):
        return self.layers(x.reshape(-1, 48, 8, 8)).flatten(1)[:, :8]


def main():
    with tempfile.TemporaryDirectory(prefix="tauscope-speed-") as folder:
        path = pathlib.Path(folder) / "matrices.pt"
        torch.jit.script(Matrices().eval()).save(str(path))
        bench = sys.argv[1] if len(sys.argv) > 1 else BENCH
        return subprocess.run([bench, path], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
