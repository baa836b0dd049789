/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Calls `func` for a widget and all widgets in it, the outer ones first. */
void tau_each_widget (GtkWidget *widget, void (*func) (GtkWidget *widget));

G_END_DECLS
