/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/tau-store.h"
#include "train/tau-train.h"

G_BEGIN_DECLS

/* A training with its record in the store (TAU_JOB_TRAINING): `spec` holds the options
 * (tau_train_predictor_options_to_json, or tau_train_target_options_to_json, which has "trains"
 * besides), `curves` the epochs (tau_epochs_to_json),
 * `summary` an object with "epochs" (finished), "seconds", "images_per_second", and "error" (a
 * sentence) after a failure.
 *
 * `store` belongs to the calling thread; NULL keeps no record. `id` 0 begins a record; another
 * number continues that record, resuming from its checkpoint. *new_id (NULL is fine) receives the
 * number before `func` is first called, so that the caller can show it. The record is RUNNING until
 * this function returns, then DONE, STOPPED (cancelled; can be resumed) or FAILED. A store that
 * cannot be written does not stop the training. */
gboolean tau_train_job_run (TauStore *store, gint64 id, const TauTrainPredictorOptions *options,
                            TauTrainFunc func, gpointer data, GCancellable *cancellable,
                            gint64 *new_id, GError **error);
/* The same for a target. */
gboolean tau_train_job_run_target (TauStore *store, gint64 id, const TauTrainTargetOptions *options,
                                   TauTrainFunc func, gpointer data, GCancellable *cancellable,
                                   gint64 *new_id, GError **error);

G_END_DECLS
