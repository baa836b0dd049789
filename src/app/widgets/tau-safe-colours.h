/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The user's choice of colours is a class of the main window. A window beside it has it too, from
 * now on. */
void tau_safe_colours_follow (GtkWindow *self, GtkWindow *parent);

G_END_DECLS
