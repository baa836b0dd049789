/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "torch/tau-torch.h"
#include "train/tau-epoch.h"

G_BEGIN_DECLS

#define TAU_TRAIN_ERROR (tau_train_error_quark ())

typedef enum {
  TAU_TRAIN_ERROR_OPTIONS = 1, /* settings that do not fit together */
  TAU_TRAIN_ERROR_CHECKPOINT,  /* it belongs to other settings, or is damaged */
  TAU_TRAIN_ERROR_WRITE,
  TAU_TRAIN_ERROR_EXISTS, /* OUT holds what would be lost */
} TauTrainError;

GQuark tau_train_error_quark (void);

/* The progress of a training. */
typedef struct {
  char *phase;         /* translated: "Loading images", "Epoch 3 of 14"... */
  double fraction;     /* of the phase, 0..1 */
  gboolean started;    /* all checks that can refuse the training have passed */
  guint n_epochs;      /* planned number */
  GArray *epochs;      /* of TauEpoch: the finished ones, including those before resuming */
  gboolean epoch_done; /* this call is at the end of the last finished epoch */
  double loss;         /* mean training loss of the epoch under way; NAN before its first step */
  double images_per_second;
  double seconds_left; /* of the whole training; NAN when unknown */
  char **remarks; /* translated sentences about sizes and the data, from `started` on; or NULL */
  char *problem;  /* a sentence about what went wrong without ending the training, or NULL */
} TauTrainStatus;

/* A copy for another thread, or for later use. */
TauTrainStatus *tau_train_status_copy (const TauTrainStatus *self);
void tau_train_status_free (TauTrainStatus *self); /* of a copy; NULL is fine */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauTrainStatus, tau_train_status_free)

/* The last finished epoch in a training's status, or NULL. */
const TauEpoch *tau_train_status_last (const TauTrainStatus *self);

/* `status` belongs to the training. */
typedef void (*TauTrainFunc) (const TauTrainStatus *status, gpointer data);

typedef struct {
  const char *dataset;   /* to train on */
  const char *test;      /* to measure on after each epoch; NULL: none */
  gboolean parts_if_any; /* as for predictors, below */
  const char *out;       /* folder of the new pack */
  const char *name;      /* of the pack; NULL: the folder's name */
  const char *description;
  const char *architecture; /* "resnet20", "wrn-16-2" */
  /* How the images vary: "standard" (shifted and mirrored), or "augmix" besides (tau-augmix.h). */
  const char *augment;
  gboolean jsd; /* augmix: with the Jensen-Shannon term, which takes three views of each image */
  const char *corruptions; /* augmix: these are operations too; as for tau_corruption_set_parse() */
  const char *command;     /* the command line, for pack.json */
  const char *init;        /* TorchScript file of the same architecture to start from; NULL: none */
  int input_size;          /* px; 0: the data set's default */
  guint epochs, batch, limit;
  double learning_rate, weight_decay, smoothing;
  gboolean flip; /* mirror half of the images; not if mirroring changes the class */
  gboolean bfloat16;
  guint64 seed;
  int n_threads;
  guint checkpoint_seconds; /* longest time between checkpoints, besides those after epochs */
  gboolean resume;
  gboolean overwrite; /* what a finished or unfinished training left in `out` */
} TauTrainTargetOptions;

/* What a menu offers of architectures, and all augmentations; a NULL name ends the list. */
extern const TauChoice tau_target_architectures[], tau_augmentations[];

void tau_train_target_options_init (TauTrainTargetOptions *self);
/* A copy with its own strings. */
TauTrainTargetOptions *tau_train_target_options_copy (const TauTrainTargetOptions *self);
void tau_train_target_options_free (TauTrainTargetOptions *self); /* of a copy */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauTrainTargetOptions, tau_train_target_options_free)

/* All options except n_threads, resume and overwrite, as a JSON object for the store; and the
 * inverse, a copy: missing members get their default. NULL if the text is not that of a target's
 * training (NULL is fine). */
char *tau_train_target_options_to_json (const TauTrainTargetOptions *self);
TauTrainTargetOptions *tau_train_target_options_from_json (const char *text);

/* Trains a classifier; writes OUT/target.pt and OUT/pack.json, and a checkpoint after each epoch.
 * EXISTS if OUT already holds a pack or a checkpoint, unless `resume` or `overwrite` says what to
 * do. Runs on the calling thread; `func` is called there. */
gboolean tau_train_target (const TauTrainTargetOptions *options, TauTrainFunc func, gpointer data,
                           GCancellable *cancellable, GError **error);

/* Options for training a loss predictor. Strings are borrowed. */
typedef struct {
  const char *pack;   /* folder or name, with a target; the predictor is added to a copy in `out` */
  const char *target; /* instead of a pack: a TorchScript file with the data set's classes */
  int target_size;    /* px of that file's input; 0: as target_choices say, or found */
  const char *target_choices; /* what the user says of that file: tau_model_choices_to_json(), or
                                 NULL */
  const char *dataset;        /* D_train of the target */
  const char *test;           /* to measure on at the end; NULL: none */
  gboolean parts_if_any; /* if `dataset` is a part that is not there, all images are trained on and
                            none are tested on; if `test` is, none are tested on */
  const char *out;
  const char *init; /* a predictor trained by this program, of the same architecture, or weights of
                       EfficientNet-B0 from elsewhere; NULL: none */
  const char *architecture; /* one of tau_architectures */
  const char *loss;         /* one of tau_losses */
  const char *corruptions;  /* as for tau_corruption_set_parse() */
  const char *optimizer;    /* "adamw" or "rmsprop" */
  const char *padding;      /* "symmetric" or "same" (TauPadding); NULL: as `init` has it, otherwise
                               symmetric */
  const char *command;      /* for pack.json */
  int input_size;           /* of the predictor, px; 0: the target's, but at most 64 */
  guint epochs, limit;
  guint batch;      /* images in a step; if grouped, batch / copies images with all their copies */
  guint test_limit; /* images of `test`; 0: all */
  guint copies;     /* differently corrupted copies of each image whose losses are computed */
  guint first_copy; /* number of the first copy, to differ from another training's */
  gboolean fresh;   /* new copies are drawn for each epoch */
  gboolean grouped; /* the copies of an image are in one step */
  double corruption_share; /* of the copies that are corrupted */
  double distort;          /* probability of each of rotation, zoom, brightness (tau-distort.h) */
  double flip;             /* probability of mirroring, for the target too */
  gboolean mirror; /* mirror half of the predictor's inputs, with the losses of the unmirrored
                      image; not if mirroring changes the class */
  double cut_out;  /* probability of a grey square in what the predictor sees */
  double learning_rate, warm_up; /* peak; share of the training until the peak */
  double momentum, weight_decay, average;
  double identity_margin; /* subtracted from the loss predicted for `identity` after the training,
                             >= 0: other transforms must promise more than that (METHOD "At test
                             time": a threshold) */
  double imitation; /* weight of learning the target's answers besides the losses (TauTrainerSpec);
                       0: not done */
  gboolean bfloat16;
  guint64 seed;
  int n_threads;
  guint checkpoint_seconds; /* longest time between checkpoints, besides those after epochs */
  gboolean resume;
  gboolean overwrite; /* what a finished or unfinished training left in `out` */
} TauTrainPredictorOptions;

/* Defaults for a loss: the paper's recipe for "sodeep" (every number of METHOD "Training"), our own
 * for the others and for NULL, which is the default loss. */
void tau_train_predictor_options_init (TauTrainPredictorOptions *self, const char *loss);
/* A copy with its own strings. */
TauTrainPredictorOptions *tau_train_predictor_options_copy (const TauTrainPredictorOptions *self);
void tau_train_predictor_options_free (TauTrainPredictorOptions *self); /* of a copy */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauTrainPredictorOptions, tau_train_predictor_options_free)

/* All options except n_threads, resume and overwrite, as a JSON object for the store; and the
 * inverse, a copy. Missing members get their default; so do all if the text is not an object (NULL
 * is fine). */
char *tau_train_predictor_options_to_json (const TauTrainPredictorOptions *self);
TauTrainPredictorOptions *tau_train_predictor_options_from_json (const char *text);

/* Trains a loss predictor (METHOD "Training"); writes OUT/predictor.pt and OUT/pack.json. EXISTS as
 * for targets: a predictor, its checkpoint, or a pack of another target. Ground
 * truth is kept in `store`, which may be NULL and belongs to the calling thread. */
gboolean tau_train_predictor (const TauTrainPredictorOptions *options, TauStore *store,
                              TauTrainFunc func, gpointer data, GCancellable *cancellable,
                              GError **error);

G_END_DECLS
