/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/train/tau-training.h"
#include "app/jobs/tau-worker.h"

G_BEGIN_DECLS

/* Runs one training at a time on the worker for long jobs, and tells the main thread about it a few
 * times a second.
 *
 * Signals: "began" (the record exists), "ended" (its state says how). Both have the TauTraining. */
#define TAU_TYPE_TRAINER (tau_trainer_get_type ())
G_DECLARE_FINAL_TYPE (TauTrainer, tau_trainer, TAU, TRAINER, GObject)

TauTrainer *tau_trainer_new (TauWorker *jobs);

/* Starts it, or resumes it if it has a record. Does nothing while another one is running. */
void tau_trainer_run (TauTrainer *self, TauTraining *training);
/* Asks it to end with a checkpoint, to be resumed later. */
void tau_trainer_stop (TauTrainer *self);
/* The one that is running, or NULL. */
TauTraining *tau_trainer_get_training (TauTrainer *self);
gboolean tau_trainer_is_stopping (TauTrainer *self);

G_END_DECLS
