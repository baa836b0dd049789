/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-train-predictor-private.h"

#include "base/tau-parallel.h"
#include "base/tau-random.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* With more classes, the answers under all transforms would fill the memory: 48 bytes per class and
 * image. */
#define MOST_CLASSES 100

/* Images answered to learn how long that takes. */
#define N_TIMED 64

/* Where images are too few for a step: how many copies there are to be, at most of each image, and
 * how many steps they make. */
#define FEW_COPIES 1024
#define MAX_COPIES 64
#define FEW_STEPS  8

TauSamples *
tau_predictor_training_load_samples (TauPredictorTraining *self, TauDataset *dataset,
                                     const gint32 *classes, guint limit, GError **error)
{
  const TauPack *pack = self->session->pack;
  TauSamples *samples = tau_samples_load (dataset, pack->target.input_size + pack->margin, limit,
                                          self->options->n_threads, self->run.cancellable, error);
  for (guint i = 0; samples != NULL && i < samples->n; i++)
    samples->labels[i] = classes[samples->labels[i]];
  return samples;
}

/* Few images do not fill a step: then there are more copies of each, and smaller steps. */
static void
adjust (TauPredictorTraining *self)
{
  TauTrainPredictorOptions *options = &self->adjusted;
  if (self->n_train >= MAX (options->batch / options->copies, 1))
    return;
  options->copies =
      MAX (options->copies, MIN (MAX_COPIES, (FEW_COPIES + self->n_train - 1) / self->n_train));
  const guint n = self->n_train * options->copies;
  guint batch = CLAMP (n / FEW_STEPS, 2, options->batch);
  if (options->grouped)
    batch = MAX (batch / options->copies, 1) * options->copies;
  options->batch = self->run.batch = MIN (batch, n);
}

gboolean
tau_predictor_training_load (TauPredictorTraining *self, GError **error)
{
  const TauTrainPredictorOptions *options = self->options;
  tau_train_run_report (&self->run, _ ("Loading images"), 0);
  self->samples = tau_predictor_training_load_samples (self, self->dataset, self->classes,
                                                       options->limit, error);
  if (self->samples == NULL)
    return FALSE;

  const TauSamples *samples = self->samples;
  g_autofree guint8 *fold = g_malloc (self->dataset->n_images);
  guint n = 0;
  tau_dataset_split (self->dataset, TAU_VALIDATION_SHARE, options->seed, fold);
  self->folds = g_new (guint, samples->n);
  for (guint f = 0; f < 2; f++) {
    for (guint i = 0; i < samples->n; i++)
      if (fold[samples->indices[i]] == f)
        self->folds[n++] = i;
    if (f == 0)
      self->n_train = n;
  }
  /* Evenly spaced, because images of one class are often adjacent. */
  self->n_validation =
      tau_spread (self->folds + self->n_train, n - self->n_train, TAU_PREDICTOR_MAX_VALIDATION);
  if (self->n_train == 0 || self->n_train == n) {
    g_set_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_OPTIONS,
                 g_dngettext (GETTEXT_PACKAGE,
                              "%u image is too few to train on: a class needs at least 3, of which "
                              "one is left out to validate on",
                              "%u images are too few to train on: a class needs at least 3, of "
                              "which one is left out to validate on",
                              samples->n),
                 samples->n);
    return FALSE;
  }
  adjust (self);
  const TauPack *pack = self->session->pack;
  tau_train_run_remark (
      &self->run,
      g_strdup_printf (
          _ ("Input size: %d × %d pixels of the target, %d × %d of the predictor; %u "
             "images to train on and %u to validate on, %u copies of each, %u in a step"),
          pack->target.input_size, pack->target.input_size, self->size, self->size, self->n_train,
          self->n_validation, options->copies, self->run.batch),
      tau_pack_get_remarks (self->session->pack, self->dataset), samples->n_unreadable);
  return TRUE;
}

/* Computes `truth` for `spec`. Reports problems with the store once. */
static gboolean
compute (TauPredictorTraining *self, const TauTruthSpec *spec, TauTruth **truth, GError **error)
{
  g_clear_pointer (truth, tau_truth_free);
  *truth = tau_truth_compute (self->session, spec, tau_predictor_training_on_truth, self,
                              self->run.cancellable, error);
  if (*truth == NULL)
    return FALSE;
  if (self->run.status.problem == NULL)
    self->run.status.problem = g_strdup ((*truth)->store_problem);
  return TRUE;
}

static TauTruthSpec
common_spec (const TauPredictorTraining *self)
{
  const TauTrainPredictorOptions *options = self->options;
  return (TauTruthSpec){
    .samples = self->samples,
    .copies = 1,
    .corruptions = self->corruptions,
    .share = options->corruption_share,
    .seed = options->seed,
    .predictor_size = self->size,
    .n_threads = options->n_threads,
  };
}

/* What the time that is left is estimated from: the losses of the test images take as long as
 * those of the validation. */
static void
expect_time (TauPredictorTraining *self, double seconds)
{
  const guint n = self->validation->n, limit = self->options->test_limit;
  const guint n_test = self->test != NULL ? self->test->n_images : 0;
  self->run.n_measured = n;
  self->run.begins_alike = self->options->fresh;
  self->run.seconds_after = (double)tau_measure_copies (0) *
                            (limit > 0 ? MIN (limit, n_test) : n_test) * seconds / MAX (n, 1);
}

/* By answering, because learning would change the weights. */
static gboolean
measure_step (TauPredictorTraining *self, GError **error)
{
  TauTruth few = *self->validation;
  few.n = MIN (few.n, N_TIMED);
  g_autofree float *predicted = g_new (float, (gsize)few.n *TAU_N_TRANSFORMS);
  double seconds = INFINITY;
  for (guint i = 0; i < 2; i++) { /* the first warms up */
    const gint64 began = g_get_monotonic_time ();
    if (!tau_predictor_training_predict (&few, predicted, self, error))
      return FALSE;
    seconds = MIN (seconds, (g_get_monotonic_time () - began) / 1e6);
  }
  self->step_seconds = seconds / TAU_TRAIN_ANSWER_SHARE / few.n * self->run.batch;
  return TRUE;
}

gboolean
tau_predictor_training_compute_validation (TauPredictorTraining *self, GError **error)
{
  TauTruthSpec spec = common_spec (self);
  const gint64 began = g_get_monotonic_time ();
  spec.chosen = self->folds + self->n_train;
  spec.n_chosen = self->n_validation;
  spec.probabilities = TRUE;
  if (!compute (self, &spec, &self->validation, error))
    return FALSE;
  expect_time (self, (g_get_monotonic_time () - began) / 1e6);
  return measure_step (self, error);
}

static gboolean
compute_train (TauPredictorTraining *self, guint epoch, GError **error)
{
  const TauTrainPredictorOptions *options = self->options;
  TauTruthSpec spec = common_spec (self);
  spec.chosen = self->folds;
  spec.n_chosen = self->n_train;
  spec.copies = options->copies;
  spec.first_copy = options->first_copy + (options->fresh ? epoch * options->copies : 0);
  spec.distort = options->distort;
  spec.flip = options->flip;
  spec.n_answered = tau_train_predictor_n_answered (options, self->session);
  self->losses_began = g_get_monotonic_time ();
  const gboolean done = compute (self, &spec, &self->train, error);
  self->losses_began = 0;
  return done;
}

/* -- epochs and steps ---------------------------------------------------------------------- */

gboolean
tau_predictor_training_begin (TauTrainRun *run, guint epoch, guint *n, GError **error)
{
  TauPredictorTraining *self = (TauPredictorTraining *)run;
  TauRandom random;
  if ((self->train == NULL || self->options->fresh) && !compute_train (self, epoch, error))
    return FALSE;
  *n = self->train->n;
  guint group = self->options->grouped ? self->options->copies : 1;
  g_autofree guint32 *groups = g_new (guint32, *n);
  g_free (self->order);
  self->order = g_new (guint32, *n);
  tau_random_init (&random, self->options->seed,
                   tau_random_stream (epoch, 0x706f72646572)); /* "porder" */
  tau_random_permutation (&random, groups, *n / group);
  for (guint i = 0; i < *n; i++)
    self->order[i] = groups[i / group] * group + i % group;
  return TRUE;
}

typedef struct {
  const TauPredictorTraining *training;
  const guint32 *order;
  guint epoch;
  guint n_answered;
} Batch;

/* A grey square of 3/8 of the side anywhere in the image (METHOD "Training": 12 px at 32). */
static void
cut_out (guint8 *rgb, int size, TauRandom *random)
{
  int side = size * 3 / 8;
  int x0 = (int)tau_random_below (random, size) - side / 2;
  int y0 = (int)tau_random_below (random, size) - side / 2;
  for (int y = MAX (y0, 0); y < MIN (y0 + side, size); y++) {
    int from = MAX (x0, 0), to = MIN (x0 + side, size);
    if (to > from)
      memset (rgb + ((gsize)y * size + from) * 3, 128, (gsize)(to - from) * 3);
  }
}

/* Image i of the batch with its losses. If it is mirrored, the rotations swap places. */
static void
prepare_one (guint i, gpointer data)
{
  const Batch *batch = data;
  const TauPredictorTraining *self = batch->training;
  const TauTrainPredictorOptions *options = self->options;
  const TauTruth *truth = self->train;
  guint number = batch->order[i];
  int size = truth->size;
  gsize pixels = (gsize)size * size;
  const guint8 *in = truth->pictures + number * pixels * 3;
  const float *losses = truth->losses + (gsize)number * TAU_N_TRANSFORMS;
  g_autofree guint8 *picture = g_malloc (pixels * 3);
  TauRandom random;

  tau_random_init (&random, options->seed,
                   tau_random_stream (number, 0x70617567 + batch->epoch)); /* "paug" */
  gboolean mirrored = options->mirror && tau_random_chance (&random, 0.5);
  for (int y = 0; y < size; y++)
    for (int x = 0; x < size; x++)
      memcpy (picture + ((gsize)y * size + x) * 3,
              in + ((gsize)y * size + (mirrored ? size - 1 - x : x)) * 3, 3);
  if (tau_random_chance (&random, options->cut_out))
    cut_out (picture, size, &random);
  tau_pixels_to_planes (picture, pixels, tau_train_mean, tau_train_std,
                        self->planes + i * pixels * 3);
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    self->losses[i * TAU_N_TRANSFORMS + t] = losses[mirrored ? tau_transform_mirror (t) : t];
  const guint n_answered = batch->n_answered;
  for (guint t = 0; t < n_answered; t++) {
    const guint from = mirrored ? tau_transform_mirror (t) : t;
    memcpy (self->answers + ((gsize)i * n_answered + t) * truth->n_classes,
            truth->answers + ((gsize)number * n_answered + from) * truth->n_classes,
            truth->n_classes * sizeof (float));
  }
}

gboolean
tau_predictor_training_step (TauTrainRun *run, guint epoch, guint first, guint count, double rate,
                             double *loss, GError **error)
{
  TauPredictorTraining *self = (TauPredictorTraining *)run;
  const guint n_answered = tau_train_predictor_n_answered (self->options, self->session);
  const gsize batch = run->batch;
  if (self->planes == NULL) {
    self->planes = g_new (float, batch * self->size * self->size * 3);
    self->losses = g_new (float, batch *TAU_N_TRANSFORMS);
    if (n_answered > 0)
      self->answers = g_new (float, batch *n_answered * self->session->n_classes);
  }
  Batch step = { self, self->order + first, epoch, n_answered };
  tau_parallel_for (count, self->options->n_threads, prepare_one, &step);
  return run->torch->trainer_step_losses (run->trainer, self->planes, self->losses, self->answers,
                                          count, self->options->loss, rate, loss, error);
}

guint
tau_train_predictor_n_answered (const TauTrainPredictorOptions *options, const TauSession *session)
{
  if (options->imitation <= 0)
    return 0;
  return session->n_classes > MOST_CLASSES ? 1 : TAU_N_TRANSFORMS;
}

guint64
tau_predictor_training_hash (const TauPredictorTraining *self)
{
  const TauSamples *samples = self->samples;
  guint64 hash = samples->n;
  for (guint i = 0; i < samples->n; i++) {
    TauImage view = { 1, samples->side, samples->side, (guint8 *)tau_samples_get (samples, i) };
    hash = tau_random_stream (hash, tau_image_hash64 (&view) + samples->labels[i]);
  }
  return hash;
}
