/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/kinds/tau-plot-curve.h"
#include "plot/tau-plot-scale.h"
#include "plot/tau-plot.h"

G_BEGIN_DECLS

/* Takes the curves out of `data`, leaving it empty. The items are its places. Each curve has its
 * own colour, dash and mark, named in the legend. The legend also shows the values at the place
 * pointed at. The value axis covers all values, and 0 if they come near it. The scale is a
 * TauPlotScale. */
TauPlot *tau_plot_new_for_curve (TauPlotCurve *data);

const TauPlotCurve *tau_plot_get_curve (TauPlot *self); /* NULL: it shows none */

G_END_DECLS
