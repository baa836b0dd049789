/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/tau-simd.h"

#if defined(TAU_HAVE_SIMD_CLONES) && !defined(TAU_NO_SIMD_CLONES)
#define TAU_JPEG_HAVE_AVX2 1

#include <immintrin.h>

/* For functions that run only where __builtin_cpu_supports ("x86-64-v3"). */
#define ONLY_AVX2   __attribute__ ((target ("arch=x86-64-v3")))
#define INLINE_AVX2 static inline __attribute__ ((always_inline, target ("arch=x86-64-v3")))

G_BEGIN_DECLS

/* Divides a coefficient's magnitude by its step with two products. Each row is stored twice, once
 * for each block of a pair. */
typedef struct {
  gint16 half[8][16], reciprocal[8][16], scale[8][16], step[8][16];
} TauJpegQuantiser;

void tau_jpeg_quantiser_init (TauJpegQuantiser *self, const guint8 steps[64]);

/* Codes eight rows of samples less 128, -128..127, into eight rows of bytes, 0..255: the bits of
 * tau_jpeg_code_blocks, plus 128. Handles whole pairs of blocks (16 samples) that begin within
 * `width`. */
void tau_jpeg_code_pairs (const TauJpegQuantiser *quantiser, const gint16 *samples, int width,
                          int stride, guint8 *out, int out_stride);

G_END_DECLS

#endif
