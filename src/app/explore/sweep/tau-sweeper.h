/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/explore/tau-explorer.h"
#include "evaluate/tau-method-board.h"
#include "inspect/tau-sweep.h"

G_BEGIN_DECLS

/* Sweeps the explorer's image, cell after cell, in the time that the explorer leaves: whatever it
 * asks for goes first. Follows its image, pack, frame, label and settings.
 *
 * Signals: "changed" (another state, or another cell is known), "problem" (a sentence; it has
 * stopped). */
#define TAU_TYPE_SWEEPER (tau_sweeper_get_type ())
G_DECLARE_FINAL_TYPE (TauSweeper, tau_sweeper, TAU, SWEEPER, GObject)

TauSweeper *tau_sweeper_new (TauExplorer *explorer);
TauExplorer *tau_sweeper_get_explorer (TauSweeper *self);

/* What the user looks at comes first. */
void tau_sweeper_set_wish (TauSweeper *self, TauSweepWish wish);
/* Whether every method on the present image is wanted, before any cell. */
void tau_sweeper_set_wants_methods (TauSweeper *self, gboolean wanted);
/* NULL: not known yet. */
const TauMethodBoard *tau_sweeper_get_methods (TauSweeper *self);
/* Works only while this is on; off at the beginning. What is known stays. */
void tau_sweeper_set_running (TauSweeper *self, gboolean running);
/* Whether everything wanted is known, or there is nothing to sweep. */
gboolean tau_sweeper_is_done (TauSweeper *self);

const TauSweep *tau_sweeper_get_sweep (TauSweeper *self);
/* The pack of its cells; NULL: there is no image or no pack. */
TauPack *tau_sweeper_get_pack (TauSweeper *self);

G_END_DECLS
