/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plot/tau-chart.h"

G_BEGIN_DECLS

/* Shows a TauChart as high as it asks to be. The item under the pointer is named in a tooltip, the
 * one chosen with the arrow keys or a click in the accessible description.
 *
 * Signal "picked" (int): an item, by click or Return. */
#define TAU_TYPE_CHART_VIEW (tau_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (TauChartView, tau_chart_view, TAU, CHART_VIEW, GtkWidget)

GtkWidget *tau_chart_view_new (void);

void tau_chart_view_set_chart (TauChartView *self, TauChart *chart); /* NULL: none */
TauChart *tau_chart_view_get_chart (TauChartView *self);

int tau_chart_view_get_selected (TauChartView *self); /* -1: none */

/* The item at a point of the widget, or -1: what a click there picks. */
int tau_chart_view_pick (TauChartView *self, double x, double y);

G_END_DECLS
