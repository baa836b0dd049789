/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A length that belongs to text, such as a break point: `length` (px) where text has its usual
 * size, 1.5 times that where the user has set text to 150 %. */
int tau_text_scale (GtkWidget *widget, int length);

G_END_DECLS
