/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brighter: raises HSV's value (SPEC section 3.11). */
#include "corruption/tau-corruption-private.h"
#include "corruption/tau-hsv.h"

#include <glib/gi18n-lib.h>

/* Added to V. */
static const double steps[2][TAU_N_SEVERITIES] = {
  { 0.05, 0.1, 0.15, 0.2, 0.3 },
  { 0.1, 0.2, 0.3, 0.4, 0.5 },
};

TAU_SIMD_CLONES static void
apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
       const TauVariates *variates, guint8 *out)
{
  gsize pixels = (gsize)width * height;
  double step = steps[TAU_PRESET_ROW (preset)][severity - 1];
  for (gsize i = 0; i < pixels; i++, in += 3, out += 3) {
    double r, g, b;
    TauHsv hsv = tau_hsv_from_rgb (tau_byte_to_unit (in[0]), tau_byte_to_unit (in[1]),
                                   tau_byte_to_unit (in[2]));
    double v = hsv.v + step;
    hsv.v = v < 1.0 ? v : 1.0;
    tau_hsv_to_rgb (hsv, &r, &g, &b);
    out[0] = tau_unit_to_byte (r);
    out[1] = tau_unit_to_byte (g);
    out[2] = tau_unit_to_byte (b);
  }
}

const TauCorruption tau_corruption_brightness = {
  .name = "brightness",
  .title = N_ ("Brightness"),
  .group = TAU_CORRUPTION_WEATHER,
  .alexnet_error = 0.564592,
  .apply = apply,
};
