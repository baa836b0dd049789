/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "torch/tau-torch.h"
#include "train/tau-train.h"

G_BEGIN_DECLS

/* Inputs of the networks trained here: values 0..1 brought to -2..2. */
extern const float tau_train_mean[3], tau_train_std[3];

/* Learning rate at `progress` 0..1 of a training: up over the share `warm_up` of it, then to zero
 * along a cosine. */
double tau_train_rate (double peak, double warm_up, double progress);

typedef struct _TauTrainRun TauTrainRun;

/* What is different for a target and a predictor. */
typedef struct {
  const char *checkpoint; /* name of its file */
  /* Makes ready for an epoch; gives the number of images in it. */
  gboolean (*begin) (TauTrainRun *run, guint epoch, guint *n, GError **error);
  /* One step with `count` of its images, from number `first` on. */
  gboolean (*step) (TauTrainRun *run, guint epoch, guint first, guint count, double rate,
                    double *loss, GError **error);
  /* Measures at the end of an epoch. */
  gboolean (*measure) (TauTrainRun *run, TauMeasure *out, GError **error);
} TauTrainKind;

/* What trainings of targets and predictors share: epochs and their steps, the status, checkpoints,
 * and the folder of the pack. The first member of the struct of either. */
struct _TauTrainRun {
  const TauTrainKind *kind;
  const char *folder;       /* of the pack that is made */
  guint n_epochs, batch;    /* images of a step */
  double rate, warm_up;     /* its peak; the share of the training up to it */
  guint checkpoint_seconds; /* at least one checkpoint in so many */
  gboolean resume;
  TauTrainFunc func; /* or NULL */
  gpointer data;
  GCancellable *cancellable;

  /* Set while the training is prepared. */
  const TauTorchApi *torch;
  TauTorchTrainer *trainer; /* owned */

  /* Of tau-train-run.c. */
  TauTrainStatus status;
  char *settings, *checkpoint; /* as in TauCheckpoint; path of its file */
  int lock;                    /* on the folder, or -1 */
  guint batches_done;          /* of the epoch to go on with, */
  double loss_sum;             /* and the sum of their losses */
  gint64 started, last_checkpoint;
  double seconds_before; /* spent by the runs that this one resumes */
};

/* Completes a struct of which the first block is set. */
void tau_train_run_init (TauTrainRun *self);
void tau_train_run_clear (TauTrainRun *self);

/* Tells the caller where the training is. */
void tau_train_run_report (TauTrainRun *self, const char *phase, double fraction);

/* Makes the folder, and locks it until tau_train_run_clear(); WRITE where it cannot be made, or
 * another training has it. What a killed training left half-written there is removed. */
gboolean tau_train_run_take_folder (TauTrainRun *self, GError **error);

/* Goes on from the checkpoint, if that is asked for and there is one. `settings` is a digest of all
 * that shapes the result, and becomes the run's. */
gboolean tau_train_run_restore (TauTrainRun *self, char *settings, GError **error);

/* The epochs that are left, with a checkpoint after each, every checkpoint_seconds, and when it is
 * cancelled. */
gboolean tau_train_run_epochs (TauTrainRun *self, GError **error);

/* Answers (n x n_outputs) of the network, or of its average, to pictures of size px. */
gboolean tau_train_run_predict (TauTrainRun *self, gboolean averaged, const guint8 *pictures,
                                guint n, int size, float *out, guint n_outputs, GError **error);

G_END_DECLS
