/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/jpeg/tau-jpeg-pairs.h"

#ifdef TAU_JPEG_HAVE_AVX2

#include "corruption/jpeg/tau-jpeg-blocks.h"

#include <string.h>

/* The transforms of tau-jpeg-blocks.c, built on the processor's sums of two 16-bit products. All
 * sums are of whole numbers that fit, so their order does not matter and the factors of a value can
 * be added up beforehand: the result has the same bits. A vector holds one row of two neighbouring
 * blocks, one in each half. Interleaving, multiplying and packing stay within a half. */

/* 32-bit numbers for the 16 lanes of a row: the lower and the upper four of each half. */
typedef struct {
  __m256i low, high;
} Wide;

/* x * a + y * b. */
INLINE_AVX2 Wide
sum_of_products (__m256i x, __m256i y, int a, int b)
{
  __m256i factors = _mm256_set1_epi32 ((int)((guint32)(guint16)b << 16 | (guint16)a));
  return (Wide){ _mm256_madd_epi16 (_mm256_unpacklo_epi16 (x, y), factors),
                 _mm256_madd_epi16 (_mm256_unpackhi_epi16 (x, y), factors) };
}

INLINE_AVX2 Wide
wide_add (Wide a, Wide b)
{
  return (Wide){ _mm256_add_epi32 (a.low, b.low), _mm256_add_epi32 (a.high, b.high) };
}

INLINE_AVX2 Wide
wide_subtract (Wide a, Wide b)
{
  return (Wide){ _mm256_sub_epi32 (a.low, b.low), _mm256_sub_epi32 (a.high, b.high) };
}

INLINE_AVX2 Wide
wide_add_all (Wide a, int addend)
{
  __m256i b = _mm256_set1_epi32 (addend);
  return (Wide){ _mm256_add_epi32 (a.low, b), _mm256_add_epi32 (a.high, b) };
}

/* a / 2^shift, rounded down. To round halves up, half a unit is added earlier, where few other sums
 * depend on it. */
INLINE_AVX2 __m256i
shift_down (Wide a, int shift)
{
  return _mm256_packs_epi32 (_mm256_srai_epi32 (a.low, shift), _mm256_srai_epi32 (a.high, shift));
}

/* The even part's rotation, the same in both directions. */
INLINE_AVX2 void
rotate_even (__m256i x, __m256i y, Wide *first, Wide *second)
{
  *first = sum_of_products (x, y, F_0_541196100 + F_0_765366865, F_0_541196100);
  *second = sum_of_products (x, y, F_0_541196100, F_0_541196100 - F_1_847759065);
}

/* The odd part, the same in both directions: from terms 4, 5, 6, 7 forward, from coefficients 7, 5,
 * 3, 1 back. `addend` goes into all results. */
INLINE_AVX2 void
mix_odd (__m256i t4, __m256i t5, __m256i t6, __m256i t7, int addend, Wide out[4])
{
  __m256i sum3 = _mm256_add_epi16 (t4, t6), sum4 = _mm256_add_epi16 (t5, t7);
  Wide z3 = sum_of_products (sum3, sum4, F_1_175875602 - F_1_961570560, F_1_175875602);
  Wide z4 = sum_of_products (sum3, sum4, F_1_175875602, F_1_175875602 - F_0_390180644);
  if (addend != 0) {
    z3 = wide_add_all (z3, addend);
    z4 = wide_add_all (z4, addend);
  }
  out[0] = wide_add (sum_of_products (t4, t7, F_0_298631336 - F_0_899976223, -F_0_899976223), z3);
  out[1] = wide_add (sum_of_products (t5, t6, F_2_053119869 - F_2_562915447, -F_2_562915447), z4);
  out[2] = wide_add (sum_of_products (t5, t6, -F_2_562915447, F_3_072711026 - F_2_562915447), z3);
  out[3] = wide_add (sum_of_products (t4, t7, -F_0_899976223, F_1_501321110 - F_0_899976223), z4);
}

INLINE_AVX2 void
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
  second = wide_add_all (second, 1 << (shift - 1));
  sixth = wide_add_all (sixth, 1 << (shift - 1));
  d[2] = shift_down (second, shift);
  d[6] = shift_down (sixth, shift);
  mix_odd (t4, t5, t6, t7, 1 << (shift - 1), odd);
  d[7] = shift_down (odd[0], shift);
  d[5] = shift_down (odd[1], shift);
  d[3] = shift_down (odd[2], shift);
  d[1] = shift_down (odd[3], shift);
}

/* `addend` goes into all sums before they are shifted. */
INLINE_AVX2 void
inverse_pass (__m256i d[8], int shift, int addend)
{
  Wide t2, t3, odd[4];
  Wide t0 = sum_of_products (d[0], d[4], 1 << CONST_BITS, 1 << CONST_BITS);
  Wide t1 = sum_of_products (d[0], d[4], 1 << CONST_BITS, -(1 << CONST_BITS));
  if (addend != 0) {
    t0 = wide_add_all (t0, addend);
    t1 = wide_add_all (t1, addend);
  }
  rotate_even (d[2], d[6], &t3, &t2);
  Wide t10 = wide_add (t0, t3), t13 = wide_subtract (t0, t3);
  Wide t11 = wide_add (t1, t2), t12 = wide_subtract (t1, t2);
  mix_odd (d[7], d[5], d[3], d[1], 0, odd);

  d[0] = shift_down (wide_add (t10, odd[3]), shift);
  d[7] = shift_down (wide_subtract (t10, odd[3]), shift);
  d[1] = shift_down (wide_add (t11, odd[2]), shift);
  d[6] = shift_down (wide_subtract (t11, odd[2]), shift);
  d[2] = shift_down (wide_add (t12, odd[1]), shift);
  d[5] = shift_down (wide_subtract (t12, odd[1]), shift);
  d[3] = shift_down (wide_add (t13, odd[0]), shift);
  d[4] = shift_down (wide_subtract (t13, odd[0]), shift);
}

/* Three rounds of interleaving turn rows into columns. */
INLINE_AVX2 void
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

/* Exact for values below 2^15 (Granlund and Montgomery 1994, "Division by invariant integers using
 * multiplication"). The transform's results are 8 times too large, and so is the divisor. */
void
tau_jpeg_quantiser_init (TauJpegQuantiser *self, const guint8 steps[64])
{
  for (int i = 0; i < 64; i++) {
    guint divisor = 8 * steps[i], bits = g_bit_storage (2 * divisor - 1) - 1;
    guint reciprocal = ((1u << (15 + bits)) + divisor - 1) / divisor;
    for (int lane = i % 8; lane < 16; lane += 8) {
      self->half[i / 8][lane] = (gint16)(divisor / 2);
      self->reciprocal[i / 8][lane] = (gint16)reciprocal;
      self->scale[i / 8][lane] = (gint16)(1u << (17 - bits));
      self->step[i / 8][lane] = steps[i];
    }
  }
}

INLINE_AVX2 __m256i
load (const gint16 from[16])
{
  return _mm256_loadu_si256 ((const __m256i *)from);
}

/* Rounds `value` to whole steps, halves away from zero. */
INLINE_AVX2 __m256i
quantise (const TauJpegQuantiser *quantiser, int i, __m256i value)
{
  __m256i n = _mm256_add_epi16 (_mm256_abs_epi16 (value), load (quantiser->half[i]));
  n = _mm256_mulhi_epu16 (n, load (quantiser->reciprocal[i]));
  n = _mm256_mulhi_epu16 (n, load (quantiser->scale[i]));
  return _mm256_sign_epi16 (_mm256_mullo_epi16 (n, load (quantiser->step[i])), value);
}

/* A row of each 16 bytes; a block provides eight of them. */
INLINE_AVX2 void
store_two (__m256i a, __m256i b, guint8 *to, int stride)
{
  __m256i bytes = _mm256_permute4x64_epi64 (_mm256_packus_epi16 (a, b), 0xd8);
  _mm_storeu_si128 ((__m128i *)to, _mm256_castsi256_si128 (bytes));
  _mm_storeu_si128 ((__m128i *)(to + stride), _mm256_extracti128_si256 (bytes, 1));
}

/* Whether both blocks have only their first coefficient, the mean. */
INLINE_AVX2 gboolean
is_flat (const __m256i d[8])
{
  __m256i any = _mm256_and_si256 (
      d[0], _mm256_setr_epi16 (0, -1, -1, -1, -1, -1, -1, -1, 0, -1, -1, -1, -1, -1, -1, -1));
  for (int i = 1; i < 8; i++)
    any = _mm256_or_si256 (any, d[i]);
  return _mm256_testz_si256 (any, any);
}

/* The inverse transform of the means alone; they already include its rounding. */
INLINE_AVX2 __m256i
flat_samples (__m256i means)
{
  const __m256i first = _mm256_set1_epi16 (0x0100);
  return _mm256_srai_epi16 (_mm256_shuffle_epi8 (means, first), 3);
}

ONLY_AVX2 static void
code_pair (const TauJpegQuantiser *quantiser, const gint16 *samples, int stride, guint8 *out,
           int out_stride)
{
  /* Added to each mean: 128 for each sample, and half a unit of the last shift; 8 of them make
   * one. */
  const __m256i level =
      _mm256_setr_epi16 (8 * 128 + 4, 0, 0, 0, 0, 0, 0, 0, 8 * 128 + 4, 0, 0, 0, 0, 0, 0, 0);
  __m256i d[8];
#pragma GCC unroll 8
  for (int y = 0; y < 8; y++)
    d[y] = load (samples + y * stride);
  transpose (d);
  forward_pass (d, CONST_BITS - PASS1_BITS, TRUE);
  transpose (d);
  forward_pass (d, CONST_BITS + PASS1_BITS, FALSE);
#pragma GCC unroll 8
  for (int y = 0; y < 8; y++)
    d[y] = quantise (quantiser, y, d[y]);
  gboolean flat = is_flat (d);
  d[0] = _mm256_add_epi16 (d[0], level);
  if (flat) {
    __m256i value = flat_samples (d[0]);
    for (int y = 0; y < 8; y += 2)
      store_two (value, value, out + y * out_stride, out_stride);
    return;
  }
  inverse_pass (d, CONST_BITS - PASS1_BITS, 1 << (CONST_BITS - PASS1_BITS - 1));
  transpose (d);
  inverse_pass (d, CONST_BITS + PASS1_BITS + 3, 0);
  transpose (d);
#pragma GCC unroll 4
  for (int y = 0; y < 8; y += 2)
    store_two (d[y], d[y + 1], out + y * out_stride, out_stride);
}

ONLY_AVX2 void
tau_jpeg_code_pairs (const TauJpegQuantiser *quantiser, const gint16 *samples, int width,
                     int stride, guint8 *out, int out_stride)
{
  for (int x = 0; x < width; x += 16)
    code_pair (quantiser, samples + x, stride, out + x, out_stride);
}

#endif
