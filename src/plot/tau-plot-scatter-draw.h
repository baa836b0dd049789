/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot-scatter.h"
#include "plot/tau-plot-scale.h"
#include "plot/tau-plot.h"

G_BEGIN_DECLS

/* The scatter in width x height. The scale depends on nothing else: it serves every redraw and
 * every hit test until data, style or size change. */
void tau_plot_scatter_fit (const TauPlotScatter *data, const TauPlotStyle *style, double width,
                           double height, TauPlotScale *scale);

/* Draws from (0, 0) of `cr`; the background is the caller's. `state` NULL: nothing pointed at. */
void tau_plot_scatter_draw (cairo_t *cr, const TauPlotScatter *data, const TauPlotScale *scale,
                            const TauPlotStyle *style, const TauPlotState *state);

/* The point nearest to (x, y), if within `radius` (all in pixels of the scale); else -1. Of points
 * at the same distance the one drawn on top. */
int tau_plot_scatter_hit_test (const TauPlotScatter *data, const TauPlotScale *scale, double x,
                               double y, double radius);

/* A copy of the data, whose titles are borrowed (TauPlotScatterPoint); NULL: no points. The items
 * are the points. Left and right lead on in the order of the predicted loss, up and down in that of
 * the actual one. */
TauPlot *tau_plot_new_for_scatter (const TauPlotScatter *data);

G_END_DECLS
