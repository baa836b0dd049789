/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lays out three children: two images and a plot between them. Where there is room they are side
 * by side; elsewhere the plot is below the images, which stay side by side. The images grow up to
 * their natural width, and the plot has the rest. */
#define TAU_TYPE_TRIPTYCH (tau_triptych_get_type ())
G_DECLARE_FINAL_TYPE (TauTriptych, tau_triptych, TAU, TRIPTYCH, GtkWidget)

G_END_DECLS
