/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transform/tau-transform-input.h"

#include "base/tau-simd.h"

#include <string.h>

/* In every group of sixteen pixels a channel has the same positions, so whole vectors can be
 * compared. */
#define STEP 48

TAU_SIMD_CLONES static void
channel_ranges (const guint8 *rgb, gsize n, guint8 low[3], guint8 high[3])
{
  guint8 lows[STEP], highs[STEP];
  gsize i = 0;

  memset (lows, 255, STEP);
  memset (highs, 0, STEP);
  for (; i + STEP <= n; i += STEP)
    for (int k = 0; k < STEP; k++) {
      lows[k] = MIN (lows[k], rgb[i + k]);
      highs[k] = MAX (highs[k], rgb[i + k]);
    }
  for (int k = 0; i < n; i++, k++) {
    lows[k] = MIN (lows[k], rgb[i]);
    highs[k] = MAX (highs[k], rgb[i]);
  }
  for (int c = 0; c < 3; c++) {
    low[c] = 255;
    high[c] = 0;
    for (int k = c; k < STEP; k += 3) {
      low[c] = MIN (low[c], lows[k]);
      high[c] = MAX (high[c], highs[k]);
    }
  }
}

/* Pillow's ImageOps.autocontrast (SPEC section 2 "Autocontrast"): stretches each channel's range
 * over the whole image, margin included, to 0..255. Mirroring does not change the minimum or
 * maximum. */
void
tau_autocontrast_apply (const TauTransform *self, TauTransformInput *input, guint8 *out)
{
  guint8 low[3], high[3], table[3][256];
  const guint8 *in = tau_transform_input_center (input);
  gsize n = (gsize)input->size * input->size;

  channel_ranges (input->pixels, (gsize)input->side * input->side * 3, low, high);
  for (int c = 0; c < 3; c++) {
    double scale = high[c] > low[c] ? 255.0 / (high[c] - low[c]) : 1.0;
    double offset = high[c] > low[c] ? -low[c] * scale : 0.0;
    for (int v = 0; v < 256; v++)
      table[c][v] = (guint8)CLAMP ((int)(v * scale + offset), 0, 255);
  }
  for (gsize i = 0; i < n; i++, in += 3, out += 3) {
    out[0] = table[0][in[0]];
    out[1] = table[1][in[1]];
    out[2] = table[2][in[2]];
  }
}
