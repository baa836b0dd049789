/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectrum.h"

#include "base/tau-simd.h"

#include <math.h>

#define MAX_FACTOR 16

struct _Spectrum {
  gsize side;
  float *cosines, *sines;       /* of -2 pi k / side */
  gint8 *bins;                  /* of each mode, or -1 */
  double counts[SPECTRUM_BINS]; /* modes in it */
  float *plane[3][2];           /* real and imaginary; two to work in and the result */
};

Spectrum *
spectrum_new (gsize side)
{
  Spectrum *self = g_new0 (Spectrum, 1);
  self->side = side;
  self->cosines = g_new (float, side);
  self->sines = g_new (float, side);
  self->bins = g_new (gint8, side * side);
  for (gsize k = 0; k < side; k++) {
    self->cosines[k] = (float)cos (2 * G_PI * k / side);
    self->sines[k] = (float)-sin (2 * G_PI * k / side);
  }
  for (gsize i = 0; i < side * side; i++) {
    gsize y = i / side, x = i % side;
    double fx = MIN (x, side - x) / (double)side, fy = MIN (y, side - y) / (double)side;
    double radius = hypot (fx, fy);
    self->bins[i] = radius == 0 || radius >= 0.5 ? -1 : (gint8)(radius * 16);
    if (self->bins[i] >= 0)
      self->counts[self->bins[i]]++;
  }
  for (int p = 0; p < 6; p++)
    self->plane[p / 2][p % 2] = g_new (float, side *side);
  return self;
}

void
spectrum_free (Spectrum *self)
{
  for (int p = 0; p < 6; p++)
    g_free (self->plane[p / 2][p % 2]);
  g_free (self->cosines);
  g_free (self->sines);
  g_free (self->bins);
  g_free (self);
}

/* a += b * w, for a row of complex numbers. */
TAU_SIMD_CLONES static void
add_turned (float *restrict a_re, float *restrict a_im, const float *restrict b_re,
            const float *restrict b_im, float w_re, float w_im, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    a_re[i] += b_re[i] * w_re - b_im[i] * w_im;
    a_im[i] += b_re[i] * w_im + b_im[i] * w_re;
  }
}

/* Transforms all columns at once: `n` rows of `in`, `stride` rows apart, to `n` rows of `out`,
 * which lie together. `scratch` has room for as many. */
static void
transform_columns (const Spectrum *self, float *const in[2], gsize first, gsize stride, gsize n,
                   float *const out[2], gsize at, float *const scratch[2])
{
  gsize side = self->side, p = 2;
  if (n == 1) {
    for (int part = 0; part < 2; part++)
      memcpy (out[part] + at * side, in[part] + first * side, side * sizeof (float));
    return;
  }
  while (n % p != 0)
    p++;
  g_assert_cmpuint (p, <=, MAX_FACTOR);
  gsize m = n / p;
  for (gsize r = 0; r < p; r++)
    transform_columns (self, in, first + r * stride, stride * p, m, scratch, at + r * m, out);
  for (gsize q = 0; q < p; q++)
    for (gsize k = 0; k < m; k++) {
      gsize to = (at + q * m + k) * side;
      memset (out[0] + to, 0, side * sizeof (float));
      memset (out[1] + to, 0, side * sizeof (float));
      for (gsize r = 0; r < p; r++) {
        gsize turn = (q * m + k) * r % n * (side / n), from = (at + r * m + k) * side;
        add_turned (out[0] + to, out[1] + to, scratch[0] + from, scratch[1] + from,
                    self->cosines[turn], self->sines[turn], side);
      }
    }
}

static void
transpose (const Spectrum *self, const float *in, float *out)
{
  gsize side = self->side;
  for (gsize y = 0; y < side; y++)
    for (gsize x = 0; x < side; x++)
      out[x * side + y] = in[y * side + x];
}

/* Adds |FFT2|^2 / side^2 of the complex picture in plane[0] to the bins. */
static void
add_spectrum (Spectrum *self, double bins[SPECTRUM_BINS])
{
  gsize n = self->side * self->side;
  transform_columns (self, self->plane[0], 0, 1, self->side, self->plane[1], 0, self->plane[2]);
  transpose (self, self->plane[1][0], self->plane[0][0]);
  transpose (self, self->plane[1][1], self->plane[0][1]);
  transform_columns (self, self->plane[0], 0, 1, self->side, self->plane[1], 0, self->plane[2]);
  const float *re = self->plane[1][0], *im = self->plane[1][1];
  for (gsize i = 0; i < n; i++)
    if (self->bins[i] >= 0)
      bins[self->bins[i]] += (double)(re[i] * re[i] + im[i] * im[i]) / n;
}

/* Two real channels go through one transform as a complex number: their cross terms cancel between
 * a mode and its opposite. */
void
spectrum_add_difference (Spectrum *self, const guint8 *in, const guint8 *out,
                         double entries[DIFFERENCE_ENTRIES])
{
  gsize n = self->side * self->side;
  double absolute = 0, square = 0, sum[3] = { 0 }, bins[SPECTRUM_BINS] = { 0 };
  for (int pass = 0; pass < 2; pass++) {
    for (gsize i = 0; i < n; i++)
      for (int part = 0; part < 2; part++) {
        int c = 2 * pass + part, d = c < 3 ? out[3 * i + c] - in[3 * i + c] : 0;
        self->plane[0][part][i] = d;
        absolute += ABS (d);
        square += d * d;
        sum[MIN (c, 2)] += d;
      }
    add_spectrum (self, bins);
  }
  entries[0] += absolute / (3 * n);
  entries[1] += sqrt (square / (3 * n));
  for (int c = 0; c < 3; c++)
    entries[2 + c] += sum[c] / n;
  for (int k = 0; k < SPECTRUM_BINS; k++)
    entries[5 + k] += bins[k] / (3 * self->counts[k]);
}
