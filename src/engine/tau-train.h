/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TAU_TRAIN_ERROR (tau_train_error_quark ())

typedef enum {
  TAU_TRAIN_ERROR_OPTIONS = 1, /* settings that do not fit together */
  TAU_TRAIN_ERROR_CHECKPOINT,  /* belongs to other settings, or is damaged */
  TAU_TRAIN_ERROR_WRITE,
} TauTrainError;

GQuark tau_train_error_quark (void);

/* How far a training is. Measures of the last finished epoch are NAN before the first one ends. */
typedef struct {
  const char *phase;   /* translated: "Loading images", "Epoch 3 of 14"... */
  double fraction;     /* of the phase, 0..1 */
  guint epoch;         /* finished epochs */
  gboolean epoch_done; /* this call comes at the end of an epoch, with its measures */
  guint n_epochs;
  double loss;    /* mean training loss of the epoch */
  double measure; /* target: test error in percent; predictor: validation Spearman */
  double error_center, error_ours, error_oracle; /* predictor: percent on the validation fold */
  double images_per_second;
  double seconds_left; /* of the whole training; NAN when unknown */
} TauTrainStatus;

typedef void (*TauTrainFunc) (const TauTrainStatus *status, gpointer data);

typedef struct {
  const char *dataset; /* to train on */
  const char *test;    /* to measure on after each epoch; NULL: none */
  const char *out;     /* folder of the pack that is made */
  const char *name;    /* of the pack; NULL: the folder's name */
  const char *description;
  const char *architecture; /* "resnet20" */
  const char *command;      /* the command line, for pack.json */
  const char *init; /* TorchScript file of the same architecture to start from; NULL: none */
  int input_size;   /* px; 0: 64 for signs, 32 else */
  guint epochs, batch, limit;
  double learning_rate, weight_decay, smoothing;
  gboolean flip; /* mirror half of the images; not where mirroring changes the class */
  gboolean bfloat16;
  guint64 seed;
  int n_threads;
  gboolean resume;
} TauTrainTargetOptions;

void tau_train_target_options_init (TauTrainTargetOptions *self);

/* Trains a classifier; writes OUT/target.pt and OUT/pack.json, and a checkpoint after each epoch.
 * Runs on the calling thread; `func` is called there. */
gboolean tau_train_target (const TauTrainTargetOptions *options, TauTrainFunc func, gpointer data,
                           GCancellable *cancellable, GError **error);

typedef struct {
  const char *pack;    /* folder with a target; the predictor is added to a copy in `out` */
  const char *dataset; /* D_train of the target */
  const char *test;    /* to measure on at the end; NULL: none */
  const char *out;
  const char *architecture; /* "compact", "efficientnet-b0" */
  const char *loss;         /* see TauTorchApi.trainer_step_losses */
  const char *corruptions;  /* "all" (the 15), a group, or names with commas */
  const char *command;
  int input_size; /* px; 0: that of the target up to 64 */
  guint epochs, batch, limit;
  guint test_limit; /* images of `test`; 0: all */
  gboolean mirror;  /* mirror half of the images; not where mirroring changes the class */
  guint copies;     /* differently corrupted copies of each image whose losses are computed */
  double corruption_share; /* of the copies that are corrupted */
  double learning_rate, weight_decay, average;
  gboolean bfloat16;
  guint64 seed;
  int n_threads;
  const char *cache; /* folder that keeps the actual losses for the next training; NULL: none */
  gboolean resume;
} TauTrainPredictorOptions;

void tau_train_predictor_options_init (TauTrainPredictorOptions *self);

/* Trains a loss predictor (METHOD "Training"); writes OUT/predictor.pt and OUT/pack.json. */
gboolean tau_train_predictor (const TauTrainPredictorOptions *options, TauTrainFunc func,
                              gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
