/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot-style.h"

G_BEGIN_DECLS

/* The shapes of the scatter, each around (x, y); `radius` is that of the plain mark. */

/* Red circle or blue triangle (the paper's Figure 3), with a halo that separates it from its
 * neighbours. */
void tau_plot_mark_draw (cairo_t *cr, const TauPlotStyle *style, gboolean correct, double x,
                         double y, double radius);

/* The ring around the mark of the chosen transform, or around its star if it is also the best. */
void tau_plot_ring_draw (cairo_t *cr, const TauPlotStyle *style, gboolean around_star, double x,
                         double y, double radius);

/* The star behind the mark of the best transform. */
void tau_plot_star_draw (cairo_t *cr, const TauPlotStyle *style, double x, double y, double radius);

/* Along the inner edge of a rectangle: a line in the text colour inside one in the background
 * colour, which is visible on every colour. */
void tau_plot_outline_draw (cairo_t *cr, const TauPlotStyle *style, double x, double y,
                            double width, double height, double line_width);

/* How far ring and star reach from (x, y). */
double tau_plot_ring_extent (gboolean around_star, double radius);
double tau_plot_star_extent (double radius);

G_END_DECLS
