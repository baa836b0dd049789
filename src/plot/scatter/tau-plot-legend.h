/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/scatter/tau-plot-scatter.h"
#include "plot/tau-plot-style.h"

G_BEGIN_DECLS

/* The key above the frame: what the marks mean, and the correlation. It has as many rows as the
 * width requires. Returns the height it takes from the top of the drawing. */
double tau_plot_legend_height (const TauPlotScatter *data, const TauPlotStyle *style, double width);

/* Whether each of its entries fits into the width. */
gboolean tau_plot_legend_is_legible (const TauPlotScatter *data, const TauPlotStyle *style,
                                     double width);

/* Draws the key from y = 0 down. */
void tau_plot_legend_draw (const TauPlotScatter *data, const TauPlotStyle *style, double width,
                           cairo_t *cr);

G_END_DECLS
