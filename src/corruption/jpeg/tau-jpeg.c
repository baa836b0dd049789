/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JPEG compression and decompression (SPEC section 3.15): libjpeg's arithmetic for baseline 4:2:0
 * with the integer ("islow") transform. Entropy coding is lossless and therefore left out. */
#include "corruption/jpeg/tau-jpeg.h"

#include "corruption/tau-corruption-private.h"

#include <glib/gi18n-lib.h>

static const int qualities[2][TAU_N_SEVERITIES] = {
  { 80, 65, 58, 50, 40 },
  { 25, 18, 15, 10, 7 },
};

/* The tables of Annex K, row by row. */
static const guint8 luminance[64] = {
  16, 11,  10,  16, 24, 40, 51, 61, 12,  12,  14,  19,  26, 58, 60, 55,  14,  13,  16,  24, 40, 57,
  69, 56,  14,  17, 22, 29, 51, 87, 80,  62,  18,  22,  37, 56, 68, 109, 103, 77,  24,  35, 55, 64,
  81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98,  112, 100, 103, 99,
};
static const guint8 chrominance[64] = {
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99,
  99, 99, 47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
};

/* The table for a quality, scaled as in libjpeg. */
static void
scale_table (const guint8 table[64], int quality, guint8 steps[64])
{
  int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  for (int i = 0; i < 64; i++)
    steps[i] = CLAMP ((table[i] * scale + 50) / 100, 1, 255);
}

static void
apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
       const TauVariates *variates, guint8 *out)
{
  int quality = qualities[TAU_PRESET_ROW (preset)][severity - 1];
  guint8 steps[2][64];
  scale_table (luminance, quality, steps[0]);
  scale_table (chrominance, quality, steps[1]);
  if (!tau_jpeg_code_avx2 (in, width, height, steps, out))
    tau_jpeg_code_plain (in, width, height, steps, out);
}

const TauCorruption tau_corruption_jpeg_compression = {
  .name = "jpeg_compression",
  .title = N_ ("JPEG compression"),
  .group = TAU_CORRUPTION_DIGITAL,
  .alexnet_error = 0.606500,
  .apply = apply,
};
