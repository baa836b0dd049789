/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-enlarge.h"
#include "corruption/tau-corruption-private.h"

#include <math.h>

/* Along one side, output i reads samples first[i] and first[i] + 1 with weights 1 - part[i] and
 * part[i]. */
typedef struct {
  int *first;
  double *part;
} Taps;

/* The central crop ceil (n / z) is enlarged to round (crop * z) px (half to even), and the central
 * n px are kept. */
static Taps
taps_new (int n, double factor)
{
  int crop = (int)ceil (n / factor);
  int top = (n - crop) / 2;
  int enlarged = MAX ((int)rint (crop * factor), n);
  int trim = (enlarged - n) / 2;
  double step = enlarged > 1 ? (crop - 1) / (double)(enlarged - 1) : 0.0;
  Taps taps = { g_new (int, n), g_new (double, n) };

  for (int i = 0; i < n; i++) {
    double at = (i + trim) * step;
    /* The last sample has no right neighbour. It counts as the right neighbour of the one before,
     * with the whole weight. */
    int first = MIN ((int)at, MAX (crop - 2, 0));
    taps.part[i] = crop > 1 ? at - first : 0.0;
    taps.first[i] = top + first;
  }
  return taps;
}

static void
taps_clear (Taps *taps)
{
  g_free (taps->first);
  g_free (taps->part);
}

TAU_SIMD_CLONES static void
mix_rows (const double *a, const double *b, double part, int n, double *out)
{
  for (int i = 0; i < n; i++)
    out[i] = a[i] * (1.0 - part) + b[i] * part;
}

TAU_SIMD_CLONES static void
mix_rows_f32 (const float *a, const float *b, double part, int n, double *out)
{
  for (int i = 0; i < n; i++)
    out[i] = a[i] * (1.0 - part) + b[i] * part;
}

static void
mix_columns (const double *row, const Taps *taps, int width, int channels, double *out)
{
  for (int x = 0; x < width; x++) {
    const double *at = row + (gsize)taps->first[x] * channels;
    double part = taps->part[x];
    for (int c = 0; c < channels; c++)
      *out++ = at[c] * (1.0 - part) + at[channels + c] * part;
  }
}

void
tau_enlarge (const double *in, int width, int height, int channels, double factor, double *out)
{
  Taps rows = taps_new (height, factor);
  Taps columns = taps_new (width, factor);
  gsize stride = (gsize)width * channels;
  g_autofree double *row = g_new0 (double, stride + channels);

  for (int y = 0; y < height; y++) {
    const double *a = in + rows.first[y] * stride;
    const double *b = rows.part[y] > 0.0 ? a + stride : a;
    mix_rows (a, b, rows.part[y], stride, row);
    mix_columns (row, &columns, width, channels, out + y * stride);
  }
  taps_clear (&rows);
  taps_clear (&columns);
}

void
tau_enlarge_f32 (const float *in, int width, int height, int channels, double factor, float *out)
{
  Taps rows = taps_new (height, factor);
  Taps columns = taps_new (width, factor);
  gsize stride = (gsize)width * channels;
  g_autofree double *row = g_new0 (double, stride + channels);
  g_autofree double *wide = g_new (double, stride);

  for (int y = 0; y < height; y++) {
    const float *a = in + rows.first[y] * stride;
    const float *b = rows.part[y] > 0.0 ? a + stride : a;
    mix_rows_f32 (a, b, rows.part[y], stride, row);
    mix_columns (row, &columns, width, channels, wide);
    for (gsize i = 0; i < stride; i++)
      out[y * stride + i] = (float)wide[i];
  }
  taps_clear (&rows);
  taps_clear (&columns);
}
