/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-gaussian.h"
#include "corruption/tau-corruption-private.h"

#include <math.h>
#include <string.h>

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

/* numpy's sum: eight running sums for up to 128 values, halves above that. The order is part of the
 * result. */
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

/* How far the kernel reaches to either side, px. */
static int
gaussian_radius (double sigma, double truncate)
{
  return (int)(truncate * sigma + 0.5);
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

typedef double Vector __attribute__ ((vector_size (64)));
/* The same at any position in an array of doubles. */
typedef double Unaligned __attribute__ ((vector_size (64), aligned (8), may_alias));

#define LANES 8
#define AT(p) (*(const Unaligned *)(p))

/* A vector that lies in one cache line is read in half the time. */
#define WHOLE_VECTORS(n) (((n) + LANES - 1) / LANES * LANES)

static double *
new_aligned (gsize n)
{
  return g_aligned_alloc (n, sizeof (double), sizeof (Vector));
}

/* For i up to n: out[i] = centre[i] w0 + sum over j from the outermost pair inwards of
 * (before[j][i] + after[j][i]) wj: scipy's order. Four vectors at a time, so that the sums stay in
 * registers over all taps. */
TAU_SIMD_CLONES static void
sum_rows (const double *centre, const double *const *before, const double *const *after,
          const double *weights, int radius, gsize i, gsize n, double *out)
{
  for (; i + 4 * LANES <= n; i += 4 * LANES) {
    Vector s0 = AT (centre + i) * weights[0];
    Vector s1 = AT (centre + i + LANES) * weights[0];
    Vector s2 = AT (centre + i + 2 * LANES) * weights[0];
    Vector s3 = AT (centre + i + 3 * LANES) * weights[0];
    for (int j = radius; j > 0; j--) {
      const double *a = before[j] + i;
      const double *b = after[j] + i;
      double w = weights[j];
      s0 += (AT (a) + AT (b)) * w;
      s1 += (AT (a + LANES) + AT (b + LANES)) * w;
      s2 += (AT (a + 2 * LANES) + AT (b + 2 * LANES)) * w;
      s3 += (AT (a + 3 * LANES) + AT (b + 3 * LANES)) * w;
    }
    *(Unaligned *)(out + i) = s0;
    *(Unaligned *)(out + i + LANES) = s1;
    *(Unaligned *)(out + i + 2 * LANES) = s2;
    *(Unaligned *)(out + i + 3 * LANES) = s3;
  }
  for (; i < n; i++) {
    double sum = centre[i] * weights[0];
    for (int j = radius; j > 0; j--)
      sum += (before[j][i] + after[j][i]) * weights[j];
    out[i] = sum;
  }
}

/* Rows that are computed together, and how many values of each are computed before those of the
 * next row. The data that the taps of such a piece read stays in the first cache. */
#define BAND  8
#define PIECE 64

typedef struct {
  int width, height, channels, radius;
  TauBorder border;
  double *weights;       /* radius + 1 */
  gsize border_length;   /* of a line: room for radius px, whole vectors */
  gsize line_length;     /* with both borders, whole vectors */
  double *lines;         /* BAND rows with radius px of border on either side, aligned */
  const double **before; /* BAND times radius + 1 each: where the taps lie */
  const double **after;
} Blur;

static void
blur_init (Blur *self, int width, int height, int channels, double sigma, double truncate,
           TauBorder border)
{
  int radius = gaussian_radius (sigma, truncate);
  *self = (Blur){
    .width = width, .height = height, .channels = channels, .radius = radius, .border = border
  };
  self->weights = gaussian_weights (sigma, radius);
  self->border_length = WHOLE_VECTORS ((gsize)radius * channels);
  self->line_length = WHOLE_VECTORS ((gsize)width * channels) + 2 * self->border_length;
  self->lines = new_aligned (BAND * self->line_length);
  self->before = g_new (const double *, BAND *(radius + 1));
  self->after = g_new (const double *, BAND *(radius + 1));
}

static void
blur_clear (Blur *self)
{
  g_free (self->weights);
  g_aligned_free (self->lines);
  g_free (self->before);
  g_free (self->after);
}

/* Row `i` of the band, between the borders. */
static double *
blur_line (Blur *self, int i)
{
  return self->lines + i * self->line_length + self->border_length;
}

/* The pass down the columns, for `n` rows from `y`: from the whole image to the lines. */
static void
blur_vertical (Blur *self, const double *in, int y, int n)
{
  gsize stride = (gsize)self->width * self->channels;
  int taps = self->radius + 1;
  for (int i = 0; i < n; i++)
    for (int j = 1; j < taps; j++) {
      int above = tau_border_index (self->border, y + i - j, self->height);
      int below = tau_border_index (self->border, y + i + j, self->height);
      self->before[i * taps + j] = in + above * stride;
      self->after[i * taps + j] = in + below * stride;
    }
  for (gsize x = 0; x < stride; x += PIECE)
    for (int i = 0; i < n; i++)
      sum_rows (in + (y + i) * stride, self->before + i * taps, self->after + i * taps,
                self->weights, self->radius, x, MIN (x + PIECE, stride), blur_line (self, i));
}

/* The pass along line i. */
static void
blur_horizontal (Blur *self, int i, double *out)
{
  int channels = self->channels;
  double *middle = blur_line (self, i);
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
  sum_rows (middle, self->before, self->after, self->weights, self->radius, 0,
            (gsize)self->width * channels, out);
}

/* The weight of each sample (row) in each result (column) of a line of n, n x n. Adds up all taps
 * that the border maps to one sample. */
static double *
folded_weights (int n, double sigma, double truncate, TauBorder border)
{
  int radius = gaussian_radius (sigma, truncate);
  g_autofree double *weights = gaussian_weights (sigma, radius);
  double *folded = g_new0 (double, (gsize)n *n);
  for (int j = -radius; j <= radius; j++)
    for (int i = 0; i < n; i++)
      folded[(gsize)tau_border_index (border, i + j, n) * n + i] += weights[ABS (j)];
  return folded;
}

/* out[i] = sum over k of factors[k] rows[k][i], for i up to n. */
TAU_SIMD_CLONES static void
combine_rows (const double *rows, gsize stride, const double *factors, gsize factor_stride,
              int n_rows, int n, double *out)
{
  int i = 0;
  for (; i + 4 * LANES <= n; i += 4 * LANES) {
    Vector s0 = { 0 }, s1 = { 0 }, s2 = { 0 }, s3 = { 0 };
    const double *row = rows + i;
    for (int k = 0; k < n_rows; k++, row += stride) {
      double f = factors[k * factor_stride];
      s0 += AT (row) * f;
      s1 += AT (row + LANES) * f;
      s2 += AT (row + 2 * LANES) * f;
      s3 += AT (row + 3 * LANES) * f;
    }
    *(Unaligned *)(out + i) = s0;
    *(Unaligned *)(out + i + LANES) = s1;
    *(Unaligned *)(out + i + 2 * LANES) = s2;
    *(Unaligned *)(out + i + 3 * LANES) = s3;
  }
  for (; i < n; i++) {
    double sum = 0;
    for (int k = 0; k < n_rows; k++)
      sum += rows[k * stride + i] * factors[k * factor_stride];
    out[i] = sum;
  }
}

/* For a blur that reaches past the whole image and meets each sample several times: the weights are
 * added up first, so each sample is read once. The order of addition differs, and so do the last
 * bits of a double. */
static void
blur_wide (const double *in, int width, int height, double sigma, double truncate, TauBorder border,
           double *out)
{
  g_autofree double *down = folded_weights (height, sigma, truncate, border);
  g_autofree double *across = folded_weights (width, sigma, truncate, border);
  g_autofree double *middle = g_new (double, (gsize)width *height);
  for (int y = 0; y < height; y++)
    combine_rows (in, width, down + y, height, height, width, middle + (gsize)y * width);
  for (int y = 0; y < height; y++)
    combine_rows (across, width, middle + (gsize)y * width, 1, width, width,
                  out + (gsize)y * width);
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
  if (channels == 1 && gaussian_radius (sigma, truncate) >= MAX (width, height)) {
    blur_wide (in, width, height, sigma, truncate, border, out);
    return;
  }
  Blur blur;
  g_autofree double *copy = in == out ? g_memdup2 (in, stride * height * sizeof *in) : NULL;
  if (copy != NULL)
    in = copy;
  blur_init (&blur, width, height, channels, sigma, truncate, border);
  for (int y = 0; y < height; y += BAND) {
    int n = MIN (BAND, height - y);
    blur_vertical (&blur, in, y, n);
    for (int i = 0; i < n; i++)
      blur_horizontal (&blur, i, out + (y + i) * stride);
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
  for (int y = 0; y < height; y += BAND) {
    int n = MIN (BAND, height - y);
    blur_vertical (&blur, wide, y, n);
    for (int i = 0; i < n; i++) {
      double *line = blur_line (&blur, i);
      for (gsize x = 0; x < stride; x++)
        line[x] = (float)line[x];
      blur_horizontal (&blur, i, row);
      for (gsize x = 0; x < stride; x++)
        out[(y + i) * stride + x] = (float)row[x];
    }
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
  double *x = new_aligned (stride * height);
  tau_bytes_to_unit (in, stride * height, x);
  Blur blur;
  g_autofree double *row = g_new (double, stride);
  blur_init (&blur, width, height, 3, sigma, TAU_GAUSSIAN_TRUNCATE, TAU_BORDER_NEAREST);
  for (int y = 0; y < height; y += BAND) {
    int n = MIN (BAND, height - y);
    blur_vertical (&blur, x, y, n);
    for (int i = 0; i < n; i++) {
      blur_horizontal (&blur, i, row);
      units_to_bytes (row, stride, out + (y + i) * stride);
    }
  }
  blur_clear (&blur);
  g_aligned_free (x);
}

double
tau_gaussian_spread (double sigma, double truncate)
{
  if (sigma <= 1e-15)
    return 1;
  int radius = gaussian_radius (sigma, truncate);
  g_autofree double *weights = gaussian_weights (sigma, radius);
  double squares = weights[0] * weights[0];
  for (int j = 1; j <= radius; j++)
    squares += 2 * weights[j] * weights[j];
  return squares;
}
