/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/tau-session.h"
#include "train/tau-train-run.h"

G_BEGIN_DECLS

/* The files of a model pack that a training writes at its end. */

/* Writes OUT/target.pt and OUT/pack.json. `corruptions`: on which it was trained. The error on
 * `n_tested` images is in percent; NAN: none were tested. */
gboolean tau_train_write_target (const TauTrainTargetOptions *options,
                                 const TauCorruptionSet *corruptions, TauTrainRun *run,
                                 GPtrArray *classes, int size, double error_rate, guint n_tested,
                                 GError **error);

/* Writes OUT/predictor.pt and OUT/pack.json: the pack of the session's target with the trainer's
 * averaged network, trained on `corruptions`, and with the members of `results` added to the pack's
 * results. */
gboolean tau_train_write_predictor (const TauTrainPredictorOptions *options,
                                    const TauCorruptionSet *corruptions, TauTrainRun *run,
                                    TauSession *session, int size, JsonObject *results,
                                    GError **error);

G_END_DECLS
