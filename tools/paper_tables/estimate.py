# SPDX-License-Identifier: GPL-3.0-or-later
"""How long stages take, roughly: from multiply-adds, and from what was measured on one core of an x86-64 of 2023.

A finished stage tells more, so the estimate of stages of its kind follows it; see factor().
"""

import re

# Milliseconds of a core: fixed, and for each million multiply-adds.
TRAIN_VIEW = (1.6, 0.037)
ANSWER_VIEW = (0.3, 0.0175)
PREDICT = 0.35  # one image
PREDICTOR_STEP = 1.0  # one copy of an image
CORRUPT = 1.0  # one image
AUGMIX_CORRUPTED = 1.2  # factor of AugMix with corruptions
COPIES = 2  # of each image, for a predictor


def resnet_mega(depth):
    """Million multiply-adds of a ResNet of 6n + 2 layers with 16, 32 and 64 channels, at 32 × 32 pixels."""
    blocks = (depth - 2) // 6
    first = 9 * 3 * 16 * 1024
    stage = 9 * 16 * 16 * 1024 * 2 * blocks  # the same in each stage: half the side, twice the channels
    return (first + stage + 2 * (stage - 9 * 16 * 16 * 1024 // 2)) / 1e6


def wide_mega(depth, width):
    """The same of a Wide-ResNet of 6n + 4 layers."""
    blocks = (depth - 4) // 6
    total, channels = 9 * 3 * 16 * 1024, 16
    for factor, pixels in ((1, 1024), (2, 256), (4, 64)):
        wide = 16 * width * factor
        total += (9 * channels * wide + channels * wide + 9 * wide * wide * (2 * blocks - 1)) * pixels
        channels = wide
    return total / 1e6


def mega(arch):
    if wide := re.fullmatch(r"wrn-(\d+)-(\d+)", arch):
        return wide_mega(int(wide[1]), int(wide[2]))
    if plain := re.fullmatch(r"resnet(\d+)", arch):
        return resnet_mega(int(plain[1]))
    return 100.0  # an architecture that this file does not know


def core_seconds(rate, arch, views):
    return views * (rate[0] + rate[1] * mega(arch)) / 1000


def training(arch, views):
    return core_seconds(TRAIN_VIEW, arch, views)


def answers(arch, views):
    return core_seconds(ANSWER_VIEW, arch, views)


def predictor(arch, images, epochs):
    copies = images * COPIES
    return answers(arch, copies * 12) + copies * (CORRUPT + PREDICTOR_STEP * epochs) / 1000


def views(methods, every_transform):
    """Of one image, at most: what several methods share is computed once."""
    if every_transform:
        return 12 + 1 + 4 + 2  # the transforms, the mirror image, the corners, mirror images of those chosen
    return 1 + ("ours:1" in methods) + 3 * ("ours:2+flip" in methods)


def evaluation(arch, pairs, n_views):
    return answers(arch, pairs * n_views) + pairs * (CORRUPT + PREDICT) / 1000


def factor(finished):
    """How much longer than estimated the finished stages took: pairs of seconds and estimate; 1 without any."""
    expected = sum(estimated for _, estimated in finished)
    return sum(seconds for seconds, _ in finished) / expected if expected > 0 else 1.0


def duration(seconds):
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
