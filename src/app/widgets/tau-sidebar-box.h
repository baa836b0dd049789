/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A bar, a sidebar and content (libadwaita 1.2 has no AdwOverlaySplitView). Where there is room,
 * the bar and the sidebar below it form a column beside the content. Elsewhere the box is folded:
 * the bar lies above the content, and the sidebar covers the content while "show-sidebar" is set.
 *
 * Properties: "bar", "sidebar", "content" (GtkWidget); "threshold" (px at the usual size of text:
 * the width from which the box is not folded); "sidebar-width" (px at the usual size of text);
 * "folded" (read-only); "show-sidebar" (no effect unless folded; off again once it is not). */
#define TAU_TYPE_SIDEBAR_BOX (tau_sidebar_box_get_type ())
G_DECLARE_FINAL_TYPE (TauSidebarBox, tau_sidebar_box, TAU, SIDEBAR_BOX, GtkWidget)

void tau_sidebar_box_set_show_sidebar (TauSidebarBox *self, gboolean show);

G_END_DECLS
