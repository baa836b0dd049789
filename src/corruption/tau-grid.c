/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-grid.h"
#include "corruption/tau-corruption-private.h"

#include <string.h>

/* The smallest side of a grid: 4 times the larger preset's. */
#define LEAST_SIDE 896

TauGrid
tau_grid_for (int width, int height)
{
  int factor = MAX (MIN (width, height) / LEAST_SIDE, 1);
  return (TauGrid){ factor, (width + factor - 1) / factor, (height + factor - 1) / factor };
}

TAU_SIMD_CLONES static void
add_row (const guint8 *in, gsize n, guint32 *sums)
{
  for (gsize i = 0; i < n; i++)
    sums[i] += in[i];
}

void
tau_grid_reduce (const TauGrid *self, const guint8 *in, int width, int height, int channels,
                 guint8 *out)
{
  int f = self->factor;
  gsize stride = (gsize)width * channels;
  g_autofree guint32 *sums = g_new (guint32, stride);

  for (int gy = 0; gy < self->height; gy++) {
    int rows = MIN (f, height - gy * f);
    memset (sums, 0, stride * sizeof *sums);
    for (int y = 0; y < rows; y++)
      add_row (in + (gsize)(gy * f + y) * stride, stride, sums);
    for (int gx = 0; gx < self->width; gx++) {
      int columns = MIN (f, width - gx * f);
      guint32 cell = rows * columns;
      for (int c = 0; c < channels; c++) {
        guint32 sum = cell / 2;
        for (int x = 0; x < columns; x++)
          sum += sums[(gsize)(gx * f + x) * channels + c];
        *out++ = sum / cell;
      }
    }
  }
}

/* The position of a pixel on an axis of the grid: between two samples; the second has the weight
 * `part` / 2 factor. */
typedef struct {
  int first, second;
  int part;
} Tap;

static Tap
grid_tap (const TauGrid *self, int i, int grid_size)
{
  int at = 2 * i + 1 - self->factor; /* in 1 / (2 factor) of a grid pixel */
  int period = 2 * self->factor;
  if (at < 0)
    return (Tap){ 0, 0, 0 };
  int first = MIN (at / period, grid_size - 1);
  return (Tap){ first, MIN (first + 1, grid_size - 1), at % period };
}

static Tap *
grid_taps (const TauGrid *self, int size, int grid_size)
{
  Tap *taps = g_new (Tap, size);
  for (int i = 0; i < size; i++)
    taps[i] = grid_tap (self, i, grid_size);
  return taps;
}

TAU_SIMD_CLONES static void
mix_rows (const guint8 *a, const guint8 *b, int part, int whole, gsize n, gint32 *out)
{
  for (gsize i = 0; i < n; i++)
    out[i] = a[i] * (whole - part) + b[i] * part;
}

/* Whole numbers up to 255 * 4 factor^2, then one product with the reciprocal. */
static inline __attribute__ ((always_inline)) void
mix_columns (const gint32 *row, const Tap *taps, int width, int channels, int whole, guint8 *out)
{
  const float scale = 1.0f / (whole * whole);
  for (int x = 0; x < width; x++) {
    const gint32 *a = row + taps[x].first * channels, *b = row + taps[x].second * channels;
    for (int c = 0; c < channels; c++) {
      gint32 sum = a[c] * (whole - taps[x].part) + b[c] * taps[x].part;
      *out++ = (guint8)(sum * scale + 0.5f);
    }
  }
}

void
tau_grid_enlarge (const TauGrid *self, const guint8 *in, int width, int height, int channels,
                  guint8 *out)
{
  int whole = 2 * self->factor;
  gsize stride = (gsize)self->width * channels;
  g_autofree Tap *taps = grid_taps (self, width, self->width);
  g_autofree gint32 *row = g_new (gint32, stride);

  for (int y = 0; y < height; y++) {
    Tap v = grid_tap (self, y, self->height);
    guint8 *to = out + (gsize)y * width * channels;
    mix_rows (in + v.first * stride, in + v.second * stride, v.part, whole, stride, row);
    if (channels == 3)
      mix_columns (row, taps, width, 3, whole, to);
    else
      mix_columns (row, taps, width, channels, whole, to);
  }
}

void
tau_grid_enlarge_row (const TauGrid *self, const float *in, int y, int width, float *out)
{
  const float unit = 0.5f / self->factor;
  Tap v = grid_tap (self, y, self->height);
  const float *a = in + (gsize)v.first * self->width, *b = in + (gsize)v.second * self->width;
  float down = v.part * unit;
  for (int x = 0; x < width; x++) {
    Tap h = grid_tap (self, x, self->width);
    float across = h.part * unit;
    float above = a[h.first] * (1 - across) + a[h.second] * across;
    float below = b[h.first] * (1 - across) + b[h.second] * across;
    out[x] = above * (1 - down) + below * down;
  }
}

gboolean
tau_grid_apply (void (*apply) (const guint8 *, int, int, TauPreset, int, const TauVariates *,
                               guint8 *),
                const guint8 *in, int width, int height, TauPreset preset, int severity,
                const TauVariates *variates, guint8 *out)
{
  TauGrid grid = tau_grid_for (width, height);
  gsize n = 3 * (gsize)grid.width * grid.height;
  if (grid.factor == 1)
    return FALSE;

  g_autofree guint8 *small = g_malloc (n), *done = g_malloc (n);
  tau_grid_reduce (&grid, in, width, height, 3, small);
  apply (small, grid.width, grid.height, preset, severity, variates, done);
  tau_grid_enlarge (&grid, done, width, height, 3, out);
  return TRUE;
}
