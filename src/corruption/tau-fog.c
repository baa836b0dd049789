/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-corruption-private.h"

#include <glib/gi18n-lib.h>

/* Fog: lays a plasma fractal over the image, then darkens it again so that it keeps its brightest
 * value (SPEC section 3.10).
 *
 * Variates: slot 0 holds the wibbles of every level of the diamond-square construction, coarse to
 * fine. Within a level come those of the centres, of the first diamonds and of the second diamonds,
 * each k x k row-major: n * n - 1 values for a map of n x n.
 *
 * Size: the reference's maps are 32 and 256 px for images of 32 and 224. Here the map is the
 * smallest power of two that covers the longer side, which gives the same two sizes. */

typedef struct {
  double amount; /* how much fog, in units of the image's range */
  double decay;  /* divides the wibble from level to level */
} FogParams;

static const FogParams fog_params[2][TAU_N_SEVERITIES] = {
  { { .2, 3 }, { .5, 3 }, { .75, 2.5 }, { 1, 2 }, { 1.5, 1.75 } },
  { { 1.5, 2 }, { 2, 2 }, { 2.5, 1.7 }, { 2.5, 1.5 }, { 3, 1.4 } },
};

static const FogParams *
fog_get_params (TauPreset preset, int severity)
{
  return &fog_params[TAU_PRESET_ROW (preset)][severity - 1];
}

static int
fog_map_size (int width, int height)
{
  int n = 2;
  while (n < MAX (width, height))
    n *= 2;
  return n;
}

static void
fog_draw (const guint8 *in, int width, int height, TauPreset preset, int severity,
          TauRandom *random, TauVariates *variates)
{
  const FogParams *p = fog_get_params (preset, severity);
  gsize n = fog_map_size (width, height);
  double wibble = 100;

  double *out = tau_variates_take (variates, 0, n * n - 1);
  for (gsize k = 1; k < n; k *= 2) {
    tau_random_fill_uniform (random, -wibble, wibble, out, 3 * k * k);
    out += 3 * k * k;
    wibble /= p->decay;
  }
}

/* The centres of the squares of the k x k torus `grid`: the mean of four corners plus wibble *
 * noise. */
TAU_SIMD_CLONES static void
fog_centres (const double *grid, gsize k, double wibble, const double *noise, double *centres)
{
  for (gsize i = 0; i < k; i++) {
    const double *a = grid + i * k, *b = grid + (i + 1 == k ? 0 : i + 1) * k;
    const double *u = noise + i * k;
    double *out = centres + i * k;
    for (gsize j = 0; j + 1 < k; j++)
      out[j] = ((a[j] + b[j]) + (a[j + 1] + b[j + 1])) * 0.25 + wibble * u[j];
    out[k - 1] = ((a[k - 1] + b[k - 1]) + (a[0] + b[0])) * 0.25 + wibble * u[k - 1];
  }
}

/* The finer grid (2k x 2k): corners and centres are unchanged, and between them lie the two sets of
 * diamonds. */
TAU_SIMD_CLONES static void
fog_diamonds (const double *grid, const double *centres, gsize k, double wibble,
              const double *noise, double *fine)
{
  const double *noise2 = noise + k * k;
  for (gsize i = 0; i < k; i++) {
    const double *g = grid + i * k, *below = grid + (i + 1 == k ? 0 : i + 1) * k;
    const double *c = centres + i * k, *above = centres + (i == 0 ? k - 1 : i - 1) * k;
    const double *u = noise + i * k, *v = noise2 + i * k;
    double *even = fine + 4 * i * k, *odd = even + 2 * k;

    for (gsize j = 0; j + 1 < k; j++) {
      even[2 * j] = g[j];
      even[2 * j + 1] = ((c[j] + above[j]) + (g[j] + g[j + 1])) * 0.25 + wibble * u[j];
    }
    even[2 * k - 2] = g[k - 1];
    even[2 * k - 1] = ((c[k - 1] + above[k - 1]) + (g[k - 1] + g[0])) * 0.25 + wibble * u[k - 1];

    odd[0] = ((c[0] + c[k - 1]) + (g[0] + below[0])) * 0.25 + wibble * v[0];
    odd[1] = c[0];
    for (gsize j = 1; j < k; j++) {
      odd[2 * j] = ((c[j] + c[j - 1]) + (g[j] + below[j])) * 0.25 + wibble * v[j];
      odd[2 * j + 1] = c[j];
    }
  }
}

TAU_SIMD_CLONES static void
fog_range (const double *map, gsize n, double *min, double *max)
{
  double low[8], high[8];
  for (gsize l = 0; l < 8; l++)
    low[l] = high[l] = map[l % n];
  for (gsize i = 0; i + 8 <= n; i += 8)
    for (gsize l = 0; l < 8; l++) {
      low[l] = map[i + l] < low[l] ? map[i + l] : low[l];
      high[l] = map[i + l] > high[l] ? map[i + l] : high[l];
    }
  *min = low[0];
  *max = high[0];
  for (gsize l = 1; l < 8; l++) {
    *min = MIN (*min, low[l]);
    *max = MAX (*max, high[l]);
  }
}

/* The plasma fractal of n x n, not yet scaled to 0..1; n >= 4. */
static double *
fog_plasma (gsize n, double decay, const double *noise)
{
  double *grid = g_new (double, n *n), *fine = g_new (double, n *n);
  g_autofree double *centres = g_new (double, n *n / 4);
  double wibble = 100;

  grid[0] = 0;
  for (gsize k = 1; k < n; k *= 2) {
    fog_centres (grid, k, wibble, noise, centres);
    fog_diamonds (grid, centres, k, wibble, noise + k * k, fine);
    double *swap = grid;
    grid = fine;
    fine = swap;
    noise += 3 * k * k;
    wibble /= decay;
  }
  g_free (fine);
  return grid;
}

typedef struct {
  double min, range; /* of the map */
  double amount;     /* of fog */
  double brightest;  /* value of the image, 0..1 */
} FogMix;

/* (x + c * P) * max / (max + c), clipped, in levels: the reference's arithmetic. */
static guint8
fog_value (const FogMix *mix, guint8 in, double map)
{
  double v = in / 255.0 + mix->amount * ((map - mix->min) / mix->range);
  return tau_unit_to_byte (v * mix->brightest / (mix->brightest + mix->amount));
}

#define FOG_BLOCK 96 /* values; a multiple of 3 */

/* One row of n pixels. Fog would spend its time on divisions in double, and their last bit matters
 * only near a whole level. So all values are computed in float, whose error is below 2e-4 levels;
 * where one comes near a whole level, its block is computed again exactly. `fog` is scratch space
 * of 3 n. */
TAU_SIMD_CLONES static void
fog_row (const FogMix *mix, const guint8 *in, int n, const double *map, float *fog, guint8 *out)
{
  const int near = 2; /* 1/4096 levels */
  const double keep = mix->brightest / (mix->brightest + mix->amount);
  const float picture = (float)(keep * 4096);
  const float density = (float)(mix->amount / mix->range * keep * 255 * 4096);

  for (int j = 0; j < n; j++) {
    float v = (float)(map[j] - mix->min) * density;
    fog[3 * j] = v;
    fog[3 * j + 1] = v;
    fog[3 * j + 2] = v;
  }
  for (int start = 0; start < 3 * n; start += FOG_BLOCK) {
    int end = MIN (start + FOG_BLOCK, 3 * n), doubtful = 0;
    for (int j = start; j < end; j++) {
      /* In 1/4096 levels. Half a level above the highest is certain to be full. */
      int fixed = (int)(in[j] * picture + fog[j]);
      fixed = MIN (fixed, 255 * 4096 + 2048);
      doubtful |= ((fixed + near) & 4095) < 2 * near;
      out[j] = (guint8)(fixed >> 12);
    }
    for (int j = start; doubtful && j < end; j++)
      out[j] = fog_value (mix, in[j], map[j / 3]);
  }
}

static void
fog_apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
           const TauVariates *variates, guint8 *out)
{
  const FogParams *p = fog_get_params (preset, severity);
  gsize n = fog_map_size (width, height), stride = 3 * (gsize)width;
  g_return_if_fail (variates->lengths[0] == n * n - 1);

  g_autofree double *map = fog_plasma (n, p->decay, variates->values[0]);
  g_autofree float *fog = g_new (float, stride);
  guint8 brightest = 0;
  for (gsize i = 0; i < stride * height; i++)
    brightest = MAX (brightest, in[i]);

  double min, max;
  fog_range (map, n * n, &min, &max);
  const FogMix mix = {
    .min = min,
    .range = max > min ? max - min : 1, /* a flat map gives no fog rather than 0 / 0 */
    .amount = p->amount,
    .brightest = brightest / 255.0,
  };
  for (int i = 0; i < height; i++)
    fog_row (&mix, in + stride * i, width, map + i * n, fog, out + stride * i);
}

const TauCorruption tau_corruption_fog = {
  .name = "fog",
  .title = N_ ("Fog"),
  .group = TAU_CORRUPTION_WEATHER,
  .alexnet_error = 0.819324,
  .random = TRUE,
  .draw = fog_draw,
  .apply = fog_apply,
};
