/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lower contrast, about the mean of each channel (SPEC section 3.12). */
#include "corruption/tau-corruption-private.h"

#include <glib/gi18n-lib.h>

static const double factors[2][TAU_N_SEVERITIES] = {
  { 0.75, 0.5, 0.4, 0.3, 0.15 },
  { 0.4, 0.3, 0.2, 0.1, 0.05 },
};

static void
apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
       const TauVariates *variates, guint8 *out)
{
  gsize pixels = (gsize)width * height;
  double factor = factors[TAU_PRESET_ROW (preset)][severity - 1];
  double unit[256];
  double sum[3] = { 0.0, 0.0, 0.0 };
  guint8 table[3][256];

  for (int v = 0; v < 256; v++)
    unit[v] = v / 255.0;
  /* Adds one after the other in row-major order, as numpy does over the first two axes. */
  for (gsize i = 0; i < pixels; i++)
    for (int c = 0; c < 3; c++)
      sum[c] += unit[in[3 * i + c]];

  for (int c = 0; c < 3; c++) {
    double mean = sum[c] / pixels;
    for (int v = 0; v < 256; v++)
      table[c][v] = tau_unit_to_byte ((unit[v] - mean) * factor + mean);
  }
  for (gsize i = 0; i < pixels; i++)
    for (int c = 0; c < 3; c++)
      out[3 * i + c] = table[c][in[3 * i + c]];
}

const TauCorruption tau_corruption_contrast = {
  .name = "contrast",
  .title = N_ ("Contrast"),
  .group = TAU_CORRUPTION_DIGITAL,
  .alexnet_error = 0.853204,
  .apply = apply,
};
