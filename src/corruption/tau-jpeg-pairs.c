/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-jpeg-blocks.h"

#include "image/tau-simd.h"

#if defined(TAU_HAVE_SIMD_CLONES) && !defined(TAU_NO_SIMD_CLONES)

#include <immintrin.h>
#include <string.h>

/* The transforms of tau-jpeg-blocks.c with processors' sums of two 16-bit products. All sums are of
 * whole numbers that fit, so that their order does not matter, and the factors of a value can be
 * added up beforehand: the same bits. A vector holds one row of two neighbouring blocks, each in a
 * half of its own; what is interleaved, multiplied and packed stays in its half. */

#define ONLY_V3   __attribute__ ((target ("arch=x86-64-v3")))
#define INLINE_V3 static inline __attribute__ ((always_inline, target ("arch=x86-64-v3")))

/* 32-bit numbers for the 16 lanes of a row: of the lower and upper four of each half. */
typedef struct {
  __m256i low, high;
} Wide;

/* x * a + y * b. */
INLINE_V3 Wide
sum_of_products (__m256i x, __m256i y, int a, int b)
{
  __m256i factors = _mm256_set1_epi32 ((int)((guint32)(guint16)b << 16 | (guint16)a));
  return (Wide){ _mm256_madd_epi16 (_mm256_unpacklo_epi16 (x, y), factors),
                 _mm256_madd_epi16 (_mm256_unpackhi_epi16 (x, y), factors) };
}

INLINE_V3 Wide
wide_add (Wide a, Wide b)
{
  return (Wide){ _mm256_add_epi32 (a.low, b.low), _mm256_add_epi32 (a.high, b.high) };
}

INLINE_V3 Wide
wide_subtract (Wide a, Wide b)
{
  return (Wide){ _mm256_sub_epi32 (a.low, b.low), _mm256_sub_epi32 (a.high, b.high) };
}

/* a / 2^shift, halves up. */
INLINE_V3 __m256i
descale (Wide a, int shift)
{
  __m256i half = _mm256_set1_epi32 (1 << (shift - 1));
  return _mm256_packs_epi32 (_mm256_srai_epi32 (_mm256_add_epi32 (a.low, half), shift),
                             _mm256_srai_epi32 (_mm256_add_epi32 (a.high, half), shift));
}

/* The even part's rotation, the same in both directions. */
INLINE_V3 void
rotate_even (__m256i x, __m256i y, Wide *first, Wide *second)
{
  *first = sum_of_products (x, y, F_0_541196100 + F_0_765366865, F_0_541196100);
  *second = sum_of_products (x, y, F_0_541196100, F_0_541196100 - F_1_847759065);
}

/* The odd part, the same in both directions: from terms 4, 5, 6, 7 forward, from coefficients 7, 5,
 * 3, 1 back. */
INLINE_V3 void
mix_odd (__m256i t4, __m256i t5, __m256i t6, __m256i t7, Wide out[4])
{
  __m256i sum3 = _mm256_add_epi16 (t4, t6), sum4 = _mm256_add_epi16 (t5, t7);
  Wide z3 = sum_of_products (sum3, sum4, F_1_175875602 - F_1_961570560, F_1_175875602);
  Wide z4 = sum_of_products (sum3, sum4, F_1_175875602, F_1_175875602 - F_0_390180644);
  out[0] = wide_add (sum_of_products (t4, t7, F_0_298631336 - F_0_899976223, -F_0_899976223), z3);
  out[1] = wide_add (sum_of_products (t5, t6, F_2_053119869 - F_2_562915447, -F_2_562915447), z4);
  out[2] = wide_add (sum_of_products (t5, t6, -F_2_562915447, F_3_072711026 - F_2_562915447), z3);
  out[3] = wide_add (sum_of_products (t4, t7, -F_0_899976223, F_1_501321110 - F_0_899976223), z4);
}

INLINE_V3 void
forward_pass (__m256i d[8], int shift, gboolean first)
{
  __m256i t0 = _mm256_add_epi16 (d[0], d[7]), t7 = _mm256_sub_epi16 (d[0], d[7]);
  __m256i t1 = _mm256_add_epi16 (d[1], d[6]), t6 = _mm256_sub_epi16 (d[1], d[6]);
  __m256i t2 = _mm256_add_epi16 (d[2], d[5]), t5 = _mm256_sub_epi16 (d[2], d[5]);
  __m256i t3 = _mm256_add_epi16 (d[3], d[4]), t4 = _mm256_sub_epi16 (d[3], d[4]);
  __m256i t10 = _mm256_add_epi16 (t0, t3), t13 = _mm256_sub_epi16 (t0, t3);
  __m256i t11 = _mm256_add_epi16 (t1, t2), t12 = _mm256_sub_epi16 (t1, t2);
  __m256i sum = _mm256_add_epi16 (t10, t11), difference = _mm256_sub_epi16 (t10, t11);
  Wide second, sixth, odd[4];

  if (first) {
    d[0] = _mm256_slli_epi16 (sum, PASS1_BITS);
    d[4] = _mm256_slli_epi16 (difference, PASS1_BITS);
  } else {
    __m256i half = _mm256_set1_epi16 (1 << (PASS1_BITS - 1));
    d[0] = _mm256_srai_epi16 (_mm256_add_epi16 (sum, half), PASS1_BITS);
    d[4] = _mm256_srai_epi16 (_mm256_add_epi16 (difference, half), PASS1_BITS);
  }
  rotate_even (t13, t12, &second, &sixth);
  d[2] = descale (second, shift);
  d[6] = descale (sixth, shift);
  mix_odd (t4, t5, t6, t7, odd);
  d[7] = descale (odd[0], shift);
  d[5] = descale (odd[1], shift);
  d[3] = descale (odd[2], shift);
  d[1] = descale (odd[3], shift);
}

INLINE_V3 void
inverse_pass (__m256i d[8], int shift)
{
  Wide t2, t3, odd[4];
  Wide t0 = sum_of_products (d[0], d[4], 1 << CONST_BITS, 1 << CONST_BITS);
  Wide t1 = sum_of_products (d[0], d[4], 1 << CONST_BITS, -(1 << CONST_BITS));
  rotate_even (d[2], d[6], &t3, &t2);
  Wide t10 = wide_add (t0, t3), t13 = wide_subtract (t0, t3);
  Wide t11 = wide_add (t1, t2), t12 = wide_subtract (t1, t2);
  mix_odd (d[7], d[5], d[3], d[1], odd);

  d[0] = descale (wide_add (t10, odd[3]), shift);
  d[7] = descale (wide_subtract (t10, odd[3]), shift);
  d[1] = descale (wide_add (t11, odd[2]), shift);
  d[6] = descale (wide_subtract (t11, odd[2]), shift);
  d[2] = descale (wide_add (t12, odd[1]), shift);
  d[5] = descale (wide_subtract (t12, odd[1]), shift);
  d[3] = descale (wide_add (t13, odd[0]), shift);
  d[4] = descale (wide_subtract (t13, odd[0]), shift);
}

/* Three rounds of interleaving turn rows to columns. */
INLINE_V3 void
transpose (__m256i d[8])
{
  for (int round = 0; round < 3; round++) {
    __m256i in[8];
    memcpy (in, d, sizeof in);
    for (int i = 0; i < 4; i++) {
      d[2 * i] = _mm256_unpacklo_epi16 (in[i], in[i + 4]);
      d[2 * i + 1] = _mm256_unpackhi_epi16 (in[i], in[i + 4]);
    }
  }
}

typedef struct {
  __m256i half[8]; /* four steps: half of the eight that the transform's results are too large by */
  __m256i inverse[8]; /* 2^16 / step, rounded down */
  __m256i step[8];
} Quantiser;

/* floor (n / 8 / step): n / 8 is below 2^11, so that the product with the inverse is at most one
 * too small, which the remainder tells. */
INLINE_V3 __m256i
quantise (const Quantiser *quantiser, int i, __m256i value)
{
  __m256i step = quantiser->step[i];
  __m256i n =
      _mm256_srli_epi16 (_mm256_add_epi16 (_mm256_abs_epi16 (value), quantiser->half[i]), 3);
  __m256i whole = _mm256_mullo_epi16 (_mm256_mulhi_epu16 (n, quantiser->inverse[i]), step);
  __m256i short_of = _mm256_cmpgt_epi16 (step, _mm256_sub_epi16 (n, whole));
  whole = _mm256_add_epi16 (whole, _mm256_andnot_si256 (short_of, step));
  return _mm256_sign_epi16 (whole, value);
}

INLINE_V3 void
store (__m256i value, gint16 *to)
{
  value = _mm256_max_epi16 (value, _mm256_set1_epi16 (-128));
  value = _mm256_min_epi16 (value, _mm256_set1_epi16 (127));
  _mm256_storeu_si256 ((__m256i *)to, value);
}

/* Whether both blocks have no coefficient but the first, their mean. */
INLINE_V3 gboolean
is_flat (const __m256i d[8])
{
  __m256i any = _mm256_and_si256 (
      d[0], _mm256_setr_epi16 (0, -1, -1, -1, -1, -1, -1, -1, 0, -1, -1, -1, -1, -1, -1, -1));
  for (int i = 1; i < 8; i++)
    any = _mm256_or_si256 (any, d[i]);
  return _mm256_testz_si256 (any, any);
}

/* What the inverse transform makes of the means alone. */
INLINE_V3 __m256i
flat_samples (__m256i means)
{
  const __m256i first = _mm256_setr_epi8 (0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0,
                                          1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1);
  __m256i value = _mm256_shuffle_epi8 (means, first);
  return _mm256_srai_epi16 (_mm256_add_epi16 (value, _mm256_set1_epi16 (4)), 3);
}

ONLY_V3 static void
code_pair (gint16 *samples, int stride, const Quantiser *quantiser)
{
  __m256i d[8];
#pragma GCC unroll 8
  for (int y = 0; y < 8; y++)
    d[y] = _mm256_loadu_si256 ((const __m256i *)(samples + (gsize)y * stride));
  transpose (d);
  forward_pass (d, CONST_BITS - PASS1_BITS, TRUE);
  transpose (d);
  forward_pass (d, CONST_BITS + PASS1_BITS, FALSE);
#pragma GCC unroll 8
  for (int y = 0; y < 8; y++)
    d[y] = quantise (quantiser, y, d[y]);
  if (is_flat (d)) {
    __m256i value = flat_samples (d[0]);
    for (int y = 0; y < 8; y++)
      store (value, samples + (gsize)y * stride);
    return;
  }
  inverse_pass (d, CONST_BITS - PASS1_BITS);
  transpose (d);
  inverse_pass (d, CONST_BITS + PASS1_BITS + 3);
  transpose (d);
#pragma GCC unroll 8
  for (int y = 0; y < 8; y++)
    store (d[y], samples + (gsize)y * stride);
}

ONLY_V3 static void
code_pairs (gint16 *samples, int width, int rows, int stride, const guint8 steps[64])
{
  gint16 half[8][16], step[8][16];
  guint16 inverse[8][16];
  Quantiser quantiser;
  for (int i = 0; i < 128; i++) {
    int s = steps[i / 16 * 8 + i % 8];
    step[i / 16][i % 16] = s;
    half[i / 16][i % 16] = 4 * s;
    inverse[i / 16][i % 16] = MIN (65536 / s, 65535);
  }
  memcpy (quantiser.half, half, sizeof half);
  memcpy (quantiser.step, step, sizeof step);
  memcpy (quantiser.inverse, inverse, sizeof inverse);
  for (int y = 0; y < rows; y += 8)
    for (int x = 0; x < width; x += 16)
      code_pair (samples + (gsize)y * stride + x, stride, &quantiser);
}

gboolean
tau_jpeg_code_pairs (gint16 *samples, int width, int rows, int stride, const guint8 steps[64])
{
  if (!__builtin_cpu_supports ("avx2"))
    return FALSE;
  code_pairs (samples, width, rows, stride, steps);
  return TRUE;
}
#else

gboolean
tau_jpeg_code_pairs (gint16 *samples, int width, int rows, int stride, const guint8 steps[64])
{
  return FALSE;
}
#endif
