/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lets the labels in a widget break words without a hyphen: Pango does not know where a word may be
 * divided, and puts one after any letter. Reaches the labels of libadwaita's rows, too. */
void tau_hyphens_remove (GtkWidget *widget);

G_END_DECLS
