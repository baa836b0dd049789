/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot-grid.h"
#include "plot/tau-plot.h"

G_BEGIN_DECLS

/* Takes the data. The items are numbered as in tau_plot_bars_hit_test. */
TauPlot *tau_plot_new_for_bars (TauPlotGrid *data);

G_END_DECLS
