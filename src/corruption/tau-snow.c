/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-corruption-private.h"
#include "corruption/tau-grid.h"
#include "corruption/tau-motion.h"
#include "corruption/tau-enlarge.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Snow: adds a layer of driven flakes, and the same layer turned by 180 degrees, to a paler image
 * (SPEC section 3.8).
 *
 * Variates: slot 0 holds the normal noise of the flakes, height x width of the grid; slot 1 holds
 * the angle of their motion, degrees.
 *
 * Size: except at the preset's own size the flakes' size (the zoom, at least 1) and the motion's
 * radius and sigma are scaled. From 1792 px on the flakes are made on a grid (tau-grid.h). */

typedef struct {
  double mean, sd; /* of the noise */
  double zoom;
  double threshold; /* the level from which noise becomes a flake */
  int radius;       /* of the motion, px */
  double sigma;     /* px */
  double keep;      /* how much of the image's own colours remains */
} SnowParams;

static const SnowParams snow_params[2][TAU_N_SEVERITIES] = {
  {
      { .1, .2, 1, .6, 8, 3, .95 },
      { .1, .2, 1, .5, 10, 4, .9 },
      { .15, .3, 1.75, .55, 10, 4, .9 },
      { .25, .3, 2.25, .6, 12, 6, .85 },
      { .3, .3, 1.25, .65, 14, 12, .8 },
  },
  {
      { .1, .3, 3, .5, 10, 4, .8 },
      { .2, .3, 2, .5, 12, 4, .7 },
      { .55, .3, 4, .9, 12, 8, .7 },
      { .55, .3, 4.5, .85, 12, 8, .65 },
      { .55, .3, 2.5, .85, 12, 12, .55 },
  },
};

static const SnowParams *
snow_get_params (TauPreset preset, int severity)
{
  return &snow_params[TAU_PRESET_ROW (preset)][severity - 1];
}

static void
snow_draw (const guint8 *in, int width, int height, TauPreset preset, int severity,
           TauRandom *random, TauVariates *variates)
{
  const SnowParams *p = snow_get_params (preset, severity);
  TauGrid grid = tau_grid_for (width, height);
  gsize n = (gsize)grid.width * grid.height;
  tau_random_fill_normal (random, p->mean, p->sd, tau_variates_take (variates, 0, n), n);
  *tau_variates_take (variates, 1, 1) = tau_random_uniform (random, -135, -45);
}

TAU_SIMD_CLONES static void
snow_cut (const double *layer, gsize n, double threshold, guint8 *out)
{
  for (gsize i = 0; i < n; i++)
    out[i] = layer[i] < threshold ? 0 : tau_unit_to_byte (layer[i]);
}

/* The flakes of a row from the left and of the opposite row from the right, over the paler image.
 * The reference keeps the image in float and the flakes in double. */
TAU_SIMD_CLONES static void
snow_row (const guint8 *in, int width, float keep, float pale, const guint8 *flakes,
          const guint8 *opposite, guint8 *out)
{
  for (int x = 0; x < width; x++) {
    float rgb[3] = { in[3 * x] / 255.0f, in[3 * x + 1] / 255.0f, in[3 * x + 2] / 255.0f };
    float grey = rgb[0] * 0.299f + rgb[1] * 0.587f + rgb[2] * 0.114f;
    float light = grey * 1.5f + 0.5f;
    double near = flakes[x] / 255.0, far = opposite[width - 1 - x] / 255.0;
    for (int c = 0; c < 3; c++) {
      float v = keep * rgb[c] + pale * (rgb[c] > light ? rgb[c] : light);
      out[3 * x + c] = tau_unit_to_byte (v + near + far);
    }
  }
}

/* The driven flakes on the grid. */
static void
snow_flakes (const SnowParams *p, const TauGrid *grid, double scale, const double *noise,
             double angle, guint8 *out)
{
  gsize n = (gsize)grid->width * grid->height;
  g_autofree double *layer = g_new (double, n);
  g_autofree guint8 *flakes = g_malloc (n);
  tau_enlarge (noise, grid->width, grid->height, 1, scale == 1 ? p->zoom : MAX (p->zoom * scale, 1),
               layer);
  snow_cut (layer, n, p->threshold, flakes);
  tau_motion_blur (flakes, grid->width, grid->height, 1, MAX ((int)rint (p->radius * scale), 1),
                   p->sigma * scale, angle, out);
}

static void
snow_apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
            const TauVariates *variates, guint8 *out)
{
  const SnowParams *p = snow_get_params (preset, severity);
  TauGrid grid = tau_grid_for (width, height);
  gsize n = (gsize)grid.width * grid.height;
  g_return_if_fail (variates->lengths[0] == n && variates->lengths[1] == 1);

  g_autofree guint8 *driven = g_malloc ((gsize)width * height);
  g_autofree guint8 *coarse = grid.factor > 1 ? g_malloc (n) : NULL;
  snow_flakes (p, &grid, tau_preset_scale (preset, grid.width, grid.height), variates->values[0],
               variates->values[1][0], coarse != NULL ? coarse : driven);
  if (coarse != NULL)
    tau_grid_enlarge (&grid, coarse, width, height, 1, driven);
  for (int y = 0; y < height; y++)
    snow_row (in + 3 * (gsize)width * y, width, (float)p->keep, (float)(1 - p->keep),
              driven + (gsize)width * y, driven + (gsize)width * (height - 1 - y),
              out + 3 * (gsize)width * y);
}

const TauCorruption tau_corruption_snow = {
  .name = "snow",
  .title = N_ ("Snow"),
  .group = TAU_CORRUPTION_WEATHER,
  .alexnet_error = 0.866816,
  .random = TRUE,
  .draw = snow_draw,
  .apply = snow_apply,
};
