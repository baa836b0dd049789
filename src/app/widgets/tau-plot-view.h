/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plot/tau-plot.h"

G_BEGIN_DECLS

/* Shows a plot of any kind. The pointer and keys (the arrow keys, and those that the plot's kind
 * knows) name its items. The item under the pointer is named in the drawing or in a tooltip, the
 * one chosen with the keys or a click in the accessible description.
 *
 * Signal "picked" (int): an item, by click, Return or Space. */
#define TAU_TYPE_PLOT_VIEW (tau_plot_view_get_type ())
G_DECLARE_FINAL_TYPE (TauPlotView, tau_plot_view, TAU, PLOT_VIEW, GtkWidget)

/* NULL: none. A named item stays named if the new plot has it (TauPlotKind, follow). */
void tau_plot_view_set_plot (TauPlotView *self, TauPlot *plot);
void tau_plot_view_take_plot (TauPlotView *self, TauPlot *plot);
TauPlot *tau_plot_view_get_plot (TauPlotView *self);

/* The marked item, or -1; the keys also move it. */
void tau_plot_view_set_selected (TauPlotView *self, int item);
int tau_plot_view_get_selected (TauPlotView *self);

/* The item that a click at this point of the widget picks, or -1. */
int tau_plot_view_pick (TauPlotView *self, double x, double y);
/* The scale in pixels of the widget, for tests; NULL if there is no plot, or no size yet. */
gconstpointer tau_plot_view_get_scale (TauPlotView *self);

/* How it is drawn at present; for tests. */
const TauPlotStyle *tau_plot_view_get_style (TauPlotView *self);

G_END_DECLS
