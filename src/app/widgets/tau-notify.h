/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A short message over the widget's window that goes by itself; plain text. Returns the toast, to
 * be given a button, or NULL outside of a window. */
AdwToast *tau_notify (GtkWidget *widget, const char *text);

G_END_DECLS
