/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "inspect/tau-sweep.h"

G_BEGIN_DECLS

/* One image of the contact sheet: the corrupted image in a frame that shows right or wrong, the
 * corruption, what ours:k answers, and what became of it, in a word. */
#define TAU_TYPE_SWEEP_TILE (tau_sweep_tile_get_type ())
G_DECLARE_FINAL_TYPE (TauSweepTile, tau_sweep_tile, TAU, SWEEP_TILE, GtkFlowBoxChild)

GtkWidget *tau_sweep_tile_new (guint corruption);
guint tau_sweep_tile_get_corruption (TauSweepTile *self);

/* `cell` NULL: not known yet. */
void tau_sweep_tile_set (TauSweepTile *self, const TauSweepCell *cell, TauPack *pack, guint k);

G_END_DECLS
