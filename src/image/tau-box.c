/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "image/tau-resample.h"

#include "base/tau-simd.h"

#include <math.h>
#include <string.h>

/* Pillow's BOX filter (SPEC section 3.14). All inputs of an output have one weight, in 22-bit fixed
 * point, so bytes are added first and multiplied once. When enlarging, an output is a copy of one
 * input. The horizontal pass comes first and its result is stored as bytes. */
#define PRECISION_BITS 22
#define HALF           (1 << (PRECISION_BITS - 1))

/* Bytes that are summed together, and how many lines of them fit in 16-bit sums. */
#define PIECE       64
#define MOST_IN_SUM 256

/* Rows that are processed together. */
#define BAND 8

/* One axis: output i is weights[i] times the sum of in[first[i]], … count[i] of them. */
typedef struct {
  int n;
  int most; /* the largest count */
  int *first, *count;
  gint32 *weights;
} Axis;

static void
axis_init (Axis *self, int in_size, int out_size)
{
  double scale = (double)in_size / out_size;
  double filter_scale = MAX (scale, 1.0), support = 0.5 * filter_scale;
  double inverse = 1.0 / filter_scale;

  *self =
      (Axis){ out_size, 0, g_new (int, out_size), g_new (int, out_size), g_new (gint32, out_size) };
  for (int i = 0; i < out_size; i++) {
    double center = (i + 0.5) * scale;
    int first = MAX ((int)(center - support + 0.5), 0);
    int end = MIN ((int)(center + support + 0.5), in_size);
    /* The box is open on its left side. */
    while (first < end - 1 && (first - center + 0.5) * inverse <= -0.5)
      first++;
    while (end > first + 1 && (end - 1 - center + 0.5) * inverse > 0.5)
      end--;
    self->first[i] = first;
    self->count[i] = end - first;
    self->weights[i] = (gint32)(1.0 / (end - first) * (1 << PRECISION_BITS) + 0.5);
    self->most = MAX (self->most, end - first);
  }
}

static void
axis_clear (Axis *self)
{
  g_free (self->first);
  g_free (self->count);
  g_free (self->weights);
}

/* n bytes, at most PIECE: weights * sum of the lines from `start` on, rounded. */
static inline __attribute__ ((always_inline)) void
mean_of_piece (const guint8 *const *lines, int n_lines, const gint32 *weights, int step, int start,
               int n, guint8 *restrict out)
{
  gint32 total[PIECE] = { 0 };
  for (int k = 0; k < n_lines;) {
    guint16 sum[PIECE] = { 0 };
    for (int end = MIN (k + MOST_IN_SUM, n_lines); k < end; k++)
      for (int i = 0; i < n; i++)
        sum[i] += lines[k][start + i];
    for (int i = 0; i < n; i++)
      total[i] += sum[i];
  }
  for (int i = 0; i < n; i++)
    out[start + i] = (guint8)((HALF + weights[step * (start + i)] * total[i]) >> PRECISION_BITS);
}

/* A line of n bytes. `step` is 0 if all values share weights[0], otherwise 1. If the line is not a
 * whole number of pieces, the last piece begins earlier. */
static inline __attribute__ ((always_inline)) void
mean_of_lines (const guint8 *const *lines, int n_lines, const gint32 *weights, int step, int n,
               guint8 *restrict out)
{
  for (int start = 0; start < n && n >= PIECE; start += PIECE)
    mean_of_piece (lines, n_lines, weights, step, MIN (start, n - PIECE), PIECE, out);
  if (n < PIECE)
    mean_of_piece (lines, n_lines, weights, step, 0, n, out);
}

TAU_SIMD_CLONES static void
mean_of_rows (const guint8 *const *lines, int n_lines, gint32 weight, int n, guint8 *out)
{
  mean_of_lines (lines, n_lines, &weight, 0, n, out);
}

/* With a weight for each value, as in one row whose inputs have been gathered. */
TAU_SIMD_CLONES static void
mean_of_gathered (const guint8 *const *lines, int n_lines, const gint32 *weights, int n,
                  guint8 *out)
{
  mean_of_lines (lines, n_lines, weights, 1, n, out);
}

/* Gathers the pixels of `row` at the byte offsets `at`. Moves four bytes at a time; the next pixel
 * overwrites one of them. Both lines have room for it. */
static void
gather (const guint8 *row, const int *at, int n, guint8 *out)
{
  for (int i = 0; i < n; i++)
    memcpy (out + 3 * i, row + at[i], 4);
}

/* Where the inputs of each output lie in a row: at[k * axis->n + i] for input k of output i.
 * Outputs with fewer inputs than others add the black pixel behind the row. */
static int *
axis_offsets (const Axis *self, int in_size)
{
  int *at = g_new (int, (gsize)self->most * self->n);
  for (int k = 0; k < self->most; k++)
    for (int i = 0; i < self->n; i++)
      at[k * self->n + i] = 3 * (k < self->count[i] ? self->first[i] + k : in_size);
  return at;
}

/* Rows of in_width px to rows of axis->n px. Gathers a whole band of rows before summing any,
 * because reading a vector is slow where single pixels have just been written. */
static void
box_rows (const guint8 *in, int in_width, int height, const Axis *axis, guint8 *out)
{
  int n = axis->n, most = axis->most;
  gsize in_line = 3 * (gsize)in_width, line = 3 * (gsize)n;
  g_autofree int *at = axis_offsets (axis, in_width);
  g_autofree gint32 *weights = g_new (gint32, line);
  g_autofree guint8 *row = g_malloc0 (in_line + 4);
  g_autofree guint8 *gathered = g_malloc (BAND * most * (line + 1));
  g_autofree const guint8 **lines = g_new (const guint8 *, BAND *most);

  for (gsize i = 0; i < line; i++)
    weights[i] = axis->weights[i / 3];
  for (int k = 0; k < BAND * most; k++)
    lines[k] = gathered + k * (line + 1);
  for (int y = 0; y < height; y += BAND) {
    int n_rows = MIN (BAND, height - y);
    for (int i = 0; i < n_rows; i++) {
      memcpy (row, in + (y + i) * in_line, in_line);
      for (int k = 0; k < most; k++)
        gather (row, at + k * n, n, gathered + (i * most + k) * (line + 1));
    }
    for (int i = 0; i < n_rows; i++)
      if (most == 1)
        memcpy (out + (y + i) * line, lines[i], line);
      else
        mean_of_gathered (lines + i * most, most, weights, (int)line, out + (y + i) * line);
  }
}

/* Rows of `line` bytes to axis->n rows. */
static void
box_columns (const guint8 *in, gsize line, const Axis *axis, guint8 *out)
{
  g_autofree const guint8 **lines = g_new (const guint8 *, axis->most);
  for (int y = 0; y < axis->n; y++) {
    for (int k = 0; k < axis->count[y]; k++)
      lines[k] = in + (axis->first[y] + k) * line;
    if (axis->count[y] == 1)
      memcpy (out + y * line, lines[0], line);
    else
      mean_of_rows (lines, axis->count[y], axis->weights[y], (int)line, out + y * line);
  }
}

void
tau_resample_box (const guint8 *in, int in_width, int in_height, int width, int height, guint8 *out)
{
  Axis columns, rows;
  axis_init (&columns, in_width, width);
  axis_init (&rows, in_height, height);
  g_autofree guint8 *half_done = g_malloc (3 * (gsize)width * in_height);
  box_rows (in, in_width, in_height, &columns, half_done);
  box_columns (half_done, 3 * (gsize)width, &rows, out);
  axis_clear (&columns);
  axis_clear (&rows);
}

TauImage *
tau_image_resize_box (const TauImage *self, int width, int height)
{
  g_return_val_if_fail (width > 0 && height > 0, NULL);
  TauImage *out = tau_image_new (width, height);
  tau_resample_box (self->data, self->width, self->height, width, height, out->data);
  return out;
}
