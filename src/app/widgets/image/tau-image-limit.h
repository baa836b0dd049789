/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Makes a spin button of a number of images say “All” for 0. */
void tau_image_limit_set_up (GtkSpinButton *button);

G_END_DECLS
