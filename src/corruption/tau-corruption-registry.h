/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every corruption, one per line. The file that includes this one defines TAU_CORRUPTION. First the
 * benchmark's, in its order, then later additions. A corruption's position is its index, which is
 * part of each of its random streams: append, never reorder. */
TAU_CORRUPTION (gaussian_noise)
TAU_CORRUPTION (shot_noise)
TAU_CORRUPTION (impulse_noise)
TAU_CORRUPTION (defocus_blur)
TAU_CORRUPTION (glass_blur)
TAU_CORRUPTION (motion_blur)
TAU_CORRUPTION (zoom_blur)
TAU_CORRUPTION (snow)
TAU_CORRUPTION (frost)
TAU_CORRUPTION (fog)
TAU_CORRUPTION (brightness)
TAU_CORRUPTION (contrast)
TAU_CORRUPTION (elastic_transform)
TAU_CORRUPTION (pixelate)
TAU_CORRUPTION (jpeg_compression)
TAU_CORRUPTION (speckle_noise)
TAU_CORRUPTION (gaussian_blur)
TAU_CORRUPTION (spatter)
TAU_CORRUPTION (saturate)
