// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstring>

namespace tau
{

// 16 numbers side by side; the compiler splits them into the machine's vectors.
constexpr int N_LANES = 16;
typedef float Lanes __attribute__ ((vector_size (sizeof (float) * N_LANES)));

// Inlines into each of the functions that TAU_SIMD_CLONES compiles again.
#define INLINE static inline __attribute__ ((always_inline))

INLINE void
load (Lanes &v, const float *from)
{
  std::memcpy (&v, from, sizeof v);
}

INLINE void
store (float *to, const Lanes &v)
{
  std::memcpy (to, &v, sizeof v);
}

} // namespace tau
