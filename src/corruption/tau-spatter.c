/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-canny.h"
#include "corruption/tau-corruption-private.h"
#include "corruption/tau-gaussian.h"
#include "corruption/tau-grid.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Spatter: drops of water, or splashes of mud, on the lens (SPEC section 3.18).
 *
 * Variates: slot 0 holds the normal noise of the liquid layer, height x width of the grid.
 *
 * Size: except at the preset's own size both sigmas are scaled, but not below the value that still
 * blurs a pixel into its neighbours (spatter_scale). A wider blur would smooth the noise and leave
 * no drops, so the noise's spread grows by as much as the blur will reduce it. From 1792 px on the
 * liquid is made on a grid (tau-grid.h) and its effect on the pixels is interpolated. */

typedef struct {
  double mean, sd;  /* of the noise */
  double sigma;     /* of its blur, px */
  double threshold; /* where the liquid begins */
  double strength;  /* water: its brightness; mud: the sigma of its rim, px */
  gboolean mud;
} SpatterParams;

static const SpatterParams spatter_params[2][TAU_N_SEVERITIES] = {
  {
      { .62, .1, .7, .7, .5, FALSE },
      { .65, .1, .8, .7, .5, FALSE },
      { .65, .3, 1, .69, .5, FALSE },
      { .65, .1, .7, .69, .6, TRUE },
      { .65, .1, .5, .68, .6, TRUE },
  },
  {
      { .65, .3, 4, .69, .6, FALSE },
      { .65, .3, 3, .68, .6, FALSE },
      { .65, .3, 2, .68, .5, FALSE },
      { .65, .3, 1, .65, 1.5, TRUE },
      { .67, .4, 1, .65, 1.5, TRUE },
  },
};

static const SpatterParams *
spatter_get_params (TauPreset preset, int severity)
{
  return &spatter_params[TAU_PRESET_ROW (preset)][severity - 1];
}

/* Thresholds are set for a smooth layer. With a sigma that rounds to no blur, single pixels would
 * become drops, and there would be far too many. */
static double
spatter_scale (const SpatterParams *p, TauPreset preset, int width, int height)
{
  double least = p->mud ? MIN (p->sigma, p->strength) : p->sigma;
  return MAX (tau_preset_scale (preset, width, height), MIN (0.7 / least, 1));
}

static void
spatter_draw (const guint8 *in, int width, int height, TauPreset preset, int severity,
              TauRandom *random, TauVariates *variates)
{
  const SpatterParams *p = spatter_get_params (preset, severity);
  TauGrid grid = tau_grid_for (width, height);
  double scale = spatter_scale (p, preset, grid.width, grid.height);
  double levelling = tau_gaussian_spread (p->sigma, TAU_GAUSSIAN_TRUNCATE) /
                     tau_gaussian_spread (p->sigma * scale, TAU_GAUSSIAN_TRUNCATE);
  gsize n = (gsize)grid.width * grid.height;
  tau_random_fill_normal (random, p->mean, scale == 1 ? p->sd : p->sd * levelling,
                          tau_variates_take (variates, 0, n), n);
}

/* The 3x3 neighbours of each pixel need a border: OpenCV's reflect101, c b | a b c | b a. */
static void
spatter_pad (const guint8 *in, int width, int height, guint8 *padded)
{
  gsize stride = width + 2;
  for (int y = -1; y <= height; y++) {
    const guint8 *from = in + (gsize)(y < 0 ? 1 : y == height ? height - 2 : y) * width;
    guint8 *to = padded + (y + 1) * stride;
    memcpy (to + 1, from, width);
    to[0] = from[1];
    to[width + 1] = from[width - 2];
  }
}

/* The distance to the next edge, up to 20 px, its 3x3 mean truncated to bytes. */
static void
spatter_distance (const guint8 *edges, int width, int height, guint8 *out)
{
  gsize n = (gsize)width * height;
  g_autofree gint32 *distance = g_new (gint32, n);
  g_autofree gint32 *column = g_new (gint32, width + 2);

  tau_chamfer_distance (edges, width, height, 20 << 16, distance);
  for (int y = 0; y < height; y++) {
    const gint32 *row = distance + (gsize)y * width;
    const gint32 *above = y > 0 ? row - width : row + width;
    const gint32 *below = y + 1 < height ? row + width : row - width;
    for (int x = 0; x < width; x++)
      column[x + 1] = above[x] + row[x] + below[x];
    column[0] = column[2];
    column[width + 1] = column[width - 1];
    for (int x = 0; x < width; x++) {
      float mean = (float)((column[x] + column[x + 1] + column[x + 2]) * (1.0 / 9));
      out[(gsize)y * width + x] = (guint8)(mean * 0x1p-16f);
    }
  }
}

/* OpenCV's equalizeHist, in place. */
static void
spatter_equalise (guint8 *values, gsize n)
{
  gsize histogram[256] = { 0 };
  guint8 lut[256] = { 0 };
  int first = 0;

  for (gsize i = 0; i < n; i++)
    histogram[values[i]]++;
  while (histogram[first] == 0)
    first++;
  if (histogram[first] == n)
    return; /* a flat layer stays as it is */
  float scale = 255.0f / (float)(n - histogram[first]);
  gsize sum = 0;
  for (int v = first + 1; v < 256; v++) {
    sum += histogram[v];
    lut[v] = (guint8)rintf ((float)sum * scale);
  }
  for (gsize i = 0; i < n; i++)
    values[i] = lut[values[i]];
}

/* A light from the lower right: [-2 -1 0; -1 1 1; 0 1 2], saturated. `stride` is of the padded
 * input. */
TAU_SIMD_CLONES static void
spatter_emboss_row (const guint8 *in, gsize stride, int width, guint8 *out)
{
  const guint8 *a = in, *b = in + stride, *c = in + 2 * stride;
  for (int x = 0; x < width; x++) {
    gint16 v =
        (gint16)(-2 * a[x] - a[x + 1] - b[x] + b[x + 1] + b[x + 2] + c[x + 1] + 2 * c[x + 2]);
    out[x] = (guint8)CLAMP (v, 0, 255);
  }
}

/* The 3x3 mean, rounded. */
TAU_SIMD_CLONES static void
spatter_mean_row (const guint8 *in, gsize stride, int width, guint8 *out)
{
  const guint8 *a = in, *b = in + stride, *c = in + 2 * stride;
  for (int x = 0; x < width; x++) {
    guint16 sum = (guint16)(a[x] + a[x + 1] + a[x + 2] + b[x] + b[x + 1] + b[x + 2] + c[x] +
                            c[x + 1] + c[x + 2]);
    out[x] = (guint8)((sum + 4) / 9);
  }
}

/* How the light falls on the drops of `liquid`. */
static void
spatter_shading (const guint8 *liquid, int width, int height, guint8 *out)
{
  gsize stride = width + 2;
  g_autofree guint8 *padded = g_malloc (stride * (height + 2));

  tau_canny (liquid, width, height, 50, 150, padded);
  spatter_distance (padded, width, height, out);
  spatter_equalise (out, (gsize)width * height);
  spatter_pad (out, width, height, padded);
  for (int y = 0; y < height; y++)
    spatter_emboss_row (padded + y * stride, stride, width, out + (gsize)y * width);
  spatter_pad (out, width, height, padded);
  for (int y = 0; y < height; y++)
    spatter_mean_row (padded + y * stride, stride, width, out + (gsize)y * width);
}

/* m = liquid * shading / max * strength. */
TAU_SIMD_CLONES static void
spatter_weigh_water (const guint8 *liquid, const guint8 *shading, gsize n, float max,
                     float strength, float *out)
{
  for (gsize i = 0; i < n; i++)
    out[i] = (float)(liquid[i] * shading[i]) / max * strength;
}

/* x + m * colour. */
TAU_SIMD_CLONES static void
spatter_add_water (const guint8 *in, const float *water, gsize n, guint8 *out)
{
  const float red = (float)(175 / 255.), green = (float)(238 / 255.);
  for (gsize i = 0; i < n; i++) {
    float m = water[i];
    out[3 * i] = tau_unit_to_byte_f32 (in[3 * i] / 255.0f + m * red);
    out[3 * i + 1] = tau_unit_to_byte_f32 (in[3 * i + 1] / 255.0f + m * green);
    out[3 * i + 2] = tau_unit_to_byte_f32 (in[3 * i + 2] / 255.0f + m * green);
  }
}

/* The layer in levels, 0 where there is no liquid. It normally stays far below 2, but the variates
 * may be anything, and numpy's cast wraps. */
TAU_SIMD_CLONES static void
spatter_cut (const double *layer, gsize n, double threshold, guint8 *liquid)
{
  for (gsize i = 0; i < n; i++) {
    int level = (int)(layer[i] * 255);
    liquid[i] = (guint8)(layer[i] < threshold ? 0 : level);
  }
}

TAU_SIMD_CLONES static int
spatter_max (const guint8 *liquid, const guint8 *shading, gsize n)
{
  int max = 0;
  for (gsize i = 0; i < n; i++) {
    int v = liquid[i] * shading[i];
    max = MAX (max, v);
  }
  return max;
}

/* How much water there is, from the layer on the grid. */
static void
spatter_water (const double *layer, int width, int height, const SpatterParams *p, float *out)
{
  gsize n = (gsize)width * height;
  g_autofree guint8 *liquid = g_malloc (n), *shading = g_malloc (n);

  spatter_cut (layer, n, p->threshold, liquid);
  spatter_shading (liquid, width, height, shading);
  /* No drop at all: the reference divides 0 by 0 and gives a black image; this one stays dry. */
  int max = MAX (spatter_max (liquid, shading, n), 1);
  spatter_weigh_water (liquid, shading, n, max, (float)p->strength, out);
}

/* How much mud there is, from the layer on the grid. */
static void
spatter_mud (const double *layer, int width, int height, const SpatterParams *p, double scale,
             float *out)
{
  gsize n = (gsize)width * height;
  for (gsize i = 0; i < n; i++)
    out[i] = layer[i] > p->threshold ? 1.0f : 0.0f;
  tau_gaussian_blur_f32 (out, width, height, 1, p->strength * scale, TAU_GAUSSIAN_TRUNCATE,
                         TAU_BORDER_NEAREST, out);
}

/* x * (1 - m) + colour * m; m below 0.8 counts as no mud. */
TAU_SIMD_CLONES static void
spatter_add_mud (const guint8 *in, const float *mud, gsize n, guint8 *out)
{
  const float red = (float)(63 / 255.), green = (float)(42 / 255.), blue = (float)(20 / 255.);
  for (gsize i = 0; i < n; i++) {
    float m = mud[i] < 0.8 ? 0.0f : mud[i], clear = 1.0f - m;
    out[3 * i] = tau_unit_to_byte_f32 (in[3 * i] / 255.0f * clear + red * m);
    out[3 * i + 1] = tau_unit_to_byte_f32 (in[3 * i + 1] / 255.0f * clear + green * m);
    out[3 * i + 2] = tau_unit_to_byte_f32 (in[3 * i + 2] / 255.0f * clear + blue * m);
  }
}

static void
spatter_apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
               const TauVariates *variates, guint8 *out)
{
  const SpatterParams *p = spatter_get_params (preset, severity);
  TauGrid grid = tau_grid_for (width, height);
  double scale = spatter_scale (p, preset, grid.width, grid.height);
  gsize n = (gsize)grid.width * grid.height;
  g_return_if_fail (variates->lengths[0] == n);

  g_autofree double *layer = g_new (double, n);
  g_autofree float *amount = g_new (float, n);
  g_autofree float *row = g_new (float, width);
  tau_gaussian_blur (variates->values[0], grid.width, grid.height, 1, p->sigma * scale,
                     TAU_GAUSSIAN_TRUNCATE, TAU_BORDER_NEAREST, layer);
  if (p->mud)
    spatter_mud (layer, grid.width, grid.height, p, scale, amount);
  else
    spatter_water (layer, grid.width, grid.height, p, amount);
  for (int y = 0; y < height; y++) {
    gsize at = (gsize)y * width;
    const float *here = amount + at;
    if (grid.factor > 1) {
      tau_grid_enlarge_row (&grid, amount, y, width, row);
      here = row;
    }
    if (p->mud)
      spatter_add_mud (in + 3 * at, here, width, out + 3 * at);
    else
      spatter_add_water (in + 3 * at, here, width, out + 3 * at);
  }
}

const TauCorruption tau_corruption_spatter = {
  .name = "spatter",
  .title = N_ ("Spatter"),
  .group = TAU_CORRUPTION_WEATHER,
  .alexnet_error = 0.717512,
  .held_out = TRUE,
  .random = TRUE,
  .draw = spatter_draw,
  .apply = spatter_apply,
};
