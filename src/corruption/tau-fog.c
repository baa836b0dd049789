/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-corruption-private.h"

#include <glib/gi18n-lib.h>

/* Fog: a plasma fractal is laid over the picture, which is then darkened again so that it keeps its
 * brightest value (SPEC section 3.10).
 *
 * Variates: slot 0 holds the wibbles of every level of the diamond-square construction, coarse to
 * fine, and within a level those of the centres, of the first diamonds and of the second diamonds,
 * each k x k row-major: n * n - 1 values for a map of n x n.
 *
 * Size: the reference's maps are 32 and 256 px for pictures of 32 and 224. Here the map is the
 * smallest power of two that covers the longer side, so those two come out as they are. */

typedef struct {
  double amount; /* how much fog, in units of the picture's range */
  double decay;  /* by what the wibble is divided from level to level */
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
TAU_CLONES static void
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

/* The finer grid (2k x 2k): corners and centres as they are, and between them the two sets of
 * diamonds. */
TAU_CLONES static void
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

TAU_CLONES static void
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

/* The plasma fractal of n x n, not yet brought to 0..1; n >= 4. */
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

/* One row: (x + c * P) * max / (max + c), clipped, in levels. `sum` is scratch of 3 * width. */
TAU_CLONES static void
fog_row (const guint8 *in, int width, const double *map, double min, double range, double amount,
         double brightest, double *sum, guint8 *out)
{
  const double divisor = brightest + amount;
  for (int j = 0; j < width; j++)
    sum[j] = amount * ((map[j] - min) / range);
  for (int j = width - 1; j >= 0; j--) {
    double fog = sum[j];
    sum[3 * j + 2] = in[3 * j + 2] / 255.0 + fog;
    sum[3 * j + 1] = in[3 * j + 1] / 255.0 + fog;
    sum[3 * j] = in[3 * j] / 255.0 + fog;
  }
  for (int j = 0; j < 3 * width; j++) {
    double v = sum[j] * brightest / divisor;
    v = v > 1 ? 1 : v;
    out[j] = (guint8)(int)(v * 255);
  }
}

static void
fog_apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
           const TauVariates *variates, guint8 *out)
{
  const FogParams *p = fog_get_params (preset, severity);
  gsize n = fog_map_size (width, height);
  g_return_if_fail (variates->lengths[0] == n * n - 1);

  g_autofree double *map = fog_plasma (n, p->decay, variates->values[0]);
  g_autofree double *sum = g_new (double, 3 * (gsize)width);
  guint8 brightest = 0;
  for (gsize i = 0; i < 3 * (gsize)width * height; i++)
    brightest = MAX (brightest, in[i]);

  double min, max;
  fog_range (map, n * n, &min, &max);
  double range = max > min ? max - min : 1; /* a flat map is no fog rather than 0 / 0 */
  for (int i = 0; i < height; i++)
    fog_row (in + 3 * (gsize)width * i, width, map + i * n, min, range, p->amount,
             brightest / 255.0, sum, out + 3 * (gsize)width * i);
}

const TauCorruption tau_corruption_fog = {
  .name = "fog",
  .title = N_ ("Fog"),
  .group = TAU_CORRUPTION_WEATHER,
  .random = TRUE,
  .draw = fog_draw,
  .apply = fog_apply,
};
