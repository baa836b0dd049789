/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/jpeg/tau-jpeg-pairs.h"
#include "corruption/jpeg/tau-jpeg.h"

#ifdef TAU_JPEG_HAVE_AVX2

#include <string.h>

/* tau-jpeg-plain.c with whole vectors, in bands of 16 rows of pixels, so that everything between
 * the two images stays in the nearest cache. */

#define BAND            16
#define MARGIN          16 /* bytes at both ends of a coded row, for vectors that overrun it */
#define ROUND_UP(n, to) (((n) + (to)-1) / (to) * (to))
#define FIX(x)          ((int)((x)*65536 + 0.5))
#define HALF            (1 << 15)

/* Two 16-bit factors for each pair of values. */
#define PAIR_OF(a, b) _mm256_set1_epi32 ((int)((guint32)(guint16)(b) << 16 | (guint16)(a)))

/* A band of Y, Cb or Cr. */
typedef struct {
  int rows;        /* BAND, or half of it */
  int stride;      /* of the samples: whole pairs of blocks */
  gint16 *samples; /* before coding, less 128 */
  guint8 *coded;   /* after it; the row before the first is the last of the band above */
  const TauJpegQuantiser *quantiser;
} Plane;

static void
plane_init (Plane *self, int rows, int stride, const TauJpegQuantiser *quantiser)
{
  self->rows = rows;
  self->stride = stride;
  self->samples = g_new0 (gint16, (gsize)rows * stride);
  self->coded = g_malloc0 ((gsize)(rows + 1) * (stride + 2 * MARGIN));
  self->quantiser = quantiser;
}

static void
plane_clear (Plane *self)
{
  g_free (self->samples);
  g_free (self->coded);
}

static inline gint16 *
sample_row (const Plane *self, int y)
{
  return self->samples + (gsize)y * self->stride;
}

/* y: -1 .. rows - 1. */
static inline guint8 *
coded_row (const Plane *self, int y)
{
  return self->coded + (gsize)(y + 1) * (self->stride + 2 * MARGIN) + MARGIN;
}

/* Sums of products, (a.x f + b.x g + addend) / 65536, for 16 pixels. */
typedef struct {
  __m256i low_a, low_b, high_a, high_b;
} Products;

INLINE_AVX2 __m256i
sum_products (const Products *of, __m256i f, __m256i g, int addend)
{
  __m256i add = _mm256_set1_epi32 (addend);
  __m256i low =
      _mm256_add_epi32 (_mm256_madd_epi16 (of->low_a, f), _mm256_madd_epi16 (of->low_b, g));
  __m256i high =
      _mm256_add_epi32 (_mm256_madd_epi16 (of->high_a, f), _mm256_madd_epi16 (of->high_b, g));
  return _mm256_packs_epi32 (_mm256_srai_epi32 (_mm256_add_epi32 (low, add), 16),
                             _mm256_srai_epi32 (_mm256_add_epi32 (high, add), 16));
}

/* 16 pixels, 48 bytes. Chroma comes negated: -32768 fits a 16-bit factor, 32768 does not. */
INLINE_AVX2 void
convert_piece (const guint8 *rgb, __m256i *y, __m256i *cb, __m256i *cr)
{
  /* Four pixels in each half of a vector. The last load starts 4 bytes early, so that it does not
   * read past the end. */
  const __m256i low_rg = _mm256_setr_epi8 (0, -1, 1, -1, 3, -1, 4, -1, 6, -1, 7, -1, 9, -1, 10, -1,
                                           0, -1, 1, -1, 3, -1, 4, -1, 6, -1, 7, -1, 9, -1, 10, -1);
  const __m256i low_bg =
      _mm256_setr_epi8 (2, -1, 1, -1, 5, -1, 4, -1, 8, -1, 7, -1, 11, -1, 10, -1, 2, -1, 1, -1, 5,
                        -1, 4, -1, 8, -1, 7, -1, 11, -1, 10, -1);
  const __m256i shift = _mm256_setr_epi8 (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 4,
                                          0, 4, 0, 4, 0, 4, 0, 4, 0, 4, 0, 4, 0);
  __m256i low = _mm256_loadu2_m128i ((const __m128i *)(rgb + 24), (const __m128i *)rgb);
  __m256i high = _mm256_loadu2_m128i ((const __m128i *)(rgb + 32), (const __m128i *)(rgb + 12));
  __m256i high_rg = _mm256_add_epi8 (low_rg, shift), high_bg = _mm256_add_epi8 (low_bg, shift);
  Products of = { _mm256_shuffle_epi8 (low, low_rg), _mm256_shuffle_epi8 (low, low_bg),
                  _mm256_shuffle_epi8 (high, high_rg), _mm256_shuffle_epi8 (high, high_bg) };
  /* Green's share of Y is above 1/2, so a quarter of it goes into the other factor. */
  *y = sum_products (&of, PAIR_OF (FIX (0.29900), FIX (0.58700) - FIX (0.25)),
                     PAIR_OF (FIX (0.11400), FIX (0.25)), HALF - 128 * 65536);
  *cb =
      sum_products (&of, PAIR_OF (FIX (0.168735892), FIX (0.331264108)), PAIR_OF (-HALF, 0), HALF);
  *cr =
      sum_products (&of, PAIR_OF (-HALF, FIX (0.418687589)), PAIR_OF (FIX (0.081312411), 0), HALF);
}

INLINE_AVX2 void
store_row (__m256i values, gint16 *to)
{
  _mm256_storeu_si256 ((__m256i *)to, values);
}

/* Means of 2 x 2, rounded up and down in turn. */
INLINE_AVX2 void
store_means (__m256i a, __m256i b, gint16 *to)
{
  const __m256i minus = _mm256_set1_epi16 (-1), bias = _mm256_set1_epi64x (0x200000001);
  __m256i sum = _mm256_madd_epi16 (_mm256_add_epi16 (a, b), minus);
  sum = _mm256_srai_epi32 (_mm256_add_epi32 (sum, bias), 2);
  sum = _mm256_permute4x64_epi64 (_mm256_packs_epi32 (sum, sum), 0x08);
  _mm_storeu_si128 ((__m128i *)to, _mm256_castsi256_si128 (sum));
}

/* Repeats the last pixel to fill the last piece. */
static void
copy_last_piece (const guint8 *from, int n, guint8 to[48])
{
  memcpy (to, from, 3 * n);
  for (int i = 3 * n; i < 48; i++)
    to[i] = to[i - 3];
}

/* Turns two rows of pixels into two rows of Y and one each of Cb and Cr. */
ONLY_AVX2 static void
convert_rows (const guint8 *upper, const guint8 *lower, int width, gint16 *const y[2], gint16 *cb,
              gint16 *cr)
{
  for (int x = 0; x < width; x += 16) {
    const guint8 *from[2] = { upper + 3 * x, lower + 3 * x };
    guint8 last[2][48];
    if (width - x < 16)
      for (int k = 0; k < 2; k++) {
        copy_last_piece (from[k], width - x, last[k]);
        from[k] = last[k];
      }
    __m256i luma[2], blue[2], red[2];
    for (int k = 0; k < 2; k++) {
      convert_piece (from[k], &luma[k], &blue[k], &red[k]);
      store_row (luma[k], y[k] + x);
    }
    store_means (blue[0], blue[1], cb + x / 2);
    store_means (red[0], red[1], cr + x / 2);
  }
}

/* Repeats the last of n rows to fill the last blocks. */
static void
repeat_last_row (const Plane *plane, int n)
{
  for (int y = n; y % 8 != 0; y++)
    memcpy (sample_row (plane, y), sample_row (plane, n - 1), plane->stride * sizeof (gint16));
}

/* `rows` rows of pixels, at most one band. If the number is odd, there is room below the last row
 * for its copy. */
static void
convert_band (const guint8 *in, int width, int rows, Plane planes[3])
{
  gsize stride = 3 * (gsize)width;
  for (int y = 0; y < rows; y += 2) {
    gint16 *const luma[2] = { sample_row (&planes[0], y), sample_row (&planes[0], y + 1) };
    convert_rows (in + y * stride, in + MIN (y + 1, rows - 1) * stride, width, luma,
                  sample_row (&planes[1], y / 2), sample_row (&planes[2], y / 2));
  }
  repeat_last_row (&planes[0], rows);
  repeat_last_row (&planes[1], (rows + 1) / 2);
  repeat_last_row (&planes[2], (rows + 1) / 2);
}

/* `rows` of `width` samples. */
static void
code_band (Plane *self, int width, int rows)
{
  memcpy (coded_row (self, -1) - MARGIN, coded_row (self, self->rows - 1) - MARGIN,
          self->stride + 2 * MARGIN);
  for (int y = 0; y < rows; y += 8)
    tau_jpeg_code_pairs (self->quantiser, sample_row (self, y), width, self->stride,
                         coded_row (self, y), self->stride + 2 * MARGIN);
  for (int y = 0; y < rows; y++) {
    guint8 *row = coded_row (self, y);
    row[-1] = row[0];
    row[width] = row[width - 1];
  }
}

/* The even and the odd ones of 32 pixels. */
typedef struct {
  __m256i even, odd;
} Halves;

INLINE_AVX2 __m256i
load_bytes (const guint8 *from)
{
  return _mm256_cvtepu8_epi16 (_mm_loadu_si128 ((const __m128i *)from));
}

/* Chroma at full width ("fancy"), 4 times too large: 3/4 of the nearer sample and 1/4 of the
 * next. */
INLINE_AVX2 Halves
stretch (const guint8 *from)
{
  __m256i middle = load_bytes (from);
  middle = _mm256_add_epi16 (_mm256_add_epi16 (middle, middle), middle);
  return (Halves){ _mm256_add_epi16 (middle, load_bytes (from - 1)),
                   _mm256_add_epi16 (middle, load_bytes (from + 1)) };
}

/* The same between two rows, for the two rows of pixels that lie between their centres. */
INLINE_AVX2 void
mix_rows (__m256i a, __m256i b, int addend, __m256i *upper, __m256i *lower)
{
  __m256i sum = _mm256_add_epi16 (_mm256_add_epi16 (a, b), _mm256_set1_epi16 ((short)addend));
  *upper = _mm256_srai_epi16 (_mm256_add_epi16 (sum, _mm256_add_epi16 (a, a)), 4);
  *lower = _mm256_srai_epi16 (_mm256_add_epi16 (sum, _mm256_add_epi16 (b, b)), 4);
}

/* Turns 16 samples of two rows into 32, less 128, for each of two rows of pixels. */
INLINE_AVX2 void
upsample_piece (const guint8 *a, const guint8 *b, Halves out[2])
{
  Halves from_a = stretch (a), from_b = stretch (b);
  mix_rows (from_a.even, from_b.even, 8 - 128 * 16, &out[0].even, &out[1].even);
  mix_rows (from_a.odd, from_b.odd, 7 - 128 * 16, &out[0].odd, &out[1].odd);
}

typedef struct {
  __m256i red, green, blue;
} Colours;

/* Whole multiples of the chroma are taken out of the factors, so that the rest fits 16 bits. The
 * processor's rounded product has 15 fraction bits. Red's factor, 26345 / 2, is not whole, but this
 * makes no difference for -128..127. */
INLINE_AVX2 Colours
merge (__m256i y, __m256i cb, __m256i cr)
{
  const __m256i factors = PAIR_OF (-FIX (0.34414), 65536 - FIX (0.71414));
  const __m256i half = _mm256_set1_epi32 (HALF);
  __m256i red = _mm256_mulhrs_epi16 (cr, _mm256_set1_epi16 (FIX (0.40200) / 2));
  __m256i blue = _mm256_mulhrs_epi16 (cb, _mm256_set1_epi16 (-FIX (0.22800) / 2));
  __m256i low = _mm256_madd_epi16 (_mm256_unpacklo_epi16 (cb, cr), factors);
  __m256i high = _mm256_madd_epi16 (_mm256_unpackhi_epi16 (cb, cr), factors);
  __m256i green = _mm256_packs_epi32 (_mm256_srai_epi32 (_mm256_add_epi32 (low, half), 16),
                                      _mm256_srai_epi32 (_mm256_add_epi32 (high, half), 16));
  return (Colours){
    _mm256_add_epi16 (_mm256_add_epi16 (y, cr), red),
    _mm256_add_epi16 (_mm256_sub_epi16 (y, cr), green),
    _mm256_add_epi16 (_mm256_add_epi16 (y, _mm256_add_epi16 (cb, cb)), blue),
  };
}

/* 32 pixels, 96 bytes. Each half of a vector has 16 pixels, which become three halves. One byte
 * order per colour serves all three, because no two of its bytes need the same position. */
INLINE_AVX2 void
join_piece (const Colours *even, const Colours *odd, guint8 *rgb)
{
  /* Clipped bytes: 8 even pixels, then 8 odd ones. */
  const __m256i order_red = _mm256_setr_epi8 (0, 13, 3, 8, 6, 11, 1, 14, 4, 9, 7, 12, 2, 15, 5, 10,
                                              0, 13, 3, 8, 6, 11, 1, 14, 4, 9, 7, 12, 2, 15, 5, 10);
  const __m256i order_green = _mm256_alignr_epi8 (order_red, order_red, 15);
  const __m256i order_blue = _mm256_alignr_epi8 (order_red, order_red, 14);
  const __m256i second = _mm256_setr_epi8 (0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, 0,
                                           -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0);
  const __m256i third = _mm256_slli_si256 (second, 1);
  __m256i r = _mm256_shuffle_epi8 (_mm256_packus_epi16 (even->red, odd->red), order_red);
  __m256i g = _mm256_shuffle_epi8 (_mm256_packus_epi16 (even->green, odd->green), order_green);
  __m256i b = _mm256_shuffle_epi8 (_mm256_packus_epi16 (even->blue, odd->blue), order_blue);
  const __m256i out[3] = {
    _mm256_blendv_epi8 (_mm256_blendv_epi8 (r, g, second), b, third),
    _mm256_blendv_epi8 (_mm256_blendv_epi8 (g, b, second), r, third),
    _mm256_blendv_epi8 (_mm256_blendv_epi8 (b, r, second), g, third),
  };
#pragma GCC unroll 3
  for (int i = 0; i < 3; i++)
    _mm256_storeu2_m128i ((__m128i *)(rgb + 48 + 16 * i), (__m128i *)(rgb + 16 * i), out[i]);
}

INLINE_AVX2 void
merge_piece (const guint8 *luma, const Halves *cb, const Halves *cr, guint8 *rgb)
{
  __m256i y = _mm256_loadu_si256 ((const __m256i *)luma);
  Colours even = merge (_mm256_and_si256 (y, _mm256_set1_epi16 (255)), cb->even, cr->even);
  Colours odd = merge (_mm256_srli_epi16 (y, 8), cb->odd, cr->odd);
  join_piece (&even, &odd, rgb);
}

/* The two rows of pixels between chroma rows `a` and `b`; NULL for a row that does not exist. */
ONLY_AVX2 static void
merge_rows (const Plane planes[3], const guint8 *const luma[2], int a, int b, int width,
            guint8 *const out[2])
{
  for (int x = 0; x < width; x += 32) {
    Halves cb[2], cr[2];
    upsample_piece (coded_row (&planes[1], a) + x / 2, coded_row (&planes[1], b) + x / 2, cb);
    upsample_piece (coded_row (&planes[2], a) + x / 2, coded_row (&planes[2], b) + x / 2, cr);
    for (int k = 0; k < 2; k++) {
      if (out[k] == NULL)
        continue;
      if (width - x >= 32) {
        merge_piece (luma[k] + x, &cb[k], &cr[k], out[k] + 3 * x);
        continue;
      }
      guint8 last[96];
      merge_piece (luma[k] + x, &cb[k], &cr[k], last);
      memcpy (out[k] + 3 * x, last, 3 * (width - x));
    }
  }
}

/* From the last row of the band above to the last but one, whose chroma needs the next band's. On
 * the image's first and last rows there is no next row of chroma. */
static void
merge_band (const Plane planes[3], int width, int height, int top, guint8 *out)
{
  int rows = MIN (height - top, BAND), n = (rows + 1) / 2;
  int last = top + rows == height ? n - 1 : n - 2;
  for (int c = -1; c <= last; c++) {
    int y = 2 * c + 1;
    const guint8 *const luma[2] = { coded_row (&planes[0], y), coded_row (&planes[0], y + 1) };
    guint8 *row = out + (gssize)(top + y) * width * 3;
    guint8 *const to[2] = { top + y >= 0 && y < rows ? row : NULL,
                            y + 1 < rows ? row + (gsize)width * 3 : NULL };
    merge_rows (planes, luma, top + c < 0 ? 0 : c, MIN (c + 1, n - 1), width, to);
  }
}

ONLY_AVX2 static void
code (const guint8 *in, int width, int height, const guint8 steps[2][64], guint8 *out)
{
  int stride = ROUND_UP (width, 32);
  TauJpegQuantiser quantisers[2];
  Plane planes[3];
  for (int i = 0; i < 2; i++)
    tau_jpeg_quantiser_init (&quantisers[i], steps[i]);
  plane_init (&planes[0], BAND, stride, &quantisers[0]);
  plane_init (&planes[1], BAND / 2, stride / 2, &quantisers[1]);
  plane_init (&planes[2], BAND / 2, stride / 2, &quantisers[1]);
  for (int top = 0; top < height; top += BAND) {
    int rows = MIN (height - top, BAND);
    convert_band (in + (gsize)top * width * 3, width, rows, planes);
    code_band (&planes[0], width, rows);
    code_band (&planes[1], (width + 1) / 2, (rows + 1) / 2);
    code_band (&planes[2], (width + 1) / 2, (rows + 1) / 2);
    merge_band (planes, width, height, top, out);
  }
  for (int c = 0; c < 3; c++)
    plane_clear (&planes[c]);
}

gboolean
tau_jpeg_code_avx2 (const guint8 *in, int width, int height, const guint8 steps[2][64], guint8 *out)
{
  if (!__builtin_cpu_supports ("x86-64-v3"))
    return FALSE;
  code (in, width, height, steps, out);
  return TRUE;
}
#else

gboolean
tau_jpeg_code_avx2 (const guint8 *in, int width, int height, const guint8 steps[2][64], guint8 *out)
{
  return FALSE;
}
#endif
