/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plot/tau-plot.h"

G_BEGIN_DECLS

/* Shows a plot of any kind and lets pointer and keys name its items: the arrow keys, and those that
 * the kind knows. The item under the pointer is named in the drawing or in a tooltip, the one
 * chosen with the keys or a click in the accessible description.
 *
 * Signal "picked" (int): an item, by click, Return or Space. */
#define TAU_TYPE_PLOT_VIEW (tau_plot_view_get_type ())
G_DECLARE_FINAL_TYPE (TauPlotView, tau_plot_view, TAU, PLOT_VIEW, GtkWidget)

/* NULL: none. What is named stays named where the new plot has it (TauPlotKind, follow). */
void tau_plot_view_set_plot (TauPlotView *self, TauPlot *plot);
void tau_plot_view_take_plot (TauPlotView *self, TauPlot *plot);
TauPlot *tau_plot_view_get_plot (TauPlotView *self);

/* The item that is marked, or -1; also moved by the keys. */
void tau_plot_view_set_selected (TauPlotView *self, int item);
int tau_plot_view_get_selected (TauPlotView *self);

/* The item at a point of the widget, or -1: what a click there picks. */
int tau_plot_view_pick (TauPlotView *self, double x, double y);
/* The scale in pixels of the widget, for tests; NULL: no plot, or no size yet. */
gconstpointer tau_plot_view_get_scale (TauPlotView *self);

G_END_DECLS
