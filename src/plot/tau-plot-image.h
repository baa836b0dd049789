/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "image/tau-image.h"
#include "plot/tau-plot-style.h"

G_BEGIN_DECLS

/* Draws the image in its own proportions into the square with the corner (x, y), aligned to its
 * left edge, in a frame. A small one is not smoothed. `frame` NULL: a thin one of the style. */
void tau_plot_image_draw (cairo_t *cr, const TauPlotStyle *style, const TauImage *image, double x,
                          double y, double side, const TauPlotColor *frame);

G_END_DECLS
