/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paler or more colourful: changes HSV's saturation (SPEC section 3.19). Where a constant is added,
 * grey pixels turn red (hue 0), as in the reference. */
#include "corruption/tau-corruption-private.h"
#include "corruption/tau-hsv.h"

#include <glib/gi18n-lib.h>

/* S becomes factor * S + constant. */
typedef struct {
  double factor, constant;
} Saturate;

static const Saturate parameters[2][TAU_N_SEVERITIES] = {
  { { 0.3, 0 }, { 0.1, 0 }, { 1.5, 0 }, { 2, 0.1 }, { 2.5, 0.2 } },
  { { 0.3, 0 }, { 0.1, 0 }, { 2, 0 }, { 5, 0.1 }, { 20, 0.2 } },
};

TAU_SIMD_CLONES static void
apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
       const TauVariates *variates, guint8 *out)
{
  gsize pixels = (gsize)width * height;
  Saturate change = parameters[TAU_PRESET_ROW (preset)][severity - 1];
  for (gsize i = 0; i < pixels; i++, in += 3, out += 3) {
    double r, g, b;
    TauHsv hsv = tau_hsv_from_rgb (tau_byte_to_unit (in[0]), tau_byte_to_unit (in[1]),
                                   tau_byte_to_unit (in[2]));
    double s = hsv.s * change.factor + change.constant;
    hsv.s = s < 1.0 ? s : 1.0;
    tau_hsv_to_rgb (hsv, &r, &g, &b);
    out[0] = tau_unit_to_byte (r);
    out[1] = tau_unit_to_byte (g);
    out[2] = tau_unit_to_byte (b);
  }
}

const TauCorruption tau_corruption_saturate = {
  .name = "saturate",
  .title = N_ ("Saturate"),
  .group = TAU_CORRUPTION_DIGITAL,
  .alexnet_error = 0.658248,
  .held_out = TRUE,
  .apply = apply,
};
