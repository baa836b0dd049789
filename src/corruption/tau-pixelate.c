/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pixelation: box filter down, and up again (SPEC section 3.14). */
#include "corruption/tau-corruption-private.h"
#include "image/tau-resample.h"

#include <glib/gi18n-lib.h>

/* The smaller side as a share of the image's. */
static const double shares[2][TAU_N_SEVERITIES] = {
  { 0.95, 0.9, 0.85, 0.75, 0.65 },
  { 0.6, 0.5, 0.4, 0.3, 0.25 },
};

static void
apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
       const TauVariates *variates, guint8 *out)
{
  double share = shares[TAU_PRESET_ROW (preset)][severity - 1];
  int small_width = (int)(width * share), small_height = (int)(height * share);
  g_autofree guint8 *small = g_malloc (3 * (gsize)small_width * small_height);
  tau_resample_box (in, width, height, small_width, small_height, small);
  tau_resample_box (small, small_width, small_height, width, height, out);
}

const TauCorruption tau_corruption_pixelate = {
  .name = "pixelate",
  .title = N_ ("Pixelate"),
  .group = TAU_CORRUPTION_DIGITAL,
  .alexnet_error = 0.717840,
  .apply = apply,
};
