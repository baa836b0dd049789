/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot-scale.h"
#include "plot/scatter/tau-plot-scatter.h"
#include "plot/tau-plot-style.h"

G_BEGIN_DECLS

/* What lies under the marks of the scatter, for tau-plot-scatter-draw.c. */

/* The pinned state: hollow pale marks, each with a line to its point. */
void tau_plot_scatter_draw_ghosts (cairo_t *cr, const TauPlotScatter *data,
                                   const TauPlotScale *scale, const TauPlotStyle *style);
/* A dashed line at the loss of the ensemble's mean, named at its end. */
void tau_plot_scatter_draw_mean (cairo_t *cr, const TauPlotScatter *data, const TauPlotScale *scale,
                                 const TauPlotStyle *style);
/* The thin dashed ring around a member of the ensemble. */
void tau_plot_scatter_draw_member (cairo_t *cr, const TauPlotStyle *style, double x, double y,
                                   double radius);
/* A hollow mark of the pinned state. */
void tau_plot_scatter_draw_ghost (cairo_t *cr, const TauPlotStyle *style, gboolean correct,
                                  double x, double y, double radius);

G_END_DECLS
