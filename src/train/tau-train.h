/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/tau-store.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>

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
  gboolean started;    /* all that can be refused has been */
  guint epoch;         /* finished epochs */
  gboolean epoch_done; /* this call comes at the end of an epoch, with its measures */
  guint n_epochs;
  double loss;    /* mean training loss of the epoch */
  double measure; /* target: test error in percent; predictor: validation Spearman */
  double error_center, error_ours, error_ours2, error_oracle; /* predictor: percent, validation */
  double images_per_second;
  double seconds_left; /* of the whole training; NAN when unknown */
  /* Predictor: a JSON array with an object per finished epoch, those before a resumption included:
   * "epoch", "loss", "spearman", "center", "ours:1", "ours:2", "oracle", "seconds". NULL early on.
   */
  const char *curves;
  const char *problem; /* a sentence about what went wrong without ending the training, or NULL */
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
  int input_size;   /* px; 0: what the reader of the data set says */
  guint epochs, batch, limit;
  double learning_rate, weight_decay, smoothing;
  gboolean flip; /* mirror half of the images; not where mirroring changes the class */
  gboolean bfloat16;
  guint64 seed;
  int n_threads;
  guint checkpoint_seconds; /* at least one checkpoint in so many, besides those after epochs */
  gboolean resume;
} TauTrainTargetOptions;

void tau_train_target_options_init (TauTrainTargetOptions *self);

/* Trains a classifier; writes OUT/target.pt and OUT/pack.json, and a checkpoint after each epoch.
 * Runs on the calling thread; `func` is called there. */
gboolean tau_train_target (const TauTrainTargetOptions *options, TauTrainFunc func, gpointer data,
                           GCancellable *cancellable, GError **error);

/* What is asked of a training of a loss predictor. Strings are borrowed. */
typedef struct {
  const char *pack;   /* folder or name, with a target; the predictor is added to a copy in `out` */
  const char *target; /* instead of a pack: a TorchScript file, whose classes are the data set's */
  int target_size;    /* px of that file's input */
  const char *dataset; /* D_train of the target */
  const char *test;    /* to measure on at the end; NULL: none */
  const char *out;
  const char *init;         /* a predictor that this made of the same architecture; NULL: none */
  const char *architecture; /* "compact", "efficientnet-b0" */
  const char *loss;         /* see TauTorchApi.trainer_step_losses */
  const char *corruptions;  /* as for tau_corruption_set_parse() */
  const char *optimizer;    /* "adamw" or "rmsprop" */
  const char *command;      /* for pack.json */
  int input_size;           /* of the predictor, px; 0: that of the target up to 64 */
  guint epochs, limit;
  guint batch; /* pictures of a step: batch / copies images with all their copies when grouped */
  guint test_limit; /* images of `test`; 0: all */
  guint copies;     /* differently corrupted copies of each image whose losses are computed */
  guint first_copy; /* number of the first of them: others than those of another training */
  gboolean fresh;   /* drawn anew for each epoch */
  gboolean grouped; /* the copies of an image are in one step */
  double corruption_share; /* of the copies that are corrupted */
  double distort;          /* probability of each of rotation, zoom, brightness (tau-distort.h) */
  double flip;             /* probability of the mirror image, the target seeing it too */
  gboolean mirror; /* half of what the predictor sees is mirrored, the losses of the plain picture
                    * being taken for those of its mirror image; not where that changes the class */
  double cut_out;  /* probability of a grey square in what the predictor sees */
  double learning_rate, warm_up; /* its peak; the share of the training until it is reached */
  double momentum, weight_decay, average;
  double identity_margin; /* what is taken off the loss predicted for `identity` when the training
                           * is over, >= 0: other transforms must promise more than that (METHOD
                           * "At test time": a threshold) */
  double imitation;       /* what learning the target's answers beside the losses counts
                           * (TauTrainerSpec); 0: not done */
  gboolean bfloat16;
  guint64 seed;
  int n_threads;
  guint checkpoint_seconds; /* at least one checkpoint in so many, besides those after epochs */
  gboolean resume;
} TauTrainPredictorOptions;

/* Defaults for a loss: the paper's recipe for "sodeep" (every number of METHOD "Training"), our own
 * for the others and for NULL, which is the default loss. */
void tau_train_predictor_options_init (TauTrainPredictorOptions *self, const char *loss);
/* All but n_threads and resume, as a JSON object; back again, with strings borrowed from it. What
 * is missing there gets its default. */
JsonNode *tau_train_predictor_options_to_json (const TauTrainPredictorOptions *self);
void tau_train_predictor_options_from_json (TauTrainPredictorOptions *self, JsonNode *json);

/* Trains a loss predictor (METHOD "Training"); writes OUT/predictor.pt and OUT/pack.json. Ground
 * truth is kept in `store`, which may be NULL and belongs to the calling thread. */
gboolean tau_train_predictor (const TauTrainPredictorOptions *options, TauStore *store,
                              TauTrainFunc func, gpointer data, GCancellable *cancellable,
                              GError **error);

G_END_DECLS
