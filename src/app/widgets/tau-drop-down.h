/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lets a drop-down with a GtkStringList be narrower than its names: a long one ends in dots, and
 * the list shows it in full. */
void tau_drop_down_shorten (GtkDropDown *self);

G_END_DECLS
