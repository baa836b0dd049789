/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plot/tau-plot-scatter-draw.h"

G_BEGIN_DECLS

/* The scatter of Figure 3. The pointer and the arrow keys name a point (left and right in the order
 * of the predicted loss, up and down in that of the actual one); a click, Enter or Space picks it.
 *
 * Signal "picked" (int): a point, by the user. */
#define TAU_TYPE_SCATTER_VIEW (tau_scatter_view_get_type ())
G_DECLARE_FINAL_TYPE (TauScatterView, tau_scatter_view, TAU, SCATTER_VIEW, GtkWidget)

GtkWidget *tau_scatter_view_new (void);

/* Copied; its titles are borrowed (TauPlotScatterPoint). NULL: nothing to show. */
void tau_scatter_view_set_data (TauScatterView *self, const TauPlotScatter *data);
/* The point that is marked, or -1; also moved by the arrow keys. */
void tau_scatter_view_set_selected (TauScatterView *self, int index);
int tau_scatter_view_get_selected (TauScatterView *self);

/* The scale in pixels of the widget, for tests; valid once it has a size. */
const TauPlotScale *tau_scatter_view_get_scale (TauScatterView *self);
/* The point that (x, y) of the widget names, or -1. */
int tau_scatter_view_pick (TauScatterView *self, double x, double y);

G_END_DECLS
