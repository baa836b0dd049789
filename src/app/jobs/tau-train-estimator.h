/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "train/tau-train-estimate.h"
#include "app/jobs/tau-worker.h"

G_BEGIN_DECLS

/* Measures how fast this computer trains with given options, on the worker for long jobs; the
 * latest question wins, and one with the same answer is not asked again.
 *
 * Signal "changed". */
#define TAU_TYPE_TRAIN_ESTIMATOR (tau_train_estimator_get_type ())
G_DECLARE_FINAL_TYPE (TauTrainEstimator, tau_train_estimator, TAU, TRAIN_ESTIMATOR, GObject)

TauTrainEstimator *tau_train_estimator_new (TauWorker *jobs);

void tau_train_estimator_ask (TauTrainEstimator *self, const TauTrainPredictorOptions *options);
/* Stops measuring, for example when a training begins. */
void tau_train_estimator_cancel (TauTrainEstimator *self);

gboolean tau_train_estimator_is_busy (TauTrainEstimator *self);
/* The answer to the last question; NULL while unknown. */
const TauTrainRates *tau_train_estimator_get_rates (TauTrainEstimator *self);
/* Why that training is impossible: a sentence, or NULL. */
const char *tau_train_estimator_get_problem (TauTrainEstimator *self);

G_END_DECLS
