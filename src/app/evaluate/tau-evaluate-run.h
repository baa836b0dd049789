/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/tau-evaluate.h"
#include "app/jobs/tau-worker.h"

G_BEGIN_DECLS

/* Runs one evaluation at a time on the worker for long jobs: start, pause, resume, stop, progress.
 * Results go to the store as they come, so pausing is stopping, and resuming is starting again.
 *
 * Signals: "changed" (state or progress), "result" (another result, partial or complete),
 * "saved" (the results of each image), "problem" (a sentence). */
#define TAU_TYPE_EVALUATE_RUN (tau_evaluate_run_get_type ())
G_DECLARE_FINAL_TYPE (TauEvaluateRun, tau_evaluate_run, TAU, EVALUATE_RUN, GObject)

typedef enum {
  TAU_RUN_IDLE,    /* never started, done, or stopped */
  TAU_RUN_RUNNING, /* also while it is halting */
  TAU_RUN_PAUSED,
} TauRunState;

TauEvaluateRun *tau_evaluate_run_new (TauWorker *jobs);

/* Copies the spec. Call only when not running. */
void tau_evaluate_run_start (TauEvaluateRun *self, TauPack *pack, const TauEvaluateSpec *spec);
/* Likewise, for what was evaluated before: writes the results of each image to the file
 * (tau_image_rows_write()) and has no other result. */
void tau_evaluate_run_save_images (TauEvaluateRun *self, TauPack *pack, const TauEvaluateSpec *spec,
                                   const char *path);
gboolean tau_evaluate_run_is_saving (TauEvaluateRun *self); /* now, or the last time */
void tau_evaluate_run_pause (TauEvaluateRun *self);
void tau_evaluate_run_resume (TauEvaluateRun *self);
void tau_evaluate_run_stop (TauEvaluateRun *self);

TauRunState tau_evaluate_run_get_state (TauEvaluateRun *self);
gboolean tau_evaluate_run_is_halting (TauEvaluateRun *self); /* pausing or stopping */
double tau_evaluate_run_get_fraction (TauEvaluateRun *self); /* 0..1 */
/* "1,240 of 9,600 · 310 images a second · 1 min left" */
char *tau_evaluate_run_describe (TauEvaluateRun *self);
/* The last result; NULL if none yet. */
TauEvaluation *tau_evaluate_run_get_result (TauEvaluateRun *self);
TauPack *tau_evaluate_run_get_pack (TauEvaluateRun *self);
const TauEvaluateSpec *tau_evaluate_run_get_spec (TauEvaluateRun *self); /* NULL: never started */

/* Estimates the time, for the form. NULL spec fields are treated as in tau_evaluate_estimate().
 * The answer is a TauEvaluateEstimate, freed by the caller. */
void tau_evaluation_estimate_async (TauWorker *jobs, TauPack *pack, const TauEvaluateSpec *spec,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer data);

G_END_DECLS
