/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "inspect/tau-sweep.h"

G_BEGIN_DECLS

/* The contact sheet: every corruption of the image at one severity, by family.
 *
 * Signal "picked" (uint): a corruption. */
#define TAU_TYPE_SWEEP_SHEET (tau_sweep_sheet_get_type ())
G_DECLARE_FINAL_TYPE (TauSweepSheet, tau_sweep_sheet, TAU, SWEEP_SHEET, GtkWidget)

/* `pack` NULL: nothing is known. */
void tau_sweep_sheet_set (TauSweepSheet *self, const TauSweep *sweep, TauPack *pack, guint k);

G_END_DECLS
