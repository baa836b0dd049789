/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/tau-table.h"
#include "plot/tau-plot.h"

G_BEGIN_DECLS

/* The numbers of a grid, in the same rows and columns, so that nobody has to see the drawing. */
TauTable *tau_plot_to_table (TauPlot *plot);

G_END_DECLS
