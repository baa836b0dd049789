/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <math.h>

/* scikit-image's conversion between RGB and HSV in double (SPEC section 3.11), for one pixel and
 * without branches, so that loops over pixels become vector code. All values are in 0..1. */
typedef struct {
  double h, s, v;
} TauHsv;

static inline TauHsv
tau_hsv_from_rgb (double r, double g, double b)
{
  double max = r > g ? r : g;
  max = max > b ? max : b;
  double min = r < g ? r : g;
  min = min < b ? min : b;
  double delta = max - min;
  /* For grey, 1 in place of 0 keeps the quotients finite; they come out as 0 or are replaced. */
  double divisor = delta == 0.0 ? 1.0 : delta;
  double s = delta / (max == 0.0 ? 1.0 : max);

  /* If several channels are the largest, the last one counts. */
  double offset = max == g ? 2.0 : 0.0;
  offset = max == b ? 4.0 : offset;
  double minuend = max == g ? b : g;
  minuend = max == b ? r : minuend;
  double subtrahend = max == g ? r : b;
  subtrahend = max == b ? g : subtrahend;
  double h = (offset + (minuend - subtrahend) / divisor) / 6.0;
  h = h < 0.0 ? h + 1.0 : h;
  h = delta == 0.0 ? 0.0 : h;
  return (TauHsv){ h, s, max };
}

static inline void
tau_hsv_to_rgb (TauHsv in, double *r, double *g, double *b)
{
  /* 0 <= h < 1, so the conversion truncates as floor does. */
  int sector = (int)(in.h * 6.0);
  double f = in.h * 6.0 - sector;
  double p = in.v * (1.0 - in.s);
  double q = in.v * (1.0 - f * in.s);
  double t = in.v * (1.0 - (1.0 - f) * in.s);

  double red = sector == 1 ? q : in.v;
  red = sector == 2 || sector == 3 ? p : red;
  *r = sector == 4 ? t : red;
  double green = sector == 0 ? t : in.v;
  green = sector == 3 ? q : green;
  *g = sector >= 4 ? p : green;
  double blue = sector == 2 ? t : in.v;
  blue = sector < 2 ? p : blue;
  *b = sector == 5 ? q : blue;
}
