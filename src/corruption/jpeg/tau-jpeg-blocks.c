/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/jpeg/tau-jpeg-blocks.h"

#include "base/tau-simd.h"

#include <string.h>

/* Eight lines of a block at once: element k of line l is in Line k, lane l. */
typedef gint32 Line __attribute__ ((vector_size (32)));

#define DESCALE(x, n) (((x) + (1 << ((n)-1))) >> (n))

/* jfdctint.c: one pass of the forward transform (Loeffler, Ligtenberg, Moschytz 1989). The passes
 * differ in how they scale the two unmultiplied terms. */
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

/* One round of interleaving; three rounds turn rows into columns. */
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

/* The transform's results are 8 times too large, and so are the steps that divide them. */
typedef struct {
  Line half[8];     /* half a divisor */
  Reals inverse[8]; /* 1 / divisor */
  Line step[8];
} Quantiser;

static void
quantiser_init (Quantiser *self, const guint8 steps[64])
{
  for (int i = 0; i < 64; i++) {
    self->step[i / 8][i % 8] = steps[i];
    self->half[i / 8][i % 8] = 4 * steps[i];
    self->inverse[i / 8][i % 8] = 1.0f / (8 * steps[i]);
  }
}

/* Rounds `value` to whole steps, halves away from zero. The quotient n / d is that of whole
 * numbers: n is below 2^16, so adding half a unit to it outweighs the rounding of the float
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

/* The inverse transform of a block that has only its mean. */
static inline gint32
flat_sample (gint32 mean)
{
  return DESCALE (mean * (1 << PASS1_BITS), PASS1_BITS + 3);
}

/* Eight rows of a plane: blocks to coefficients and back, in place. */
TAU_SIMD_CLONES static void
code_rows (gint16 *rows, int width, int stride, const Quantiser *quantiser)
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

void
tau_jpeg_code_blocks (gint16 *samples, int width, int rows, int stride, const guint8 steps[64])
{
  Quantiser quantiser;

  quantiser_init (&quantiser, steps);
  for (int y = 0; y < rows; y += 8)
    code_rows (samples + (gsize)y * stride, width, stride, &quantiser);
}
