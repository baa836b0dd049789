/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-train.h"

#include "base/tau-file.h"
#include "base/tau-number.h"
#include "base/tau-parallel.h"
#include "train/tau-checkpoint.h"
#include "base/tau-json.h"
#include "model/tau-pack.h"
#include "dataset/tau-dataset-reader.h"
#include "dataset/tau-samples.h"
#include "train/tau-train-common.h"
#include "base/tau-random.h"
#include "torch/tau-torch.h"
#include "transform/tau-transform.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#define CHECKPOINT "target.checkpoint"

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
  const TauTrainTargetOptions *options;
  const TauTorchApi *torch;
  TauTorchTrainer *trainer;
  TauSamples *train, *test;
  GPtrArray *classes;
  TauTrainStatus status;
  TauTrainFunc func;
  gpointer data;
  GCancellable *cancellable;
  char *folder_checkpoint;
  int lock; /* on the folder of the pack, or -1 */
  GString *curves;
  double seconds_before;           /* spent by the runs that this one resumes */
  gint64 started, last_checkpoint; /* g_get_monotonic_time() */
} Training;

static void
report (Training *self, const char *phase, double fraction)
{
  self->status.phase = phase;
  self->status.fraction = fraction;
  if (self->func != NULL)
    self->func (&self->status, self->data);
}

/* Random shift by up to an eighth of the side (mirrored edges) and, where allowed, a mirror image:
 * the picture number `i` of an epoch as planes of floats. */
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

typedef struct {
  Training *training;
  const guint32 *order;
  guint epoch;
  float *planes;
} Batch;

static void
augment_one (guint i, gpointer data)
{
  Batch *batch = data;
  gsize values = (gsize)batch->training->train->side * batch->training->train->side * 3;
  augment (batch->training, batch->order[i], batch->epoch, batch->planes + i * values);
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
save_checkpoint (Training *self, guint epoch, guint batch, double loss, GError **error)
{
  g_autoptr (GBytes) state = self->torch->trainer_save (self->trainer, error);
  if (state == NULL)
    return FALSE;
  g_autofree char *settings = settings_digest (self->options, self->train->n);
  double seconds = self->seconds_before + (g_get_monotonic_time () - self->started) / 1e6;
  self->last_checkpoint = g_get_monotonic_time ();
  TauCheckpoint checkpoint = {
    .settings = settings,
    .epoch = epoch,
    .batch = batch,
    .loss = loss,
    .seconds = seconds,
    .curves = self->curves->str,
    .state = state,
  };
  return tau_checkpoint_write (&checkpoint, self->folder_checkpoint, error);
}

/* Ends here when it is to stop, and writes a checkpoint when one is due. */
static gboolean
pause_or_save (Training *self, guint epoch, guint batch, double loss, GError **error)
{
  gint64 due = self->last_checkpoint + self->options->checkpoint_seconds * G_USEC_PER_SEC;
  gboolean stop = g_cancellable_is_cancelled (self->cancellable);
  if ((stop || g_get_monotonic_time () >= due) &&
      !save_checkpoint (self, epoch, batch, loss, error))
    return FALSE;
  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

static gboolean
run_epoch (Training *self, guint epoch, guint first_batch, double loss_sum, GError **error)
{
  const TauTrainTargetOptions *options = self->options;
  guint n = self->train->n, n_batches = MAX (n / options->batch, 1);
  gsize values = (gsize)self->train->side * self->train->side * 3;
  g_autofree guint32 *order = g_new (guint32, n);
  g_autofree float *planes = g_new (float, MIN (options->batch, n) * values);
  g_autofree gint32 *labels = g_new (gint32, options->batch);
  g_autofree char *phase = g_strdup_printf (_ ("Epoch %u of %u"), epoch + 1, options->epochs);
  gint64 began = g_get_monotonic_time ();
  TauRandom random;

  tau_random_init (&random, options->seed, tau_random_stream (epoch, 0x6f72646572)); /* "order" */
  tau_random_permutation (&random, order, n);
  for (guint b = first_batch; b < n_batches; b++) {
    guint count = MIN (options->batch, n - b * options->batch);
    Batch batch = { self, order + b * options->batch, epoch, planes };
    if (!pause_or_save (self, epoch, b, loss_sum, error))
      return FALSE;
    tau_parallel_for (count, options->n_threads, augment_one, &batch);
    for (guint i = 0; i < count; i++)
      labels[i] = self->train->labels[batch.order[i]];

    double loss, progress = (epoch + (double)b / n_batches) / options->epochs;
    if (!self->torch->trainer_step_labels (self->trainer, planes, labels, count, options->smoothing,
                                           tau_train_rate (options->learning_rate, 0.15, progress),
                                           &loss, error))
      return FALSE;
    loss_sum += loss;
    double seconds = (g_get_monotonic_time () - began) / 1e6, done = b + 1.0 - first_batch;
    self->status.loss = loss_sum / (b + 1);
    self->status.images_per_second = done * options->batch / seconds;
    self->status.seconds_left =
        seconds / done * ((options->epochs - epoch) * (double)n_batches - b - 1);
    report (self, phase, (b + 1.0) / n_batches);
  }
  return TRUE;
}

/* Test error in percent, or NAN without a test set. */
static gboolean
measure (Training *self, double *error_rate, GError **error)
{
  *error_rate = NAN;
  if (self->test == NULL)
    return TRUE;
  guint n_classes = self->classes->len, wrong = 0;
  gsize values = (gsize)self->test->side * self->test->side * 3;
  g_autofree float *planes = g_new (float, 256 * values);
  g_autofree float *out = g_new (float, 256 * n_classes);
  for (guint start = 0; start < self->test->n; start += 256) {
    guint count = MIN (256, self->test->n - start);
    if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
      return FALSE;
    for (guint i = 0; i < count; i++)
      tau_pixels_to_planes (tau_samples_get (self->test, start + i), values / 3, tau_train_mean,
                            tau_train_std, planes + i * values);
    if (!self->torch->trainer_run (self->trainer, FALSE, planes, count, out, error))
      return FALSE;
    for (guint i = 0; i < count; i++) {
      guint best = 0;
      for (guint c = 1; c < n_classes; c++)
        if (out[i * n_classes + c] > out[i * n_classes + best])
          best = c;
      wrong += (gint32)best != self->test->labels[start + i];
    }
  }
  *error_rate = 100.0 * wrong / self->test->n;
  return TRUE;
}

static void
add_target (Training *self, JsonBuilder *b, const char *sha256, guint64 multiply_adds)
{
  tau_json_begin_object (b, "target");
  tau_json_add_string (b, "file", "target.pt");
  tau_json_add_string (b, "sha256", sha256);
  tau_json_add_string (b, "architecture", self->options->architecture);
  tau_json_add_int (b, "input_size", self->train->side);
  tau_json_add_int (b, "margin", 0);
  tau_json_add_triple (b, "mean", tau_train_mean);
  tau_json_add_triple (b, "std", tau_train_std);
  tau_json_begin_array (b, "classes");
  for (guint i = 0; i < self->classes->len; i++)
    json_builder_add_string_value (b, g_ptr_array_index (self->classes, i));
  json_builder_end_array (b);
  tau_json_add_string (b, "output", "logits");
  tau_json_add_int (b, "multiply_adds", multiply_adds);
  json_builder_end_object (b);
}

static JsonNode *
pack_json (Training *self, const char *sha256, guint64 multiply_adds, double error_rate)
{
  const TauTrainTargetOptions *options = self->options;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = g_date_time_format (now, "%F");
  g_autofree char *base = g_path_get_basename (options->out);

  json_builder_begin_object (b);
  tau_json_add_string (b, "name", options->name != NULL ? options->name : base);
  tau_json_add_string (b, "description", options->description != NULL ? options->description : "");
  tau_json_begin_array (b, "transforms");
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    json_builder_add_string_value (b, tau_transform_get (i)->id);
  json_builder_end_array (b);
  add_target (self, b, sha256, multiply_adds);

  tau_json_begin_object (b, "provenance");
  tau_json_add_string (b, "dataset", options->dataset);
  tau_json_begin_array (b, "commands");
  json_builder_add_string_value (b, options->command != NULL ? options->command : "");
  json_builder_end_array (b);
  tau_json_add_int (b, "seed", options->seed);
  tau_json_add_string (b, "date", date);
  tau_json_begin_object (b, "versions");
  tau_json_add_string (b, "tauscope", TAU_VERSION);
  tau_json_add_string (b, "libtorch", self->torch->version ());
  json_builder_end_object (b);
  json_builder_end_object (b);

  tau_json_begin_object (b, "results");
  if (!isnan (error_rate)) {
    tau_json_add_double (b, "target_clean_error", error_rate);
    tau_json_add_int (b, "target_test_images", self->test->n);
  }
  json_builder_end_object (b);
  json_builder_end_object (b);
  return json_builder_get_root (b);
}

static gboolean
write_pack (Training *self, double error_rate, GError **error)
{
  g_autoptr (GBytes) bytes = self->torch->trainer_export (self->trainer, FALSE, error);
  g_autofree char *path = g_build_filename (self->options->out, "target.pt", NULL);
  if (bytes == NULL || !tau_file_write (path, bytes, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_WRITE, error))
    return FALSE;
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  TauTorchModel *model = self->torch->model_load (path, self->train->side, error);
  if (model == NULL)
    return FALSE;
  guint64 multiply_adds = self->torch->model_multiply_adds (model);
  self->torch->model_free (model);
  g_autoptr (JsonNode) json = pack_json (self, sha256, multiply_adds, error_rate);
  return tau_pack_write (self->options->out, json, error);
}

static gboolean
make_trainer (Training *self, int side, GError **error)
{
  const TauTrainTargetOptions *options = self->options;
  report (self, _ ("Starting libtorch"), 0);
  self->torch = tau_torch_open (error);
  if (self->torch == NULL)
    return FALSE;
  self->torch->set_threads (options->n_threads);
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
  self->trainer = self->torch->trainer_new (&spec, error);
  return self->trainer != NULL &&
         (options->init == NULL ||
          self->torch->trainer_load_weights (self->trainer, options->init, error));
}

/* `at` gets the place to go on from: zeros without a checkpoint. Its pointers are not valid. */
static gboolean
resume (Training *self, TauCheckpoint *at, GError **error)
{
  *at = (TauCheckpoint){ 0 };
  if (!self->options->resume)
    return TRUE;
  g_autofree char *settings = settings_digest (self->options, self->train->n);
  if (!tau_checkpoint_read (at, self->folder_checkpoint, settings, error))
    return FALSE;
  if (at->state == NULL) /* nothing to go on from: a first run with --resume */
    return TRUE;
  gboolean restored = self->torch->trainer_restore (self->trainer, at->state, error);
  self->seconds_before = at->seconds;
  g_string_assign (self->curves, at->curves);
  tau_checkpoint_clear (at);
  return restored;
}

/* All that can be refused is, before the images are loaded and before anything is made. */
static gboolean
prepare (Training *self, TauCheckpoint *at, GError **error)
{
  const TauTrainTargetOptions *options = self->options;
  g_autoptr (TauDataset) dataset = tau_dataset_open (options->dataset, error);
  if (dataset == NULL)
    return FALSE;
  int side = options->input_size > 0 ? options->input_size : dataset->reader->side;
  self->classes = g_ptr_array_ref (dataset->classes);
  g_autoptr (TauDataset) test =
      options->test != NULL ? tau_dataset_open (options->test, error) : NULL;
  if (options->test != NULL &&
      (test == NULL || !tau_train_check_classes (test, self->classes, error)))
    return FALSE;
  if (!make_trainer (self, side, error))
    return FALSE;
  self->lock = tau_train_take_folder (options->out, CHECKPOINT, error);
  if (self->lock < 0)
    return FALSE;

  report (self, _ ("Loading images"), 0);
  self->train = tau_samples_load (dataset, side, options->limit, options->n_threads,
                                  self->cancellable, error);
  if (self->train == NULL)
    return FALSE;
  if (test != NULL && (self->test = tau_samples_load (test, side, 0, options->n_threads,
                                                      self->cancellable, error)) == NULL)
    return FALSE;
  return resume (self, at, error);
}

static gboolean
train (Training *self, GError **error)
{
  TauCheckpoint at;
  double error_rate = NAN;
  if (!prepare (self, &at, error))
    return FALSE;
  self->status.started = TRUE;
  self->last_checkpoint = g_get_monotonic_time ();
  if (at.epoch >= self->options->epochs && !measure (self, &error_rate, error))
    return FALSE;
  for (guint epoch = at.epoch; epoch < self->options->epochs; epoch++) {
    gboolean first = epoch == at.epoch;
    if (!run_epoch (self, epoch, first ? at.batch : 0, first ? at.loss : 0, error) ||
        !measure (self, &error_rate, error))
      return FALSE;
    self->status.epoch = epoch + 1;
    self->status.measure = error_rate;
    g_autofree char *loss = tau_number_text (self->status.loss, 6);
    g_autofree char *measured = tau_number_text (error_rate, 6);
    g_string_append_printf (self->curves, "%u %s %s\n", epoch + 1, loss, measured);
    if (!save_checkpoint (self, epoch + 1, 0, 0, error))
      return FALSE;
    self->status.epoch_done = TRUE;
    report (self, _ ("Epoch finished"), 1);
    self->status.epoch_done = FALSE;
  }
  return write_pack (self, error_rate, error);
}

gboolean
tau_train_target (const TauTrainTargetOptions *options, TauTrainFunc func, gpointer data,
                  GCancellable *cancellable, GError **error)
{
  Training self = {
    .options = options,
    .func = func,
    .data = data,
    .cancellable = cancellable,
    .started = g_get_monotonic_time (),
    .curves = g_string_new (NULL),
    .folder_checkpoint = g_build_filename (options->out, CHECKPOINT, NULL),
    .lock = -1,
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
    self.torch->trainer_free (self.trainer);
  tau_samples_free (self.train);
  tau_samples_free (self.test);
  g_clear_pointer (&self.classes, g_ptr_array_unref);
  g_string_free (self.curves, TRUE);
  g_free (self.folder_checkpoint);
  if (self.lock >= 0)
    close (self.lock);
  return done;
}
