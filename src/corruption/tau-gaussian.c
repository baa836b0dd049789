/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-gaussian.h"
#include "corruption/tau-corruption-private.h"

#include <math.h>
#include <string.h>

/* Values of a row that are summed together, so that the sums stay in registers over all taps. */
#define BLOCK 32

int
tau_border_index (TauBorder border, int i, int n)
{
  if (border == TAU_BORDER_NEAREST)
    return CLAMP (i, 0, n - 1);
  int period = 2 * n;
  i %= period;
  if (i < 0)
    i += period;
  return i < n ? i : period - 1 - i;
}

/* numpy's sum: eight running sums up to 128 values, halves above. The order is part of the result.
 */
static double
pairwise_sum (const double *values, int n)
{
  if (n > 128) {
    int half = n / 2;
    half -= half % 8;
    return pairwise_sum (values, half) + pairwise_sum (values + half, n - half);
  }
  double sum = 0.0;
  int i = 0;
  if (n >= 8) {
    double r[8];
    memcpy (r, values, sizeof r);
    for (i = 8; i + 8 <= n; i += 8)
      for (int k = 0; k < 8; k++)
        r[k] += values[i + k];
    sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
  }
  for (; i < n; i++)
    sum += values[i];
  return sum;
}

/* weights[0] is the centre, weights[j] belongs to the samples j px away on either side. */
static double *
gaussian_weights (double sigma, int radius)
{
  g_autofree double *full = g_new (double, 2 * radius + 1);
  for (int j = -radius; j <= radius; j++)
    full[j + radius] = exp (-0.5 / (sigma * sigma) * ((double)j * j));
  double sum = pairwise_sum (full, 2 * radius + 1);
  double *weights = g_new (double, radius + 1);
  for (int j = 0; j <= radius; j++)
    weights[j] = full[radius + j] / sum;
  return weights;
}

/* out[i] = centre[i] w0 + sum over j from the outermost pair inwards of (before[j][i] +
 * after[j][i]) wj: scipy's order. */
TAU_SIMD_CLONES static void
sum_rows (const double *centre, const double *const *before, const double *const *after,
          const double *weights, int radius, int n, double *out)
{
  int i = 0;
  for (; i + BLOCK <= n; i += BLOCK) {
    double sum[BLOCK];
    for (int k = 0; k < BLOCK; k++)
      sum[k] = centre[i + k] * weights[0];
    for (int j = radius; j > 0; j--) {
      const double *a = before[j] + i;
      const double *b = after[j] + i;
      double w = weights[j];
      for (int k = 0; k < BLOCK; k++)
        sum[k] += (a[k] + b[k]) * w;
    }
    memcpy (out + i, sum, sizeof sum);
  }
  for (; i < n; i++) {
    double sum = centre[i] * weights[0];
    for (int j = radius; j > 0; j--)
      sum += (before[j][i] + after[j][i]) * weights[j];
    out[i] = sum;
  }
}

typedef struct {
  int width, height, channels, radius;
  TauBorder border;
  double *weights;       /* radius + 1 */
  double *line;          /* a row with radius px of border on either side */
  const double **before; /* radius + 1 each: where the taps of the row in work lie */
  const double **after;
} Blur;

static void
blur_init (Blur *self, int width, int height, int channels, double sigma, double truncate,
           TauBorder border)
{
  int radius = (int)(truncate * sigma + 0.5);
  *self = (Blur){
    .width = width, .height = height, .channels = channels, .radius = radius, .border = border
  };
  self->weights = gaussian_weights (sigma, radius);
  self->line = g_new (double, ((gsize)width + 2 * radius) * channels);
  self->before = g_new (const double *, radius + 1);
  self->after = g_new (const double *, radius + 1);
}

static void
blur_clear (Blur *self)
{
  g_free (self->weights);
  g_free (self->line);
  g_free (self->before);
  g_free (self->after);
}

/* Row y of the pass down the columns, from the whole picture to the middle of self->line. */
static double *
blur_vertical (Blur *self, const double *in, int y)
{
  gsize stride = (gsize)self->width * self->channels;
  double *middle = self->line + (gsize)self->radius * self->channels;
  for (int j = 1; j <= self->radius; j++) {
    self->before[j] = in + tau_border_index (self->border, y - j, self->height) * stride;
    self->after[j] = in + tau_border_index (self->border, y + j, self->height) * stride;
  }
  sum_rows (in + y * stride, self->before, self->after, self->weights, self->radius, stride,
            middle);
  return middle;
}

/* The pass along the row in self->line. */
static void
blur_horizontal (Blur *self, double *out)
{
  int channels = self->channels;
  double *middle = self->line + (gsize)self->radius * channels;
  for (int j = 1; j <= self->radius; j++) {
    int left = tau_border_index (self->border, -j, self->width);
    int right = tau_border_index (self->border, self->width - 1 + j, self->width);
    for (int c = 0; c < channels; c++) {
      middle[-j * channels + c] = middle[left * channels + c];
      middle[(self->width - 1 + j) * channels + c] = middle[right * channels + c];
    }
    self->before[j] = middle - j * channels;
    self->after[j] = middle + j * channels;
  }
  sum_rows (middle, self->before, self->after, self->weights, self->radius, self->width * channels,
            out);
}

void
tau_gaussian_blur (const double *in, int width, int height, int channels, double sigma,
                   double truncate, TauBorder border, double *out)
{
  gsize stride = (gsize)width * channels;
  if (sigma <= 1e-15) {
    memmove (out, in, stride * height * sizeof *out);
    return;
  }
  Blur blur;
  g_autofree double *copy = in == out ? g_memdup2 (in, stride * height * sizeof *in) : NULL;
  if (copy != NULL)
    in = copy;
  blur_init (&blur, width, height, channels, sigma, truncate, border);
  for (int y = 0; y < height; y++) {
    blur_vertical (&blur, in, y);
    blur_horizontal (&blur, out + y * stride);
  }
  blur_clear (&blur);
}

void
tau_gaussian_blur_f32 (const float *in, int width, int height, int channels, double sigma,
                       double truncate, TauBorder border, float *out)
{
  gsize stride = (gsize)width * channels;
  if (sigma <= 1e-15) {
    memmove (out, in, stride * height * sizeof *out);
    return;
  }
  Blur blur;
  g_autofree double *wide = g_new (double, stride *height);
  g_autofree double *row = g_new (double, stride);
  for (gsize i = 0; i < stride * height; i++)
    wide[i] = in[i];
  blur_init (&blur, width, height, channels, sigma, truncate, border);
  for (int y = 0; y < height; y++) {
    double *middle = blur_vertical (&blur, wide, y);
    for (gsize i = 0; i < stride; i++)
      middle[i] = (float)middle[i];
    blur_horizontal (&blur, row);
    for (gsize i = 0; i < stride; i++)
      out[y * stride + i] = (float)row[i];
  }
  blur_clear (&blur);
}

TAU_SIMD_CLONES static void
units_to_bytes (const double *in, gsize n, guint8 *out)
{
  for (gsize i = 0; i < n; i++)
    out[i] = tau_unit_to_byte (in[i]);
}

void
tau_gaussian_blur_bytes (const guint8 *in, int width, int height, double sigma, guint8 *out)
{
  gsize stride = (gsize)width * 3;
  g_autofree double *x = g_new (double, stride *height);
  tau_bytes_to_unit (in, stride * height, x);
  if (sigma <= 1e-15) {
    units_to_bytes (x, stride * height, out);
    return;
  }
  Blur blur;
  g_autofree double *row = g_new (double, stride);
  blur_init (&blur, width, height, 3, sigma, TAU_GAUSSIAN_TRUNCATE, TAU_BORDER_NEAREST);
  for (int y = 0; y < height; y++) {
    blur_vertical (&blur, x, y);
    blur_horizontal (&blur, row);
    units_to_bytes (row, stride, out + y * stride);
  }
  blur_clear (&blur);
}

double
tau_gaussian_spread (double sigma, double truncate)
{
  if (sigma <= 1e-15)
    return 1;
  int radius = (int)(truncate * sigma + 0.5);
  g_autofree double *weights = gaussian_weights (sigma, radius);
  double squares = weights[0] * weights[0];
  for (int j = 1; j <= radius; j++)
    squares += 2 * weights[j] * weights[j];
  return squares;
}
