/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot-style.h"

G_BEGIN_DECLS

/* Colours for values. Both run through hues that keep apart for every kind of colour blindness, and
 * lightness grows with the distance from the background, so that a grey print is read too. */
typedef enum {
  TAU_PLOT_PALETTE_DIVERGING,  /* -1 to 1: orange, the background's grey, blue */
  TAU_PLOT_PALETTE_SEQUENTIAL, /* 0 to 1: the background's grey to teal */
} TauPlotPalette;

/* Values outside the range get the colour of its end. */
TauPlotColor tau_plot_palette_get (TauPlotPalette palette, gboolean dark, double value);

/* Black or white, whichever is read better on `background` (contrast at least 4.5). */
TauPlotColor tau_plot_palette_get_text (const TauPlotColor *background);

/* Series of bars, 0 to TAU_PLOT_N_BAR_SERIES - 1, told apart by lightness as well. */
#define TAU_PLOT_N_BAR_SERIES 4
TauPlotColor tau_plot_palette_get_series (gboolean dark, guint index);

/* WCAG 2 relative luminance, 0 to 1. */
double tau_plot_color_get_luminance (const TauPlotColor *color);

/* Whether the style is one for dark backgrounds. */
gboolean tau_plot_style_is_dark (const TauPlotStyle *style);

G_END_DECLS
