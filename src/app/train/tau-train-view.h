/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/train/tau-training.h"
#include "app/jobs/tau-worker.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Trains loss predictors and targets and shows how they learn; keeps the list of past trainings.
 * Trainings run on `jobs`, short requests on `worker`.
 *
 * Signals: "problem" (a sentence), "use-pack" (the folder of a pack to be opened in Explore), and
 * "ended" (a sentence), for a training that was not stopped. */
#define TAU_TYPE_TRAIN_VIEW (tau_train_view_get_type ())
G_DECLARE_FINAL_TYPE (TauTrainView, tau_train_view, TAU, TRAIN_VIEW, GtkWidget)

void tau_train_view_start (TauTrainView *self, TauWorker *jobs, TauWorker *worker);

gboolean tau_train_view_is_running (TauTrainView *self);
/* Starts a training with these options if none is running. */
void tau_train_view_train (TauTrainView *self, const TauTrainPredictorOptions *options);
void tau_train_view_train_target (TauTrainView *self, const TauTrainTargetOptions *options);
/* Selects the pack of this folder in the form. */
void tau_train_view_choose_pack (TauTrainView *self, const char *folder);
/* Ends the training with a checkpoint, if one is running. */
void tau_train_view_stop (TauTrainView *self);
/* Shows the training with this record, its curves and results; emits "problem" if there is none. */
void tau_train_view_show (TauTrainView *self, gint64 id);
/* The training that is shown, or NULL. */
TauTraining *tau_train_view_get_training (TauTrainView *self);

G_END_DECLS
