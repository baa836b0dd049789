/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot-curve.h"
#include "plot/tau-plot-scale.h"
#include "plot/tau-plot-style.h"

G_BEGIN_DECLS

/* The chart in width x height; serves every redraw and hit test until data, style or size change.
 * The value axis takes in all values, and 0 where they come near it. */
void tau_plot_curve_fit (const TauPlotCurve *data, const TauPlotStyle *style, double width,
                         double height, TauPlotScale *scale);

/* Draws from (0, 0) of `cr`; the background is the caller's. Each curve has its own colour, dash
 * and mark, named in the legend, which also gives the values at `cursor` (an x of the data, with a
 * line there; NAN: none). */
void tau_plot_curve_draw (cairo_t *cr, const TauPlotCurve *data, const TauPlotScale *scale,
                          const TauPlotStyle *style, double cursor);

/* The x of the data that the point (x, y) of the picture names; NAN outside of the frame. */
double tau_plot_curve_hit_test (const TauPlotCurve *data, const TauPlotScale *scale, double x,
                                double y);

G_END_DECLS
