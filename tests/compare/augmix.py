# SPDX-License-Identifier: GPL-3.0-or-later
"""AugMix as its authors wrote it (github.com/google-research/augmix, augmentations.py and cifar.py), for images of any
size: Pillow's operations, NumPy's mixture, and the training step in PyTorch."""

from comparing import Image, np  # first: it says what is not installed

from PIL import ImageOps  # noqa: I001


def affine(*numbers):
    return lambda image, amount: image.transform(
        image.size, Image.Transform.AFFINE, [amount if n is None else n for n in numbers],
        resample=Image.Resampling.BILINEAR)


OPERATIONS = {
    "autocontrast": lambda image, _: ImageOps.autocontrast(image),
    "equalize": lambda image, _: ImageOps.equalize(image),
    "posterize": lambda image, bits: ImageOps.posterize(image, int(bits)),
    "rotate": lambda image, degrees: image.rotate(int(degrees), resample=Image.Resampling.BILINEAR),
    "solarize": lambda image, threshold: ImageOps.solarize(image, int(threshold)),
    "shear_x": affine(1, None, 0, 0, 1, 0),
    "shear_y": affine(1, 0, 0, None, 1, 0),
    "translate_x": affine(1, 0, None, 0, 1, 0),
    "translate_y": affine(1, 0, 0, 0, 1, None),
}


def draw(name, size, random, severity=3):
    level, sign = random.uniform(0.1, severity) / 10, 1 if random.uniform() > 0.5 else -1
    return {"posterize": 4 - int(level * 4), "rotate": sign * int(level * 30), "solarize": 256 - int(level * 256),
            "shear_x": sign * level * 0.3, "shear_y": sign * level * 0.3, "translate_x": sign * int(level * size / 3),
            "translate_y": sign * int(level * size / 3)}.get(name, 0)


def augment_and_mix(image, normalise, random):
    weights = np.float32(random.dirichlet([1] * 3))
    share = np.float32(random.beta(1, 1))
    mixture = 0
    for weight in weights:
        changed = image
        for _ in range(random.integers(1, 4)):
            name = random.choice(list(OPERATIONS))
            changed = OPERATIONS[name](changed, draw(name, image.width, random))
        mixture += weight * normalise(changed)
    return (1 - share) * normalise(image) + share * mixture
