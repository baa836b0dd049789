/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Each label in the widget (or the label itself) that is shortened tells its whole text in a
 * tooltip. Labels that are added later need a call of their own. */
void tau_tell_shortened (GtkWidget *widget);

G_END_DECLS
