/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JPEG compression and back (SPEC section 3.15): libjpeg's arithmetic for baseline 4:2:0 with the
 * integer ("islow") transform. Entropy coding loses nothing and is left out. */
#include "corruption/tau-corruption-private.h"
#include "image/tau-planar.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const int qualities[2][TAU_N_SEVERITIES] = {
  { 80, 65, 58, 50, 40 },
  { 25, 18, 15, 10, 7 },
};

/* The tables of Annex K, row by row. */
static const guint8 luminance[64] = {
  16, 11,  10,  16, 24, 40, 51, 61, 12,  12,  14,  19,  26, 58, 60, 55,  14,  13,  16,  24, 40, 57,
  69, 56,  14,  17, 22, 29, 51, 87, 80,  62,  18,  22,  37, 56, 68, 109, 103, 77,  24,  35, 55, 64,
  81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98,  112, 100, 103, 99,
};
static const guint8 chrominance[64] = {
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99,
  99, 99, 47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
};

/* Loops over rows take this many values at a time, so that all their vectors are full: every row
 * has room for whole pieces. */
#define PIECE           32
#define ROUND_UP(n, to) (((n) + (to)-1) / (to) * (to))

/* One of Y, Cb and Cr, less 128: -128..127. */
typedef struct {
  int width, height; /* of the samples that count */
  int stride;        /* whole pieces, and so whole blocks */
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

/* One row of pixels to three rows of samples; the last pixel is repeated up to `padded`. `rgb` is
 * room for three rows. */
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

/* Rows come in pairs; below the last of an odd number is room for its copy. */
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

/* Eight lines of a block at once: element k of line l is Line k, lane l. */
typedef gint32 Line __attribute__ ((vector_size (32)));

#define CONST_BITS    13
#define PASS1_BITS    2

#define F_0_298631336 2446
#define F_0_390180644 3196
#define F_0_541196100 4433
#define F_0_765366865 6270
#define F_0_899976223 7373
#define F_1_175875602 9633
#define F_1_501321110 12299
#define F_1_847759065 15137
#define F_1_961570560 16069
#define F_2_053119869 16819
#define F_2_562915447 20995
#define F_3_072711026 25172

#define DESCALE(x, n) (((x) + (1 << ((n)-1))) >> (n))

/* jfdctint.c: one pass of the forward transform (Loeffler, Ligtenberg, Moschytz 1989). The passes
 * differ in how the two unmultiplied terms are scaled. */
static inline __attribute__ ((always_inline)) void
forward_pass (Line d[8], int shift, gboolean first)
{
  Line t0 = d[0] + d[7], t7 = d[0] - d[7];
  Line t1 = d[1] + d[6], t6 = d[1] - d[6];
  Line t2 = d[2] + d[5], t5 = d[2] - d[5];
  Line t3 = d[3] + d[4], t4 = d[3] - d[4];
  Line t10 = t0 + t3, t13 = t0 - t3;
  Line t11 = t1 + t2, t12 = t1 - t2;

  d[0] = first ? (t10 + t11) << PASS1_BITS : DESCALE (t10 + t11, PASS1_BITS);
  d[4] = first ? (t10 - t11) << PASS1_BITS : DESCALE (t10 - t11, PASS1_BITS);
  Line z1 = (t12 + t13) * F_0_541196100;
  d[2] = DESCALE (z1 + t13 * F_0_765366865, shift);
  d[6] = DESCALE (z1 - t12 * F_1_847759065, shift);

  z1 = -(t4 + t7) * F_0_899976223;
  Line z2 = -(t5 + t6) * F_2_562915447;
  Line z3 = t4 + t6, z4 = t5 + t7;
  Line z5 = (z3 + z4) * F_1_175875602;
  z3 = z5 - z3 * F_1_961570560;
  z4 = z5 - z4 * F_0_390180644;
  d[7] = DESCALE (t4 * F_0_298631336 + z1 + z3, shift);
  d[5] = DESCALE (t5 * F_2_053119869 + z2 + z4, shift);
  d[3] = DESCALE (t6 * F_3_072711026 + z2 + z3, shift);
  d[1] = DESCALE (t7 * F_1_501321110 + z1 + z4, shift);
}

/* jidctint.c: one pass of the inverse transform. */
static inline __attribute__ ((always_inline)) void
inverse_pass (Line d[8], int shift)
{
  Line z1 = (d[2] + d[6]) * F_0_541196100;
  Line t2 = z1 - d[6] * F_1_847759065;
  Line t3 = z1 + d[2] * F_0_765366865;
  Line t0 = (d[0] + d[4]) << CONST_BITS;
  Line t1 = (d[0] - d[4]) << CONST_BITS;
  Line t10 = t0 + t3, t13 = t0 - t3;
  Line t11 = t1 + t2, t12 = t1 - t2;

  z1 = -(d[7] + d[1]) * F_0_899976223;
  Line z2 = -(d[5] + d[3]) * F_2_562915447;
  Line z3 = d[7] + d[3], z4 = d[5] + d[1];
  Line z5 = (z3 + z4) * F_1_175875602;
  z3 = z5 - z3 * F_1_961570560;
  z4 = z5 - z4 * F_0_390180644;
  t0 = d[7] * F_0_298631336 + z1 + z3;
  t1 = d[5] * F_2_053119869 + z2 + z4;
  t2 = d[3] * F_3_072711026 + z2 + z3;
  t3 = d[1] * F_1_501321110 + z1 + z4;

  d[0] = DESCALE (t10 + t3, shift);
  d[7] = DESCALE (t10 - t3, shift);
  d[1] = DESCALE (t11 + t2, shift);
  d[6] = DESCALE (t11 - t2, shift);
  d[2] = DESCALE (t12 + t1, shift);
  d[5] = DESCALE (t12 - t1, shift);
  d[3] = DESCALE (t13 + t0, shift);
  d[4] = DESCALE (t13 - t0, shift);
}

/* One round of interleaving; three of them turn rows to columns. */
static inline __attribute__ ((always_inline)) void
interleave (Line d[8])
{
  Line d0 = d[0], d1 = d[1], d2 = d[2], d3 = d[3], d4 = d[4], d5 = d[5], d6 = d[6], d7 = d[7];
  d[0] = __builtin_shufflevector (d0, d4, 0, 8, 1, 9, 2, 10, 3, 11);
  d[1] = __builtin_shufflevector (d0, d4, 4, 12, 5, 13, 6, 14, 7, 15);
  d[2] = __builtin_shufflevector (d1, d5, 0, 8, 1, 9, 2, 10, 3, 11);
  d[3] = __builtin_shufflevector (d1, d5, 4, 12, 5, 13, 6, 14, 7, 15);
  d[4] = __builtin_shufflevector (d2, d6, 0, 8, 1, 9, 2, 10, 3, 11);
  d[5] = __builtin_shufflevector (d2, d6, 4, 12, 5, 13, 6, 14, 7, 15);
  d[6] = __builtin_shufflevector (d3, d7, 0, 8, 1, 9, 2, 10, 3, 11);
  d[7] = __builtin_shufflevector (d3, d7, 4, 12, 5, 13, 6, 14, 7, 15);
}

static inline __attribute__ ((always_inline)) void
transpose (Line d[8])
{
  interleave (d);
  interleave (d);
  interleave (d);
}

typedef float Reals __attribute__ ((vector_size (32)));
typedef gint16 Samples __attribute__ ((vector_size (16)));

/* The transform's results are 8 times too large, and so are the steps they are divided by. */
typedef struct {
  Line half[8];     /* half a divisor */
  Reals inverse[8]; /* 1 / divisor */
  Line step[8];
} Quantiser;

static void
quantiser_init (Quantiser *self, const guint8 table[64], int quality)
{
  int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  for (int i = 0; i < 64; i++) {
    int step = CLAMP ((table[i] * scale + 50) / 100, 1, 255);
    self->step[i / 8][i % 8] = step;
    self->half[i / 8][i % 8] = 4 * step;
    self->inverse[i / 8][i % 8] = 1.0f / (8 * step);
  }
}

/* `value` rounded to whole steps, halves away from zero. The quotient n / d is that of whole
 * numbers: n is below 2^16, so that half a unit added to it outweighs the rounding of the float
 * product. */
static inline __attribute__ ((always_inline)) void
quantise (const Quantiser *quantiser, int i, Line *value)
{
  Line negative = *value >> 31;
  Line n = ((*value ^ negative) - negative) + quantiser->half[i];
  Reals steps = (__builtin_convertvector(n, Reals) + 0.5f) * quantiser->inverse[i];
  Line size = __builtin_convertvector(steps, Line) * quantiser->step[i];
  *value = (size ^ negative) - negative;
}

static inline __attribute__ ((always_inline)) void
load_samples (const gint16 *from, Line *values)
{
  Samples samples;
  memcpy (&samples, from, sizeof samples);
  *values = __builtin_convertvector(samples, Line);
}

static inline __attribute__ ((always_inline)) void
store_samples (const Line *values, gint16 *to)
{
  Line v = *values + 128;
  v &= v > 0;
  v = (v | (v > 255)) & 255;
  Samples samples = __builtin_convertvector(v - 128, Samples);
  memcpy (to, &samples, sizeof samples);
}

/* Whether all coefficients but the first, the block's mean, are 0. */
static inline __attribute__ ((always_inline)) gboolean
is_flat (const Line d[8])
{
  const Line all_but_first = { 0, -1, -1, -1, -1, -1, -1, -1 };
  Line any = d[1] | d[2] | d[3] | d[4] | d[5] | d[6] | d[7] | (d[0] & all_but_first);
  guint64 words[4];
  memcpy (words, &any, sizeof words);
  return (words[0] | words[1] | words[2] | words[3]) == 0;
}

/* What the inverse transform makes of a block's mean alone. */
static inline gint32
flat_sample (gint32 mean)
{
  return DESCALE (mean * (1 << PASS1_BITS), PASS1_BITS + 3);
}

/* Eight rows of a plane: blocks to coefficients and back, in place. */
TAU_SIMD_CLONES static void
code_blocks (gint16 *rows, int width, int stride, const Quantiser *quantiser)
{
  for (gint16 *samples = rows; samples < rows + width; samples += 8) {
    Line d[8];
#pragma GCC unroll 8
    for (int y = 0; y < 8; y++)
      load_samples (samples + y * stride, &d[y]);
    transpose (d);
    forward_pass (d, CONST_BITS - PASS1_BITS, TRUE);
    transpose (d);
    forward_pass (d, CONST_BITS + PASS1_BITS, FALSE);
#pragma GCC unroll 8
    for (int y = 0; y < 8; y++)
      quantise (quantiser, y, &d[y]);
    if (is_flat (d)) {
      Line value = (Line){ 0 } + flat_sample (d[0][0]);
      for (int y = 0; y < 8; y++)
        store_samples (&value, samples + y * stride);
      continue;
    }
    inverse_pass (d, CONST_BITS - PASS1_BITS);
    transpose (d);
    inverse_pass (d, CONST_BITS + PASS1_BITS + 3);
    transpose (d);
#pragma GCC unroll 8
    for (int y = 0; y < 8; y++)
      store_samples (&d[y], samples + y * stride);
  }
}

/* Chroma at full width ("fancy"): 3/4 of the near sample and 1/4 of the next, first between rows.
 */
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
 * 16-bit product, which processors have. */
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
 * is room for three rows. */
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

static void
apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
       const TauVariates *variates, guint8 *out)
{
  int quality = qualities[TAU_PRESET_ROW (preset)][severity - 1];
  Plane planes[3];
  int half = (width + 1) / 2, stride = ROUND_UP (half, PIECE);
  plane_init (&planes[0], width, height, 2 * stride);
  plane_init (&planes[1], half, (height + 1) / 2, stride);
  plane_init (&planes[2], half, (height + 1) / 2, stride);
  planes_from_rgb (in, width, height, planes);

  for (int c = 0; c < 3; c++) {
    Quantiser quantiser;
    quantiser_init (&quantiser, c == 0 ? luminance : chrominance, quality);
    for (int y = 0; y < planes[c].rows; y += 8)
      code_blocks (plane_row (&planes[c], y), planes[c].width, planes[c].stride, &quantiser);
  }
  planes_to_rgb (planes, width, height, out);
  for (int c = 0; c < 3; c++)
    g_free (planes[c].samples);
}

const TauCorruption tau_corruption_jpeg_compression = {
  .name = "jpeg_compression",
  .title = N_ ("JPEG compression"),
  .group = TAU_CORRUPTION_DIGITAL,
  .apply = apply,
};
