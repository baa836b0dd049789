/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset/tau-dataset.h"
#include "model/tau-session.h"
#include "train/tau-train.h"

G_BEGIN_DECLS

/* What the trainings of targets and predictors share. */

/* Inputs of the networks trained here: values 0..1 brought to -2..2. */
extern const float tau_train_mean[3], tau_train_std[3];

/* Learning rate at `progress` 0..1 of a training: up over the share `up` of it, then to zero along
 * a cosine. */
double tau_train_rate (double peak, double up, double progress);

/* Whether a test set has the same classes in the same order: only then do its labels mean the same.
 */
gboolean tau_train_check_classes (TauDataset *dataset, GPtrArray *classes, GError **error);

/* Makes the folder of a pack, and locks it for as long as the returned file descriptor is open; -1
 * with `error` (WRITE) where it cannot be made, or another training has it. What a killed training
 * left half-written beside `checkpoint`, a file's name, is removed. */
int tau_train_take_folder (const char *folder, const char *checkpoint, GError **error);

/* Writes OUT/predictor.pt and OUT/pack.json: the pack of the session's target with the trainer's
 * averaged network, and the members of `results` added to its results. */
gboolean tau_train_write_predictor (const TauTrainPredictorOptions *options, TauSession *session,
                                    TauTorchTrainer *trainer, int size, JsonObject *results,
                                    GError **error);

G_END_DECLS
