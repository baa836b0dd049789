// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

// The inner loops of batch-norm.cpp, each compiled for several vector widths, and for floats and
// bfloat16 numbers. A run is n numbers in channels-last order that begins with the first channel.
// Per-channel values and sums are given for a period: the least common multiple of the number of
// channels and of NORM_LANES.
namespace tau
{

constexpr int NORM_LANES = 16;

typedef uint16_t Half; // the upper half of a float: a bfloat16

struct NormConstants {
  int period;
  const float *scale, *shift; // normalised: x * scale + shift
  const float *mean;
  float floor; // lower values are raised to it: 0, or minus infinity to leave all unchanged
};

// sum = sums of x - mean; square = sums of their squares.
void norm_sums (const NormConstants &c, const float *x, int64_t n, float *sum, float *square);
void norm_sums (const NormConstants &c, const Half *x, int64_t n, float *sum, float *square);

// y = the larger of x * scale + shift and the floor.
void norm_apply (const NormConstants &c, const float *x, int64_t n, float *y);
void norm_apply (const NormConstants &c, const Half *x, int64_t n, Half *y);

// g is dy where x * scale + shift is above the floor, else 0. sum = sums of g, product = of
// g * (x - mean).
void norm_gradient_sums (const NormConstants &c, const float *x, const float *dy, int64_t n,
                         float *sum, float *product);
void norm_gradient_sums (const NormConstants &c, const Half *x, const Half *dy, int64_t n,
                         float *sum, float *product);

// dx = g * scale + x * slope + constant
void norm_gradient (const NormConstants &c, const float *slope, const float *constant,
                    const float *x, const float *dy, int64_t n, float *dx);
void norm_gradient (const NormConstants &c, const float *slope, const float *constant,
                    const Half *x, const Half *dy, int64_t n, Half *dx);

} // namespace tau
