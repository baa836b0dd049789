/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h> /* defines __GLIBC__ where glibc is used */

/* Goes before a function whose loops should be vectorised for the machine the program runs on. Only
 * the vector width differs between the versions: -ffp-contract=off and written-out sums keep the
 * results identical to the bit on all machines. TAU_NO_SIMD_CLONES builds only the plain version,
 * for comparison.
 *
 * Code written for one architecture runs only after a check with __builtin_cpu_supports () for that
 * architecture's name (known to GCC 12): AVX2 alone does not imply the rest, such as FMA and BMI2.
 */
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__) && __GNUC__ >= 12
#define TAU_HAVE_SIMD_CLONES 1
#endif

#if defined(TAU_HAVE_SIMD_CLONES) && !defined(TAU_NO_SIMD_CLONES)
#define TAU_SIMD_CLONES                                                                            \
  __attribute__ ((target_clones ("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define TAU_SIMD_CLONES
#endif
