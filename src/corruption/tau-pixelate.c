/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pixelation: box filter down, and up again (SPEC section 3.14). */
#include "corruption/tau-corruption-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The smaller side as a share of the picture's. */
static const double shares[2][TAU_N_SEVERITIES] = {
  { 0.95, 0.9, 0.85, 0.75, 0.65 },
  { 0.6, 0.5, 0.4, 0.3, 0.25 },
};

static void
apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
       const TauVariates *variates, guint8 *out)
{
  double share = shares[TAU_PRESET_ROW (preset)][severity - 1];
  g_autoptr (TauImage) image = tau_image_new_from_data (in, width, height);
  g_autoptr (TauImage) small =
      tau_image_resize_box (image, (int)(width * share), (int)(height * share));
  g_autoptr (TauImage) large = tau_image_resize_box (small, width, height);
  memcpy (out, large->data, tau_image_n_bytes (large));
}

const TauCorruption tau_corruption_pixelate = {
  .name = "pixelate",
  .title = N_ ("Pixelate"),
  .group = TAU_CORRUPTION_DIGITAL,
  .apply = apply,
};
