/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot-scatter-draw.h"
#include "plot/tau-plot-matrix-scale.h"

G_BEGIN_DECLS

/* Draws from (0, 0) of `cr`; the background is the caller's. The state's indices are those of
 * tau_plot_matrix_hit_test. */
void tau_plot_matrix_draw (cairo_t *cr, const TauPlotMatrix *data, const TauPlotMatrixScale *scale,
                           const TauPlotStyle *style, const TauPlotState *state);

G_END_DECLS
