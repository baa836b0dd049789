/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "train/tau-measure.h"
#include "train/tau-train-common.h"
#include "model/tau-truth.h"

G_BEGIN_DECLS

/* One training of a loss predictor, shared by the files tau-train-predictor*.c: the loop
 * (tau-train-predictor.c), its data (-data.c) and the pack made of it (-pack.c). */
typedef struct {
  const TauTrainPredictorOptions *options;
  TauSession *session;
  TauTorchTrainer *trainer;
  TauDataset *dataset;
  TauDataset *test;    /* or NULL */
  TauSamples *samples; /* of `dataset` */
  TauCorruptionSet corruptions;
  guint *folds; /* indices of samples: n_train to train on, then n_validation to validate on */
  guint n_train, n_validation;
  TauTruth *train, *validation;
  int size; /* of the predictor's input, px */
  TauTrainStatus status;
  TauTrainFunc func;
  gpointer data;
  GCancellable *cancellable;
  char *settings; /* a digest of all that shapes the result */
  char *checkpoint_path;
  int lock;             /* on the folder of the pack, or -1 */
  char *problem;        /* the status' */
  GString *curves;      /* the status', without the closing bracket */
  GString *curves_text; /* with it */
  gint64 started, last_checkpoint;
  double seconds_before;
} TauPredictorTraining;

/* The validation fold is measured after each epoch: a few thousand images are enough. */
#define TAU_PREDICTOR_MAX_VALIDATION 4000

/* Data set, target and trainer of self->options: all that can be refused is, before the images are
 * loaded and before anything is made. `store` may be NULL. */
gboolean tau_predictor_training_open (TauPredictorTraining *self, TauStore *store, GError **error);
/* Frees what the struct owns. */
void tau_predictor_training_clear (TauPredictorTraining *self);

/* Tells the caller where the training is. */
void tau_predictor_training_report (TauPredictorTraining *self, const char *phase, double fraction);
/* The same, for a truth that is being computed; `data` is the training. */
void tau_predictor_training_on_truth (double fraction, gpointer data);

/* Loads the images and splits them: 80 % of each class to train, 20 % to validate (METHOD
 * "Training"). */
gboolean tau_predictor_training_load (TauPredictorTraining *self, GError **error);
/* Ground truth of the fold to validate on; and of the fold to train on, where `epoch` has other
 * copies than the one before. */
gboolean tau_predictor_training_compute_validation (TauPredictorTraining *self, GError **error);
gboolean tau_predictor_training_compute_train (TauPredictorTraining *self, guint epoch,
                                               GError **error);

/* The order of an epoch: train->n numbers of pictures. */
guint32 *tau_predictor_training_order (const TauPredictorTraining *self, guint epoch);
/* `count` pictures as the network is to see them (count x 3 x size x size), their losses (count x
 * 12), and the target's answers to them (count x n_answered x classes) where those are learnt. */
void tau_predictor_training_batch (const TauPredictorTraining *self, guint epoch,
                                   const guint32 *order, guint count, float *planes, float *losses,
                                   float *answers);
/* Under how many transforms the target's answers are learnt beside the losses: all 12, which tells
 * most, or of a target with many classes identity alone, to spare memory; 0: none. */
guint tau_train_predictor_n_answered (const TauTrainPredictorOptions *options,
                                      const TauSession *session);
/* Room for the answers of a batch, or NULL where they are not learnt. */
float *tau_predictor_training_new_answers (const TauPredictorTraining *self, guint batch);

/* A short digest of the images and what is done to them, for the checkpoint. */
guint64 tau_predictor_training_hash (const TauPredictorTraining *self);

G_END_DECLS
