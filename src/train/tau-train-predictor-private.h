/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset/tau-samples.h"
#include "model/tau-session.h"
#include "model/tau-truth.h"
#include "train/tau-train-run.h"

G_BEGIN_DECLS

/* One training of a loss predictor, shared by the files tau-train-predictor*.c. */
typedef struct {
  TauTrainRun run;
  const TauTrainPredictorOptions *options;
  TauSession *session;
  TauDataset *dataset;
  TauDataset *test;    /* or NULL */
  TauSamples *samples; /* of `dataset` */
  TauCorruptionSet corruptions;
  guint *folds; /* indices of samples: n_train to train on, then n_validation to validate on */
  guint n_train, n_validation;
  TauTruth *train, *validation;
  int size;       /* of the predictor's input, px */
  guint32 *order; /* of the epoch: train->n numbers of pictures */
  /* Of a step: pictures as the network is to see them (batch x 3 x size x size), their losses
   * (batch x 12), and the target's answers to them (batch x n_answered x classes) where those are
   * learnt, or NULL. */
  float *planes, *losses, *answers;
} TauPredictorTraining;

/* The validation fold is measured after each epoch: a few thousand images are enough. */
#define TAU_PREDICTOR_MAX_VALIDATION 4000

/* Data set, target and trainer of self->options: all that can be refused is, before the images are
 * loaded and before anything is made. `store` may be NULL. */
gboolean tau_predictor_training_open (TauPredictorTraining *self, TauStore *store, GError **error);
/* `options` without a folder are enough for tau_train_measure_rates(). */
void tau_predictor_training_init (TauPredictorTraining *self,
                                  const TauTrainPredictorOptions *options, TauTrainFunc func,
                                  gpointer data, GCancellable *cancellable);
/* Frees what the struct owns. */
void tau_predictor_training_clear (TauPredictorTraining *self);

/* Tells the caller how far a truth is; `data` is the training. */
void tau_predictor_training_on_truth (double fraction, gpointer data);

/* Loads the images and splits them: 80 % of each class to train, 20 % to validate (METHOD
 * "Training"). */
gboolean tau_predictor_training_load (TauPredictorTraining *self, GError **error);
/* Ground truth of the fold to validate on. */
gboolean tau_predictor_training_compute_validation (TauPredictorTraining *self, GError **error);

/* Of TauTrainKind. The first computes the ground truth of the fold to train on, where the epoch has
 * other copies than the one before. */
gboolean tau_predictor_training_begin (TauTrainRun *run, guint epoch, guint *n, GError **error);
gboolean tau_predictor_training_step (TauTrainRun *run, guint epoch, guint first, guint count,
                                      double rate, double *loss, GError **error);

/* Under how many transforms the target's answers are learnt beside the losses: all 12, which tells
 * most, or of a target with many classes identity alone, to spare memory; 0: none. */
guint tau_train_predictor_n_answered (const TauTrainPredictorOptions *options,
                                      const TauSession *session);
/* A short digest of the images and what is done to them, for the checkpoint. */
guint64 tau_predictor_training_hash (const TauPredictorTraining *self);

G_END_DECLS
