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
  const TauTrainPredictorOptions *options; /* `adjusted` */
  TauTrainPredictorOptions adjusted;       /* those given; batch and copies follow the data */
  TauSession *session;
  TauDataset *dataset;
  TauDataset *test;    /* or NULL */
  char *whole;         /* the specification of `dataset` if it has no parts, or NULL */
  TauSamples *samples; /* of `dataset` */
  TauCorruptionSet corruptions;
  gint32 *classes, *test_classes; /* of the pack, for each class of `dataset` and of `test` */
  guint *folds; /* indices of samples: n_train for training, then n_validation for validation */
  guint n_train, n_validation;
  TauTruth *train, *validation;
  int size; /* of the predictor's input, px */
  /* For the time that is left while losses are computed. */
  gint64 losses_began; /* of the training fold; 0: others are computed */
  double step_seconds; /* NAN: not known yet */
  /* While test images are measured: which set, and when the first began; 0: not yet. */
  guint test_set;
  gint64 test_began;
  guint32 *order; /* of the epoch: train->n numbers of images */
  /* For one step: images as the network sees them (batch x 3 x size x size), their losses (batch x
   * 12), and the target's answers to them (batch x n_answered x classes) if those are learnt, or
   * NULL. */
  float *planes, *losses, *answers;
} TauPredictorTraining;

/* The validation fold is measured after each epoch: a few thousand images are enough. */
#define TAU_PREDICTOR_MAX_VALIDATION 4000

/* Opens data set, target and trainer of self->options. Checks everything that can be refused before
 * the images are loaded and before any file is written. `store` may be NULL. */
gboolean tau_predictor_training_open (TauPredictorTraining *self, TauStore *store, GError **error);
/* For tau_train_measure_rates(), `options` need no folder and no data set. */
void tau_predictor_training_init (TauPredictorTraining *self,
                                  const TauTrainPredictorOptions *options, TauTrainFunc func,
                                  gpointer data, GCancellable *cancellable);
/* Frees what the struct owns. */
void tau_predictor_training_clear (TauPredictorTraining *self);

/* Reports the progress of a ground truth to the caller; `data` is the training. */
void tau_predictor_training_on_truth (double fraction, gpointer data);

/* Up to `limit` images (0: all) of a data set in the size that the target needs; `classes` says
 * which class of the pack each of its classes is, and their labels are those. */
TauSamples *tau_predictor_training_load_samples (TauPredictorTraining *self, TauDataset *dataset,
                                                 const gint32 *classes, guint limit,
                                                 GError **error);
/* Loads the images and splits them: 80 % of each class for training, 20 % for validation (METHOD
 * "Training"). */
gboolean tau_predictor_training_load (TauPredictorTraining *self, GError **error);
/* Computes the ground truth of the validation fold, and measures what a step will take. */
gboolean tau_predictor_training_compute_validation (TauPredictorTraining *self, GError **error);

/* The averaged network's predictions for a set; `data` is the training. */
gboolean tau_predictor_training_predict (const TauTruth *truth, float *predicted, gpointer data,
                                         GError **error);

/* Functions of TauTrainKind. The first computes the ground truth of the training fold if the epoch
 * has other copies than the one before. */
gboolean tau_predictor_training_begin (TauTrainRun *run, guint epoch, guint *n, GError **error);
gboolean tau_predictor_training_step (TauTrainRun *run, guint epoch, guint first, guint count,
                                      double rate, double *loss, GError **error);

/* For how many transforms the target's answers are learnt besides the losses: all 12, which tell
 * most; only identity for a target with many classes, to save memory; 0: none. */
guint tau_train_predictor_n_answered (const TauTrainPredictorOptions *options,
                                      const TauSession *session);
/* A short digest of the images and how they are corrupted and distorted, for the checkpoint. */
guint64 tau_predictor_training_hash (const TauPredictorTraining *self);

G_END_DECLS
