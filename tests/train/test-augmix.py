# SPDX-License-Identifier: GPL-3.0-or-later
"""AugMix against its authors' operations in Pillow, and their mixture in NumPy: no byte and no bit differs."""

import os
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "compare"))
try:
    import numpy as np
    from PIL import Image

    from augmix import OPERATIONS
except ImportError as error:
    print(f"not installed: {error.name}")
    sys.exit(77)

RUN = os.environ["TAUSCOPE_RUN_AUGMIX"]


# What the authors' ranges give, and a little more.
AMOUNTS = {
    "posterize": [3, 4, 1, 8], "rotate": [0, 1, -1, 4, -8, 9, 30, -30, 180], "solarize": [256, 255, 180, 1, 0],
    "shear_x": [0.003, 0.0873251, -0.09, 0.3], "shear_y": [0.003, 0.0873251, -0.09, 0.3],
    "translate_x": [0, 1, -1, 3, -3, 10], "translate_y": [0, 1, -1, 3, -3, 10],
}


def images():
    """Noise, a smooth image, few values, one value; of an odd size too."""
    rng = np.random.default_rng(5)
    y, x = np.mgrid[:32, :32]
    smooth = np.stack([120 + 60 * np.sin(x / 5), 90 + 3 * y, 30 + x + y], 2)
    yield rng.integers(0, 256, (32, 32, 3)).astype(np.uint8)
    yield smooth.astype(np.uint8)
    yield np.concatenate([smooth[:, :16] // 60 * 60, np.full((32, 16, 3), 7)], 1).astype(np.uint8)
    yield np.full((32, 32, 3), 77, np.uint8)
    yield rng.integers(90, 140, (37, 37, 3)).astype(np.uint8)


def run(*words, data=b""):
    done = subprocess.run([RUN, *map(str, words)], input=data, stdout=subprocess.PIPE, check=True)
    return done.stdout


def normalised(rgb):
    """As tauscope does in float32: one product and one sum for each value."""
    return rgb.transpose(2, 0, 1) * np.float32(1 / (np.float32(255) * np.float32(0.25))) + np.float32(-2)


def draw(corruptions, size, seed, count):
    """Mixtures, each a list of chains (weight, steps) and the share."""
    mixtures, chains = [], []
    for word, *rest in map(str.split, run("draw", corruptions, size, seed, count).decode().splitlines()):
        if word == "share":
            mixtures.append((chains, np.float32(rest[0])))
            chains = []
        elif word == "chain":
            chains.append((np.float32(rest[0]), []))
        else:
            chains[-1][1].append((word, *rest))
    return mixtures


def mix(image, chains, share):
    """cifar.py of the authors."""
    mixture = np.zeros((3, *image.shape[:2]), np.float32)
    for weight, steps in chains:
        changed = Image.fromarray(image)
        for name, amount in steps:
            changed = OPERATIONS[name](changed, float(amount))
        mixture += weight * normalised(np.asarray(changed))
    return (np.float32(1) - share) * normalised(image) + share * mixture


class Augmix(unittest.TestCase):
    def test_operations(self):
        every = list(images())
        for size in {len(image) for image in every}:
            some = [image for image in every if len(image) == size]
            for name, apply in OPERATIONS.items():
                for amount in AMOUNTS.get(name, [0]):
                    with self.subTest(name, amount=amount, size=size):
                        ours = run("operation", name, amount, size, data=b"".join(i.tobytes() for i in some))
                        theirs = b"".join(apply(Image.fromarray(i), amount).tobytes() for i in some)
                        self.assertEqual(ours, theirs)

    def test_mixtures(self):
        count, seen = 40, set()
        for seed, image in enumerate(images()):
            ours = run("mix", "none", len(image), seed, count, data=image.tobytes())
            ours = np.frombuffer(ours, np.float32).reshape(count, 3, *image.shape[:2])
            for planes, (chains, share) in zip(ours, draw("none", len(image), seed, count), strict=True):
                self.assertEqual([len(chains), {len(steps) for _, steps in chains} - {1, 2, 3}], [3, set()])
                self.assertAlmostEqual(sum(float(weight) for weight, _ in chains), 1, delta=1e-6)
                np.testing.assert_array_equal(planes, mix(image, chains, share))
                seen |= {step[0] for _, steps in chains for step in steps}
        self.assertEqual(seen, set(OPERATIONS))

    def test_corruptions(self):
        """They are drawn as often as the operations, with each severity."""
        steps = [step for chains, _ in draw("fog,jpeg_compression,gaussian_noise", 32, 1, 1000)
                 for _, steps in chains for step in steps]
        drawn = [step for step in steps if step[0] == "corruption"]
        self.assertAlmostEqual(len(drawn) / len(steps), 3 / 12, delta=0.02)  # 0.006 is its deviation
        self.assertEqual({step[1] for step in drawn}, {"fog", "jpeg_compression", "gaussian_noise"})
        self.assertEqual({step[2] for step in drawn}, set("12345"))


if __name__ == "__main__":
    unittest.main()
