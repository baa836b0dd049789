/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-affine.h"
#include "corruption/tau-corruption-private.h"
#include "corruption/tau-gaussian.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Elastic transform: applies a random affine map, then displaces every pixel by a smooth random
 * field (SPEC section 3.13).
 *
 * Variates: slot 0 holds the 6 shifts of the affine map's three points (x, y each); slots 1 and 2
 * hold the uniform noise of the displacements along x and along y, each grid height x grid width.
 *
 * Size: except at the preset's own size all lengths are scaled. On larger images the fields are
 * made on a grid of the preset's resolution and interpolated: they are smooth, and a sigma of 171
 * px at 224 would otherwise become 3000 px at 4096. On smaller images sigma shrinks and smooths the
 * noise less; the displacement compensates for this. */

typedef struct {
  double alpha;  /* factor for the blurred noise, px */
  double sigma;  /* of the blur, px */
  double affine; /* how far the three points move at most, px */
} ElasticParams;

/* 244 is the benchmark's own slip for 224. */
static const ElasticParams elastic_params[2][TAU_N_SEVERITIES] = {
  {
      { 32 * 0.0, 32 * 0.0, 32 * .08 },
      { 32 * .05, 32 * .2, 32 * .07 },
      { 32 * .08, 32 * .06, 32 * .06 },
      { 32 * .1, 32 * .04, 32 * .05 },
      { 32 * .1, 32 * .03, 32 * .03 },
  },
  {
      { 244 * 2.0, 244 * .7, 244 * .1 },
      { 244 * 2.0, 244 * .08, 244 * .2 },
      { 244 * .05, 244 * .01, 244 * .02 },
      { 244 * .07, 244 * .01, 244 * .02 },
      { 244 * .12, 244 * .01, 244 * .02 },
  },
};

typedef struct {
  ElasticParams params; /* for this size: sigma in px of the grid, the rest in px of the image */
  int width, height;    /* of the grid */
} ElasticGrid;

static ElasticGrid
elastic_get_grid (int width, int height, TauPreset preset, int severity)
{
  ElasticParams p = elastic_params[TAU_PRESET_ROW (preset)][severity - 1];
  double scale = tau_preset_scale (preset, width, height);
  double coarse = MAX (scale, 1); /* px of the image per px of the grid */
  if (scale == 1)
    return (ElasticGrid){ p, width, height };

  double sigma = p.sigma * scale / coarse;
  double levelling = tau_gaussian_spread (p.sigma, TAU_GAUSSIAN_TRUNCATE_ELASTIC) /
                     tau_gaussian_spread (sigma, TAU_GAUSSIAN_TRUNCATE_ELASTIC);
  return (ElasticGrid){
    .params = { p.alpha * scale * levelling, sigma, p.affine * scale },
    .width = (int)rint (width / coarse),
    .height = (int)rint (height / coarse),
  };
}

static void
elastic_draw (const guint8 *in, int width, int height, TauPreset preset, int severity,
              TauRandom *random, TauVariates *variates)
{
  ElasticGrid grid = elastic_get_grid (width, height, preset, severity);
  gsize n = (gsize)grid.width * grid.height;
  double affine = grid.params.affine;
  tau_random_fill_uniform (random, -affine, affine, tau_variates_take (variates, 0, 6), 6);
  tau_random_fill_uniform (random, -1, 1, tau_variates_take (variates, 1, n), n);
  tau_random_fill_uniform (random, -1, 1, tau_variates_take (variates, 2, n), n);
}

/* The affine map that takes three points around the centre to where `shifts` moves them. */
static TauAffine
elastic_affine (int width, int height, const double *shifts)
{
  int kx = width / 2, ky = height / 2, q = MIN (width, height) / 3;
  const float from[6] = { kx + q, ky + q, kx + q, ky - q, kx - q, ky - q };
  float to[6];
  for (int i = 0; i < 6; i++)
    to[i] = from[i] + (float)shifts[i];
  return tau_affine_from_points (from, to);
}

/* scipy's fold of a coordinate outside a line of n samples, symmetric about the outer edges of the
 * end samples (mode "reflect"). The result lies in -1..n. */
static double
elastic_fold (double at, int n)
{
  double period = 2.0 * n;
  if (at < 0) {
    if (at < -period)
      at += period * (gint64)(-at / period);
    return at < -n ? at + period : (at > -1e-15 ? 1e-15 : -at) - 1;
  }
  if (at > n - 1) {
    at -= period * (gint64)(at / period);
    if (at >= n)
      at = period - at - 1;
  }
  return at;
}

/* The position of a coordinate: two samples and the weight of the second. */
typedef struct {
  int first, second;
  double part;
} Tap;

static inline Tap
elastic_tap (double at, int n)
{
  if (G_LIKELY (at >= 0 && at < n - 1)) {
    int first = (int)at;
    return (Tap){ first, first + 1, at - first };
  }
  at = elastic_fold (at, n);
  int first = (int)floor (at);
  return (Tap){ tau_border_index (TAU_BORDER_SYMMETRIC, first, n),
                tau_border_index (TAU_BORDER_SYMMETRIC, first + 1, n), at - first };
}

/* One row of the result: `image` sampled at (x + dx, y + dy). */
static void
elastic_sample_row (const float *image, int width, int height, int y, const float *dx,
                    const float *dy, guint8 *out)
{
  gsize stride = 3 * (gsize)width;
  for (int x = 0; x < width; x++) {
    Tap v = elastic_tap (y + (double)dy[x], height);
    Tap h = elastic_tap (x + (double)dx[x], width);
    const float *a = image + v.first * stride, *b = image + v.second * stride;
    double top = 1 - v.part, left = 1 - h.part;
    for (int c = 0; c < 3; c++) {
      double sum = a[3 * h.first + c] * top * left;
      sum += a[3 * h.second + c] * top * h.part;
      sum += b[3 * h.first + c] * v.part * left;
      sum += b[3 * h.second + c] * v.part * h.part;
      out[3 * x + c] = tau_unit_to_byte_f32 ((float)sum);
    }
  }
}

/* The displacements on the grid, px of the image. */
static float *
elastic_field (const ElasticGrid *grid, const double *noise)
{
  gsize n = (gsize)grid->width * grid->height;
  g_autofree double *smooth = g_new (double, n);
  float *field = g_new (float, n);
  tau_gaussian_blur (noise, grid->width, grid->height, 1, grid->params.sigma,
                     TAU_GAUSSIAN_TRUNCATE_ELASTIC, TAU_BORDER_SYMMETRIC, smooth);
  for (gsize i = 0; i < n; i++)
    field[i] = (float)(smooth[i] * grid->params.alpha);
  return field;
}

/* Row y of a field at the size of the image: the row itself, or interpolated from the grid. */
static const float *
elastic_field_row (const float *field, const ElasticGrid *grid, int width, int height, int y,
                   float *row)
{
  if (grid->width == width && grid->height == height)
    return field + (gsize)y * width;

  float at_y = CLAMP ((y + .5f) * grid->height / height - .5f, 0, grid->height - 1);
  int top = MIN ((int)at_y, grid->height - 2);
  const float *a = field + (gsize)top * grid->width, *b = a + grid->width;
  float v = at_y - top;
  for (int x = 0; x < width; x++) {
    float at_x = CLAMP ((x + .5f) * grid->width / width - .5f, 0, grid->width - 1);
    int i = MIN ((int)at_x, grid->width - 2);
    float h = at_x - i;
    row[x] = (a[i] * (1 - h) + a[i + 1] * h) * (1 - v) + (b[i] * (1 - h) + b[i + 1] * h) * v;
  }
  return row;
}

static void
elastic_apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
               const TauVariates *variates, guint8 *out)
{
  ElasticGrid grid = elastic_get_grid (width, height, preset, severity);
  gsize n = 3 * (gsize)width * height, n_grid = (gsize)grid.width * grid.height;
  g_return_if_fail (variates->lengths[0] == 6 && variates->lengths[1] == n_grid &&
                    variates->lengths[2] == n_grid);

  float unit[256];
  for (int v = 0; v < 256; v++)
    unit[v] = v / 255.0f;
  g_autofree float *image = g_new (float, n), *warped = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    image[i] = unit[in[i]];
  TauAffine affine = elastic_affine (width, height, variates->values[0]);
  tau_affine_warp (&affine, image, width, height, warped);

  g_autofree float *dx = elastic_field (&grid, variates->values[1]);
  g_autofree float *dy = elastic_field (&grid, variates->values[2]);
  g_autofree float *rows = g_new (float, 2 * (gsize)width);
  for (int y = 0; y < height; y++)
    elastic_sample_row (
        warped, width, height, y, elastic_field_row (dx, &grid, width, height, y, rows),
        elastic_field_row (dy, &grid, width, height, y, rows + width), out + 3 * (gsize)width * y);
}

const TauCorruption tau_corruption_elastic_transform = {
  .name = "elastic_transform",
  .title = N_ ("Elastic transform"),
  .group = TAU_CORRUPTION_DIGITAL,
  .alexnet_error = 0.646056,
  .random = TRUE,
  .draw = elastic_draw,
  .apply = elastic_apply,
};
