/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Glass blur: pixels take the value of a nearby one, between two Gaussian blurs (SPEC section 3.5).
 *
 * Size: except at the preset's own size sigma and reach are scaled; from 1792 px on the blurs, but
 * not the moves, are made on a grid (tau-grid.h). */
#include "corruption/tau-corruption-private.h"
#include "corruption/tau-gaussian.h"
#include "corruption/tau-grid.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

typedef struct {
  double sigma; /* px */
  int reach;    /* px */
  int iterations;
} Glass;

static const Glass parameters[2][TAU_N_SEVERITIES] = {
  { { 0.05, 1, 1 }, { 0.25, 1, 1 }, { 0.4, 1, 1 }, { 0.25, 1, 2 }, { 0.4, 1, 2 } },
  { { 0.7, 1, 2 }, { 0.9, 2, 1 }, { 1, 2, 3 }, { 1.1, 3, 2 }, { 1.5, 4, 2 } },
};

static Glass
glass_for (TauPreset preset, int width, int height, int severity)
{
  Glass glass = parameters[TAU_PRESET_ROW (preset)][severity - 1];
  double scale = tau_preset_scale (preset, width, height);
  glass.sigma *= scale;
  glass.reach = MAX (1, (int)rint (glass.reach * scale));
  return glass;
}

/* Variates: slot 0 holds pairs (dx, dy) of whole numbers in -reach .. reach - 1, in the order of
 * the loops in apply. */
static void
draw (const guint8 *in, int width, int height, TauPreset preset, int severity, TauRandom *random,
      TauVariates *variates)
{
  Glass glass = glass_for (preset, width, height, severity);
  gsize n = (gsize)glass.iterations * (width - 2 * glass.reach) * (height - 2 * glass.reach) * 2;
  double *moves = tau_variates_take (variates, 0, n);
  tau_random_fill_uniform (random, -glass.reach, glass.reach, moves, n);
  for (gsize i = 0; i < n; i++)
    moves[i] = floor (moves[i]);
}

/* In place and one after the other, as in the reference: a pixel visited later copies values that
 * have already moved. The reference looks like a swap, but numpy's views make it a copy. */
static void
shuffle (guint8 *pixels, int width, int height, int reach, const double **moves)
{
  const double *move = *moves;
  for (int y = height - reach; y > reach; y--)
    for (int x = width - reach; x > reach; x--, move += 2) {
      guint8 *to = pixels + ((gsize)y * width + x) * 3;
      const guint8 *from = to + ((gssize)move[1] * width + (gssize)move[0]) * 3;
      to[0] = from[0];
      to[1] = from[1];
      to[2] = from[2];
    }
  *moves = move;
}

static void
blur (const guint8 *in, int width, int height, double sigma, guint8 *out)
{
  TauGrid grid = tau_grid_for (width, height);
  if (grid.factor == 1) {
    tau_gaussian_blur_bytes (in, width, height, sigma, out);
    return;
  }
  gsize n = 3 * (gsize)grid.width * grid.height;
  g_autofree guint8 *small = g_malloc (n), *done = g_malloc (n);
  tau_grid_reduce (&grid, in, width, height, 3, small);
  tau_gaussian_blur_bytes (small, grid.width, grid.height, sigma / grid.factor, done);
  tau_grid_enlarge (&grid, done, width, height, 3, out);
}

static void
apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
       const TauVariates *variates, guint8 *out)
{
  Glass glass = glass_for (preset, width, height, severity);
  const double *moves = variates->values[0];
  g_autofree guint8 *pixels = g_malloc ((gsize)width * height * 3);

  blur (in, width, height, glass.sigma, pixels);
  for (int i = 0; i < glass.iterations; i++)
    shuffle (pixels, width, height, glass.reach, &moves);
  blur (pixels, width, height, glass.sigma, out);
}

const TauCorruption tau_corruption_glass_blur = {
  .name = "glass_blur",
  .title = N_ ("Glass blur"),
  .group = TAU_CORRUPTION_BLUR,
  .alexnet_error = 0.826268,
  .random = TRUE,
  .draw = draw,
  .apply = apply,
};
