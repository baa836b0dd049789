/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "train/tau-train-job.h"

G_BEGIN_DECLS

/* A training of a loss predictor, or of a target, as the window shows it: its record, and its
 * progress while it runs here. Lives on the main thread.
 *
 * Signal "changed". */
#define TAU_TYPE_TRAINING (tau_training_get_type ())
G_DECLARE_FINAL_TYPE (TauTraining, tau_training, TAU, TRAINING, GObject)

TauTraining *tau_training_new (const TauTrainPredictorOptions *options);
TauTraining *tau_training_new_for_target (const TauTrainTargetOptions *options);
/* Works on any thread. An unreadable record gives a training without options. */
TauTraining *tau_training_new_for_job (const TauStoreJob *job);

gint64 tau_training_get_id (TauTraining *self); /* 0: no record yet */
TauJobState tau_training_get_state (TauTraining *self);
/* For a target: its data set, folder, architecture and number of epochs, and defaults. */
const TauTrainPredictorOptions *tau_training_get_options (TauTraining *self);
/* NULL for a loss predictor. */
const TauTrainTargetOptions *tau_training_get_target (TauTraining *self);
guint tau_training_get_n_epochs (TauTraining *self); /* finished */
const TauEpoch *tau_training_get_epoch (TauTraining *self, guint index);
/* A sentence, or NULL. */
const char *tau_training_get_error (TauTraining *self);
/* NULL unless it runs here. Once it has started, its epochs are those above. */
const TauTrainStatus *tau_training_get_status (TauTraining *self);
/* Loss so far in the unfinished epoch: element i at tau_training_get_loss (i). */
guint tau_training_get_n_losses (TauTraining *self);
void tau_training_get_loss (TauTraining *self, guint index, double *epoch, double *loss);

/* "signs · compact · blend", "Target · wrn-16-2 · AugMix" */
char *tau_training_dup_title (TauTraining *self);
/* When it began, formatted for the locale. */
char *tau_training_dup_date (TauTraining *self);
/* "Finished", "Paused"... */
const char *tau_training_get_state_title (TauTraining *self);
/* Stopped by a user who means to resume soon. */
gboolean tau_training_is_paused (TauTraining *self);
void tau_training_set_paused (TauTraining *self, gboolean paused);
/* Whether there is a finished pack, or a checkpoint to resume from, in a folder that can be
 * named. */
gboolean tau_training_can_be_used (TauTraining *self);
gboolean tau_training_can_be_resumed (TauTraining *self);

/* For the runner (tau-trainer.h). */
void tau_training_set_running (TauTraining *self, gint64 id);
void tau_training_set_status (TauTraining *self, const TauTrainStatus *status);
void tau_training_set_ended (TauTraining *self, TauJobState state, const char *error);

G_END_DECLS
