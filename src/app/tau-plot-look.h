/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "engine/tau-plot-style.h"

G_BEGIN_DECLS

/* The style of a plot that is drawn in this widget: dark or light as the desktop is, in a size that
 * goes with the widget's font. Ask again when one of them changes. */
void tau_plot_look_init (TauPlotStyle *style, GtkWidget *widget);

G_END_DECLS
