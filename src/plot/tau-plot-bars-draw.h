/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot-bars-scale.h"
#include "plot/tau-plot-scatter-draw.h"

G_BEGIN_DECLS

/* Draws from (0, 0) of `cr`; the background is the caller's. The state's indices are those of
 * tau_plot_bars_hit_test. */
void tau_plot_bars_draw (cairo_t *cr, const TauPlotBars *data, const TauPlotBarsScale *scale,
                         const TauPlotStyle *style, const TauPlotState *state);

G_END_DECLS
