/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/explore/tau-explorer.h"
#include "app/widgets/tau-sidebar-box.h"

G_BEGIN_DECLS

/* The corruption of the image: its name, severity and seed. Changes go to the explorer. */
#define TAU_TYPE_CORRUPTION_BAR (tau_corruption_bar_get_type ())
G_DECLARE_FINAL_TYPE (TauCorruptionBar, tau_corruption_bar, TAU, CORRUPTION_BAR, GtkWidget)

void tau_corruption_bar_set_explorer (TauCorruptionBar *self, TauExplorer *explorer);
/* A button that shows the sidebar of `box` while that is folded. */
void tau_corruption_bar_bind_sidebar (TauCorruptionBar *self, TauSidebarBox *box);
/* Picks a random seed that differs from the current one. */
void tau_corruption_bar_new_seed (TauCorruptionBar *self);

G_END_DECLS
