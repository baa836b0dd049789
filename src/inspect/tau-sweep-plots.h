/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inspect/tau-sweep.h"

#include "base/tau-table.h"
#include "plot/tau-plot.h"

G_BEGIN_DECLS

/* What a sweep shows, as plots and as the tables beside them. `k` is the size of the ensemble, 1 to
 * 12. Plots borrow nothing from the sweep. */

/* The loss of each transform over the severities of the present corruption; `log`: on a logarithmic
 * axis. An item of the plot is
 * TAU_PLOT_LINES_ITEM (transform, severity). */
TauPlot *tau_sweep_plot_severities (const TauSweep *self, gboolean log);
TauTable *tau_sweep_table_severities (const TauSweep *self);

/* Every corruption at each severity: whether center, ours:k and the oracle are right, the choice
 * and its regret. */
TauPlot *tau_sweep_plot_map (const TauSweep *self, TauPack *pack, guint k);
TauTable *tau_sweep_table_map (const TauSweep *self, TauPack *pack, guint k);
/* The place of an item of that plot. */
guint tau_sweep_map_place (int item);

/* The contact sheet: every corruption at one severity, with the images. */
TauPlot *tau_sweep_plot_sheet (const TauSweep *self, TauPack *pack, guint k);
TauTable *tau_sweep_table_sheet (const TauSweep *self, TauPack *pack, guint k);

/* Each transform under the seeds. */
TauPlot *tau_sweep_plot_seeds (const TauSweep *self);
TauTable *tau_sweep_table_seeds (const TauSweep *self);

/* "Right: center crop 31 of 95, ours (2) 52, oracle 80. Rescued 23, broken 2." of the known cells
 * that the wish shows; NULL: none is known. */
char *tau_sweep_summary (const TauSweep *self, TauSweepWish wish, guint k);

/* The map as one JSON object on one line: {"image", "pack", "seed", "ensemble", "label", "cells":
 * [{"corruption", "severity", "center", "ours", "oracle", "chosen", "best", "regret", "losses"}]},
 * with the cells that are known. */
char *tau_sweep_to_json (const TauSweep *self, TauPack *pack, const TauImageInfo *image, guint k);

/* The corruptions as people look for them: by family, the held-out ones last. */
void tau_sweep_order_corruptions (guint8 order[TAU_N_CORRUPTIONS]);
/* 0: the first family; TAU_N_CORRUPTION_GROUPS: the held-out ones. */
guint tau_sweep_family (guint corruption);
const char *tau_sweep_family_title (guint family);

G_END_DECLS
