/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JPEG compression and back (SPEC section 3.15): libjpeg's arithmetic for baseline 4:2:0 with the
 * integer ("islow") transform. Entropy coding loses nothing and is left out. */
#include "corruption/tau-corruption-private.h"

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

typedef struct {
  int width, height; /* of the samples that count */
  int stride, rows;  /* whole blocks */
  guint8 *samples;
} Plane;

static void
plane_init (Plane *self, int width, int height)
{
  self->width = width;
  self->height = height;
  self->stride = (width + 7) / 8 * 8;
  self->rows = (height + 7) / 8 * 8;
  self->samples = g_malloc ((gsize)self->stride * self->rows);
}

#define FIX(x) ((gint32)((x)*65536 + 0.5))
#define HALF   (1 << 15)

/* One row of pixels to three rows of samples; the last pixel is repeated up to `padded`. */
TAU_SIMD_CLONES static void
convert_row (const guint8 *rgb, int width, int padded, guint8 *restrict y, guint8 *restrict cb,
             guint8 *restrict cr)
{
  for (int i = 0; i < width; i++) {
    gint32 r = rgb[3 * i], g = rgb[3 * i + 1], b = rgb[3 * i + 2];
    gint32 middle = (128 << 16) + HALF - 1;
    y[i] = (FIX (0.29900) * r + FIX (0.58700) * g + FIX (0.11400) * b + HALF) >> 16;
    cb[i] = (-FIX (0.168735892) * r - FIX (0.331264108) * g + FIX (0.5) * b + middle) >> 16;
    cr[i] = (FIX (0.5) * r - FIX (0.418687589) * g - FIX (0.081312411) * b + middle) >> 16;
  }
  memset (y + width, y[width - 1], padded - width);
  memset (cb + width, cb[width - 1], padded - width);
  memset (cr + width, cr[width - 1], padded - width);
}

/* Means of 2 x 2, rounded up and down in turn. */
TAU_SIMD_CLONES static void
halve_rows (const guint8 *a, const guint8 *b, int n, guint8 *out)
{
  for (int i = 0; i < n; i++)
    out[i] = (a[2 * i] + a[2 * i + 1] + b[2 * i] + b[2 * i + 1] + 1 + (i & 1)) >> 2;
}

static void
repeat_last_row (Plane *plane)
{
  for (int y = plane->height; y < plane->rows; y++)
    memcpy (plane->samples + (gsize)y * plane->stride,
            plane->samples + (gsize)(plane->height - 1) * plane->stride, plane->stride);
}

static void
planes_from_rgb (const guint8 *in, int width, int height, Plane planes[3])
{
  int padded = 2 * planes[1].stride;
  g_autofree guint8 *rows = g_malloc (6 * (gsize)padded);
  for (int y = 0; y < height; y += 2) {
    for (int k = 0; k < 2; k++)
      convert_row (in + (gsize)MIN (y + k, height - 1) * width * 3, width, padded,
                   rows + k * padded, rows + (2 + k) * padded, rows + (4 + k) * padded);
    for (int k = 0; k < 2 && y + k < height; k++)
      memcpy (planes[0].samples + (gsize)(y + k) * planes[0].stride, rows + k * padded,
              planes[0].stride);
    for (int c = 1; c < 3; c++)
      halve_rows (rows + 2 * c * padded, rows + (2 * c + 1) * padded, planes[c].stride,
                  planes[c].samples + (gsize)(y / 2) * planes[c].stride);
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

/* Rows to columns: three rounds of interleaving. */
static inline __attribute__ ((always_inline)) void
transpose (Line d[8])
{
  for (int round = 0; round < 3; round++) {
    Line t[8];
    for (int i = 0; i < 4; i++) {
      t[2 * i] = __builtin_shufflevector (d[i], d[i + 4], 0, 8, 1, 9, 2, 10, 3, 11);
      t[2 * i + 1] = __builtin_shufflevector (d[i], d[i + 4], 4, 12, 5, 13, 6, 14, 7, 15);
    }
    memcpy (d, t, sizeof t);
  }
}

/* The transform's results are 8 times too large, and so are the steps they are divided by. */
typedef struct {
  gint32 half[64];   /* half a divisor */
  float inverse[64]; /* 1 / divisor */
  gint32 step[64];
} Quantiser;

static void
quantiser_init (Quantiser *self, const guint8 table[64], int quality)
{
  int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  for (int i = 0; i < 64; i++) {
    self->step[i] = CLAMP ((table[i] * scale + 50) / 100, 1, 255);
    self->half[i] = 4 * self->step[i];
    self->inverse[i] = 1.0f / (8 * self->step[i]);
  }
}

/* `value` rounded to whole steps, halves away from zero. The quotient n / d is that of whole
 * numbers: n is below 2^16, so that half a unit added to it outweighs the rounding of the float
 * product. */
static inline gint32
quantise (const Quantiser *quantiser, int i, gint32 value)
{
  gint32 n = ABS (value) + quantiser->half[i];
  gint32 size = (gint32)(((float)n + 0.5f) * quantiser->inverse[i]) * quantiser->step[i];
  return value < 0 ? -size : size;
}

/* One block of samples to coefficients and back, in place. */
TAU_SIMD_CLONES static void
code_block (guint8 *samples, int stride, const Quantiser *quantiser)
{
  Line d[8];
  gint32 values[64];
  for (int y = 0; y < 8; y++)
    for (int x = 0; x < 8; x++)
      values[8 * y + x] = samples[y * stride + x] - 128;
  memcpy (d, values, sizeof d);
  transpose (d);
  forward_pass (d, CONST_BITS - PASS1_BITS, TRUE);
  transpose (d);
  forward_pass (d, CONST_BITS + PASS1_BITS, FALSE);

  memcpy (values, d, sizeof d);
  for (int i = 0; i < 64; i++)
    values[i] = quantise (quantiser, i, values[i]);
  memcpy (d, values, sizeof d);

  inverse_pass (d, CONST_BITS - PASS1_BITS);
  transpose (d);
  inverse_pass (d, CONST_BITS + PASS1_BITS + 3);
  transpose (d);
  memcpy (values, d, sizeof d);
  for (int y = 0; y < 8; y++)
    for (int x = 0; x < 8; x++)
      samples[y * stride + x] = CLAMP (values[8 * y + x] + 128, 0, 255);
}

/* Chroma at full width ("fancy"): 3/4 of the near sample and 1/4 of the next, first between rows.
 */
TAU_SIMD_CLONES static void
upsample_row (const guint8 *near, const guint8 *next, int n, gint16 *sums, guint8 *out)
{
  gint16 *sum = sums + 1;
  for (int i = 0; i < n; i++)
    sum[i] = 3 * near[i] + next[i];
  sum[-1] = sum[0];
  sum[n] = sum[n - 1];
  for (int i = 0; i < n; i++) {
    out[2 * i] = (3 * sum[i] + sum[i - 1] + 8) >> 4;
    out[2 * i + 1] = (3 * sum[i] + sum[i + 1] + 7) >> 4;
  }
}

TAU_SIMD_CLONES static void
merge_row (const guint8 *y, const guint8 *cb, const guint8 *cr, int width, guint8 *restrict rgb)
{
  for (int i = 0; i < width; i++) {
    gint32 b = cb[i] - 128, r = cr[i] - 128;
    gint32 red = y[i] + ((FIX (1.40200) * r + HALF) >> 16);
    gint32 green = y[i] + ((-FIX (0.34414) * b - FIX (0.71414) * r + HALF) >> 16);
    gint32 blue = y[i] + ((FIX (1.77200) * b + HALF) >> 16);
    rgb[3 * i] = CLAMP (red, 0, 255);
    rgb[3 * i + 1] = CLAMP (green, 0, 255);
    rgb[3 * i + 2] = CLAMP (blue, 0, 255);
  }
}

static void
planes_to_rgb (const Plane planes[3], int width, int height, guint8 *out)
{
  int half = planes[1].width;
  g_autofree gint16 *sums = g_new (gint16, half + 2);
  g_autofree guint8 *rows = g_malloc (4 * (gsize)half);
  for (int y = 0; y < height; y++) {
    int near = y / 2;
    int next = CLAMP (y & 1 ? near + 1 : near - 1, 0, planes[1].height - 1);
    for (int c = 1; c < 3; c++)
      upsample_row (planes[c].samples + (gsize)near * planes[c].stride,
                    planes[c].samples + (gsize)next * planes[c].stride, half, sums,
                    rows + (c - 1) * 2 * half);
    merge_row (planes[0].samples + (gsize)y * planes[0].stride, rows, rows + 2 * half, width,
               out + (gsize)y * width * 3);
  }
}

static void
apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
       const TauVariates *variates, guint8 *out)
{
  int quality = qualities[TAU_PRESET_ROW (preset)][severity - 1];
  Plane planes[3];
  plane_init (&planes[0], width, height);
  plane_init (&planes[1], (width + 1) / 2, (height + 1) / 2);
  plane_init (&planes[2], (width + 1) / 2, (height + 1) / 2);
  planes_from_rgb (in, width, height, planes);

  for (int c = 0; c < 3; c++) {
    Quantiser quantiser;
    quantiser_init (&quantiser, c == 0 ? luminance : chrominance, quality);
    for (int y = 0; y < planes[c].rows; y += 8)
      for (int x = 0; x < planes[c].stride; x += 8)
        code_block (planes[c].samples + (gsize)y * planes[c].stride + x, planes[c].stride,
                    &quantiser);
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
