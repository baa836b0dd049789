/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot-matrix.h"
#include "plot/tau-plot.h"

G_BEGIN_DECLS

/* Takes the data. The items are those of tau_plot_matrix_hit_test. */
TauPlot *tau_plot_new_for_matrix (TauPlotMatrix *data);

const TauPlotMatrix *tau_plot_get_matrix (TauPlot *self); /* NULL: it shows none */

G_END_DECLS
