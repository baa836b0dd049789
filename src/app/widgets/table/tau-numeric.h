/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* For a label that shows only a number: digits of one width, and left to right also in a window
 * that is laid out from right to left (“−10.8”, never “10.8−”). */
void tau_numeric_set (GtkWidget *label);

G_END_DECLS
