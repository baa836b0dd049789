/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/scatter/tau-plot-scatter.h"
#include "plot/tau-plot-scale.h"
#include "plot/tau-plot.h"

G_BEGIN_DECLS

/* The scale of the scatter in width x height. It remains valid for every redraw and hit test until
 * data, style or size change. */
void tau_plot_scatter_fit (const TauPlotScatter *data, const TauPlotStyle *style, double width,
                           double height, TauPlotScale *scale);

/* Draws from (0, 0) of `cr`; the caller paints the background. `state` NULL: nothing is pointed at.
 */
void tau_plot_scatter_draw (cairo_t *cr, const TauPlotScatter *data, const TauPlotScale *scale,
                            const TauPlotStyle *style, const TauPlotState *state);

/* Whether key, titles and the labels of the chosen and the best fit into a scatter of width x
 * height. */
gboolean tau_plot_scatter_is_legible (const TauPlotScatter *data, const TauPlotStyle *style,
                                      double width, double height);

/* The point nearest to (x, y), if within `radius` (all in pixels of the scale); else -1. Among
 * points at the same distance, the one drawn on top. */
int tau_plot_scatter_hit_test (const TauPlotScatter *data, const TauPlotScale *scale, double x,
                               double y, double radius);

/* A copy of the data, whose titles are borrowed (TauPlotScatterPoint); NULL: no points. The items
 * are the points. The left and right keys step by predicted loss, up and down by actual loss. */
TauPlot *tau_plot_new_for_scatter (const TauPlotScatter *data);

G_END_DECLS
