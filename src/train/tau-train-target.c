/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-train-pack.h"

#include "base/tau-number.h"
#include "base/tau-parallel.h"
#include "base/tau-random.h"
#include "dataset/tau-dataset-reader.h"
#include "dataset/tau-samples.h"
#include "ranking/tau-ranking.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Steps of an epoch, and least images of a step, where images are few. */
#define FEW_STEPS 8

void
tau_train_target_options_init (TauTrainTargetOptions *self)
{
  *self = (TauTrainTargetOptions){
    .architecture = "resnet20",
    .epochs = 14,
    .batch = 128,
    .learning_rate = 0.2,
    .weight_decay = 5e-4,
    .smoothing = 0.0,
    .flip = TRUE,
    .seed = 1,
    .n_threads = g_get_num_processors (),
    .checkpoint_seconds = 120,
  };
}

typedef struct {
  TauTrainRun run;
  const TauTrainTargetOptions *options;
  TauSamples *train, *test;
  GPtrArray *classes;
  guint32 *order; /* of the images in the epoch */
  float *planes;  /* of a step */
  gint32 *labels;
} Training;

/* Image `i` of an epoch as planes of floats, with a random shift by up to an eighth of the side
 * (mirrored edges) and, where allowed, random mirroring. */
static void
augment (Training *self, guint i, guint epoch, float *planes)
{
  const TauTrainTargetOptions *options = self->options;
  int side = self->train->side, reach = side / 8;
  const guint8 *in = tau_samples_get (self->train, i);
  g_autofree guint8 *moved = g_malloc ((gsize)side * side * 3);
  TauRandom random;

  tau_random_init (&random, options->seed, tau_random_stream (i, 0x61756700 + epoch)); /* "aug" */
  int dx = (int)tau_random_below (&random, 2 * reach + 1) - reach;
  int dy = (int)tau_random_below (&random, 2 * reach + 1) - reach;
  gboolean mirrored = options->flip && (tau_random_u32 (&random) & 1);

  for (int y = 0; y < side; y++) {
    int from_y = y + dy < 0 ? -1 - (y + dy) : y + dy >= side ? 2 * side - 1 - (y + dy) : y + dy;
    for (int x = 0; x < side; x++) {
      int sx = (mirrored ? side - 1 - x : x) + dx;
      int from_x = sx < 0 ? -1 - sx : sx >= side ? 2 * side - 1 - sx : sx;
      memcpy (moved + ((gsize)y * side + x) * 3, in + ((gsize)from_y * side + from_x) * 3, 3);
    }
  }
  tau_pixels_to_planes (moved, (gsize)side * side, tau_train_mean, tau_train_std, planes);
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
  gsize values = (gsize)self->train->side * self->train->side * 3;
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

static char *
settings_digest (const TauTrainTargetOptions *o, guint n)
{
  g_autofree char *rate = tau_number_text (o->learning_rate, 6);
  g_autofree char *decay = tau_number_text (o->weight_decay, 6);
  g_autofree char *smoothing = tau_number_text (o->smoothing, 6);
  g_autofree char *text = g_strdup_printf (
      "target %s %s %s %d %u %u %u %s %s %s %d %d %" G_GUINT64_FORMAT " %u", o->dataset,
      o->init != NULL ? o->init : "", o->architecture, o->input_size, o->epochs, o->batch, o->limit,
      rate, decay, smoothing, o->flip, o->bfloat16, o->seed, n);
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

/* Checks everything that can be refused before the images are loaded and before any file is
 * written. */
static gboolean
prepare (Training *self, GError **error)
{
  const TauTrainTargetOptions *options = self->options;
  GCancellable *cancellable = self->run.cancellable;
  const gboolean finished = tau_train_run_has_file (&self->run, "pack.json") ||
                            tau_train_run_has_file (&self->run, "target.pt");
  if (!tau_train_run_check_folder (&self->run, finished ? _ ("a model pack") : NULL, error))
    return FALSE;
  g_autoptr (TauDataset) dataset = tau_dataset_open (options->dataset, error);
  if (dataset == NULL || !check_labelled (dataset, error))
    return FALSE;
  int side = options->input_size > 0 ? options->input_size : dataset->reader->side;
  self->classes = g_ptr_array_ref (dataset->classes);
  g_autoptr (TauDataset) test =
      options->test != NULL ? tau_dataset_open (options->test, error) : NULL;
  if (options->test != NULL && (test == NULL || !check_classes (test, self->classes, error)))
    return FALSE;
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
  self->planes = g_new (float, (gsize)MIN (options->batch, n) * side * side * 3);
  self->labels = g_new (gint32, options->batch);
  adjust_to_few (&self->run, n);
  tau_train_run_remark (&self->run,
                        g_strdup_printf (_ ("Input size: %d × %d pixels; %u images in %u classes, "
                                            "%u images in a step"),
                                         side, side, n, self->classes->len, self->run.batch),
                        tau_dataset_get_remarks (dataset), self->train->n_unreadable);
  return tau_train_run_restore (&self->run, settings_digest (options, n), error);
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
  return tau_train_write_target (self->options, &self->run, self->classes, self->train->side,
                                 tested.error_center, self->test != NULL ? self->test->n : 0,
                                 error);
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
