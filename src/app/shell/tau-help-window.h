/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Shows the method in plain words, with pictures, and all terms (help/). */
void tau_help_window_present (GtkWindow *parent);

G_END_DECLS
