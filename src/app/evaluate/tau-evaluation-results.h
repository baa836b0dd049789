/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "evaluate/tau-evaluate.h"
#include "app/jobs/tau-worker.h"

G_BEGIN_DECLS

/* An evaluation, or two side by side, as tables, charts and a gallery.
 *
 * Signals: "problem" (a sentence); "explore" as that of TauEvaluateView. */
#define TAU_TYPE_EVALUATE_RESULTS (tau_evaluate_results_get_type ())
G_DECLARE_FINAL_TYPE (TauEvaluateResults, tau_evaluate_results, TAU, EVALUATE_RESULTS, GtkWidget)

void tau_evaluate_results_set_worker (TauEvaluateResults *self, TauWorker *worker);

/* NULL: an empty page. `pack` is needed for the gallery only and may be NULL. */
void tau_evaluate_results_set (TauEvaluateResults *self, TauEvaluation *evaluation, TauPack *pack);
/* What the empty page says: results are on their way, or there are none. */
void tau_evaluate_results_set_waiting (TauEvaluateResults *self, gboolean waiting);

/* The one that the evaluation is compared with; NULL: none. */
void tau_evaluate_results_compare (TauEvaluateResults *self, TauEvaluation *other);

TauEvaluation *tau_evaluate_results_get (TauEvaluateResults *self);

/* "methods", "corruptions", "choices", "images", "compare" */
void tau_evaluate_results_show_page (TauEvaluateResults *self, const char *page);

G_END_DECLS
