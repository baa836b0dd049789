/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "image/tau-resample.h"

#include "base/tau-simd.h"

#include <math.h>

/* Pillow's 8-bit bicubic resampling (SPEC section 2 "Zoom"): weights in 22-bit fixed point; the
 * horizontal pass comes first and its result is stored as 8 bits, then the vertical pass. */
#define PRECISION_BITS 22
#define HALF           (1 << (PRECISION_BITS - 1))

/* Rows that the horizontal pass takes at a time. */
#define BAND 32

/* One axis: output i is the sum of weights[i * n_taps + k] * in[first[i] + k], k < count[i], where
 * `in` is three times as long as the source when mirrored. */
typedef struct {
  int n_taps; /* the most taps of any output */
  int *first;
  int *count;
  gint32 *weights;
  int size; /* of the source */
  gboolean mirrored;
  int top, bottom; /* the part of the source that is used: top <= index < bottom */
} Axis;

/* Converts an index on a mirrored or plain axis to the index in the source. */
static inline int
source_index (const Axis *self, int i)
{
  return self->mirrored ? tau_mirror_index (i, self->size) : i;
}

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

/* How far the bicubic filter reaches. */
#define SUPPORT 2.0

/* The taps of one output around `center`, in input units. */
static void
axis_set_taps (Axis *self, int i, double center, double filter_scale, int in_size, double *scratch)
{
  double support = SUPPORT * filter_scale, inverse = 1.0 / filter_scale, sum = 0.0;
  int first = MAX ((int)(center - support + 0.5), 0);
  int count = MIN ((int)(center + support + 0.5), in_size) - first;
  gint32 *weights = self->weights + (gsize)i * self->n_taps;

  for (int k = 0; k < count; k++) {
    scratch[k] = bicubic_weight ((k + first - center + 0.5) * inverse);
    sum += scratch[k];
  }
  for (int k = 0; k < count; k++) {
    double weight = (sum != 0.0 ? scratch[k] / sum : scratch[k]) * (1 << PRECISION_BITS);
    int index = source_index (self, first + k);
    weights[k] = (gint32)(weight < 0 ? weight - 0.5 : weight + 0.5);
    self->top = MIN (self->top, index);
    self->bottom = MAX (self->bottom, index + 1);
  }
  self->first[i] = first;
  self->count[i] = count;
}

/* Outputs out_first .. out_first + n_out - 1 of a resize of `size` inputs (3 * size when mirrored)
 * to out_size. */
static void
axis_init (Axis *self, int size, gboolean mirrored, int out_size, int out_first, int n_out)
{
  int in_size = mirrored ? 3 * size : size;
  double scale = (double)in_size / out_size;
  double filter_scale = MAX (scale, 1.0);

  *self = (Axis){ .size = size, .mirrored = mirrored, .top = size };
  self->n_taps = (int)ceil (SUPPORT * filter_scale) * 2 + 1;
  self->first = g_new (int, n_out);
  self->count = g_new (int, n_out);
  self->weights = g_new (gint32, (gsize)n_out * self->n_taps);
  g_autofree double *scratch = g_new (double, self->n_taps);
  for (int i = 0; i < n_out; i++)
    axis_set_taps (self, i, (out_first + i + 0.5) * scale, filter_scale, in_size, scratch);
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
  return (guint8)CLAMP (sum >> PRECISION_BITS, 0, 255);
}

/* out = clip (sum of weights[k] * lines[k]), `n` bytes each; `sums` is room for n sums. */
TAU_SIMD_CLONES static void
combine_lines (const guint8 *const *lines, const gint32 *weights, int n_lines, int n,
               gint32 *restrict sums, guint8 *restrict out)
{
  int k = 0;
  for (int i = 0; i < n; i++)
    sums[i] = HALF;
  for (; k + 2 <= n_lines; k += 2) {
    const guint8 *a = lines[k], *b = lines[k + 1];
    gint32 weight_a = weights[k], weight_b = weights[k + 1];
    for (int i = 0; i < n; i++)
      sums[i] += weight_a * a[i] + weight_b * b[i];
  }
  if (k < n_lines)
    for (int i = 0; i < n; i++)
      sums[i] += weights[k] * lines[k][i];
  for (int i = 0; i < n; i++)
    out[i] = clip8 (sums[i]);
}

/* One pass: turns lines of `n` bytes, `stride` apart, into `n_out` lines without gaps. The first
 * input line is number axis->top. */
static void
resample_lines (const Axis *axis, int n_out, const guint8 *in, gsize stride, int n, guint8 *out)
{
  g_autofree const guint8 **lines = g_new (const guint8 *, axis->n_taps);
  g_autofree gint32 *sums = g_new (gint32, n);
  for (int i = 0; i < n_out; i++) {
    for (int k = 0; k < axis->count[i]; k++)
      lines[k] = in + (gsize)(source_index (axis, axis->first[i] + k) - axis->top) * stride;
    combine_lines (lines, axis->weights + (gsize)i * axis->n_taps, axis->count[i], n, sums,
                   out + (gsize)i * n);
  }
}

/* Transposes rows of pixels: pixel (x, y) of `in`, rows in_stride bytes apart, becomes pixel (y,
 * x). */
static void
transpose (const guint8 *in, gsize in_stride, int width, int height, guint8 *out, gsize out_stride)
{
  for (int x = 0; x < width; x++) {
    const guint8 *from = in + (gsize)x * 3;
    guint8 *to = out + x * out_stride;
    for (int y = 0; y < height; y++, from += in_stride, to += 3) {
      to[0] = from[0];
      to[1] = from[1];
      to[2] = from[2];
    }
  }
}

/* The horizontal pass over rows top .. bottom - 1 of the source. Transposes a few rows at a time,
 * so that both passes combine whole lines and the vectors are full. */
static void
resample_rows (const TauResampleSource *source, const Axis *columns, int n_out, int top, int bottom,
               guint8 *out)
{
  int width = columns->bottom - columns->top;
  g_autofree guint8 *band = g_malloc ((gsize)width * BAND * 3);
  g_autofree guint8 *done = g_malloc ((gsize)n_out * BAND * 3);

  for (int y = top; y < bottom; y += BAND) {
    int height = MIN (BAND, bottom - y);
    const guint8 *in = source->data + ((gsize)y * source->width + columns->top) * 3;
    transpose (in, (gsize)source->width * 3, width, height, band, height * 3);
    resample_lines (columns, n_out, band, height * 3, height * 3, done);
    transpose (done, height * 3, height, n_out, out + (gsize)(y - top) * n_out * 3,
               (gsize)n_out * 3);
  }
}

void
tau_resample_window (const TauResampleSource *source, int out_width, int out_height,
                     const TauRect *window, guint8 *out)
{
  g_return_if_fail (window->x >= 0 && window->x + window->width <= out_width);
  g_return_if_fail (window->y >= 0 && window->y + window->height <= out_height);

  gsize stride = (gsize)window->width * 3;
  Axis columns, rows;
  axis_init (&columns, source->width, source->mirrored, out_width, window->x, window->width);
  axis_init (&rows, source->height, source->mirrored, out_height, window->y, window->height);

  /* Rows that the mirror repeats are resampled once. */
  g_autofree guint8 *half_done = g_malloc ((rows.bottom - rows.top) * stride);
  resample_rows (source, &columns, window->width, rows.top, rows.bottom, half_done);
  resample_lines (&rows, window->height, half_done, stride, (int)stride, out);
  axis_clear (&columns);
  axis_clear (&rows);
}

TauImage *
tau_image_resize_bicubic (const TauImage *self, int width, int height)
{
  g_return_val_if_fail (width > 0 && height > 0, NULL);
  if (width == self->width && height == self->height)
    return tau_image_new_from_data (self->data, width, height);

  TauImage *out = tau_image_new (width, height);
  TauResampleSource source = { self->data, self->width, self->height, FALSE };
  TauRect whole = { 0, 0, width, height };
  tau_resample_window (&source, width, height, &whole, out->data);
  return out;
}
