/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Whether there is something to offer at this place of the widget; x is negative if a key asks. */
typedef gboolean (*TauContextMenuFunc) (GtkWidget *widget, double x, double y);

/* Offers the menu on a right click, a long press, and the keys Menu and Shift+F10. Its actions are
 * those of the widget. */
void tau_context_menu_add (GtkWidget *widget, GMenuModel *menu, TauContextMenuFunc prepare);

G_END_DECLS
