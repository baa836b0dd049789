/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* A row of n RGB pixels to three rows of n bytes and back, sixteen pixels at a time by shuffles of
 * whole vectors: compilers make slow code of loops over every third byte. Both are for use in
 * functions with TAU_SIMD_CLONES, into which they are inlined. The rows do not overlap. */

typedef guint8 TauBytes __attribute__ ((vector_size (16)));

static inline __attribute__ ((always_inline)) void
tau_split_rgb (const guint8 *rgb, int n, guint8 *restrict r, guint8 *restrict g, guint8 *restrict b)
{
  /* From the first two vectors what they have of a channel, then the rest from the third. */
  const TauBytes r_ab = { 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30 };
  const TauBytes g_ab = { 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31 };
  const TauBytes b_ab = { 2, 5, 8, 11, 14, 17, 20, 23, 26, 29 };
  const TauBytes r_c = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29 };
  const TauBytes g_c = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30 };
  const TauBytes b_c = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31 };
  int i = 0;
  for (; i + 16 <= n; i += 16) {
    TauBytes v[3];
    memcpy (v, rgb + 3 * i, sizeof v);
    TauBytes red = __builtin_shuffle (__builtin_shuffle (v[0], v[1], r_ab), v[2], r_c);
    TauBytes green = __builtin_shuffle (__builtin_shuffle (v[0], v[1], g_ab), v[2], g_c);
    TauBytes blue = __builtin_shuffle (__builtin_shuffle (v[0], v[1], b_ab), v[2], b_c);
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
  /* Red and green where they go, with gaps that blue then fills. */
  const TauBytes rg0 = { 0, 16, 0, 1, 17, 0, 2, 18, 0, 3, 19, 0, 4, 20, 0, 5 };
  const TauBytes rg1 = { 21, 0, 6, 22, 0, 7, 23, 0, 8, 24, 0, 9, 25, 0, 10, 26 };
  const TauBytes rg2 = { 0, 11, 27, 0, 12, 28, 0, 13, 29, 0, 14, 30, 0, 15, 31, 0 };
  const TauBytes b0 = { 0, 1, 16, 3, 4, 17, 6, 7, 18, 9, 10, 19, 12, 13, 20, 15 };
  const TauBytes b1 = { 0, 21, 2, 3, 22, 5, 6, 23, 8, 9, 24, 11, 12, 25, 14, 15 };
  const TauBytes b2 = { 26, 1, 2, 27, 4, 5, 28, 7, 8, 29, 10, 11, 30, 13, 14, 31 };
  int i = 0;
  for (; i + 16 <= n; i += 16) {
    TauBytes red, green, blue, v[3];
    memcpy (&red, r + i, sizeof red);
    memcpy (&green, g + i, sizeof green);
    memcpy (&blue, b + i, sizeof blue);
    v[0] = __builtin_shuffle (__builtin_shuffle (red, green, rg0), blue, b0);
    v[1] = __builtin_shuffle (__builtin_shuffle (red, green, rg1), blue, b1);
    v[2] = __builtin_shuffle (__builtin_shuffle (red, green, rg2), blue, b2);
    memcpy (rgb + 3 * i, v, sizeof v);
  }
  for (; i < n; i++) {
    rgb[3 * i] = r[i];
    rgb[3 * i + 1] = g[i];
    rgb[3 * i + 2] = b[i];
  }
}

G_END_DECLS
