// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/sorter/gru-kernels.h"

#include "base/tau-simd.h"
#include "torch/lanes.h"

#include <cstring>

namespace tau
{
namespace
{

constexpr int H = 32; // cells

static_assert (GRU_LANES == N_LANES);
typedef int Whole __attribute__ ((vector_size (sizeof (int) * GRU_LANES)));

// e^x to about 2 units of the last place, -80 <= x <= 80 (clamped outside). Plain arithmetic, so
// that it is the same on every machine, unlike expf().
INLINE void
exponential (Lanes &x)
{
  const float round = 12582912.f; // 1.5 * 2^23: adding it rounds to a whole number
  Lanes high = Lanes{} + 80.f, low = Lanes{} - 80.f;
  x = x > high ? high : x;
  x = x < low ? low : x;
  Lanes n = x * 1.44269504f + round;
  n = n - round;
  Lanes f = x - n * 0.693359375f + n * 2.12194440e-4f; // ln 2 in two parts
  Lanes p = f * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * f + 8.3334519073e-3f;
  p = p * f + 4.1665795894e-2f;
  p = p * f + 1.6666665459e-1f;
  p = p * f + 5.0000001201e-1f;
  p = p * f * f + f + 1.f;
  Whole bits = (__builtin_convertvector(n, Whole) + 127) << 23;
  Lanes power;
  std::memcpy (&power, &bits, sizeof power);
  x = p * power;
}

INLINE void
sigmoid (Lanes &x)
{
  x = -x;
  exponential (x);
  x = 1.f / (1.f + x);
}

INLINE void
hyperbolic_tangent (Lanes &x)
{
  x = x * 2.f;
  sigmoid (x);
  x = x * 2.f - 1.f;
}

// ROWS rows of out over one group of columns: w x + bias, or w x added to the old values.
template <int ROWS, bool ADD>
INLINE void
multiply_rows (GruMatrix w, const float *x, int x_stride, const float *bias, GruResult out,
               int inner)
{
  Lanes sums[ROWS], v;
  for (int r = 0; r < ROWS; r++) {
    if (ADD)
      load (sums[r], out.values + r * out.stride);
    else
      sums[r] = Lanes{} + (bias != nullptr ? bias[r] : 0.f);
  }
  for (int k = 0; k < inner; k++) {
    load (v, x + k * x_stride);
    for (int r = 0; r < ROWS; r++)
      sums[r] += w.values[r * w.stride + k] * v;
  }
  for (int r = 0; r < ROWS; r++)
    store (out.values + r * out.stride, sums[r]);
}

template <bool ADD>
INLINE void
multiply (GruMatrix w, GruMatrix x, const float *bias, GruResult out, int rows, int inner,
          int columns)
{
  for (int c = 0; c < columns; c += GRU_LANES) {
    int r = 0;
    for (; r + 8 <= rows; r += 8)
      multiply_rows<8, ADD> ({ w.values + r * w.stride, w.stride }, x.values + c, x.stride,
                             bias != nullptr ? bias + r : nullptr,
                             { out.values + r * out.stride + c, out.stride }, inner);
    for (; r < rows; r++)
      multiply_rows<1, ADD> ({ w.values + r * w.stride, w.stride }, x.values + c, x.stride,
                             bias != nullptr ? bias + r : nullptr,
                             { out.values + r * out.stride + c, out.stride }, inner);
  }
}

INLINE float
sum_of (const Lanes &v)
{
  float s[GRU_LANES];
  std::memcpy (s, &v, sizeof s);
  for (int width = GRU_LANES / 2; width > 0; width /= 2)
    for (int i = 0; i < width; i++)
      s[i] += s[i + width];
  return s[0];
}

} // namespace

TAU_SIMD_CLONES void
gru_multiply (GruMatrix w, GruMatrix x, const float *bias, GruResult out, int rows, int inner,
              int columns)
{
  multiply<false> (w, x, bias, out, rows, inner, columns);
}

TAU_SIMD_CLONES void
gru_multiply_add (GruMatrix w, GruMatrix x, GruResult out, int rows, int inner, int columns)
{
  multiply<true> (w, x, nullptr, out, rows, inner, columns);
}

TAU_SIMD_CLONES void
gru_row_sums (GruMatrix g, const float *x, float *out, int rows, int columns)
{
  for (int r = 0; r < rows; r++) {
    Lanes sum = {}, v, factor;
    for (int c = 0; c < columns; c += GRU_LANES) {
      load (v, g.values + r * g.stride + c);
      if (x != nullptr) {
        load (factor, x + c);
        v *= factor;
      }
      sum += v;
    }
    out[r] = sum_of (sum);
  }
}

TAU_SIMD_CLONES void
gru_cell (GruMatrix projected, const float *recurrent, const float *before, GruResult state,
          float *h)
{
  for (int i = 0; i < H; i++) {
    Lanes r, z, n, q, previous = {}, part;
    load (r, projected.values + i * projected.stride);
    load (part, recurrent + i * GRU_LANES);
    r += part;
    sigmoid (r);
    load (z, projected.values + (H + i) * projected.stride);
    load (part, recurrent + (H + i) * GRU_LANES);
    z += part;
    sigmoid (z);
    load (n, projected.values + (2 * H + i) * projected.stride);
    load (q, recurrent + (2 * H + i) * GRU_LANES);
    n += r * q;
    hyperbolic_tangent (n);
    if (before != nullptr)
      load (previous, before + i * state.stride);
    store (h + i * state.stride, n + z * (previous - n));
    store (state.values + i * state.stride, r);
    store (state.values + (H + i) * state.stride, z);
    store (state.values + (2 * H + i) * state.stride, n);
    store (state.values + (3 * H + i) * state.stride, q);
  }
}

TAU_SIMD_CLONES void
gru_cell_backward (GruMatrix state, const float *before, const float *dh, GruResult d_gates,
                   float *carry)
{
  for (int i = 0; i < H; i++) {
    Lanes r, z, n, q, previous = {}, d, later;
    load (r, state.values + i * state.stride);
    load (z, state.values + (H + i) * state.stride);
    load (n, state.values + (2 * H + i) * state.stride);
    load (q, state.values + (3 * H + i) * state.stride);
    if (before != nullptr)
      load (previous, before + i * state.stride);
    load (d, dh + i * state.stride);
    load (later, carry + i * GRU_LANES);
    d += later;
    Lanes dn = d * (1.f - z) * (1.f - n * n);
    store (d_gates.values + i * d_gates.stride, dn);
    store (d_gates.values + (H + i) * d_gates.stride, dn * q * r * (1.f - r));
    store (d_gates.values + (2 * H + i) * d_gates.stride, d * (previous - n) * z * (1.f - z));
    store (d_gates.values + (3 * H + i) * d_gates.stride, dn * r);
    store (carry + i * GRU_LANES, d * z);
  }
}

} // namespace tau
