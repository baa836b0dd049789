/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "image/tau-resample.h"

#include "image/tau-simd.h"

#include <math.h>
#include <string.h>

/* Pillow's 8-bit resampling (SPEC section 2 "Zoom"): weights in 22-bit fixed point, the horizontal
 * pass first, its result stored as 8 bits, then the vertical pass. */
#define PRECISION_BITS 22
#define HALF           (1 << (PRECISION_BITS - 1))

/* What one axis needs: output i is the sum of weights[i * n_taps + k] * in[first[i] + k], k <
 * count[i]. */
typedef struct {
  int n_taps; /* the most that an output has */
  int *first;
  int *count;
  gint32 *weights;
  int begin, end; /* the inputs that are used at all: begin <= index < end */
} Axis;

typedef gint32 Int4 __attribute__ ((vector_size (16)));
typedef guint8 Byte4 __attribute__ ((vector_size (4)));

static double
bicubic_weight (double t)
{
  const double a = -0.5;
  t = fabs (t);
  if (t < 1.0)
    return ((a + 2.0) * t - (a + 3.0)) * t * t + 1;
  if (t < 2.0)
    return (((t - 5) * t + 8) * t - 4) * a;
  return 0.0;
}

static double
filter_weight (TauFilter filter, double t)
{
  if (filter == TAU_FILTER_BICUBIC)
    return bicubic_weight (t);
  return t > -0.5 && t <= 0.5 ? 1.0 : 0.0;
}

/* The taps of outputs out_first .. out_first + n_out - 1 of a resize from in_size to out_size. */
static void
axis_init (Axis *self, TauFilter filter, int in_size, int out_size, int out_first, int n_out)
{
  double scale = (double) in_size / out_size;
  double filter_scale = MAX (scale, 1.0);
  double support = (filter == TAU_FILTER_BICUBIC ? 2.0 : 0.5) * filter_scale;
  double inverse = 1.0 / filter_scale;

  self->n_taps = (int) ceil (support) * 2 + 1;
  self->first = g_new (int, n_out);
  self->count = g_new (int, n_out);
  self->weights = g_new (gint32, (gsize) n_out * self->n_taps);
  self->begin = in_size;
  self->end = 0;
  g_autofree double *weights = g_new (double, self->n_taps);

  for (int i = 0; i < n_out; i++) {
    double center = (out_first + i + 0.5) * scale;
    int first = MAX ((int) (center - support + 0.5), 0);
    int count = MIN ((int) (center + support + 0.5), in_size) - first;
    double sum = 0.0;

    for (int k = 0; k < count; k++) {
      weights[k] = filter_weight (filter, (k + first - center + 0.5) * inverse);
      sum += weights[k];
    }
    for (int k = 0; k < count; k++) {
      double weight = sum != 0.0 ? weights[k] / sum : weights[k];
      weight *= 1 << PRECISION_BITS;
      self->weights[i * self->n_taps + k] = (gint32) (weight < 0 ? weight - 0.5 : weight + 0.5);
    }
    self->first[i] = first;
    self->count[i] = count;
    self->begin = MIN (self->begin, first);
    self->end = MAX (self->end, first + count);
  }
}

static void
axis_clear (Axis *self)
{
  g_free (self->first);
  g_free (self->count);
  g_free (self->weights);
}

static inline guint8
clip8 (gint32 sum)
{
  return (guint8) CLAMP (sum >> PRECISION_BITS, 0, 255);
}

/* One row: `line` starts with the input pixel columns->begin and has one byte to spare at its end,
 * because a pixel is read as four bytes. */
TAU_SIMD_CLONES static void
resample_line (const guint8 *line, const Axis *columns, int n_out, guint8 *out)
{
  for (int i = 0; i < n_out; i++, out += 3) {
    const guint8 *pixel = line + (gsize) (columns->first[i] - columns->begin) * 3;
    const gint32 *weights = columns->weights + (gsize) i * columns->n_taps;
    Int4 sum = { HALF, HALF, HALF, HALF };
    for (int k = 0; k < columns->count[i]; k++, pixel += 3) {
      Byte4 bytes;
      memcpy (&bytes, pixel, sizeof bytes);
      sum += __builtin_convertvector(bytes, Int4) * weights[k];
    }
    for (int c = 0; c < 3; c++)
      out[c] = clip8 (sum[c]);
  }
}

/* out = clip (sum of weights[k] * rows[k]), `n` bytes each; `sums` is room for n sums. */
TAU_SIMD_CLONES static void
combine_rows (const guint8 *const *rows, const gint32 *weights, int n_rows, int n, gint32 *sums,
              guint8 *out)
{
  for (int i = 0; i < n; i++)
    sums[i] = HALF;
  for (int k = 0; k < n_rows; k++) {
    const guint8 *row = rows[k];
    gint32 weight = weights[k];
    for (int i = 0; i < n; i++)
      sums[i] += weight * row[i];
  }
  for (int i = 0; i < n; i++)
    out[i] = clip8 (sums[i]);
}

/* Pixels begin .. end - 1 of row y of the source, its mirror images included. */
static void
read_line (const TauResampleSource *source, int y, int begin, int end, guint8 *line)
{
  const guint8 *row = source->data + (gsize) y * source->width * 3;
  if (!source->mirrored) {
    memcpy (line, row + (gsize) begin * 3, (gsize) (end - begin) * 3);
    return;
  }
  for (int x = begin; x < end; x++, line += 3)
    memcpy (line, row + (gsize) tau_mirror_index (x, source->width) * 3, 3);
}

static inline int
source_row (const TauResampleSource *source, int y)
{
  return source->mirrored ? tau_mirror_index (y, source->height) : y;
}

void
tau_resample_window (const TauResampleSource *source, TauFilter filter, int out_width,
                     int out_height, const TauRect *window, guint8 *out)
{
  g_return_if_fail (window->x >= 0 && window->x + window->width <= out_width);
  g_return_if_fail (window->y >= 0 && window->y + window->height <= out_height);

  int times = source->mirrored ? 3 : 1;
  gsize stride = (gsize) window->width * 3;
  Axis columns, rows;
  axis_init (&columns, filter, source->width * times, out_width, window->x, window->width);
  axis_init (&rows, filter, source->height * times, out_height, window->y, window->height);

  /* Rows that the mirror repeats are resampled once: the first pass runs over rows of `data`. */
  int top = source->height, bottom = 0;
  for (int y = rows.begin; y < rows.end; y++) {
    int row = source_row (source, y);
    top = MIN (top, row);
    bottom = MAX (bottom, row + 1);
  }
  g_autofree guint8 *half_done = g_malloc ((bottom - top) * stride);
  g_autofree guint8 *line = g_malloc0 ((gsize) (columns.end - columns.begin) * 3 + 1);
  for (int y = top; y < bottom; y++) {
    read_line (source, y, columns.begin, columns.end, line);
    resample_line (line, &columns, window->width, half_done + (y - top) * stride);
  }

  g_autofree const guint8 **taps = g_new (const guint8 *, rows.n_taps);
  g_autofree gint32 *sums = g_new (gint32, stride);
  for (int i = 0; i < window->height; i++) {
    for (int k = 0; k < rows.count[i]; k++)
      taps[k] = half_done + (source_row (source, rows.first[i] + k) - top) * stride;
    combine_rows (taps, rows.weights + (gsize) i * rows.n_taps, rows.count[i], (int) stride, sums,
                  out + i * stride);
  }
  axis_clear (&columns);
  axis_clear (&rows);
}

static TauImage *
resize (const TauImage *self, TauFilter filter, int width, int height)
{
  if (width == self->width && height == self->height)
    return tau_image_new_from_data (self->data, width, height);

  TauImage *out = tau_image_new (width, height);
  TauResampleSource source = { self->data, self->width, self->height, FALSE };
  TauRect whole = { 0, 0, width, height };
  tau_resample_window (&source, filter, width, height, &whole, out->data);
  return out;
}

TauImage *
tau_image_resize_bicubic (const TauImage *self, int width, int height)
{
  g_return_val_if_fail (width > 0 && height > 0, NULL);
  return resize (self, TAU_FILTER_BICUBIC, width, height);
}

TauImage *
tau_image_resize_box (const TauImage *self, int width, int height)
{
  g_return_val_if_fail (width > 0 && height > 0, NULL);
  return resize (self, TAU_FILTER_BOX, width, height);
}
