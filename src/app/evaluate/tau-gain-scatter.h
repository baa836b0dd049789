/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/jobs/tau-worker.h"
#include "evaluate/result/tau-evaluation.h"

G_BEGIN_DECLS

/* Predicted against actual gain of all images of an evaluation, each of which opens in Explore. It
 * reads them from the store while it is on the screen, a little at a time, so that other requests
 * of the worker come in between.
 *
 * Signals: "problem" (a sentence); "explore" as in TauEvaluateView. */
#define TAU_TYPE_GAIN_SCATTER (tau_gain_scatter_get_type ())
G_DECLARE_FINAL_TYPE (TauGainScatter, tau_gain_scatter, TAU, GAIN_SCATTER, GtkWidget)

void tau_gain_scatter_set_worker (TauGainScatter *self, TauWorker *worker);
/* NULL for one of them shows nothing. A further result of the same run only adds to what is shown.
 */
void tau_gain_scatter_set (TauGainScatter *self, TauEvaluation *evaluation, TauPack *pack);

/* Whether all that is stored is drawn; for tests. */
gboolean tau_gain_scatter_is_done (TauGainScatter *self);

G_END_DECLS
