/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h> /* defines __GLIBC__, where there is one */

/* Put before a function whose loops the compiler should vectorise for the machine it runs on. Only
 * the vector width differs between the versions: -ffp-contract=off and written-out sums keep the
 * results the same bits on all. TAU_NO_SIMD_CLONES builds only the plain version, to compare with.
 *
 * Code that is itself written for an architecture runs behind __builtin_cpu_supports () of that
 * architecture's name (GCC 12 knows it): AVX2 alone does not say that the processor has the rest,
 * FMA and BMI2 among it.
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
