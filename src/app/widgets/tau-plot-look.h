/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plot/tau-plot-style.h"

G_BEGIN_DECLS

/* The style of a plot that is drawn in this widget: dark or light as the desktop is, in a size that
 * goes with the widget's font. Ask again when one of them changes. */
void tau_plot_look_init (TauPlotStyle *style, GtkWidget *widget);

/* What a plot answers to. Each gets the widget first, then what the event controller's signal of
 * that name brings; `moved` also comes when the pointer enters, `restyled` when the desktop turns
 * dark or light. */
typedef struct {
  GCallback moved, left, pressed, key_pressed, restyled;
} TauPlotEvents;

/* Makes the widget one that takes the focus, the pointer and the keys. */
void tau_plot_look_listen (GtkWidget *widget, const TauPlotEvents *events);

G_END_DECLS
