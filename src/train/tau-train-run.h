/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "torch/tau-torch.h"
#include "train/tau-train.h"

G_BEGIN_DECLS

/* Inputs of the networks trained here: values 0..1 mapped to -2..2. */
extern const float tau_train_mean[3], tau_train_std[3];

/* Learning rate at `progress` 0..1 of a training: it rises during the share `warm_up`, then falls
 * to zero along a cosine. */
double tau_train_rate (double peak, double warm_up, double progress);

typedef struct _TauTrainRun TauTrainRun;

/* What differs between a target and a predictor. */
typedef struct {
  const char *checkpoint; /* name of its file */
  /* Prepares an epoch; returns the number of its images in *n. */
  gboolean (*begin) (TauTrainRun *run, guint epoch, guint *n, GError **error);
  /* Performs one step with `count` of the epoch's images, starting at number `first`. */
  gboolean (*step) (TauTrainRun *run, guint epoch, guint first, guint count, double rate,
                    double *loss, GError **error);
  /* Measures at the end of an epoch. */
  gboolean (*measure) (TauTrainRun *run, TauMeasure *out, GError **error);
} TauTrainKind;

/* What trainings of targets and predictors share: epochs and their steps, the status, checkpoints,
 * and the folder of the pack. It is the first member of each one's struct. */
struct _TauTrainRun {
  const TauTrainKind *kind;
  const char *folder;       /* of the new pack */
  guint n_epochs, batch;    /* images of a step */
  double rate, warm_up;     /* peak; share of the training until the peak */
  guint checkpoint_seconds; /* longest time between two checkpoints */
  gboolean resume, overwrite;
  TauTrainFunc func; /* or NULL */
  gpointer data;
  GCancellable *cancellable;

  /* Set while the training is prepared. */
  const TauTorchApi *torch;
  TauTorchTrainer *trainer; /* owned */

  /* Belongs to tau-train-run.c. */
  TauTrainStatus status;
  char *settings, *checkpoint; /* as in TauCheckpoint; path of its file */
  int lock;                    /* on the folder, or -1 */
  guint batches_done;          /* of the epoch to continue with, */
  double loss_sum;             /* and the sum of their losses */
  gint64 started, last_checkpoint;
  double seconds_before; /* spent by the runs that this one resumes */
  double between;        /* seconds of the last epoch that were not steps; NAN: none has ended */

  /* Of the estimate of the time that is left; a kind may know them. */
  guint n_measured;      /* images that are measured after an epoch */
  gboolean begins_alike; /* to begin an epoch takes as long as to begin the first */
  double seconds_after;  /* for what comes after the last epoch */
};

/* Completes a struct whose first block is set. */
void tau_train_run_init (TauTrainRun *self);
void tau_train_run_clear (TauTrainRun *self);

/* Opens libtorch in this process, to train with it on the device of the models. */
gboolean tau_train_run_open_torch (TauTrainRun *self, int n_threads, GError **error);

/* Starts from the weights of a TorchScript file, if `path` is not NULL. The model process reads it.
 */
gboolean tau_train_run_load_weights (TauTrainRun *self, const char *path, GError **error);

/* Sets the remarks: the sentence about sizes, others (NULL: none), and how many images could not be
 * loaded. Takes both texts. */
void tau_train_run_remark (TauTrainRun *self, char *sizes, char **others, guint n_unreadable);

/* To answer images without learning from them takes about this share of a step. */
#define TAU_TRAIN_ANSWER_SHARE (1 / 3.0)

/* The seconds that the epochs to come and what follows them take, before the first step. `n`:
 * images of an epoch; `step`: seconds of one. */
double tau_train_run_expect (const TauTrainRun *self, guint n, double step);

/* Reports to the caller where the training is. */
void tau_train_run_report (TauTrainRun *self, const char *phase, double fraction);

/* EXISTS if the folder holds what must not be replaced: a checkpoint, unless the run resumes, or,
 * if there is none to resume from, a finished result (`finished`), in words for the error message
 * or NULL. Fine with `overwrite`. */
gboolean tau_train_run_check_folder (TauTrainRun *self, const char *finished, GError **error);
/* Whether there is a file of this name in the folder. */
gboolean tau_train_run_has_file (const TauTrainRun *self, const char *name);

/* Makes the folder and locks it until tau_train_run_clear(). WRITE if it cannot be made or another
 * training has it. Removes partial files that a killed training left there. */
gboolean tau_train_run_take_folder (TauTrainRun *self, GError **error);

/* Resumes from the checkpoint, if requested and there is one. `settings` is a digest of everything
 * that shapes the result; the run takes ownership of it. */
gboolean tau_train_run_restore (TauTrainRun *self, char *settings, GError **error);

/* Runs the remaining epochs, with a checkpoint after each, every checkpoint_seconds, and on
 * cancellation. */
gboolean tau_train_run_epochs (TauTrainRun *self, GError **error);

/* Answers (n x n_outputs) of the network, or of its average, to images of size px. */
gboolean tau_train_run_predict (TauTrainRun *self, gboolean averaged, const guint8 *pictures,
                                guint n, int size, float *out, guint n_outputs, GError **error);

G_END_DECLS
