# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers of the paper's Tables 1 to 3 (Kim, Kim and Kim, NeurIPS 2020), as printed there: errors in percent."""

# Wide-ResNet-40-2 with AugMix: relative cost, clean, corrupted (15 corruptions), held out (4).
TABLE1 = {
    "center": (1.00, 23.34, 36.15, 33.19),
    "hflip": (2.00, 22.86, 35.10, 32.17),
    "5crop": (5.00, 22.66, 35.80, 32.66),
    "random:1": (1.00, 28.57, 41.59, 39.50),
    "random:2": (2.00, 25.45, 38.06, 35.85),
    "random:4": (4.00, 23.84, 35.94, 33.62),
    "ours:1": (1.01, 23.31, 33.15, 30.84),
    "ours:2": (2.01, 23.19, 33.03, 30.80),
    "ours:2+flip": (4.02, 22.69, 32.76, 30.11),
}

CORRUPTIONS = ("gaussian_noise", "shot_noise", "impulse_noise", "defocus_blur", "glass_blur", "motion_blur", "zoom_blur",
               "snow", "frost", "fog", "brightness", "contrast", "elastic_transform", "pixelate", "jpeg_compression")
# In the order of the numbers. The paper's Table 2 calls the first two the other way round, its Table 3 as here.
HELD_OUT = ("speckle_noise", "gaussian_blur", "spatter", "saturate")
GROUPS = ("noise", "blur", "weather", "digital")

# Clean, the 15 corruptions, the 4 held out.
TABLE2 = {
    "AugMix": (23.34, 54.32, 45.76, 38.10, 25.56, 49.60, 28.93, 28.06, 34.09, 37.18, 33.15, 26.35, 34.42, 32.67, 33.57, 39.75,
               43.07, 26.85, 27.67, 35.17),
    "AugMix+": (25.16, 31.46, 29.71, 27.28, 27.06, 35.33, 28.93, 27.09, 30.34, 29.03, 31.57, 27.35, 30.87, 31.89, 29.56, 33.66,
                29.56, 27.52, 29.33, 35.54),
    "Ours (k = 1)": (23.31, 45.76, 29.77, 36.78, 24.93, 42.42, 27.89, 26.85, 34.71, 36.45, 33.23, 26.37, 30.78, 32.70, 28.93, 39.75,
                     38.68, 25.82, 25.99, 32.88),
}

# Clean, the 4 groups, the mean of the 15, the 4 held out.
TABLE3 = {
    "AugMix": (23.34, 46.06, 33.04, 32.89, 35.10, 36.15, 43.07, 26.85, 27.67, 35.17),
    "AugMix (w Blur)": (25.08, 58.62, 38.69, 36.54, 42.38, 43.09, 53.27, 26.12, 36.90, 38.22),
    "AugMix + Ours": (23.35, 44.94, 30.49, 32.83, 34.17, 34.98, 42.37, 25.98, 27.74, 35.18),
}

LEFT_OUT = {
    1: "the blocks Wide-ResNet with Fast AutoAugment and ResNeXt with AugMix",
    2: "nothing",
    3: "the rows Fast AutoAug, Fast AutoAug (w Blur) and Fast AutoAug + Ours",
}
