/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tau-train.h"

#include "engine/tau-checkpoint.h"
#include "engine/tau-json.h"
#include "engine/tau-measure.h"
#include "engine/tau-train-common.h"
#include "engine/tau-truth.h"
#include "image/tau-random.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

void
tau_train_predictor_options_init (TauTrainPredictorOptions *self)
{
  *self = (TauTrainPredictorOptions){
    .architecture = "compact",
    .loss = "blend",
    .corruptions = "all",
    .epochs = 12,
    .batch = 256,
    .copies = 2,
    .corruption_share = 0.85,
    .learning_rate = 2e-3,
    .weight_decay = 0.02,
    .average = 0.998,
    .seed = 1,
    .n_threads = g_get_num_processors (),
  };
}

typedef struct {
  const TauTrainPredictorOptions *options;
  TauSession *session;
  TauTorchTrainer *trainer;
  TauTruth *train, *validation;
  TauSamples *samples;
  TauDataset *test; /* or NULL */
  int size;         /* of the predictor's input, px */
  TauTrainStatus status;
  TauTrainFunc func;
  gpointer data;
  GCancellable *cancellable;
  char *checkpoint_path;
  GString *curves;
  gint64 started;
  double seconds_before;
} Training;

static void
report (Training *self, const char *phase, double fraction)
{
  self->status.phase = phase;
  self->status.fraction = fraction;
  if (self->func != NULL)
    self->func (&self->status, self->data);
}

static void
on_truth_progress (double fraction, gpointer data)
{
  report (data, _ ("Actual losses of all transforms"), fraction);
}

/* -- data
 * -----------------------------------------------------------------------------------------------
 */

/* Ground truth of the two folds: 80 % of each class to train, 20 % to validate (METHOD "Training").
 */
static gboolean
compute_truths (Training *self, TauDataset *dataset, const TauCorruptionSet *corruptions,
                GError **error)
{
  const TauTrainPredictorOptions *options = self->options;
  g_autofree guint8 *fold = g_malloc (dataset->n_images);
  g_autofree guint *train = g_new (guint, self->samples->n);
  g_autofree guint *validation = g_new (guint, self->samples->n);
  TauTruthSpec spec = {
    .samples = self->samples,
    .copies = options->copies,
    .corruptions = *corruptions,
    .share = options->corruption_share,
    .seed = options->seed,
    .predictor_size = self->size,
    .n_threads = options->n_threads,
    .cache = options->cache,
  };
  guint n_train = 0, n_validation = 0;

  tau_dataset_split (dataset, 0.2, options->seed, fold);
  for (guint i = 0; i < self->samples->n; i++)
    if (fold[self->samples->indices[i]])
      validation[n_validation++] = i;
    else
      train[n_train++] = i;
  if (n_train < options->batch / options->copies || n_validation == 0) {
    g_set_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_OPTIONS,
                 _ ("%u images are too few to train on; use more, or a smaller --batch"),
                 self->samples->n);
    return FALSE;
  }

  spec.chosen = train;
  spec.n_chosen = n_train;
  self->train =
      tau_truth_compute (self->session, &spec, on_truth_progress, self, self->cancellable, error);
  if (self->train == NULL)
    return FALSE;
  spec.chosen = validation;
  spec.n_chosen = MIN (n_validation, 4000);
  spec.copies = 1;
  spec.probabilities = TRUE;
  self->validation =
      tau_truth_compute (self->session, &spec, on_truth_progress, self, self->cancellable, error);
  return self->validation != NULL;
}

/* -- one epoch --------------------------------------------------- */

typedef struct {
  Training *training;
  const guint32 *order;
  guint epoch;
  gboolean mirror;
  float *planes;
  float *losses;
} Batch;

/* A grey square of 3/8 of the side anywhere in the picture (METHOD "Training": 12 px at 32). */
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

/* Picture i of the batch with its losses: mirrored half of the time where that leaves the class as
 * it is (the rotations then swap places), with a cut-out half of the time. */
static void
prepare_one (guint i, gpointer data)
{
  Batch *batch = data;
  const TauTruth *truth = batch->training->train;
  guint number = batch->order[i];
  int size = truth->size;
  gsize pixels = (gsize)size * size;
  const guint8 *in = truth->pictures + number * pixels * 3;
  const float *losses = truth->losses + (gsize)number * TAU_N_TRANSFORMS;
  g_autofree guint8 *picture = g_malloc (pixels * 3);
  TauRandom random;

  tau_random_init (&random, batch->training->options->seed,
                   tau_random_stream (number, 0x70617567 + batch->epoch)); /* "paug" */
  gboolean mirrored = batch->mirror && tau_random_chance (&random, 0.5);
  for (int y = 0; y < size; y++)
    for (int x = 0; x < size; x++)
      memcpy (picture + ((gsize)y * size + x) * 3,
              in + ((gsize)y * size + (mirrored ? size - 1 - x : x)) * 3, 3);
  if (tau_random_chance (&random, 0.5))
    cut_out (picture, size, &random);
  tau_pixels_to_planes (picture, pixels, tau_train_mean, tau_train_std,
                        batch->planes + i * pixels * 3);
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    batch->losses[i * TAU_N_TRANSFORMS + t] = losses[mirrored ? tau_transform_get (t)->mirror : t];
}

static gboolean
run_epoch (Training *self, guint epoch, GError **error)
{
  const TauTrainPredictorOptions *options = self->options;
  guint n = self->train->n, n_batches = MAX (n / options->batch, 1);
  gsize values = (gsize)self->size * self->size * 3;
  g_autofree guint32 *order = g_new (guint32, n);
  g_autofree float *planes = g_new (float, options->batch *values);
  g_autofree float *losses = g_new (float, (gsize)options->batch *TAU_N_TRANSFORMS);
  g_autofree char *phase = g_strdup_printf (_ ("Epoch %u of %u"), epoch + 1, options->epochs);
  gint64 began = g_get_monotonic_time ();
  double loss_sum = 0;
  TauRandom random;

  tau_random_init (&random, options->seed,
                   tau_random_stream (epoch, 0x706f72646572)); /* "porder" */
  tau_random_permutation (&random, order, n);
  for (guint b = 0; b < n_batches; b++) {
    guint count = MIN (options->batch, n - b * options->batch);
    Batch batch = { self, order + b * options->batch, epoch, options->mirror, planes, losses };
    double loss, progress = (epoch + (double)b / n_batches) / options->epochs;
    if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
      return FALSE;
    tau_parallel_for (count, options->n_threads, prepare_one, &batch);
    if (!self->session->torch->trainer_step_losses (
            self->trainer, planes, losses, count, options->loss,
            tau_train_rate (options->learning_rate, 0.1, progress), &loss, error))
      return FALSE;
    loss_sum += loss;
    double seconds = (g_get_monotonic_time () - began) / 1e6, done = (b + 1.0) / n_batches;
    self->status.loss = loss_sum / (b + 1);
    self->status.images_per_second = (b + 1.0) * options->batch / seconds;
    self->status.seconds_left = seconds / done * (options->epochs - epoch - done);
    report (self, phase, done);
  }
  return TRUE;
}

/* -- checkpoint -------------------------------------------------- */

static char *
settings_digest (const Training *self)
{
  const TauTrainPredictorOptions *o = self->options;
  g_autofree char *text = g_strdup_printf (
      "predictor %s %s %s %s %s %d %u %u %u %u %g %g %g %g %d %d %" G_GUINT64_FORMAT,
      self->session->pack->target.sha256, o->dataset, o->architecture, o->loss, o->corruptions,
      self->size, o->epochs, o->batch, o->limit, o->copies, o->corruption_share, o->learning_rate,
      o->weight_decay, o->average, o->mirror, o->bfloat16, o->seed);
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static gboolean
save_checkpoint (Training *self, guint epoch, GError **error)
{
  g_autoptr (GBytes) state = self->session->torch->trainer_save (self->trainer, error);
  if (state == NULL)
    return FALSE;
  g_autofree char *settings = settings_digest (self);
  double seconds = self->seconds_before + (g_get_monotonic_time () - self->started) / 1e6;
  TauCheckpoint checkpoint = { settings, epoch, seconds, self->curves->str, state };
  return tau_checkpoint_write (&checkpoint, self->checkpoint_path, error);
}

static gboolean
resume (Training *self, guint *first_epoch, GError **error)
{
  g_autofree char *settings = settings_digest (self);
  TauCheckpoint checkpoint;
  *first_epoch = 0;
  if (!self->options->resume)
    return TRUE;
  if (!tau_checkpoint_read (&checkpoint, self->checkpoint_path, settings, error))
    return FALSE;
  if (checkpoint.state == NULL)
    return TRUE;
  gboolean restored =
      self->session->torch->trainer_restore (self->trainer, checkpoint.state, error);
  *first_epoch = checkpoint.epoch;
  self->seconds_before = checkpoint.seconds;
  g_string_assign (self->curves, checkpoint.curves);
  tau_checkpoint_clear (&checkpoint);
  return restored;
}

/* -- results ------------------------------------------------------------------------------- */

/* The averaged network's predictions for a set. */
static gboolean
predict (const TauTruth *truth, float *predicted, gpointer data, GError **error)
{
  Training *self = data;
  gsize values = (gsize)self->size * self->size * 3;
  g_autofree float *planes = g_new (float, 256 * values);
  for (guint start = 0; start < truth->n; start += 256) {
    guint count = MIN (256, truth->n - start);
    for (guint i = 0; i < count; i++)
      tau_pixels_to_planes (truth->pictures + (start + i) * values, values / 3, tau_train_mean,
                            tau_train_std, planes + i * values);
    if (!self->session->torch->trainer_run (self->trainer, TRUE, planes, count,
                                            predicted + (gsize)start * TAU_N_TRANSFORMS, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
measure (Training *self, const TauTruth *truth, TauMeasure *out, GError **error)
{
  g_autofree float *predicted = g_new (float, (gsize)truth->n *TAU_N_TRANSFORMS);
  if (!predict (truth, predicted, self, error))
    return FALSE;
  tau_measure (truth, predicted, out);
  return TRUE;
}

static void
add_measure (JsonObject *results, const char *name, const TauMeasure *m)
{
  JsonObject *object = json_object_new ();
  json_object_set_int_member (object, "images", m->n);
  json_object_set_double_member (object, "spearman", m->spearman);
  json_object_set_double_member (object, "center", m->error_center);
  json_object_set_double_member (object, "ours:1", m->error_ours1);
  json_object_set_double_member (object, "ours:2", m->error_ours2);
  json_object_set_double_member (object, "all", m->error_all);
  json_object_set_double_member (object, "oracle", m->error_oracle);
  json_object_set_object_member (results, name, object);
}

static gboolean
measure_test (Training *self, JsonObject *results, GError **error)
{
  if (self->test == NULL)
    return TRUE;
  g_autoptr (TauSamples) samples =
      tau_samples_load (self->test, self->samples->side, self->options->test_limit,
                        self->options->n_threads, self->cancellable, error);
  if (samples == NULL)
    return FALSE;
  for (guint s = 0; s < TAU_N_MEASURE_SETS; s++) {
    TauTruthSpec spec = {
      .samples = samples,
      .seed = self->options->seed + TAU_MEASURE_SEED,
      .predictor_size = self->size,
      .n_threads = self->options->n_threads,
      .cache = self->options->cache,
    };
    TauMeasure m;
    if (!tau_measure_set (self->session, &spec, s, predict, self, on_truth_progress,
                          self->cancellable, &m, error))
      return FALSE;
    add_measure (results, tau_measure_set_name (s), &m);
  }
  return TRUE;
}

/* -- the whole --------------------------------------------------- */

static TauDataset *
open_dataset (Training *self, const char *spec, GError **error)
{
  g_autoptr (TauDataset) dataset = tau_dataset_open (spec, error);
  if (dataset == NULL || dataset->classes->len == self->session->n_classes)
    return g_steal_pointer (&dataset);
  g_set_error (
      error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_OPTIONS,
      _ ("“%s” has %u classes, but the target answers with %u; use the data that the target was "
         "trained on"),
      spec, dataset->classes->len, self->session->n_classes);
  return NULL;
}

static gboolean
make_trainer (Training *self, GError **error)
{
  const TauTrainPredictorOptions *options = self->options;
  TauTrainerSpec spec = {
    .architecture = options->architecture,
    .input_size = self->size,
    .n_outputs = TAU_N_TRANSFORMS,
    .seed = options->seed,
    .optimizer = TAU_OPTIMIZER_ADAMW,
    .weight_decay = options->weight_decay,
    .average = options->average,
    .bfloat16 = options->bfloat16,
  };
  self->trainer = self->session->torch->trainer_new (&spec, error);
  return self->trainer != NULL && self->session->torch->trainer_check_loss (options->loss, error);
}

/* All that can be refused is, before the images are loaded and before anything is made. */
static gboolean
prepare (Training *self, guint *first_epoch, GError **error)
{
  const TauTrainPredictorOptions *options = self->options;
  TauCorruptionSet corruptions;
  if (!tau_corruption_set_parse (options->corruptions, &corruptions, error))
    return FALSE;
  g_autoptr (TauPack) pack = tau_pack_find (options->pack, error);
  if (pack == NULL)
    return FALSE;
  report (self, _ ("Starting libtorch"), 0);
  self->session = tau_session_open (pack, NULL, options->n_threads, TRUE, error);
  if (self->session == NULL)
    return FALSE;
  self->size = options->input_size > 0 ? options->input_size : MIN (pack->target.input_size, 64);
  g_autoptr (TauDataset) dataset = open_dataset (self, options->dataset, error);
  if (dataset == NULL)
    return FALSE;
  if (options->test != NULL && (self->test = open_dataset (self, options->test, error)) == NULL)
    return FALSE;
  if (!make_trainer (self, error) || !tau_train_make_folder (options->out, error) ||
      !resume (self, first_epoch, error))
    return FALSE;

  report (self, _ ("Loading images"), 0);
  self->samples = tau_samples_load (dataset, pack->target.input_size + pack->margin, options->limit,
                                    options->n_threads, self->cancellable, error);
  return self->samples != NULL && compute_truths (self, dataset, &corruptions, error);
}

static gboolean
train (Training *self, GError **error)
{
  guint first;
  TauMeasure m;
  if (!prepare (self, &first, error))
    return FALSE;
  for (guint epoch = first; epoch < self->options->epochs; epoch++) {
    if (!run_epoch (self, epoch, error) || !measure (self, self->validation, &m, error))
      return FALSE;
    self->status.epoch = epoch + 1;
    self->status.measure = m.spearman;
    self->status.error_center = m.error_center;
    self->status.error_ours = m.error_ours1;
    self->status.error_oracle = m.error_oracle;
    g_string_append_printf (self->curves, "%u %.6g %.6g %.6g %.6g %.6g\n", epoch + 1,
                            self->status.loss, m.spearman, m.error_center, m.error_ours1,
                            m.error_oracle);
    if (!save_checkpoint (self, epoch + 1, error))
      return FALSE;
    self->status.epoch_done = TRUE;
    report (self, _ ("Epoch finished"), 1);
    self->status.epoch_done = FALSE;
  }
  g_autoptr (JsonObject) results = json_object_new ();
  if (!measure (self, self->validation, &m, error))
    return FALSE;
  add_measure (results, "validation", &m);
  return measure_test (self, results, error) &&
         tau_train_write_predictor (self->options, self->session, self->trainer, self->size,
                                    results, error);
}

gboolean
tau_train_predictor (const TauTrainPredictorOptions *options, TauTrainFunc func, gpointer data,
                     GCancellable *cancellable, GError **error)
{
  Training self = {
    .options = options,
    .func = func,
    .data = data,
    .cancellable = cancellable,
    .started = g_get_monotonic_time (),
    .curves = g_string_new (NULL),
    .checkpoint_path = g_build_filename (options->out, "predictor.checkpoint", NULL),
    .status = { .n_epochs = options->epochs,
                .loss = NAN,
                .measure = NAN,
                .error_center = NAN,
                .error_ours = NAN,
                .error_oracle = NAN,
                .seconds_left = NAN },
  };
  gboolean done = train (&self, error);
  if (self.trainer != NULL)
    self.session->torch->trainer_free (self.trainer);
  tau_session_free (self.session);
  tau_samples_free (self.samples);
  tau_dataset_unref (self.test);
  tau_truth_free (self.train);
  tau_truth_free (self.validation);
  g_string_free (self.curves, TRUE);
  g_free (self.checkpoint_path);
  return done;
}
