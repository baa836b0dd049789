/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot-curve.h"
#include "plot/tau-plot-scale.h"
#include "plot/tau-plot.h"

G_BEGIN_DECLS

/* Takes the curves out of `data`, which is empty then. The items are its places. Each curve has its
 * own colour, dash and mark, named in the legend, which also gives the values at the place that is
 * pointed at. The value axis takes in all values, and 0 where they come near it. The scale is a
 * TauPlotScale. */
TauPlot *tau_plot_new_for_curve (TauPlotCurve *data);

const TauPlotCurve *tau_plot_get_curve (TauPlot *self); /* NULL: it shows none */

G_END_DECLS
