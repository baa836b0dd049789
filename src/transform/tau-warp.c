/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transform/tau-warp.h"

#include <math.h>

/* Python's round (value, 15). */
static double
round15 (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (text, sizeof text, "%.15f", value);
  return g_ascii_strtod (text, NULL);
}

TauWarp
tau_warp_rotation (double degrees, int extent)
{
  double positive = fmod (degrees, 360.0);
  if (positive < 0)
    positive += 360.0;
  double angle = -(positive * (G_PI / 180.0));
  double center = extent / 2.0;
  TauWarp m = { .a = round15 (cos (angle)), .b = round15 (sin (angle)) };
  m.d = round15 (-sin (angle));
  m.e = m.a;
  m.c = m.a * -center + m.b * -center + center;
  m.f = m.d * -center + m.e * -center + center;
  return m;
}

static inline double
between (double from, double to, double share)
{
  return from + (to - from) * share;
}

/* The pixel whose position in the input is (x, y), inside it. */
static inline void
sample (const guint8 *in, int size, double x, double y, guint8 *out)
{
  const double fx = floor (x - 0.5), fy = floor (y - 0.5);
  const double dx = x - 0.5 - fx, dy = y - 0.5 - fy;
  const int last = size - 1, ix = (int)fx, iy = (int)fy;
  const int left = MAX (ix, 0), right = MIN (ix + 1, last);
  const int above = MAX (iy, 0), below = MIN (iy + 1, last);
  const guint8 *a = in + (gsize)above * size * 3, *b = in + (gsize)below * size * 3;
  for (int c = 0; c < 3; c++) {
    const double v1 = between (a[left * 3 + c], a[right * 3 + c], dx);
    const double v2 = between (b[left * 3 + c], b[right * 3 + c], dx);
    out[c] = (guint8)between (v1, v2, dy);
  }
}

void
tau_warp_bilinear (const TauWarp *self, const guint8 *in, int size, guint8 *out)
{
  for (int y = 0; y < size; y++)
    for (int x = 0; x < size; x++, out += 3) {
      const double from_x = self->a * (x + 0.5) + self->b * (y + 0.5) + self->c;
      const double from_y = self->d * (x + 0.5) + self->e * (y + 0.5) + self->f;
      if (from_x >= 0 && from_x < size && from_y >= 0 && from_y < size)
        sample (in, size, from_x, from_y, out);
      else
        out[0] = out[1] = out[2] = 0;
    }
}
