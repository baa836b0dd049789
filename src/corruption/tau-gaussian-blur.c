/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gaussian blur (SPEC section 3.17).
 *
 * Size: except at the preset's own size sigma is scaled; from 1792 px on, on a grid
 * (tau-grid.h). */
#include "corruption/tau-corruption-private.h"
#include "corruption/tau-gaussian.h"
#include "corruption/tau-grid.h"

#include <glib/gi18n-lib.h>

/* Standard deviation in px. */
static const double sigmas[2][TAU_N_SEVERITIES] = {
  { 0.4, 0.6, 0.7, 0.8, 1.0 },
  { 1, 2, 3, 4, 6 },
};

static void
apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
       const TauVariates *variates, guint8 *out)
{
  if (tau_grid_apply (apply, in, width, height, preset, severity, variates, out))
    return;
  double sigma = sigmas[TAU_PRESET_ROW (preset)][severity - 1];
  tau_gaussian_blur_bytes (in, width, height, sigma * tau_preset_scale (preset, width, height),
                           out);
}

const TauCorruption tau_corruption_gaussian_blur = {
  .name = "gaussian_blur",
  .title = N_ ("Gaussian blur"),
  .group = TAU_CORRUPTION_BLUR,
  .alexnet_error = 0.787108,
  .held_out = TRUE,
  .apply = apply,
};
