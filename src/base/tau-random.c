/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-random.h"
#include "base/tau-simd.h"

#include <math.h>
#include <string.h>

/* Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011). A block
 * of four words serves two indices, 64 bits each. */
#define PHILOX_M0 0xD2511F53u
#define PHILOX_M1 0xCD9E8D57u
#define PHILOX_W0 0x9E3779B9u
#define PHILOX_W1 0xBB67AE85u

static inline void
philox_block (const TauRandom *self, guint64 block, guint64 out[2])
{
  guint32 c0 = (guint32)block, c1 = (guint32)(block >> 32);
  guint32 c2 = self->stream[0], c3 = self->stream[1];
  guint32 k0 = self->key[0], k1 = self->key[1];

  for (int round = 0; round < 10; round++) {
    guint64 p0 = (guint64)PHILOX_M0 * c0;
    guint64 p1 = (guint64)PHILOX_M1 * c2;
    c0 = (guint32)(p1 >> 32) ^ c1 ^ k0;
    c1 = (guint32)p1;
    c2 = (guint32)(p0 >> 32) ^ c3 ^ k1;
    c3 = (guint32)p0;
    k0 += PHILOX_W0;
    k1 += PHILOX_W1;
  }
  out[0] = ((guint64)c1 << 32) | c0;
  out[1] = ((guint64)c3 << 32) | c2;
}

static inline guint64
bits_at (const TauRandom *self, guint64 index)
{
  guint64 pair[2];
  philox_block (self, index >> 1, pair);
  return pair[index & 1];
}

/* 0 < u < 1, 53 bits. Never 0 or 1, so that its logarithm is finite. */
static inline double
unit (guint64 bits)
{
  return ((double)(gint64)(bits >> 12) + 0.5) * 0x1p-52;
}

guint64
tau_random_stream (guint64 a, guint64 b)
{
  guint64 v = a + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) * (b + 1);
  v = (v ^ (v >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  v = (v ^ (v >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return v ^ (v >> 31);
}

void
tau_random_init (TauRandom *self, guint64 seed, guint64 stream)
{
  self->key[0] = (guint32)seed;
  self->key[1] = (guint32)(seed >> 32);
  self->stream[0] = (guint32)stream;
  self->stream[1] = (guint32)(stream >> 32);
  self->position = 0;
}

guint32
tau_random_u32_at (const TauRandom *self, guint64 index)
{
  return (guint32)(bits_at (self, index) >> 32);
}

guint32
tau_random_u32 (TauRandom *self)
{
  return tau_random_u32_at (self, self->position++);
}

guint32
tau_random_below (TauRandom *self, guint32 n)
{
  /* Lemire's multiply-shift with rejection. */
  guint32 threshold = -n % n;
  guint64 product;
  do
    product = (guint64)tau_random_u32 (self) * n;
  while ((guint32)product < threshold);
  return (guint32)(product >> 32);
}

double
tau_random_uniform (TauRandom *self, double low, double high)
{
  return low + (high - low) * unit (bits_at (self, self->position++));
}

/* The inverse of the normal distribution function: algorithm AS 241 (Wichura 1988), 1e-16 relative.
 * One index gives one value. Only + - * / and square roots are used, which every machine and C
 * library rounds alike. The three parts are separate functions so that arrays can process each in
 * one loop. */
#define CENTRAL  0.425 /* |u - 1/2| up to here: 85 % of the values */
#define FAR_TAIL 5.0   /* sqrt (-log u) from here: 3 values in 10^11 */

static inline double
quantile_central (double u)
{
  double q = u - 0.5;
  double r = 0.180625 - q * q;
  return q *
         (((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) *
                  r +
              45921.953931549871457) *
                 r +
             13731.693765509461125) *
                r +
            1971.5909503065514427) *
               r +
           133.14166789178437745) *
              r +
          3.387132872796366608) /
         (((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r +
              21213.794301586595867) *
                 r +
             5394.1960214247511077) *
                r +
            687.1870074920579083) *
               r +
           42.313330701600911252) *
              r +
          1.0);
}

/* log (x) for 0 < x < 0.1: fdlibm's polynomial, within 1 ulp. */
static inline double
small_log (double x)
{
  guint64 bits;
  double m, k;
  memcpy (&bits, &x, sizeof bits);
  /* x = 2^k m with m between sqrt (1/2) and sqrt (2). */
  bits += G_GUINT64_CONSTANT (0x3ff0000000000000) - G_GUINT64_CONSTANT (0x3fe6a09e00000000);
  guint64 exponent = (bits >> 52) | G_GUINT64_CONSTANT (0x4330000000000000);
  memcpy (&k, &exponent, sizeof k);
  k -= 0x1p52 + 1023;
  bits = (bits & G_GUINT64_CONSTANT (0x000fffffffffffff)) + G_GUINT64_CONSTANT (0x3fe6a09e00000000);
  memcpy (&m, &bits, sizeof m);

  double s = (m - 1.0) / (m + 1.0);
  double z = s * s;
  double tail =
      ((((((0.1479819860511658591 * z + 0.1531383769920937332) * z + 0.1818357216161805012) * z +
          0.2222219843214978396) *
             z +
         0.2857142874366239149) *
            z +
        0.3999999999940941908) *
           z +
       0.6666666666666735130) *
      z;
  return k * 6.93147180559945286227e-01 + (2.0 * s + s * tail);
}

/* The argument of the tail of u: sqrt (-log (p)), where p is the smaller of u and 1 - u. */
static inline double
tail_argument (double u)
{
  return sqrt (-small_log (u < 0.5 ? u : 1.0 - u));
}

static inline double
quantile_tail (double u, double argument)
{
  double r = argument - 1.6;
  double value = (((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r +
                       0.24178072517745061177) *
                          r +
                      1.27045825245236838258) *
                         r +
                     3.64784832476320460504) *
                        r +
                    5.7694972214606914055) *
                       r +
                   4.6303378461565452959) *
                      r +
                  1.42343711074968357734) /
                 (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r +
                       0.0151986665636164571966) *
                          r +
                      0.14810397642748007459) *
                         r +
                     0.68976733498510000455) *
                        r +
                    1.6763848301838038494) *
                       r +
                   2.05319162663775882187) *
                      r +
                  1.0);
  return u < 0.5 ? -value : value;
}

static double
quantile_far_tail (double u, double argument)
{
  double r = argument - FAR_TAIL;
  double value = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r +
                       0.0012426609473880784386) *
                          r +
                      0.026532189526576123093) *
                         r +
                     0.29656057182850489123) *
                        r +
                    1.7848265399172913358) *
                       r +
                   5.4637849111641143699) *
                      r +
                  6.6579046435011037772) /
                 (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r +
                       1.8463183175100546818e-5) *
                          r +
                      7.868691311456132591e-4) *
                         r +
                     0.0148753612908506148525) *
                        r +
                    0.13692988092273580531) *
                       r +
                   0.59983220655588793769) *
                      r +
                  1.0);
  return u < 0.5 ? -value : value;
}

static double
normal_quantile (double u)
{
  if (fabs (u - 0.5) <= CENTRAL)
    return quantile_central (u);
  double argument = tail_argument (u);
  return argument <= FAR_TAIL ? quantile_tail (u, argument) : quantile_far_tail (u, argument);
}

double
tau_random_normal (TauRandom *self, double mean, double sd)
{
  return mean + sd * normal_quantile (unit (bits_at (self, self->position++)));
}

gboolean
tau_random_chance (TauRandom *self, double p)
{
  return tau_random_uniform (self, 0, 1) < p;
}

/* Blocks computed together, and the number of values they give. */
#define LANES  32
#define VALUES (2 * LANES)

/* philox_block for `n` times LANES consecutive blocks, as unit uniforms, in plain C. */
static void
fill_blocks_plain (const TauRandom *self, guint64 first, gsize n, double *out)
{
  for (gsize block = 0; block < n * LANES; block++) {
    guint64 pair[2];
    philox_block (self, first + block, pair);
    out[2 * block] = unit (pair[0]);
    out[2 * block + 1] = unit (pair[1]);
  }
}

#if defined(TAU_HAVE_SIMD_CLONES) && !defined(TAU_NO_SIMD_CLONES)
#include <immintrin.h>

/* Converts the upper and lower 32 bits of the halves of LANES blocks to unit uniforms. */
static inline __attribute__ ((always_inline)) void
blocks_to_units (const guint64 *a_high, const guint64 *a_low, const guint64 *b_high,
                 const guint64 *b_low, double *out)
{
  for (int i = 0; i < LANES; i++) {
    out[2 * i] = unit (a_high[i] << 32 | (guint32)a_low[i]);
    out[2 * i + 1] = unit (b_high[i] << 32 | (guint32)b_low[i]);
  }
}

/* The same with a 32 x 32 bit product per 64-bit lane, an instruction that compilers do not find.
 * The product ignores the upper halves of the words, so they may hold anything. Four vectors at a
 * time hide its latency. */
#define N_VECTORS 4

#define DEFINE_FILL_BLOCKS(name, architecture, Vector, MULTIPLY, SPREAD)                           \
  __attribute__ ((target (architecture))) static void name (const TauRandom *self, guint64 first,  \
                                                            gsize n, double *out)                  \
  {                                                                                                \
    enum { WIDTH = sizeof (Vector) / sizeof (guint64) };                                           \
    const Vector m0 = (Vector)SPREAD (PHILOX_M0), m1 = (Vector)SPREAD (PHILOX_M1);                 \
    guint64 words[4][LANES];                                                                       \
    for (gsize block = 0; block < n * LANES; block += LANES, out += VALUES) {                      \
      for (int start = 0; start < LANES; start += N_VECTORS * WIDTH) {                             \
        Vector c0[N_VECTORS], c1[N_VECTORS], c2[N_VECTORS], c3[N_VECTORS];                         \
        guint32 k0 = self->key[0], k1 = self->key[1];                                              \
        for (int v = 0; v < N_VECTORS; v++) {                                                      \
          for (int i = 0; i < WIDTH; i++)                                                          \
            c0[v][i] = first + block + start + v * WIDTH + i;                                      \
          c1[v] = c0[v] >> 32;                                                                     \
          c2[v] = (Vector)SPREAD (self->stream[0]);                                                \
          c3[v] = (Vector)SPREAD (self->stream[1]);                                                \
        }                                                                                          \
        for (int round = 0; round < 10; round++, k0 += PHILOX_W0, k1 += PHILOX_W1)                 \
          for (int v = 0; v < N_VECTORS; v++) {                                                    \
            Vector p0 = (Vector)MULTIPLY (c0[v], m0), p1 = (Vector)MULTIPLY (c2[v], m1);           \
            c0[v] = (p1 >> 32) ^ c1[v] ^ (Vector)SPREAD (k0);                                      \
            c1[v] = p1;                                                                            \
            c2[v] = (p0 >> 32) ^ c3[v] ^ (Vector)SPREAD (k1);                                      \
            c3[v] = p0;                                                                            \
          }                                                                                        \
        memcpy (&words[0][start], c1, sizeof c1);                                                  \
        memcpy (&words[1][start], c0, sizeof c0);                                                  \
        memcpy (&words[2][start], c3, sizeof c3);                                                  \
        memcpy (&words[3][start], c2, sizeof c2);                                                  \
      }                                                                                            \
      blocks_to_units (words[0], words[1], words[2], words[3], out);                               \
    }                                                                                              \
  }

typedef guint64 Words256 __attribute__ ((vector_size (32)));
typedef guint64 Words512 __attribute__ ((vector_size (64)));

#define MULTIPLY_256(a, b) _mm256_mul_epu32 ((__m256i)(a), (__m256i)(b))
#define MULTIPLY_512(a, b) _mm512_mul_epu32 ((__m512i)(a), (__m512i)(b))

DEFINE_FILL_BLOCKS (fill_blocks_256, "arch=x86-64-v3", Words256, MULTIPLY_256, _mm256_set1_epi64x)
DEFINE_FILL_BLOCKS (fill_blocks_512, "arch=x86-64-v4", Words512, MULTIPLY_512, _mm512_set1_epi64)

static void
fill_blocks (const TauRandom *self, guint64 first, gsize n, double *out)
{
  if (__builtin_cpu_supports ("x86-64-v4"))
    fill_blocks_512 (self, first, n, out);
  else if (__builtin_cpu_supports ("x86-64-v3"))
    fill_blocks_256 (self, first, n, out);
  else
    fill_blocks_plain (self, first, n, out);
}
#else
#define fill_blocks fill_blocks_plain
#endif

/* Fills with unit uniforms: whole blocks from an even index, the values at either end one by one.
 */
static void
fill_unit (TauRandom *self, double *out, gsize n)
{
  gsize i = 0;
  if (n > 0 && (self->position & 1))
    out[i++] = unit (bits_at (self, self->position++));
  gsize groups = (n - i) / VALUES;
  fill_blocks (self, self->position >> 1, groups, out + i);
  self->position += groups * VALUES;
  i += groups * VALUES;
  for (; i + 2 <= n; i += 2, self->position += 2) {
    guint64 pair[2];
    philox_block (self, self->position >> 1, pair);
    out[i] = unit (pair[0]);
    out[i + 1] = unit (pair[1]);
  }
  if (i < n)
    out[i] = unit (bits_at (self, self->position++));
}

TAU_SIMD_CLONES void
tau_random_fill_uniform (TauRandom *self, double low, double high, double *out, gsize n)
{
  fill_unit (self, out, n);
  for (gsize i = 0; i < n; i++)
    out[i] = low + (high - low) * out[i];
}

/* normal_quantile for up to CHUNK values: first the central part for all of them, then the tails,
 * gathered into one array. */
#define CHUNK 512

TAU_SIMD_CLONES static void
fill_quantiles (const double *u, int n, double *out)
{
  double tails[CHUNK], arguments[CHUNK], values[CHUNK];
  guint16 where[CHUNK + 1];
  int n_tails = 0;

  for (int i = 0; i < n; i++)
    out[i] = quantile_central (u[i]);
  for (int i = 0; i < n; i++) {
    where[n_tails] = i;
    n_tails += fabs (u[i] - 0.5) > CENTRAL;
  }
  for (int i = 0; i < n_tails; i++)
    tails[i] = u[where[i]];
  for (int i = 0; i < n_tails; i++)
    arguments[i] = tail_argument (tails[i]);
  for (int i = 0; i < n_tails; i++)
    values[i] = quantile_tail (tails[i], arguments[i]);
  for (int i = 0; i < n_tails; i++) {
    gboolean far = arguments[i] > FAR_TAIL;
    out[where[i]] = far ? quantile_far_tail (tails[i], arguments[i]) : values[i];
  }
}

TAU_SIMD_CLONES void
tau_random_fill_normal (TauRandom *self, double mean, double sd, double *out, gsize n)
{
  double u[CHUNK];
  for (gsize start = 0; start < n; start += CHUNK) {
    int m = MIN (CHUNK, n - start);
    fill_unit (self, u, m);
    fill_quantiles (u, m, out + start);
    for (int i = 0; i < m; i++)
      out[start + i] = mean + sd * out[start + i];
  }
}

void
tau_random_permutation (TauRandom *self, guint32 *out, guint n)
{
  for (guint i = 0; i < n; i++) {
    guint j = tau_random_below (self, i + 1);
    out[i] = out[j];
    out[j] = i;
  }
}
