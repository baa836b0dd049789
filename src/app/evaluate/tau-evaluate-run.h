/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/tau-evaluate.h"
#include "app/jobs/tau-worker.h"

G_BEGIN_DECLS

/* One evaluation at a time on the worker for long jobs: start, pause, go on, stop, and what is
 * known of it. Results go to the store as they come, so that pausing is stopping, and going on is
 * starting again.
 *
 * Signals: "changed" (state or progress), "result" (another result, partial or whole), "problem" (a
 * sentence). */
#define TAU_TYPE_EVALUATION_RUN (tau_evaluation_run_get_type ())
G_DECLARE_FINAL_TYPE (TauEvaluationRun, tau_evaluation_run, TAU, EVALUATION_RUN, GObject)

typedef enum {
  TAU_RUN_IDLE,    /* never started, done, or stopped */
  TAU_RUN_RUNNING, /* also while it comes to a halt */
  TAU_RUN_PAUSED,
} TauRunState;

TauEvaluationRun *tau_evaluation_run_new (TauWorker *jobs);

/* Takes a copy of the spec. Only when not running. */
void tau_evaluation_run_start (TauEvaluationRun *self, TauPack *pack, const TauEvaluateSpec *spec);
void tau_evaluation_run_pause (TauEvaluationRun *self);
void tau_evaluation_run_resume (TauEvaluationRun *self);
void tau_evaluation_run_stop (TauEvaluationRun *self);

TauRunState tau_evaluation_run_get_state (TauEvaluationRun *self);
gboolean
tau_evaluation_run_is_halting (TauEvaluationRun *self); /* paused or stopped, not yet still */
double tau_evaluation_run_get_fraction (TauEvaluationRun *self); /* 0..1 */
/* "1,240 of 9,600 · 310 images a second · 1 min left" */
char *tau_evaluation_run_describe (TauEvaluationRun *self);
/* The last result; NULL: none yet. */
TauEvaluation *tau_evaluation_run_get_result (TauEvaluationRun *self);
TauPack *tau_evaluation_run_get_pack (TauEvaluationRun *self);

/* How long it will take, for the form. NULL spec fields are those of tau_evaluate_estimate(). */
void tau_evaluation_estimate_async (TauWorker *jobs, TauPack *pack, const TauEvaluateSpec *spec,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer data);
gboolean tau_evaluation_estimate_finish (GAsyncResult *result, TauEvaluateEstimate *estimate,
                                         GError **error);

/* "about 12 minutes" */
char *tau_describe_duration (double seconds);

G_END_DECLS
