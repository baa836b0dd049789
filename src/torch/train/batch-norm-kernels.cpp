// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/train/batch-norm-kernels.h"

#include "base/tau-simd.h"
#include "torch/lanes.h"

#include <algorithm>
#include <cstring>

namespace tau
{
namespace
{

static_assert (NORM_LANES == N_LANES);
using tau::load, tau::store; // beside those for halves
typedef uint32_t Bits __attribute__ ((vector_size (sizeof (uint32_t) * NORM_LANES)));
typedef Half Halves __attribute__ ((vector_size (sizeof (Half) * NORM_LANES)));

INLINE void
load (Lanes &v, const Half *from)
{
  Halves halves;
  std::memcpy (&halves, from, sizeof halves);
  Bits bits = __builtin_convertvector(halves, Bits) << 16;
  std::memcpy (&v, &bits, sizeof v);
}

// Rounds to the nearest bfloat16, ties to even; a NaN stays a NaN.
INLINE void
store (Half *to, const Lanes &v)
{
  Bits bits;
  std::memcpy (&bits, &v, sizeof bits);
  Bits rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
  rounded = v == v ? rounded : Bits{} + 0x7fc0;
  Halves halves = __builtin_convertvector(rounded, Halves);
  std::memcpy (to, &halves, sizeof halves);
}

// Only the first `count` lanes, which is all of them except at the end of a run; the other lanes of
// v keep their values.
template <typename T>
INLINE void
load_some (Lanes &v, const T *from, int count)
{
  if (count == NORM_LANES)
    return load (v, from);
  T padded[NORM_LANES] = { 0 };
  Lanes all;
  std::copy_n (from, count, padded);
  load (all, padded);
  for (int l = 0; l < count; l++)
    v[l] = all[l];
}

template <typename T>
INLINE void
store_some (T *to, const Lanes &v, int count)
{
  if (count == NORM_LANES)
    return store (to, v);
  T padded[NORM_LANES];
  store (padded, v);
  std::copy_n (padded, count, to);
}

// -- sums -------------------------------------------------------------------------------------

// K groups of lanes from `at` on, through the whole periods of the run.
template <int K, typename T>
INLINE void
sum_columns (const NormConstants &c, const T *x, int64_t whole, int at, float *sum, float *square)
{
  Lanes mean[K], s[K] = {}, q[K] = {};
  for (int k = 0; k < K; k++)
    load (mean[k], c.mean + at + k * NORM_LANES);
  for (int64_t i = at; i < whole; i += c.period)
    for (int k = 0; k < K; k++) {
      Lanes v;
      load (v, x + i + k * NORM_LANES);
      v -= mean[k];
      s[k] += v;
      q[k] += v * v;
    }
  for (int k = 0; k < K; k++) {
    store (sum + at + k * NORM_LANES, s[k]);
    store (square + at + k * NORM_LANES, q[k]);
  }
}

template <typename T>
INLINE void
sums (const NormConstants &c, const T *x, int64_t n, float *sum, float *square)
{
  const int64_t whole = n - n % c.period;
  int at = 0;
  for (; at + 4 * NORM_LANES <= c.period; at += 4 * NORM_LANES)
    sum_columns<4> (c, x, whole, at, sum, square);
  for (; at < c.period; at += NORM_LANES)
    sum_columns<1> (c, x, whole, at, sum, square);
  for (int64_t i = whole; i < n; i++) {
    Lanes v = {};
    load_some (v, x + i, 1);
    float difference = v[0] - c.mean[i - whole];
    sum[i - whole] += difference;
    square[i - whole] += difference * difference;
  }
}

// The part of dy that passes the floor.
INLINE void
pass (Lanes &dy, const Lanes &x, const Lanes &scale, const Lanes &shift, float floor)
{
  dy = x * scale + shift > Lanes{} + floor ? dy : Lanes{};
}

template <int K, typename T>
INLINE void
sum_gradient_columns (const NormConstants &c, const T *x, const T *dy, int64_t whole, int at,
                      float *sum, float *product)
{
  Lanes scale[K], shift[K], mean[K], s[K] = {}, p[K] = {};
  for (int k = 0; k < K; k++) {
    load (scale[k], c.scale + at + k * NORM_LANES);
    load (shift[k], c.shift + at + k * NORM_LANES);
    load (mean[k], c.mean + at + k * NORM_LANES);
  }
  for (int64_t i = at; i < whole; i += c.period)
    for (int k = 0; k < K; k++) {
      Lanes v, g;
      load (v, x + i + k * NORM_LANES);
      load (g, dy + i + k * NORM_LANES);
      pass (g, v, scale[k], shift[k], c.floor);
      s[k] += g;
      p[k] += g * (v - mean[k]);
    }
  for (int k = 0; k < K; k++) {
    store (sum + at + k * NORM_LANES, s[k]);
    store (product + at + k * NORM_LANES, p[k]);
  }
}

template <typename T>
INLINE void
gradient_sums (const NormConstants &c, const T *x, const T *dy, int64_t n, float *sum,
               float *product)
{
  const int64_t whole = n - n % c.period;
  int at = 0;
  for (; at + 2 * NORM_LANES <= c.period; at += 2 * NORM_LANES)
    sum_gradient_columns<2> (c, x, dy, whole, at, sum, product);
  for (; at < c.period; at += NORM_LANES)
    sum_gradient_columns<1> (c, x, dy, whole, at, sum, product);
  for (int64_t i = whole; i < n; i++) {
    const int64_t k = i - whole;
    Lanes v = {}, g = {};
    load_some (v, x + i, 1);
    load_some (g, dy + i, 1);
    pass (g, v, Lanes{} + c.scale[k], Lanes{} + c.shift[k], c.floor);
    sum[k] += g[0];
    product[k] += g[0] * (v[0] - c.mean[k]);
  }
}

// -- elementwise -----------------------------------------------------------------------------

// Calls f (position in the run, position in the period, number of lanes) for each group of lanes of
// a run.
template <typename F>
INLINE void
each_group (int period, int64_t n, F f)
{
  int64_t i = 0;
  for (; i + period <= n; i += period)
    for (int at = 0; at < period; at += NORM_LANES)
      f (i + at, at, NORM_LANES);
  for (int at = 0; i + at < n; at += NORM_LANES)
    f (i + at, at, int (std::min<int64_t> (n - i - at, NORM_LANES)));
}

template <typename T>
INLINE void
apply (const NormConstants &c, const T *x, int64_t n, T *y)
{
  each_group (
      c.period, n, [&](int64_t i, int at, int count) __attribute__ ((always_inline)) {
        Lanes v = {}, scale, shift;
        load (scale, c.scale + at);
        load (shift, c.shift + at);
        load_some (v, x + i, count);
        v = v * scale + shift;
        v = v < Lanes{} + c.floor ? Lanes{} + c.floor : v; // a NaN stays a NaN
        store_some (y + i, v, count);
      });
}

template <typename T>
INLINE void
gradient (const NormConstants &c, const float *slope, const float *constant, const T *x,
          const T *dy, int64_t n, T *dx)
{
  each_group (
      c.period, n, [&](int64_t i, int at, int count) __attribute__ ((always_inline)) {
        Lanes v = {}, g = {}, scale, shift, k1, k0;
        load (scale, c.scale + at);
        load (shift, c.shift + at);
        load (k1, slope + at);
        load (k0, constant + at);
        load_some (v, x + i, count);
        load_some (g, dy + i, count);
        pass (g, v, scale, shift, c.floor);
        g = g * scale + v * k1 + k0;
        store_some (dx + i, g, count);
      });
}

} // namespace

// Templates cannot have clones: each is a plain function for each type of number.
#define KERNELS(T)                                                                                 \
  TAU_SIMD_CLONES void norm_sums (const NormConstants &c, const T *x, int64_t n, float *sum,       \
                                  float *square)                                                   \
  {                                                                                                \
    sums (c, x, n, sum, square);                                                                   \
  }                                                                                                \
  TAU_SIMD_CLONES void norm_apply (const NormConstants &c, const T *x, int64_t n, T *y)            \
  {                                                                                                \
    apply (c, x, n, y);                                                                            \
  }                                                                                                \
  TAU_SIMD_CLONES void norm_gradient_sums (const NormConstants &c, const T *x, const T *dy,        \
                                           int64_t n, float *sum, float *product)                  \
  {                                                                                                \
    gradient_sums (c, x, dy, n, sum, product);                                                     \
  }                                                                                                \
  TAU_SIMD_CLONES void norm_gradient (const NormConstants &c, const float *slope,                  \
                                      const float *constant, const T *x, const T *dy, int64_t n,   \
                                      T *dx)                                                       \
  {                                                                                                \
    gradient (c, slope, constant, x, dy, n, dx);                                                   \
  }

KERNELS (float)
KERNELS (Half)

} // namespace tau
