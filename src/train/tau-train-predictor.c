/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-train-predictor-private.h"

#include "base/tau-json.h"
#include "corruption/tau-frost.h"
#include "model/tau-probe.h"
#include "train/tau-sorter.h"
#include "train/tau-train-pack.h"
#include "train/tau-train-parts.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const char *
get_set_title (guint set)
{
  const char *const titles[TAU_N_MEASURE_SETS] = { _ ("Test images, clean"),
                                                   _ ("Test images, corrupted"),
                                                   _ ("Test images, held-out corruptions") };
  return titles[set];
}

static void
report_test (TauPredictorTraining *self, double fraction)
{
  const guint set = self->test_set, all = tau_measure_copies (0);
  const double left =
      (1 - fraction) * tau_measure_copies (set) + fraction * tau_measure_copies (set + 1);
  const double spent = (g_get_monotonic_time () - self->test_began) / 1e6;
  g_autofree char *phase =
      g_strdup_printf (_ ("%s (%u of %u)"), get_set_title (set), set + 1, TAU_N_MEASURE_SETS);
  self->run.status.seconds_left =
      left < all ? spent / (all - left) * left : self->run.seconds_after;
  tau_train_run_report (&self->run, phase, fraction);
}

void
tau_predictor_training_on_truth (double fraction, gpointer data)
{
  TauPredictorTraining *self = data;
  if (self->test_began != 0) {
    report_test (self, fraction);
    return;
  }
  if (self->losses_began != 0 && fraction > 0 && isfinite (self->step_seconds)) {
    const double spent = (g_get_monotonic_time () - self->losses_began) / 1e6;
    const guint further = /* epochs whose losses are computed anew */
        self->run.begins_alike ? self->run.n_epochs - self->run.status.epochs->len - 1 : 0;
    self->run.status.seconds_left =
        spent / fraction * (1 - fraction + further) +
        tau_train_run_expect (&self->run, self->n_train * self->options->copies,
                              self->step_seconds);
  }
  tau_train_run_report (&self->run,
                        self->losses_began != 0 ? _ ("Actual losses of all transforms")
                                                : _ ("Actual losses of the validation images"),
                        fraction);
}

/* A digest of everything that shapes the result. A checkpoint of other settings or images is
 * refused. */
static char *
settings_digest (const TauPredictorTraining *self)
{
  TauTrainPredictorOptions options = *self->options;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  options.pack = options.target = options.out = options.command = options.test = NULL;
  options.dataset = NULL;
  options.checkpoint_seconds = options.test_limit = 0;
  options.parts_if_any = FALSE;
  g_autofree char *text = tau_train_predictor_options_to_json (&options);
  g_autofree char *rest =
      g_strdup_printf ("predictor %s %s %d %" G_GUINT64_FORMAT, self->session->pack->target.sha256,
                       self->session->target_setup, self->size, tau_predictor_training_hash (self));
  g_checksum_update (sum, (const guchar *)text, -1);
  g_checksum_update (sum, (const guchar *)rest, -1);
  /* Given frost textures make other images. */
  const guint64 textures = tau_frost_textures_id ();
  if (textures != 0) {
    g_autofree char *text_of_textures = g_strdup_printf ("%" G_GUINT64_FORMAT, textures);
    g_checksum_update (sum, (const guchar *)text_of_textures, -1);
  }
  return g_strdup (g_checksum_get_string (sum));
}

/* -- results ------------------------------------------------------------------------------- */

gboolean
tau_predictor_training_predict (const TauTruth *truth, float *predicted, gpointer data,
                                GError **error)
{
  return tau_train_run_predict (data, TRUE, truth->pictures, truth->n, truth->size, predicted,
                                TAU_N_TRANSFORMS, error);
}

static gboolean
measure (TauTrainRun *run, TauMeasure *out, GError **error)
{
  const TauTruth *truth = ((TauPredictorTraining *)run)->validation;
  g_autofree float *predicted = g_new (float, (gsize)truth->n *TAU_N_TRANSFORMS);
  if (!tau_predictor_training_predict (truth, predicted, run, error))
    return FALSE;
  tau_measure (truth, predicted, out);
  return TRUE;
}

static void
add_measure (JsonObject *results, const char *name, const TauMeasure *m)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  tau_json_add_int (b, "images", m->n);
  tau_measure_add_to_json (m, b);
  json_builder_end_object (b);
  json_object_set_member (results, name, json_builder_get_root (b));
}

/* Their speed is not that of the training, which stays the last one reported. */
static gboolean
measure_test (TauPredictorTraining *self, JsonObject *results, GError **error)
{
  if (self->test == NULL)
    return TRUE;
  const double speed = self->run.status.images_per_second;
  g_autoptr (TauSamples) samples = tau_predictor_training_load_samples (
      self, self->test, self->test_classes, self->options->test_limit, error);
  if (samples == NULL)
    return FALSE;
  self->run.status.images_per_second = NAN;
  self->test_began = g_get_monotonic_time ();
  for (guint s = 0; s < TAU_N_MEASURE_SETS; s++) {
    TauTruthSpec spec = {
      .samples = samples,
      .seed = self->options->seed + TAU_MEASURE_SEED,
      .predictor_size = self->size,
      .n_threads = self->options->n_threads,
    };
    TauMeasure m;
    self->test_set = s;
    if (!tau_measure_set (self->session, &spec, s, tau_predictor_training_predict, self,
                          tau_predictor_training_on_truth, self->run.cancellable, &m, error))
      return FALSE;
    add_measure (results, tau_measure_set_name (s), &m);
  }
  self->run.status.images_per_second = speed;
  return TRUE;
}

/* -- the whole --------------------------------------------------- */

/* Checks that the data set's classes are the pack's, and keeps which is which. Without a data set
 * only the time is measured, for which any class will do. */
static TauDataset *
check_dataset (TauPredictorTraining *self, TauDataset *dataset, gint32 **classes, GError **error)
{
  g_autoptr (GError) local = NULL;
  if (dataset == NULL)
    return NULL;
  if (self->options->dataset == NULL) {
    *classes = g_new0 (gint32, dataset->classes->len);
    return dataset;
  }
  *classes = tau_pack_map_classes (self->session->pack, dataset, &local);
  if (*classes != NULL)
    return dataset;
  g_set_error_literal (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_OPTIONS, local->message);
  tau_dataset_unref (dataset);
  return NULL;
}

/* A target without pack.json learns the names of its classes from the data set. */
static void
name_classes (TauPack *pack, const TauDataset *dataset, const gint32 *classes)
{
  for (guint i = 0; pack->json == NULL && i < dataset->classes->len; i++)
    if (classes[i] == (gint32)i) {
      char **name = (char **)&g_ptr_array_index (pack->classes, i);
      g_free (*name);
      *name = g_strdup (g_ptr_array_index (dataset->classes, i));
    }
}

static void
on_sorter (double fraction, double l1, gpointer data)
{
  tau_train_run_report (data, _ ("Training the sorter"), fraction);
}

/* The sorter of the paper's loss: from the user's data folder, or trained now. */
static gboolean
set_sorter (TauPredictorTraining *self, GError **error)
{
  const TauTorchApi *torch = self->run.torch;
  TauSorterSpec spec;
  tau_sorter_spec_init (&spec);
  g_autoptr (GBytes) sorter =
      tau_sorter_get (torch, &spec, on_sorter, self, self->run.cancellable, error);
  return sorter != NULL && torch->trainer_set_sorter (self->run.trainer, sorter, error);
}

static gboolean
find_padding (const char *name, TauPadding *out, GError **error)
{
  *out = g_strcmp0 (name, "same") == 0 ? TAU_PADDING_SAME
         : name != NULL                ? TAU_PADDING_SYMMETRIC
                                       : TAU_PADDING_AUTO;
  if (*out != TAU_PADDING_SYMMETRIC || g_str_equal (name, "symmetric"))
    return TRUE;
  g_set_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_OPTIONS,
               _ ("“%s” is not a padding; use symmetric or same"), name);
  return FALSE;
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
  memcpy (spec.mean, tau_train_mean, sizeof spec.mean);
  memcpy (spec.std, tau_train_std, sizeof spec.std);
  if (!find_padding (options->padding, &spec.padding, error))
    return FALSE;
  if (!rmsprop && !g_str_equal (options->optimizer, "adamw")) {
    g_set_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_OPTIONS,
                 _ ("“%s” is not an optimizer; use adamw or rmsprop"), options->optimizer);
    return FALSE;
  }
  TauTrainRun *run = &self->run;
  if (!tau_train_run_open_torch (run, options->n_threads, error) ||
      (run->trainer = run->torch->trainer_new (&spec, error)) == NULL ||
      !run->torch->trainer_check_loss (run->trainer, options->loss, error) ||
      !tau_train_run_load_weights (run, options->init, error))
    return FALSE;
  return !g_str_equal (options->loss, "sodeep") || set_sorter (self, error);
}

static TauPack *
find_pack (const TauTrainPredictorOptions *options, GCancellable *cancellable, GError **error)
{
  if (options->target == NULL)
    return tau_pack_find (options->pack, error);
  g_autoptr (TauModelChoices) choices = tau_model_choices_from_json (options->target_choices);
  if (options->target_size > 0)
    choices->input_size = options->target_size;
  g_autoptr (TauProbe) probe = tau_probe_file (options->target, choices, cancellable, error);
  return probe != NULL ? tau_probe_make_pack (probe, choices, error) : NULL;
}

static gboolean
open_dataset (TauPredictorTraining *self, GError **error)
{
  const char *spec = self->options->dataset != NULL ? self->options->dataset : "signs:train";
  self->dataset = tau_train_open_images (spec, self->options->parts_if_any, &self->whole, error);
  if (self->whole != NULL) {
    self->adjusted.dataset = self->whole;
    self->adjusted.test = NULL;
  }
  return self->dataset != NULL;
}

static gboolean
open_test (TauPredictorTraining *self, GError **error)
{
  if (self->options->test == NULL)
    return TRUE;
  if (!tau_train_open_part (self->options->test, self->options->parts_if_any, &self->test, error))
    return FALSE;
  if (self->test == NULL) {
    self->adjusted.test = NULL;
    return TRUE;
  }
  self->test = check_dataset (self, self->test, &self->test_classes, error);
  return self->test != NULL;
}

/* Without the corruptions that the target was trained on (METHOD "Training"): against those it
 * needs no help, and they would say nothing of others. */
static void
leave_out_seen (TauPredictorTraining *self, const TauPack *pack)
{
  TauCorruptionSet kept = { 0 };
  g_autoptr (GString) names = g_string_new (NULL);
  for (guint i = 0; i < self->corruptions.n; i++) {
    const guint c = self->corruptions.list[i];
    if (!tau_corruption_set_has (&pack->target_trained_on, c))
      tau_corruption_set_add (&kept, c);
    else
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                              tau_corruption_get (c)->name);
  }
  self->corruptions = kept;
  if (names->len > 0)
    tau_dataset_add_note (self->dataset,
                          g_strdup_printf (kept.n > 0
                                               ? _ ("Left out, because the target was trained on "
                                                    "them: %s")
                                               : _ ("Left out, because the target was trained on "
                                                    "them: %s; no corruption is left to train on"),
                                           names->str));
}

gboolean
tau_predictor_training_open (TauPredictorTraining *self, TauStore *store, GError **error)
{
  const TauTrainPredictorOptions *options = self->options;
  if (!tau_corruption_set_parse (options->corruptions, &self->corruptions, error))
    return FALSE;
  if (!open_dataset (self, error))
    return FALSE;
  g_autoptr (TauPack) pack = find_pack (options, self->run.cancellable, error);
  if (pack == NULL)
    return FALSE;
  tau_train_run_report (&self->run, _ ("Starting libtorch"), 0);
  self->session = tau_session_open (pack, store, options->n_threads, self->run.cancellable, error);
  if (self->session == NULL)
    return FALSE;
  self->size = options->input_size > 0 ? options->input_size : MIN (pack->target.input_size, 64);
  self->dataset = check_dataset (self, self->dataset, &self->classes, error);
  if (self->dataset == NULL)
    return FALSE;
  leave_out_seen (self, pack);
  if (options->dataset != NULL)
    name_classes (pack, self->dataset, self->classes);
  return open_test (self, error) && make_trainer (self, error);
}

/* Whether the target, a file without a pack, lies in the folder of the new pack. */
static gboolean
is_own_folder (const TauPredictorTraining *self)
{
  const TauPackModel *target = &self->session->pack->target;
  g_autofree char *path = g_build_filename (self->run.folder, target->file, NULL);
  g_autofree char *here = g_canonicalize_filename (path, NULL);
  return g_strcmp0 (here, target->path) == 0;
}

/* The folder may be that of the target's pack, or a copy of it. */
static gboolean
check_folder (TauPredictorTraining *self, GError **error)
{
  TauTrainRun *run = &self->run;
  const gboolean has_pack = tau_train_run_has_file (run, "pack.json");
  g_autoptr (TauPack) pack = has_pack ? tau_pack_load (run->folder, NULL) : NULL;
  const char *finished = NULL;
  if (tau_train_run_has_file (run, "predictor.pt") || (pack != NULL && pack->has_predictor))
    finished = _ ("a loss predictor");
  else if (has_pack ? pack == NULL ||
                          g_strcmp0 (pack->target.sha256, self->session->pack->target.sha256) != 0
                    : tau_train_run_has_file (run, self->session->pack->target.file) &&
                          !is_own_folder (self))
    finished = _ ("a model pack with another target");
  return tau_train_run_check_folder (run, finished, error);
}

static gboolean
train (TauPredictorTraining *self, TauStore *store, GError **error)
{
  TauTrainRun *run = &self->run;
  TauMeasure m;
  if (!tau_predictor_training_open (self, store, error) || !check_folder (self, error) ||
      !tau_train_run_take_folder (run, error) || !tau_predictor_training_load (self, error) ||
      !tau_train_run_restore (run, settings_digest (self), error) ||
      !tau_predictor_training_compute_validation (self, error) ||
      !tau_train_run_epochs (run, error))
    return FALSE;
  g_autoptr (JsonObject) results = json_object_new ();
  if (!run->torch->trainer_shift_output (run->trainer, TAU_TRANSFORM_IDENTITY,
                                         -(float)self->options->identity_margin, error) ||
      !measure (run, &m, error))
    return FALSE;
  add_measure (results, "validation", &m);
  return measure_test (self, results, error) &&
         tau_train_write_predictor (self->options, &self->corruptions, run, self->session,
                                    self->size, results, error);
}

void
tau_predictor_training_init (TauPredictorTraining *self, const TauTrainPredictorOptions *options,
                             TauTrainFunc func, gpointer data, GCancellable *cancellable)
{
  static const TauTrainKind kind = { "predictor.checkpoint", tau_predictor_training_begin,
                                     tau_predictor_training_step, measure };
  *self = (TauPredictorTraining){
    .step_seconds = NAN,
    .run = { .kind = &kind,
             .folder = options->out,
             .n_epochs = options->epochs,
             .batch = options->batch,
             .rate = options->learning_rate,
             .warm_up = options->warm_up,
             .checkpoint_seconds = options->checkpoint_seconds,
             .resume = options->resume,
             .overwrite = options->overwrite,
             .func = func,
             .data = data,
             .cancellable = cancellable },
    .adjusted = *options,
  };
  self->options = &self->adjusted;
  tau_train_run_init (&self->run);
}

void
tau_predictor_training_clear (TauPredictorTraining *self)
{
  tau_train_run_clear (&self->run);
  tau_session_free (self->session);
  tau_samples_free (self->samples);
  tau_dataset_unref (self->dataset);
  tau_dataset_unref (self->test);
  g_free (self->whole);
  tau_truth_free (self->train);
  tau_truth_free (self->validation);
  g_free (self->classes);
  g_free (self->test_classes);
  g_free (self->folds);
  g_free (self->order);
  g_free (self->planes);
  g_free (self->losses);
  g_free (self->answers);
}

gboolean
tau_train_predictor (const TauTrainPredictorOptions *options, TauStore *store, TauTrainFunc func,
                     gpointer data, GCancellable *cancellable, GError **error)
{
  TauPredictorTraining self;
  tau_predictor_training_init (&self, options, func, data, cancellable);
  gboolean done = train (&self, store, error);
  tau_predictor_training_clear (&self);
  return done;
}
