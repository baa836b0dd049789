/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Motion blur in a random direction (SPEC section 3.6).
 *
 * Size: except at the preset's own size radius and sigma are scaled; from 1792 px on, on a grid
 * (tau-grid.h). */
#include "corruption/tau-corruption-private.h"
#include "corruption/tau-grid.h"
#include "corruption/tau-motion.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct {
  int radius;   /* px */
  double sigma; /* px */
} Motion;

static const Motion parameters[2][TAU_N_SEVERITIES] = {
  { { 6, 1 }, { 6, 1.5 }, { 6, 2 }, { 8, 2 }, { 9, 2.5 } },
  { { 10, 3 }, { 15, 5 }, { 15, 8 }, { 15, 12 }, { 20, 15 } },
};

/* Variates: slot 0 is the angle in degrees. */
static void
draw (const guint8 *in, int width, int height, TauPreset preset, int severity, TauRandom *random,
      TauVariates *variates)
{
  *tau_variates_take (variates, 0, 1) = tau_random_uniform (random, -45.0, 45.0);
}

static void
apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
       const TauVariates *variates, guint8 *out)
{
  if (tau_grid_apply (apply, in, width, height, preset, severity, variates, out))
    return;
  Motion motion = parameters[TAU_PRESET_ROW (preset)][severity - 1];
  double scale = tau_preset_scale (preset, width, height);
  tau_motion_blur (in, width, height, 3, (int)rint (motion.radius * scale), motion.sigma * scale,
                   variates->values[0][0], out);
}

const TauCorruption tau_corruption_motion_blur = {
  .name = "motion_blur",
  .title = N_ ("Motion blur"),
  .group = TAU_CORRUPTION_BLUR,
  .alexnet_error = 0.785948,
  .random = TRUE,
  .draw = draw,
  .apply = apply,
};
