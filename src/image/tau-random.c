/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "image/tau-random.h"

#include <math.h>

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

/* 0 < u < 1, 53 bits: never an end, so that a logarithm of it is finite. */
static inline double
unit (guint64 bits)
{
  return ((double)(bits >> 12) + 0.5) * 0x1p-52;
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
 * One index gives one value, and no trigonometry that differs between C libraries is involved. */
static double
normal_quantile (double u)
{
  double q = u - 0.5;
  if (fabs (q) <= 0.425) {
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
           (((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) *
                    r +
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

  double r = sqrt (-log (q < 0 ? u : 1.0 - u));
  double value;
  if (r <= 5.0) {
    r -= 1.6;
    value = (((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r +
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
  } else {
    r -= 5.0;
    value = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r +
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
  }
  return q < 0 ? -value : value;
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

/* Fills with unit uniforms, two per block from an even index. */
static void
fill_unit (TauRandom *self, double *out, gsize n)
{
  gsize i = 0;
  if (n > 0 && (self->position & 1))
    out[i++] = unit (bits_at (self, self->position++));
  for (; i + 2 <= n; i += 2, self->position += 2) {
    guint64 pair[2];
    philox_block (self, self->position >> 1, pair);
    out[i] = unit (pair[0]);
    out[i + 1] = unit (pair[1]);
  }
  if (i < n)
    out[i] = unit (bits_at (self, self->position++));
}

void
tau_random_fill_uniform (TauRandom *self, double low, double high, double *out, gsize n)
{
  fill_unit (self, out, n);
  for (gsize i = 0; i < n; i++)
    out[i] = low + (high - low) * out[i];
}

void
tau_random_fill_normal (TauRandom *self, double mean, double sd, double *out, gsize n)
{
  fill_unit (self, out, n);
  for (gsize i = 0; i < n; i++)
    out[i] = mean + sd * normal_quantile (out[i]);
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
