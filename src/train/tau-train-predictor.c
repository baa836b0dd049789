/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-train-predictor-private.h"

#include "train/tau-checkpoint.h"
#include "base/tau-json.h"
#include "train/tau-sorter.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <unistd.h>

#define CHECKPOINT "predictor.checkpoint"

void
tau_predictor_training_report (TauPredictorTraining *self, const char *phase, double fraction)
{
  self->status.phase = phase;
  self->status.fraction = fraction;
  if (self->func != NULL)
    self->func (&self->status, self->data);
}

void
tau_predictor_training_on_truth (double fraction, gpointer data)
{
  tau_predictor_training_report (data, _ ("Actual losses of all transforms"), fraction);
}

/* -- checkpoint -------------------------------------------------- */

/* All that shapes the result: a checkpoint of other settings, or of other images, is refused. */
static char *
settings_digest (const TauPredictorTraining *self)
{
  TauTrainPredictorOptions options = *self->options;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  options.pack = options.target = options.out = options.command = options.test = NULL;
  options.dataset = NULL;
  options.checkpoint_seconds = options.test_limit = 0;
  g_autoptr (JsonNode) json = tau_train_predictor_options_to_json (&options);
  g_autofree char *text = json_to_string (json, FALSE);
  g_autofree char *rest =
      g_strdup_printf ("predictor %s %s %d %" G_GUINT64_FORMAT, self->session->pack->target.sha256,
                       self->session->target_setup, self->size, tau_predictor_training_hash (self));
  g_checksum_update (sum, (const guchar *)text, -1);
  g_checksum_update (sum, (const guchar *)rest, -1);
  return g_strdup (g_checksum_get_string (sum));
}

static double
seconds_so_far (const TauPredictorTraining *self)
{
  return self->seconds_before + (g_get_monotonic_time () - self->started) / 1e6;
}

static gboolean
save_checkpoint (TauPredictorTraining *self, guint epoch, guint batch, double loss, GError **error)
{
  g_autoptr (GBytes) state = self->session->torch->trainer_save (self->trainer, error);
  if (state == NULL)
    return FALSE;
  TauCheckpoint checkpoint = {
    .settings = self->settings,
    .epoch = epoch,
    .batch = batch,
    .loss = loss,
    .seconds = seconds_so_far (self),
    .curves = self->curves->str,
    .state = state,
  };
  self->last_checkpoint = g_get_monotonic_time ();
  return tau_checkpoint_write (&checkpoint, self->checkpoint_path, error);
}

/* `at` gets the place to go on from: zeros without a checkpoint. Its pointers are not valid. */
static gboolean
resume (TauPredictorTraining *self, TauCheckpoint *at, GError **error)
{
  *at = (TauCheckpoint){ 0 };
  self->settings = settings_digest (self);
  if (!self->options->resume)
    return TRUE;
  if (!tau_checkpoint_read (at, self->checkpoint_path, self->settings, error))
    return FALSE;
  if (at->state == NULL)
    return TRUE;
  gboolean restored = self->session->torch->trainer_restore (self->trainer, at->state, error);
  self->seconds_before = at->seconds;
  g_string_assign (self->curves, at->curves);
  self->status.epoch = at->epoch;
  tau_checkpoint_clear (at);
  return restored;
}

/* -- one epoch --------------------------------------------------- */

/* Ends here when it is to stop, and writes a checkpoint when one is due. */
static gboolean
pause_or_save (TauPredictorTraining *self, guint epoch, guint batch, double loss, GError **error)
{
  gint64 due = self->last_checkpoint + self->options->checkpoint_seconds * G_USEC_PER_SEC;
  gboolean stop = g_cancellable_is_cancelled (self->cancellable);
  if ((stop || g_get_monotonic_time () >= due) &&
      !save_checkpoint (self, epoch, batch, loss, error))
    return FALSE;
  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

static gboolean
run_epoch (TauPredictorTraining *self, guint epoch, guint first_batch, double loss_sum,
           GError **error)
{
  const TauTrainPredictorOptions *options = self->options;
  guint n = self->train->n, n_batches = MAX (n / options->batch, 1);
  g_autofree float *planes = g_new (float, (gsize)options->batch * self->size * self->size * 3);
  g_autofree float *losses = g_new (float, (gsize)options->batch *TAU_N_TRANSFORMS);
  g_autofree float *answers = tau_predictor_training_new_answers (self, options->batch);
  g_autofree guint32 *order = tau_predictor_training_order (self, epoch);
  g_autofree char *phase = g_strdup_printf (_ ("Epoch %u of %u"), epoch + 1, options->epochs);
  gint64 began = g_get_monotonic_time ();

  for (guint b = first_batch; b < n_batches; b++) {
    guint count = MIN (options->batch, n - b * options->batch);
    double loss, progress = (epoch + (double)b / n_batches) / options->epochs;
    if (!pause_or_save (self, epoch, b, loss_sum, error))
      return FALSE;
    tau_predictor_training_batch (self, epoch, order + b * options->batch, count, planes, losses,
                                  answers);
    if (!self->session->torch->trainer_step_losses (
            self->trainer, planes, losses, answers, count, options->loss,
            tau_train_rate (options->learning_rate, options->warm_up, progress), &loss, error))
      return FALSE;
    loss_sum += loss;
    double seconds = (g_get_monotonic_time () - began) / 1e6, done = b + 1.0 - first_batch;
    self->status.loss = loss_sum / (b + 1);
    self->status.images_per_second = done * options->batch / seconds;
    self->status.seconds_left =
        seconds / done * ((options->epochs - epoch) * (double)n_batches - b - 1);
    tau_predictor_training_report (self, phase, (b + 1.0) / n_batches);
  }
  return TRUE;
}

/* -- results ------------------------------------------------------------------------------- */

/* The averaged network's predictions for a set. */
static gboolean
predict (const TauTruth *truth, float *predicted, gpointer data, GError **error)
{
  TauPredictorTraining *self = data;
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
measure (TauPredictorTraining *self, const TauTruth *truth, TauMeasure *out, GError **error)
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
measure_test (TauPredictorTraining *self, JsonObject *results, GError **error)
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
    };
    TauMeasure m;
    if (!tau_measure_set (self->session, &spec, s, predict, self, tau_predictor_training_on_truth,
                          self->cancellable, &m, error))
      return FALSE;
    add_measure (results, tau_measure_set_name (s), &m);
  }
  return TRUE;
}

/* -- after an epoch ---------------------------------------------- */

/* `curves` closed: what the status shows. */
static void
publish_curves (TauPredictorTraining *self)
{
  g_string_printf (self->curves_text, "[%s]", self->curves->str);
  self->status.curves = self->curves_text->str;
}

static void
add_to_curves (TauPredictorTraining *self, guint epoch, const TauMeasure *m)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  tau_json_add_int (b, "epoch", epoch + 1);
  tau_json_add_double (b, "loss", self->status.loss);
  tau_json_add_double (b, "spearman", m->spearman);
  tau_json_add_double (b, "center", m->error_center);
  tau_json_add_double (b, "ours:1", m->error_ours1);
  tau_json_add_double (b, "ours:2", m->error_ours2);
  tau_json_add_double (b, "oracle", m->error_oracle);
  tau_json_add_double (b, "seconds", seconds_so_far (self));
  json_builder_end_object (b);
  g_autoptr (JsonNode) row = json_builder_get_root (b);
  g_autofree char *text = json_to_string (row, FALSE);
  g_string_append_printf (self->curves, "%s%s", self->curves->len > 0 ? "," : "", text);
  publish_curves (self);
}

static gboolean
finish_epoch (TauPredictorTraining *self, guint epoch, GError **error)
{
  TauMeasure m;
  if (!measure (self, self->validation, &m, error))
    return FALSE;
  self->status.epoch = epoch + 1;
  self->status.measure = m.spearman;
  self->status.error_center = m.error_center;
  self->status.error_ours = m.error_ours1;
  self->status.error_ours2 = m.error_ours2;
  self->status.error_oracle = m.error_oracle;
  add_to_curves (self, epoch, &m);
  if (!save_checkpoint (self, epoch + 1, 0, 0, error))
    return FALSE;
  self->status.epoch_done = TRUE;
  tau_predictor_training_report (self, _ ("Epoch finished"), 1);
  self->status.epoch_done = FALSE;
  return TRUE;
}

/* -- the whole --------------------------------------------------- */

/* Whether class `i` of a list is called by its number. */
static gboolean
is_number (const GPtrArray *classes, guint i)
{
  g_autofree char *number = g_strdup_printf ("%u", i);
  return g_str_equal (g_ptr_array_index (classes, i), number);
}

/* The first class that the two lists call by different names, or -1. A number stands for any name:
 * lists without names are compared by their length only. */
static int
find_difference (const GPtrArray *a, const GPtrArray *b)
{
  for (guint i = 0; i < MIN (a->len, b->len); i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (a, i), g_ptr_array_index (b, i)) != 0 &&
        !is_number (a, i) && !is_number (b, i))
      return i;
  return -1;
}

static TauDataset *
check_dataset (TauPredictorTraining *self, TauDataset *dataset, GError **error)
{
  if (dataset == NULL)
    return NULL;
  const GPtrArray *classes = self->session->pack->classes;
  int i = find_difference (dataset->classes, classes);
  if (dataset->classes->len != self->session->n_classes)
    g_set_error (
        error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_OPTIONS,
        _ ("“%s” has %u classes, but the target answers with %u; use the data that the target was "
           "trained on"),
        dataset->spec, dataset->classes->len, self->session->n_classes);
  else if (i >= 0)
    g_set_error (
        error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_OPTIONS,
        _ ("Class %d of “%s” is “%s”, but that of the pack “%s” is “%s”; use the data that the "
           "target was trained on, or correct the order and names in its pack.json"),
        i, dataset->spec, (const char *)g_ptr_array_index (dataset->classes, i),
        self->session->pack->name, (const char *)g_ptr_array_index (classes, i));
  else
    return dataset;
  tau_dataset_unref (dataset);
  return NULL;
}

static void
on_sorter (double fraction, double l1 G_GNUC_UNUSED, gpointer data)
{
  tau_predictor_training_report (data, _ ("Training the sorter"), fraction);
}

/* The sorter of the paper's loss: from the user's data folder, or trained now. */
static gboolean
set_sorter (TauPredictorTraining *self, GError **error)
{
  const TauTorchApi *torch = self->session->torch;
  TauSorterSpec spec;
  tau_sorter_spec_init (&spec);
  g_autoptr (GBytes) sorter =
      tau_sorter_get (torch, &spec, on_sorter, self, self->cancellable, error);
  return sorter != NULL && torch->trainer_set_sorter (self->trainer, sorter, error);
}

static gboolean
make_trainer (TauPredictorTraining *self, GError **error)
{
  const TauTrainPredictorOptions *options = self->options;
  gboolean rmsprop = g_str_equal (options->optimizer, "rmsprop");
  TauTrainerSpec spec = {
    .architecture = options->architecture,
    .input_size = self->size,
    .n_outputs = TAU_N_TRANSFORMS,
    .seed = options->seed,
    .optimizer = rmsprop ? TAU_OPTIMIZER_RMSPROP : TAU_OPTIMIZER_ADAMW,
    .momentum = options->momentum,
    .weight_decay = options->weight_decay,
    .average = options->average,
    .bfloat16 = options->bfloat16,
    .n_answered = (int)tau_train_predictor_n_answered (options, self->session),
    .n_classes = (int)self->session->n_classes,
    .imitation = options->imitation,
  };
  if (!rmsprop && !g_str_equal (options->optimizer, "adamw")) {
    g_set_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_OPTIONS,
                 _ ("“%s” is not an optimizer; use adamw or rmsprop"), options->optimizer);
    return FALSE;
  }
  self->trainer = self->session->torch->trainer_new (&spec, error);
  if (self->trainer == NULL || !self->session->torch->trainer_check_loss (options->loss, error))
    return FALSE;
  if (options->init != NULL &&
      !self->session->torch->trainer_load_weights (self->trainer, options->init, error))
    return FALSE;
  return !g_str_equal (options->loss, "sodeep") || set_sorter (self, error);
}

static TauPack *
find_pack (const TauTrainPredictorOptions *options, TauDataset *dataset, GError **error)
{
  if (options->target == NULL)
    return tau_pack_find (options->pack, error);
  TauPack *pack = tau_pack_new_from_files (options->target, NULL, options->target_size, 0, error);
  for (guint i = 0; pack != NULL && i < dataset->classes->len; i++)
    g_ptr_array_add (pack->classes, g_strdup (g_ptr_array_index (dataset->classes, i)));
  return pack;
}

gboolean
tau_predictor_training_open (TauPredictorTraining *self, TauStore *store, GError **error)
{
  const TauTrainPredictorOptions *options = self->options;
  if (!tau_corruption_set_parse (options->corruptions, &self->corruptions, error))
    return FALSE;
  self->dataset = tau_dataset_open (options->dataset, error);
  if (self->dataset == NULL)
    return FALSE;
  g_autoptr (TauPack) pack = find_pack (options, self->dataset, error);
  if (pack == NULL)
    return FALSE;
  tau_predictor_training_report (self, _ ("Starting libtorch"), 0);
  self->session = tau_session_open (pack, store, options->n_threads, TRUE, error);
  if (self->session == NULL)
    return FALSE;
  self->size = options->input_size > 0 ? options->input_size : MIN (pack->target.input_size, 64);
  self->dataset = check_dataset (self, self->dataset, error);
  if (self->dataset == NULL)
    return FALSE;
  if (options->test != NULL &&
      (self->test = check_dataset (self, tau_dataset_open (options->test, error), error)) == NULL)
    return FALSE;
  return make_trainer (self, error);
}

static gboolean
prepare (TauPredictorTraining *self, TauStore *store, TauCheckpoint *at, GError **error)
{
  return tau_predictor_training_open (self, store, error) &&
         (self->lock = tau_train_take_folder (self->options->out, CHECKPOINT, error)) >= 0 &&
         tau_predictor_training_load (self, error) && resume (self, at, error);
}

static gboolean
train (TauPredictorTraining *self, TauStore *store, GError **error)
{
  TauCheckpoint at;
  TauMeasure m;
  if (!prepare (self, store, &at, error))
    return FALSE;
  self->status.started = TRUE;
  publish_curves (self);
  if (!tau_predictor_training_compute_validation (self, error))
    return FALSE;
  self->last_checkpoint = g_get_monotonic_time ();
  for (guint epoch = at.epoch; epoch < self->options->epochs; epoch++) {
    gboolean first = epoch == at.epoch;
    if (!tau_predictor_training_compute_train (self, epoch, error) ||
        !run_epoch (self, epoch, first ? at.batch : 0, first ? at.loss : 0, error) ||
        !finish_epoch (self, epoch, error))
      return FALSE;
  }
  g_autoptr (JsonObject) results = json_object_new ();
  if (!self->session->torch->trainer_shift_output (self->trainer, TAU_TRANSFORM_IDENTITY,
                                                   -(float)self->options->identity_margin, error) ||
      !measure (self, self->validation, &m, error))
    return FALSE;
  add_measure (results, "validation", &m);
  return measure_test (self, results, error) &&
         tau_train_write_predictor (self->options, self->session, self->trainer, self->size,
                                    results, error);
}

void
tau_predictor_training_clear (TauPredictorTraining *self)
{
  if (self->trainer != NULL)
    self->session->torch->trainer_free (self->trainer);
  tau_session_free (self->session);
  tau_samples_free (self->samples);
  tau_dataset_unref (self->dataset);
  tau_dataset_unref (self->test);
  tau_truth_free (self->train);
  tau_truth_free (self->validation);
  if (self->curves != NULL)
    g_string_free (self->curves, TRUE);
  if (self->curves_text != NULL)
    g_string_free (self->curves_text, TRUE);
  g_free (self->folds);
  g_free (self->settings);
  g_free (self->problem);
  g_free (self->checkpoint_path);
  if (self->lock >= 0)
    close (self->lock);
}

gboolean
tau_train_predictor (const TauTrainPredictorOptions *options, TauStore *store, TauTrainFunc func,
                     gpointer data, GCancellable *cancellable, GError **error)
{
  TauPredictorTraining self = {
    .options = options,
    .func = func,
    .data = data,
    .cancellable = cancellable,
    .started = g_get_monotonic_time (),
    .curves = g_string_new (NULL),
    .curves_text = g_string_new (NULL),
    .checkpoint_path = g_build_filename (options->out, CHECKPOINT, NULL),
    .lock = -1,
    .status = { .n_epochs = options->epochs,
                .loss = NAN,
                .measure = NAN,
                .error_center = NAN,
                .error_ours = NAN,
                .error_ours2 = NAN,
                .error_oracle = NAN,
                .seconds_left = NAN },
  };
  gboolean done = train (&self, store, error);
  tau_predictor_training_clear (&self);
  return done;
}
