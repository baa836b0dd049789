/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Placeholders: each goes when its corruption arrives. */
#include "corruption/tau-corruption-private.h"
#include <string.h>
static void
apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
       const TauVariates *variates, guint8 *out)
{
  memcpy (out, in, (gsize)width * height * 3);
}

const TauCorruption tau_corruption_gaussian_noise = { .name = "gaussian_noise",
                                                      .title = "gaussian_noise",
                                                      .apply = apply };
const TauCorruption tau_corruption_shot_noise = { .name = "shot_noise",
                                                  .title = "shot_noise",
                                                  .apply = apply };
const TauCorruption tau_corruption_impulse_noise = { .name = "impulse_noise",
                                                     .title = "impulse_noise",
                                                     .apply = apply };
const TauCorruption tau_corruption_defocus_blur = { .name = "defocus_blur",
                                                    .title = "defocus_blur",
                                                    .apply = apply };
const TauCorruption tau_corruption_glass_blur = { .name = "glass_blur",
                                                  .title = "glass_blur",
                                                  .apply = apply };
const TauCorruption tau_corruption_motion_blur = { .name = "motion_blur",
                                                   .title = "motion_blur",
                                                   .apply = apply };
const TauCorruption tau_corruption_zoom_blur = { .name = "zoom_blur",
                                                 .title = "zoom_blur",
                                                 .apply = apply };
const TauCorruption tau_corruption_brightness = { .name = "brightness",
                                                  .title = "brightness",
                                                  .apply = apply };
const TauCorruption tau_corruption_contrast = { .name = "contrast",
                                                .title = "contrast",
                                                .apply = apply };
const TauCorruption tau_corruption_pixelate = { .name = "pixelate",
                                                .title = "pixelate",
                                                .apply = apply };
const TauCorruption tau_corruption_jpeg_compression = { .name = "jpeg_compression",
                                                        .title = "jpeg_compression",
                                                        .apply = apply };
const TauCorruption tau_corruption_speckle_noise = { .name = "speckle_noise",
                                                     .title = "speckle_noise",
                                                     .apply = apply };
const TauCorruption tau_corruption_gaussian_blur = { .name = "gaussian_blur",
                                                     .title = "gaussian_blur",
                                                     .apply = apply };
const TauCorruption tau_corruption_saturate = { .name = "saturate",
                                                .title = "saturate",
                                                .apply = apply };
