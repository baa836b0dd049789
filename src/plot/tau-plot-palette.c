/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/tau-plot-palette.h"

#include <math.h>

#define RGB(hex)                                                                                   \
  {                                                                                                \
    (((hex) >> 16) & 255) / 255.0, (((hex) >> 8) & 255) / 255.0, ((hex)&255) / 255.0, 1            \
  }
#define N_STOPS 5

/* Evenly spaced from the low end to the high end. */
static const TauPlotColor stops[][2][N_STOPS] = {
  [TAU_PLOT_PALETTE_DIVERGING] = {
    { RGB (0x974300), RGB (0xe9a15b), RGB (0xf0efee), RGB (0x86b2e6), RGB (0x164f9c) },
    { RGB (0xffb366), RGB (0xa05a1c), RGB (0x38373c), RGB (0x2f68ad), RGB (0x99c7ff) },
  },
  [TAU_PLOT_PALETTE_SEQUENTIAL] = {
    { RGB (0xf0efee), RGB (0xb7ded6), RGB (0x6fb9ac), RGB (0x2a8478), RGB (0x0a4a42) },
    { RGB (0x38373c), RGB (0x1f5a52), RGB (0x2a8478), RGB (0x5fbfae), RGB (0xb4f0e4) },
  },
};

static const TauPlotColor series[2][TAU_PLOT_N_BAR_SERIES] = {
  { RGB (0x1a5fb4), RGB (0xcf7f00), RGB (0x5c3a21), RGB (0x62a9dc) },
  { RGB (0x78aeed), RGB (0xe5a50a), RGB (0xfbf3dc), RGB (0xa8623a) },
};

TauPlotColor
tau_plot_palette_get (TauPlotPalette palette, gboolean dark, double value)
{
  const TauPlotColor *colors = stops[palette][dark ? 1 : 0];
  double share = palette == TAU_PLOT_PALETTE_DIVERGING ? (value + 1) / 2 : value;
  double at = isnan (share) ? 0 : CLAMP (share, 0, 1) * (N_STOPS - 1);
  guint below = MIN ((guint)at, N_STOPS - 2);
  double t = at - below;
  const TauPlotColor *a = &colors[below], *b = &colors[below + 1];

  return (TauPlotColor){ a->red + t * (b->red - a->red), a->green + t * (b->green - a->green),
                         a->blue + t * (b->blue - a->blue), 1 };
}

static double
linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

double
tau_plot_color_get_luminance (const TauPlotColor *color)
{
  return 0.2126 * linear (color->red) + 0.7152 * linear (color->green) +
         0.0722 * linear (color->blue);
}

TauPlotColor
tau_plot_palette_get_text (const TauPlotColor *background)
{
  double luminance = tau_plot_color_get_luminance (background);
  double on_black = (luminance + 0.05) / 0.05, on_white = 1.05 / (luminance + 0.05);
  return on_black > on_white ? (TauPlotColor){ 0, 0, 0, 1 } : (TauPlotColor){ 1, 1, 1, 1 };
}

TauPlotColor
tau_plot_palette_get_series (gboolean dark, guint index)
{
  return series[dark ? 1 : 0][index % TAU_PLOT_N_BAR_SERIES];
}

gboolean
tau_plot_style_is_dark (const TauPlotStyle *style)
{
  return tau_plot_color_get_luminance (&style->background) < 0.18;
}
