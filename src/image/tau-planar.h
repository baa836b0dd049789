/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* Converts a row of n RGB pixels to three rows of n bytes and back, sixteen pixels at a time, by
 * shuffling whole vectors: compilers generate slow code for loops over every third byte. Both
 * functions are for use in functions with TAU_SIMD_CLONES, into which they are inlined. The rows do
 * not overlap. */

typedef guint8 TauBytes __attribute__ ((vector_size (16)));

static inline __attribute__ ((always_inline)) void
tau_split_rgb (const guint8 *rgb, int n, guint8 *restrict r, guint8 *restrict g, guint8 *restrict b)
{
  int i = 0;
  for (; i + 16 <= n; i += 16) {
    TauBytes v0, v1, v2;
    memcpy (&v0, rgb + 3 * i, sizeof v0);
    memcpy (&v1, rgb + 3 * i + 16, sizeof v1);
    memcpy (&v2, rgb + 3 * i + 32, sizeof v2);
    /* Takes a channel's bytes from the first two vectors, then the rest from the third. */
    TauBytes red = __builtin_shufflevector (v0, v1, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, -1, -1,
                                            -1, -1, -1);
    red = __builtin_shufflevector (red, v2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29);
    TauBytes green = __builtin_shufflevector (v0, v1, 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, -1,
                                              -1, -1, -1, -1);
    green =
        __builtin_shufflevector (green, v2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30);
    TauBytes blue = __builtin_shufflevector (v0, v1, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29, -1, -1,
                                             -1, -1, -1, -1);
    blue = __builtin_shufflevector (blue, v2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31);
    memcpy (r + i, &red, sizeof red);
    memcpy (g + i, &green, sizeof green);
    memcpy (b + i, &blue, sizeof blue);
  }
  for (; i < n; i++) {
    r[i] = rgb[3 * i];
    g[i] = rgb[3 * i + 1];
    b[i] = rgb[3 * i + 2];
  }
}

static inline __attribute__ ((always_inline)) void
tau_join_rgb (const guint8 *r, const guint8 *g, const guint8 *b, int n, guint8 *restrict rgb)
{
  int i = 0;
  for (; i + 16 <= n; i += 16) {
    TauBytes red, green, blue;
    memcpy (&red, r + i, sizeof red);
    memcpy (&green, g + i, sizeof green);
    memcpy (&blue, b + i, sizeof blue);
    /* Puts red and green in place, with gaps that blue then fills. */
    TauBytes v0 =
        __builtin_shufflevector (red, green, 0, 16, 0, 1, 17, 0, 2, 18, 0, 3, 19, 0, 4, 20, 0, 5);
    v0 =
        __builtin_shufflevector (v0, blue, 0, 1, 16, 3, 4, 17, 6, 7, 18, 9, 10, 19, 12, 13, 20, 15);
    TauBytes v1 =
        __builtin_shufflevector (red, green, 21, 0, 6, 22, 0, 7, 23, 0, 8, 24, 0, 9, 25, 0, 10, 26);
    v1 =
        __builtin_shufflevector (v1, blue, 0, 21, 2, 3, 22, 5, 6, 23, 8, 9, 24, 11, 12, 25, 14, 15);
    TauBytes v2 = __builtin_shufflevector (red, green, 0, 11, 27, 0, 12, 28, 0, 13, 29, 0, 14, 30,
                                           0, 15, 31, 0);
    v2 = __builtin_shufflevector (v2, blue, 26, 1, 2, 27, 4, 5, 28, 7, 8, 29, 10, 11, 30, 13, 14,
                                  31);
    /* One by one: with an array, wide loads would wait for the narrow stores before them. */
    memcpy (rgb + 3 * i, &v0, sizeof v0);
    memcpy (rgb + 3 * i + 16, &v1, sizeof v1);
    memcpy (rgb + 3 * i + 32, &v2, sizeof v2);
  }
  for (; i < n; i++) {
    rgb[3 * i] = r[i];
    rgb[3 * i + 1] = g[i];
    rgb[3 * i + 2] = b[i];
  }
}

G_END_DECLS
