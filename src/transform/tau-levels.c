/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transform/tau-levels.h"

/* The value that each value of a channel becomes. */
static void
make_equal (const guint32 histogram[256], guint8 table[256])
{
  guint32 total = 0, last = 0, n_values = 0;
  for (int v = 0; v < 256; v++) {
    table[v] = (guint8)v;
    if (histogram[v] == 0)
      continue;
    total += histogram[v];
    last = histogram[v];
    n_values++;
  }
  const guint32 step = (total - last) / 255;
  if (n_values <= 1 || step == 0)
    return;
  guint32 sum = step / 2;
  for (int v = 0; v < 256; v++) {
    table[v] = (guint8)MIN (sum / step, 255);
    sum += histogram[v];
  }
}

void
tau_levels_equalize (const guint8 *in, gsize n_pixels, guint8 *out)
{
  guint32 histograms[3][256] = { { 0 } };
  guint8 tables[3][256];
  for (gsize i = 0; i < n_pixels * 3; i += 3)
    for (int c = 0; c < 3; c++)
      histograms[c][in[i + c]]++;
  for (int c = 0; c < 3; c++)
    make_equal (histograms[c], tables[c]);
  for (gsize i = 0; i < n_pixels * 3; i += 3)
    for (int c = 0; c < 3; c++)
      out[i + c] = tables[c][in[i + c]];
}

void
tau_levels_posterize (const guint8 *in, gsize n_pixels, int bits, guint8 *out)
{
  const guint8 mask = (guint8)(0xff00 >> bits);
  for (gsize i = 0; i < n_pixels * 3; i++)
    out[i] = in[i] & mask;
}

void
tau_levels_solarize (const guint8 *in, gsize n_pixels, int threshold, guint8 *out)
{
  for (gsize i = 0; i < n_pixels * 3; i++)
    out[i] = in[i] < threshold ? in[i] : 255 - in[i];
}
