/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "image/tau-image.h"

G_BEGIN_DECLS

/* The image that a widget shows, borrowed, or NULL; `name` becomes one for a file, without an
 * ending, borrowed. */
typedef TauImage *(*TauImageMenuFunc) (GtkWidget *widget, const char **name);

/* A context menu that copies the image or saves it as PNG. A TauImageView's also has the magnifier
 * and, if `compares`, the comparison; the actions are "image.…". */
void tau_image_menu_add (GtkWidget *widget, TauImageMenuFunc get, gboolean compares);

G_END_DECLS
