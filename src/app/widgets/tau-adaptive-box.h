/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lays its children out side by side if the width reaches `threshold` and what they need, otherwise
 * one below the other (libadwaita 1.2 has no breakpoints). Side by side, children that expand share
 * the width that is left over. Properties "threshold" and "spacing", in pixels; the threshold grows
 * with the user's text. */
#define TAU_TYPE_ADAPTIVE_BOX (tau_adaptive_box_get_type ())
G_DECLARE_FINAL_TYPE (TauAdaptiveBox, tau_adaptive_box, TAU, ADAPTIVE_BOX, GtkWidget)

G_END_DECLS
