/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/jpeg/tau-jpeg-blocks.h"
#include "corruption/jpeg/tau-jpeg.h"

#include "image/tau-planar.h"
#include "base/tau-simd.h"

#include <string.h>

/* Loops over rows take this many values at a time, so that all their vectors are full. Every row
 * has room for whole pieces. */
#define PIECE           32
#define ROUND_UP(n, to) (((n) + (to)-1) / (to) * (to))

/* One of Y, Cb and Cr, less 128: -128..127. */
typedef struct {
  int width, height; /* of the samples that matter */
  int stride;        /* whole pieces, and therefore whole blocks */
  int rows;          /* whole blocks */
  gint16 *samples;
} Plane;

static void
plane_init (Plane *self, int width, int height, int stride)
{
  self->width = width;
  self->height = height;
  self->stride = stride;
  self->rows = ROUND_UP (height, 8);
  self->samples = g_new (gint16, (gsize)self->stride * self->rows);
}

static inline gint16 *
plane_row (const Plane *self, int y)
{
  return self->samples + (gsize)y * self->stride;
}

#define FIX(x) ((gint32)((x)*65536 + 0.5))
#define HALF   (1 << 15)

/* Turns one row of pixels into three rows of samples, repeating the last pixel up to `padded`.
 * `rgb` has room for three rows. */
TAU_SIMD_CLONES static void
convert_row (const guint8 *in, int width, int padded, guint8 *restrict rgb, gint16 *restrict y,
             gint16 *restrict cb, gint16 *restrict cr)
{
  const guint8 *red = rgb, *green = rgb + padded, *blue = rgb + 2 * padded;
  tau_split_rgb (in, width, rgb, rgb + padded, rgb + 2 * padded);
  for (int start = 0; start < width; start += PIECE)
    for (int i = start; i < start + PIECE; i++) {
      gint32 r = red[i], g = green[i], b = blue[i];
      gint32 luma = (FIX (0.29900) * r + FIX (0.58700) * g + FIX (0.11400) * b + HALF) >> 16;
      y[i] = luma - 128;
      cb[i] = (-FIX (0.168735892) * r - FIX (0.331264108) * g + FIX (0.5) * b + HALF - 1) >> 16;
      cr[i] = (FIX (0.5) * r - FIX (0.418687589) * g - FIX (0.081312411) * b + HALF - 1) >> 16;
    }
  for (int i = width; i < padded; i++) {
    y[i] = y[width - 1];
    cb[i] = cb[width - 1];
    cr[i] = cr[width - 1];
  }
}

/* Means of 2 x 2, rounded up and down in turn. */
TAU_SIMD_CLONES static void
halve_rows (const gint16 *a, const gint16 *b, int n, gint16 *restrict out)
{
  for (int start = 0; start < n; start += PIECE)
    for (int i = start; i < start + PIECE; i++)
      out[i] = (a[2 * i] + a[2 * i + 1] + b[2 * i] + b[2 * i + 1] + 1 + (i & 1)) >> 2;
}

static void
repeat_last_row (Plane *plane)
{
  for (int y = plane->height; y < plane->rows; y++)
    memcpy (plane_row (plane, y), plane_row (plane, plane->height - 1),
            plane->stride * sizeof (gint16));
}

/* Rows come in pairs. If their number is odd, there is room below the last row for its copy. */
static void
planes_from_rgb (const guint8 *in, int width, int height, Plane planes[3])
{
  int padded = planes[0].stride;
  g_autofree guint8 *rgb = g_malloc0 (3 * (gsize)padded);
  g_autofree gint16 *chroma = g_new (gint16, 4 * (gsize)padded);
  for (int y = 0; y < height; y += 2) {
    for (int k = 0; k < 2; k++)
      convert_row (in + (gsize)MIN (y + k, height - 1) * width * 3, width, padded, rgb,
                   plane_row (&planes[0], y + k), chroma + k * padded, chroma + (2 + k) * padded);
    for (int c = 0; c < 2; c++)
      halve_rows (chroma + 2 * c * padded, chroma + (2 * c + 1) * padded, planes[1 + c].stride,
                  plane_row (&planes[1 + c], y / 2));
  }
  for (int c = 0; c < 3; c++)
    repeat_last_row (&planes[c]);
}

/* Chroma at full width ("fancy"): 3/4 of the nearer sample and 1/4 of the next, first between
 * rows. */
TAU_SIMD_CLONES static void
upsample_row (const gint16 *near, const gint16 *next, int n, gint16 *sums, gint16 *restrict out)
{
  gint16 *sum = sums + 1;
  for (int start = 0; start < n; start += PIECE)
    for (int i = start; i < start + PIECE; i++)
      sum[i] = 3 * near[i] + next[i];
  sum[-1] = sum[0];
  sum[n] = sum[n - 1];
  for (int start = 0; start < n; start += PIECE)
    for (int i = start; i < start + PIECE; i++) {
      out[2 * i] = (3 * sum[i] + sum[i - 1] + 8) >> 4;
      out[2 * i + 1] = (3 * sum[i] + sum[i + 1] + 7) >> 4;
    }
}

/* x * factor / 65536, halves rounded up, for |x| < 2^14 and |factor| < 2^15: the upper half of a
 * 16-bit product, which processors provide. */
static inline gint16
scale16 (gint16 x, gint32 factor)
{
  gint16 twice = 2 * x;
  gint16 upper = (twice * factor) >> 16;
  return (upper + 1) >> 1;
}

static inline guint8
clip16 (gint16 x)
{
  x = MAX (x, 0);
  return (guint8)MIN (x, 255);
}

/* Whole multiples of the chroma are taken out of the factors, so that the rest fits 16 bits. `rgb`
 * has room for three rows. */
TAU_SIMD_CLONES static void
merge_row (const gint16 *y, const gint16 *cb, const gint16 *cr, int width, int padded,
           guint8 *restrict rgb, guint8 *restrict out)
{
  guint8 *red = rgb, *green = rgb + padded, *blue = rgb + 2 * padded;
  for (int start = 0; start < width; start += PIECE) {
    for (int i = start; i < start + PIECE; i++) {
      red[i] = clip16 (y[i] + 128 + cr[i] + scale16 (cr[i], FIX (0.40200)));
      blue[i] = clip16 (y[i] + 128 + 2 * cb[i] + scale16 (cb[i], -FIX (0.22800)));
    }
    for (int i = start; i < start + PIECE; i++) {
      gint32 chroma = -FIX (0.34414) * cb[i] - FIX (0.71414) * cr[i];
      green[i] = clip16 (y[i] + 128 + ((chroma + HALF) >> 16));
    }
  }
  tau_join_rgb (red, green, blue, width, out);
}

static void
planes_to_rgb (const Plane planes[3], int width, int height, guint8 *out)
{
  int padded = planes[0].stride;
  g_autofree gint16 *sums = g_new (gint16, planes[1].stride + 2);
  g_autofree gint16 *chroma = g_new (gint16, 2 * (gsize)padded);
  g_autofree guint8 *rgb = g_malloc (3 * (gsize)padded);
  for (int y = 0; y < height; y++) {
    int near = y / 2;
    int next = CLAMP (y & 1 ? near + 1 : near - 1, 0, planes[1].height - 1);
    for (int c = 0; c < 2; c++)
      upsample_row (plane_row (&planes[1 + c], near), plane_row (&planes[1 + c], next),
                    planes[1].width, sums, chroma + c * padded);
    merge_row (plane_row (&planes[0], y), chroma, chroma + padded, width, padded, rgb,
               out + (gsize)y * width * 3);
  }
}

void
tau_jpeg_code_plain (const guint8 *in, int width, int height, const guint8 steps[2][64],
                     guint8 *out)
{
  Plane planes[3];
  int half = (width + 1) / 2, stride = ROUND_UP (half, PIECE);
  plane_init (&planes[0], width, height, 2 * stride);
  plane_init (&planes[1], half, (height + 1) / 2, stride);
  plane_init (&planes[2], half, (height + 1) / 2, stride);
  planes_from_rgb (in, width, height, planes);
  for (int c = 0; c < 3; c++)
    tau_jpeg_code_blocks (planes[c].samples, planes[c].width, planes[c].rows, planes[c].stride,
                          steps[c > 0]);
  planes_to_rgb (planes, width, height, out);
  for (int c = 0; c < 3; c++)
    g_free (planes[c].samples);
}
