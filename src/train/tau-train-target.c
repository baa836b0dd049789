/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-augmix.h"
#include "train/tau-train-pack.h"
#include "train/tau-train-parts.h"

#include "base/tau-number.h"
#include "base/tau-parallel.h"
#include "base/tau-random.h"
#include "corruption/tau-frost.h"
#include "dataset/tau-dataset-reader.h"
#include "dataset/tau-samples.h"
#include "ranking/tau-ranking.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Steps of an epoch, and least images of a step, where images are few. */
#define FEW_STEPS 8

typedef struct {
  TauTrainRun run;
  const TauTrainTargetOptions *options;
  gboolean augmix;
  TauCorruptionSet corruptions; /* among its operations */
  guint n_views;                /* of each image in a step */
  TauSamples *train, *test;
  GPtrArray *classes;
  guint32 *order; /* of the images in the epoch */
  float *planes;  /* of a step */
  gint32 *labels;
} Training;

/* Shifts the image by up to an eighth of its side (mirrored edges), and mirrors it at random. */
static void
vary (const TauTrainTargetOptions *options, const guint8 *in, int side, TauRandom *random,
      guint8 *out)
{
  const int reach = side / 8;
  int dx = (int)tau_random_below (random, 2 * reach + 1) - reach;
  int dy = (int)tau_random_below (random, 2 * reach + 1) - reach;
  gboolean mirrored = options->flip && (tau_random_u32 (random) & 1);

  for (int y = 0; y < side; y++) {
    int from_y = y + dy < 0 ? -1 - (y + dy) : y + dy >= side ? 2 * side - 1 - (y + dy) : y + dy;
    for (int x = 0; x < side; x++) {
      int sx = (mirrored ? side - 1 - x : x) + dx;
      int from_x = sx < 0 ? -1 - sx : sx >= side ? 2 * side - 1 - sx : sx;
      memcpy (out + ((gsize)y * side + x) * 3, in + ((gsize)from_y * side + from_x) * 3, 3);
    }
  }
}

/* The views of image `i` of an epoch as planes of floats: the varied image, and mixtures of it if
 * they are wanted. */
static void
augment (Training *self, guint i, guint epoch, float *planes)
{
  const int side = self->train->side;
  const gsize n_pixels = (gsize)side * side;
  g_autofree guint8 *varied = g_malloc (n_pixels * 3);
  TauRandom random;

  tau_random_init (&random, self->options->seed,
                   tau_random_stream (i, 0x61756700 + epoch)); /* "aug" */
  vary (self->options, tau_samples_get (self->train, i), side, &random, varied);
  const guint n_plain = self->augmix && self->n_views == 1 ? 0 : 1;
  for (guint v = 0; v < self->n_views; v++, planes += n_pixels * 3) {
    TauAugmix mixture;
    if (v < n_plain) {
      tau_pixels_to_planes (varied, n_pixels, tau_train_mean, tau_train_std, planes);
      continue;
    }
    tau_augmix_draw (&mixture, &self->corruptions, side, &random);
    tau_augmix_apply (&mixture, varied, side, tau_train_mean, tau_train_std, planes);
  }
}

/* A step's images. */
typedef struct {
  Training *training;
  const guint32 *order;
  guint epoch;
} Batch;

static void
augment_one (guint i, gpointer data)
{
  const Batch *batch = data;
  Training *self = batch->training;
  gsize values = (gsize)self->train->side * self->train->side * 3 * self->n_views;
  augment (self, batch->order[i], batch->epoch, self->planes + i * values);
  self->labels[i] = self->train->labels[batch->order[i]];
}

static gboolean
begin_epoch (TauTrainRun *run, guint epoch, guint *n, GError **error)
{
  Training *self = (Training *)run;
  TauRandom random;
  *n = self->train->n;
  tau_random_init (&random, self->options->seed,
                   tau_random_stream (epoch, 0x6f72646572)); /* "order" */
  tau_random_permutation (&random, self->order, *n);
  return TRUE;
}

static gboolean
step (TauTrainRun *run, guint epoch, guint first, guint count, double rate, double *loss,
      GError **error)
{
  Training *self = (Training *)run;
  Batch batch = { self, self->order + first, epoch };
  tau_parallel_for (count, self->options->n_threads, augment_one, &batch);
  return run->torch->trainer_step_labels (run->trainer, self->planes, self->labels, count,
                                          self->options->smoothing, rate, loss, error);
}

/* Measures the test error if there is a test set. */
static gboolean
measure (TauTrainRun *run, TauMeasure *out, GError **error)
{
  Training *self = (Training *)run;
  if (self->test == NULL)
    return TRUE;
  const TauSamples *test = self->test;
  guint n_classes = self->classes->len, wrong = 0;
  g_autofree float *answers = g_new (float, (gsize)test->n *n_classes);
  if (!tau_train_run_predict (run, FALSE, tau_samples_get (test, 0), test->n, test->side, answers,
                              n_classes, error))
    return FALSE;
  for (guint i = 0; i < test->n; i++)
    wrong += (gint32)tau_argmax (answers + (gsize)i * n_classes, n_classes) != test->labels[i];
  out->error_center = 100.0 * wrong / test->n;
  return TRUE;
}

/* What AugMix adds to the settings. Given frost textures make other images. */
static char *
describe_augment (const Training *self)
{
  GString *text = g_string_new (NULL);
  if (!self->augmix)
    return g_string_free (text, FALSE);
  g_string_append_printf (text, " augmix %u", self->n_views);
  for (guint i = 0; i < self->corruptions.n; i++)
    g_string_append_printf (text, " %s", tau_corruption_get (self->corruptions.list[i])->name);
  if (self->corruptions.n > 0)
    g_string_append_printf (text, " %" G_GUINT64_FORMAT, tau_frost_textures_id ());
  return g_string_free (text, FALSE);
}

static char *
settings_digest (const Training *self)
{
  const TauTrainTargetOptions *o = self->options;
  g_autofree char *rate = tau_number_text (o->learning_rate, 6);
  g_autofree char *decay = tau_number_text (o->weight_decay, 6);
  g_autofree char *smoothing = tau_number_text (o->smoothing, 6);
  g_autofree char *augment = describe_augment (self);
  g_autofree char *text = g_strdup_printf (
      "target %s %s %s %d %u %u %u %s %s %s %d %d %" G_GUINT64_FORMAT " %u%s", o->dataset,
      o->init != NULL ? o->init : "", o->architecture, o->input_size, o->epochs, o->batch, o->limit,
      rate, decay, smoothing, o->flip, o->bfloat16, o->seed, self->train->n, augment);
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static gboolean
make_trainer (Training *self, int side, GError **error)
{
  const TauTrainTargetOptions *options = self->options;
  TauTrainRun *run = &self->run;
  tau_train_run_report (run, _ ("Starting libtorch"), 0);
  if (!tau_train_run_open_torch (run, options->n_threads, error))
    return FALSE;
  TauTrainerSpec spec = {
    .architecture = options->architecture,
    .input_size = side,
    .n_outputs = self->classes->len,
    .seed = options->seed,
    .optimizer = TAU_OPTIMIZER_SGD,
    .momentum = 0.9f,
    .weight_decay = options->weight_decay,
    .bfloat16 = options->bfloat16,
    .n_views = (int)self->n_views,
    .consistency = TAU_AUGMIX_CONSISTENCY,
  };
  run->trainer = run->torch->trainer_new (&spec, error);
  return run->trainer != NULL && tau_train_run_load_weights (run, options->init, error);
}

/* Whether the test set has the same classes in the same order: only then do its labels mean the
 * same thing. */
static gboolean
check_classes (TauDataset *test, GPtrArray *classes, GError **error)
{
  gboolean same = test->classes->len == classes->len;
  for (guint i = 0; same && i < classes->len; i++)
    same = g_str_equal (g_ptr_array_index (test->classes, i), g_ptr_array_index (classes, i));
  if (!same)
    g_set_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_OPTIONS,
                 _ ("The classes of “%s” differ from those of the training images; give a test set "
                    "with the same classes"),
                 test->spec);
  return same;
}

/* Where all images would be one step, and an epoch no more than that: smaller steps, with a rate in
 * proportion. */
static void
adjust_to_few (TauTrainRun *run, guint n)
{
  if (n >= run->batch)
    return;
  const guint batch = MAX (n / FEW_STEPS, MIN (FEW_STEPS, n));
  run->rate *= (double)batch / run->batch;
  run->batch = batch;
}

static gboolean
check_labelled (const TauDataset *dataset, GError **error)
{
  if (dataset->classes->len > 1)
    return TRUE;
  g_autofree char *spec = g_filename_display_name (dataset->spec);
  g_set_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_OPTIONS,
               dataset->classes->len == 0
                   ? _ ("“%s” has images but no classes to learn; sort the images into one folder "
                        "for each class")
                   : _ ("“%s” has only one class, and a classifier needs two"),
               spec);
  return FALSE;
}

static gboolean
choose_augment (Training *self, GError **error)
{
  const TauTrainTargetOptions *options = self->options;
  self->augmix = g_str_equal (options->augment, "augmix");
  self->n_views = self->augmix && options->jsd ? TAU_AUGMIX_VIEWS : 1;
  if (!self->augmix && !g_str_equal (options->augment, "standard")) {
    g_set_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_OPTIONS,
                 _ ("“%s” is not an augmentation; use standard or augmix"), options->augment);
    return FALSE;
  }
  if (!tau_corruption_set_parse (options->corruptions, &self->corruptions, error))
    return FALSE;
  if (self->augmix || self->corruptions.n == 0)
    return TRUE;
  g_set_error_literal (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_OPTIONS,
                       _ ("A target is trained on corruptions as operations of AugMix; add "
                          "--augment augmix"));
  return FALSE;
}

/* If there is no part for training, all images are trained on, and none are tested on. */
static gboolean
open_datasets (Training *self, TauDataset **train, TauDataset **test, GError **error)
{
  const TauTrainTargetOptions *options = self->options;
  g_autofree char *whole = NULL;
  *train = tau_train_open_images (options->dataset, options->parts_if_any, &whole, error);
  if (*train == NULL ||
      (whole == NULL && options->test != NULL &&
       !tau_train_open_part (options->test, options->parts_if_any, test, error)) ||
      !check_labelled (*train, error))
    return FALSE;
  self->classes = g_ptr_array_ref ((*train)->classes);
  return *test == NULL || check_classes (*test, self->classes, error);
}

/* Checks everything that can be refused before the images are loaded and before any file is
 * written. */
static gboolean
prepare (Training *self, GError **error)
{
  const TauTrainTargetOptions *options = self->options;
  GCancellable *cancellable = self->run.cancellable;
  const gboolean finished = tau_train_run_has_file (&self->run, "pack.json") ||
                            tau_train_run_has_file (&self->run, "target.pt");
  if (!choose_augment (self, error) ||
      !tau_train_run_check_folder (&self->run, finished ? _ ("a model pack") : NULL, error))
    return FALSE;
  g_autoptr (TauDataset) dataset = NULL, test = NULL;
  if (!open_datasets (self, &dataset, &test, error))
    return FALSE;
  int side = options->input_size > 0 ? options->input_size : dataset->reader->side;
  if (!make_trainer (self, side, error) || !tau_train_run_take_folder (&self->run, error))
    return FALSE;

  tau_train_run_report (&self->run, _ ("Loading images"), 0);
  self->train =
      tau_samples_load (dataset, side, options->limit, options->n_threads, cancellable, error);
  if (self->train == NULL)
    return FALSE;
  if (test != NULL && (self->test = tau_samples_load (test, side, 0, options->n_threads,
                                                      cancellable, error)) == NULL)
    return FALSE;
  self->run.n_measured = self->test != NULL ? self->test->n : 0;
  guint n = self->train->n;
  self->order = g_new (guint32, n);
  self->planes = g_new (float, (gsize)MIN (options->batch, n) * side * side * 3 * self->n_views);
  self->labels = g_new (gint32, options->batch);
  adjust_to_few (&self->run, n);
  tau_train_run_remark (&self->run,
                        g_strdup_printf (_ ("Input size: %d × %d pixels; %u images in %u classes, "
                                            "%u images in a step"),
                                         side, side, n, self->classes->len, self->run.batch),
                        tau_dataset_get_remarks (dataset), self->train->n_unreadable);
  return tau_train_run_restore (&self->run, settings_digest (self), error);
}

static gboolean
train (Training *self, GError **error)
{
  if (!prepare (self, error) || !tau_train_run_epochs (&self->run, error))
    return FALSE;
  const TauEpoch *last = tau_train_status_last (&self->run.status);
  TauMeasure tested;
  tau_measure_init (&tested);
  if (last != NULL)
    tested = last->measure;
  /* A checkpoint of an earlier version lacks this value. */
  if (isnan (tested.error_center) && !measure (&self->run, &tested, error))
    return FALSE;
  return tau_train_write_target (self->options, &self->corruptions, &self->run, self->classes,
                                 self->train->side, tested.error_center,
                                 self->test != NULL ? self->test->n : 0, error);
}

gboolean
tau_train_target (const TauTrainTargetOptions *options, TauTrainFunc func, gpointer data,
                  GCancellable *cancellable, GError **error)
{
  static const TauTrainKind kind = { "target.checkpoint", begin_epoch, step, measure };
  Training self = {
    .run = { .kind = &kind,
             .folder = options->out,
             .n_epochs = options->epochs,
             .batch = options->batch,
             .rate = options->learning_rate,
             .warm_up = 0.15,
             .checkpoint_seconds = options->checkpoint_seconds,
             .resume = options->resume,
             .overwrite = options->overwrite,
             .func = func,
             .data = data,
             .cancellable = cancellable },
    .options = options,
  };
  tau_train_run_init (&self.run);
  gboolean done = train (&self, error);
  tau_train_run_clear (&self.run);
  tau_samples_free (self.train);
  tau_samples_free (self.test);
  g_clear_pointer (&self.classes, g_ptr_array_unref);
  g_free (self.order);
  g_free (self.planes);
  g_free (self.labels);
  return done;
}
