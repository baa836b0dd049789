/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot-style.h"

G_BEGIN_DECLS

/* Colours for values. Both palettes use hues that stay distinct with every kind of colour
 * blindness. Contrast in lightness grows with the value's size, so a grey print is readable too. */
typedef enum {
  TAU_PLOT_PALETTE_DIVERGING,  /* -1 to 1: orange, the background's grey, blue */
  TAU_PLOT_PALETTE_SEQUENTIAL, /* 0 to 1: the background's grey to teal */
} TauPlotPalette;

/* Values outside the range get the colour of its end. */
TauPlotColor tau_plot_palette_get (TauPlotPalette palette, gboolean dark, double value);

/* Black or white, whichever is easier to read on `background` (contrast at least 4.5). */
TauPlotColor tau_plot_palette_get_text (const TauPlotColor *background);

/* Colours for series of bars, 0 to TAU_PLOT_N_BAR_SERIES - 1, which differ in lightness as well. */
#define TAU_PLOT_N_BAR_SERIES 4
TauPlotColor tau_plot_palette_get_series (gboolean dark, guint index);

/* WCAG 2 relative luminance, 0 to 1. */
double tau_plot_color_get_luminance (const TauPlotColor *color);

/* Whether the style is for dark backgrounds. */
gboolean tau_plot_style_is_dark (const TauPlotStyle *style);

G_END_DECLS
