/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/jobs/tau-worker.h"

G_BEGIN_DECLS

/* Says that the open pack has no loss predictor, or whose predictor it borrows, and offers to train
 * one, with how long that takes. Hidden for a pack with its own predictor.
 *
 * Signal "train". */
#define TAU_TYPE_PREDICTOR_BAR (tau_predictor_bar_get_type ())
G_DECLARE_FINAL_TYPE (TauPredictorBar, tau_predictor_bar, TAU, PREDICTOR_BAR, GtkWidget)

/* `jobs` measures how long a training takes; without it nothing is said of that. */
void tau_predictor_bar_start (TauPredictorBar *self, TauWorker *jobs);
void tau_predictor_bar_set_pack (TauPredictorBar *self, TauPack *pack); /* NULL: none is open */

G_END_DECLS
