/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/explore/tau-explorer.h"

G_BEGIN_DECLS

/* The column of controls: pack, predictor, label, ensemble size.
 * Changes go to the explorer; property "ensemble-size" (1 to 12) affects only what is shown.
 *
 * Signal "pack-picked" (pointer to TauPack), by the user: another pack, or the same one with
 * another predictor. */
#define TAU_TYPE_EXPLORE_CONTROLS (tau_explore_controls_get_type ())
G_DECLARE_FINAL_TYPE (TauExploreControls, tau_explore_controls, TAU, EXPLORE_CONTROLS, GtkWidget)

void tau_explore_controls_set_explorer (TauExploreControls *self, TauExplorer *explorer);
/* Of TauPack. */
void tau_explore_controls_set_packs (TauExploreControls *self, GPtrArray *packs);
guint tau_explore_controls_get_ensemble_size (TauExploreControls *self);
/* The row with its slider. */
GtkWidget *tau_explore_controls_get_ensemble_row (TauExploreControls *self);

G_END_DECLS
