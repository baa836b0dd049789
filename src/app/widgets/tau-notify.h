/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Shows a short message over the widget's window that disappears by itself; plain text. Returns
 * the toast, so that a button can be added, or NULL outside a window. */
AdwToast *tau_notify (GtkWidget *widget, const char *text);
/* The same, shown for so many seconds; 0: until it is dismissed. */
AdwToast *tau_notify_for (GtkWidget *widget, const char *text, guint seconds);

/* While a file is being written: keeps the program from ending with its last window. */
void tau_hold_program (void);
void tau_release_program (void);

G_END_DECLS
