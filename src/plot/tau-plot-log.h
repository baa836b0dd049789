/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot-scale.h"

G_BEGIN_DECLS

/* The ticks of a logarithmic axis, for tau-plot-scale.c. */
double tau_plot_axis_get_log_tick (const TauPlotAxis *self, guint index); /* its data value */
void tau_plot_axis_format_log_tick (const TauPlotAxis *self, guint index,
                                    char text[TAU_PLOT_TICK_TEXT_SIZE]);

G_END_DECLS
