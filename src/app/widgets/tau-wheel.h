/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The wheel scrolls the page, and changes no slider or number that it passes over: those in the
 * widget no longer take it. */
void tau_wheel_scrolls_only (GtkWidget *widget);

G_END_DECLS
