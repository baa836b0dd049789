/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "engine/tau-plot-style.h"

G_BEGIN_DECLS

/* The style of a plot in this widget: light or dark as the window is, text a little smaller than
 * the window's. */
void tau_widget_init_plot_style (GtkWidget *widget, TauPlotStyle *style);

G_END_DECLS
