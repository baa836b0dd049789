/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "evaluate/result/tau-evaluation.h"
#include "app/jobs/tau-worker.h"

G_BEGIN_DECLS

/* An evaluation, or two side by side, as tables, charts and a gallery.
 *
 * Signals: "problem" (a sentence); "explore" as in TauEvaluateView. */
#define TAU_TYPE_EVALUATION_RESULTS (tau_evaluation_results_get_type ())
G_DECLARE_FINAL_TYPE (TauEvaluationResults, tau_evaluation_results, TAU, EVALUATION_RESULTS,
                      GtkWidget)

void tau_evaluation_results_set_worker (TauEvaluationResults *self, TauWorker *worker);

/* NULL shows an empty page. `pack` is needed only for the gallery and may be NULL. */
void tau_evaluation_results_set (TauEvaluationResults *self, TauEvaluation *evaluation,
                                 TauPack *pack);
/* Sets what the empty page says: results are on their way, or there are none. */
void tau_evaluation_results_set_waiting (TauEvaluationResults *self, gboolean waiting);

/* Says that what is shown is of an earlier run than the present one. */
void tau_evaluation_results_set_earlier (TauEvaluationResults *self, gboolean earlier);
/* The evaluation to compare with; NULL if none. */
void tau_evaluation_results_compare (TauEvaluationResults *self, TauEvaluation *other);

TauEvaluation *tau_evaluation_results_get (TauEvaluationResults *self);
TauPack *tau_evaluation_results_get_pack (TauEvaluationResults *self); /* NULL: not known */

/* "methods", "corruptions", "choices", "images", "compare" */
void tau_evaluation_results_show_page (TauEvaluationResults *self, const char *page);

G_END_DECLS
