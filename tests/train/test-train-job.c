/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-file.h"
#include "transform/tau-distort.h"
#include "model/tau-pack.h"
#include "train/tau-train-job.h"

#include "model/pack-fixture.h"
#include "torch/torch-fixture.h"

#include <math.h>
#include <string.h>

/* Trainings of loss predictors with their record: stopped in the middle of an epoch, gone on with;
 * the paper's recipe; what the record says. */

typedef struct {
  char *folder, *pack, *out, *other;
  TauStore *store;
  TauTrainTargetOptions target; /* of the pack */
  TauTrainPredictorOptions options;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  self->folder = fixture_make_folder ();
  self->pack = g_build_filename (self->folder, "pack", NULL);
  self->out = g_build_filename (self->folder, "out", NULL);
  self->other = g_build_filename (self->folder, "other", NULL);
  g_autofree char *db = g_build_filename (self->folder, "db", NULL);
  self->store = tau_store_open (db, &error);
  g_assert_no_error (error);

  tau_train_target_options_init (&self->target);
  self->target.dataset = "signs:train";
  self->target.out = self->pack;
  self->target.architecture = "resnet8";
  self->target.input_size = 32;
  self->target.epochs = 1;
  self->target.batch = 32;
  self->target.limit = 64;
  self->target.flip = FALSE;
  self->target.n_threads = 1;
  g_assert_true (tau_train_target (&self->target, NULL, NULL, NULL, &error));
  g_assert_no_error (error);

  tau_train_predictor_options_init (&self->options, NULL);
  self->options.pack = self->pack;
  self->options.dataset = "signs:train";
  self->options.out = self->out;
  self->options.epochs = 2;
  self->options.batch = 16;
  self->options.limit = 104;
  self->options.mirror = FALSE;
  self->options.n_threads = 1;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  tau_store_close (self->store);
  fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->pack);
  g_free (self->out);
  g_free (self->other);
}

/* Cancels at the given step (phases with a loss count as steps). */
typedef struct {
  GCancellable *cancellable;
  guint stop_at, n_steps;
} Watch;

static void
on_status (const TauTrainStatus *status, gpointer data)
{
  Watch *watch = data;
  if (!status->epoch_done && status->images_per_second > 0 && ++watch->n_steps == watch->stop_at)
    g_cancellable_cancel (watch->cancellable);
}

static char *
predictor_sum (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, "predictor.pt", NULL);
  char *sum = tau_file_sha256 (path, &error);
  g_assert_no_error (error);
  return sum;
}

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);
  g_assert_no_error (error);
  return node;
}

/* Stopped in the middle of both epochs: the bytes of a training that never was, and one record that
 * tells of all epochs. */
static void
test_stop_anywhere (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TauTrainPredictorOptions options = self->options;
  g_assert_true (tau_train_job_run (NULL, 0, &options, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_autofree char *whole = predictor_sum (self->out);

  options.out = self->other;
  gint64 id = 0, again;
  const guint stops[] = { 3, 9 };
  for (guint i = 0; i < G_N_ELEMENTS (stops); i++) {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    Watch watch = { cancellable, stops[i], 0 };
    g_assert_false (tau_train_job_run (self->store, id, &options, on_status, &watch, cancellable,
                                       &again, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_clear_error (&error);
    g_assert_true (id == 0 || id == again);
    id = again;
    g_autoptr (TauStoreJob) job = tau_store_get_job (self->store, id, &error);
    g_assert_no_error (error);
    g_assert_cmpint (job->state, ==, TAU_JOB_STOPPED);
  }
  g_assert_true (tau_train_job_run (self->store, id, &options, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_autofree char *resumed = predictor_sum (self->other);
  g_assert_cmpstr (resumed, ==, whole);

  g_autoptr (TauStoreJob) job = tau_store_get_job (self->store, id, &error);
  g_assert_cmpint (job->state, ==, TAU_JOB_DONE);
  g_autoptr (JsonNode) curves = parse (job->curves);
  JsonArray *rows = json_node_get_array (curves);
  g_assert_cmpuint (json_array_get_length (rows), ==, 2);
  for (guint i = 0; i < 2; i++) {
    JsonObject *row = json_array_get_object_element (rows, i);
    g_assert_cmpint (json_object_get_int_member (row, "epoch"), ==, i + 1);
    g_assert_true (json_object_has_member (row, "ours:2"));
  }
  g_autoptr (TauTrainPredictorOptions) stored = tau_train_predictor_options_from_json (job->spec);
  g_assert_cmpstr (stored->out, ==, self->other);
  g_assert_cmpuint (stored->batch, ==, 16);
}

/* The file as an earlier version wrote it: with another text for the epochs. */
/* As an earlier version wrote it: the checksum is that of the state alone. */
static void
put_epochs (const char *folder, const char *file, const char *text)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *contents = NULL, *settings = NULL, *epochs = NULL, *sum = NULL;
  gsize length;
  guint n, batch;
  double loss, seconds;
  GVariant *state;
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_autoptr (GVariant) in = g_variant_ref_sink (g_variant_new_from_data (
      G_VARIANT_TYPE ("(suuddssay)"), contents, length, FALSE, NULL, NULL));
  g_variant_get (in, "(suuddss@ay)", &settings, &n, &batch, &loss, &seconds, &epochs, &sum, &state);
  g_free (sum);
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, g_variant_get_data (state),
                                     g_variant_get_size (state));
  g_autoptr (GVariant) out = g_variant_ref_sink (
      g_variant_new ("(suuddss@ay)", settings, n, batch, loss, seconds, text, sum, state));
  g_assert_true (
      g_file_set_contents (path, g_variant_get_data (out), g_variant_get_size (out), NULL));
  g_variant_unref (state);
}

static void
on_old_status (const TauTrainStatus *status, gpointer data)
{
  if (status->epoch_done)
    *(GArray **)data = g_array_copy (status->epochs);
}

/* Checkpoints of earlier versions are gone on with: rows without brackets, and for a target a line
 * of numbers. */
static void
test_old_checkpoint (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Watch watch = { cancellable, 14, 0 }; /* in the second epoch */
  g_autoptr (GArray) epochs = NULL;
  g_assert_false (
      tau_train_predictor (&self->options, NULL, on_status, &watch, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  put_epochs (self->out, "predictor.checkpoint",
              "{\"epoch\":1,\"loss\":0.5,\"spearman\":0.25,\"center\":5.0,\"ours:1\":3.0,"
              "\"ours:2\":2.0,\"oracle\":null,\"seconds\":7.0}");
  self->options.resume = TRUE;
  g_assert_true (tau_train_predictor (&self->options, NULL, on_old_status, &epochs, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (epochs->len, ==, 2);
  const TauEpoch *first = &g_array_index (epochs, TauEpoch, 0);
  g_assert_cmpuint (first->epoch, ==, 1);
  g_assert_cmpfloat (first->loss, ==, 0.5);
  g_assert_cmpfloat (first->measure.error_ours2, ==, 2);
  g_assert_true (isnan (first->measure.error_oracle));
  g_assert_cmpfloat (first->seconds, ==, 7);
  g_assert_cmpuint (g_array_index (epochs, TauEpoch, 1).epoch, ==, 2);

  /* The target's is whole: what it does not tell is measured again. */
  g_autofree char *path = g_build_filename (self->pack, "target.pt", NULL);
  g_autofree char *before = tau_file_sha256 (path, NULL);
  put_epochs (self->pack, "target.checkpoint", "1 2.5 nan\n");
  self->target.resume = TRUE;
  g_assert_true (tau_train_target (&self->target, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_autofree char *after = tau_file_sha256 (path, NULL);
  g_assert_cmpstr (before, ==, after);
}

/* A failure is a sentence in the record. */
static void
test_failure (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 id;
  self->options.dataset = "folder:/nowhere";
  g_assert_false (
      tau_train_job_run (self->store, 0, &self->options, NULL, NULL, NULL, &id, &error));
  g_assert_nonnull (error);
  g_autoptr (TauStoreJob) job = tau_store_get_job (self->store, id, NULL);
  g_assert_cmpint (job->state, ==, TAU_JOB_FAILED);
  g_autoptr (JsonNode) summary = parse (job->summary);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (summary), "error"), ==,
                   error->message);
}

/* Fresh and grouped copies, distortions, RMSProp; and a target that comes without a pack. */
static void
test_recipe (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TauTrainPredictorOptions options = self->options, paper;
  g_autofree char *target = g_build_filename (self->pack, "target.pt", NULL);
  tau_train_predictor_options_init (&paper, "sodeep");
  g_assert_cmpstr (paper.architecture, ==, "efficientnet-b0");
  g_assert_cmpuint (paper.epochs, ==, 60);
  options.pack = NULL;
  options.target = target;
  options.copies = paper.copies;
  options.batch = 24;
  options.fresh = options.grouped = TRUE;
  options.distort = paper.distort;
  options.optimizer = paper.optimizer;
  options.momentum = paper.momentum;
  g_assert_true (tau_train_job_run (self->store, 0, &options, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_autoptr (TauPack) pack = tau_pack_load (self->out, &error);
  g_assert_no_error (error);
  g_assert_true (tau_pack_verify (pack, &error));
  g_assert_true (pack->has_predictor);
  g_assert_cmpuint (pack->classes->len, ==, 26);

  options.optimizer = "sgd";
  g_assert_false (tau_train_predictor (&options, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_OPTIONS);
}

/* Trainings from before there was a choice have no padding, and their checkpoints stay valid. */
static void
check_padding (void)
{
  TauTrainPredictorOptions in;
  g_autoptr (TauTrainPredictorOptions) old =
      tau_train_predictor_options_from_json ("{\"loss\": \"sodeep\"}");
  g_assert_null (old->padding);
  tau_train_predictor_options_init (&in, "sodeep");
  g_autofree char *same = tau_train_predictor_options_to_json (&in);
  g_autoptr (TauTrainPredictorOptions) read = tau_train_predictor_options_from_json (same);
  g_assert_cmpstr (read->padding, ==, "same");
  in.padding = "symmetric";
  g_autofree char *symmetric = tau_train_predictor_options_to_json (&in);
  g_assert_null (strstr (symmetric, "padding"));
  in.init = "weights.pth"; /* which may want the other */
  g_autofree char *given = tau_train_predictor_options_to_json (&in);
  g_assert_nonnull (strstr (given, "\"padding\":\"symmetric\""));
}

static void
test_options_json (void)
{
  TauTrainPredictorOptions in;
  tau_train_predictor_options_init (&in, "sodeep");
  in.pack = "signs";
  in.dataset = "signs:train";
  in.out = "somewhere";
  in.seed = G_MAXUINT64;
  in.learning_rate = 0.1234567;
  in.bfloat16 = in.parts_if_any = TRUE;
  g_autofree char *text = tau_train_predictor_options_to_json (&in);
  g_autoptr (TauTrainPredictorOptions) out = tau_train_predictor_options_from_json (text);
  g_autofree char *same = tau_train_predictor_options_to_json (out);
  g_assert_cmpstr (text, ==, same);
  g_assert_true (out->seed == G_MAXUINT64);
  g_assert_null (out->test);
  g_assert_true (out->parts_if_any);
  g_assert_cmpfloat (out->learning_rate, ==, in.learning_rate);
  check_padding ();

  const char *const strange[] = { "{\"loss\": 3, \"epochs\": \"many\", \"zork\": null}", "[]", "{",
                                  NULL };
  for (guint i = 0; i < G_N_ELEMENTS (strange); i++) {
    g_autoptr (TauTrainPredictorOptions) odd = tau_train_predictor_options_from_json (strange[i]);
    g_assert_cmpuint (odd->epochs, ==, 12);
    g_assert_cmpstr (odd->loss, ==, "blend");
  }
}

static void
test_distort (void)
{
  g_autoptr (TauImage) in = tau_image_new (32, 32);
  for (int i = 0; i < 32 * 32 * 3; i++)
    in->data[i] = (guint8)(i * 7 / 5);
  g_autoptr (TauImage) same = tau_distort (in, 0);
  g_assert_true (same == in);
  g_autoptr (TauImage) mirrored = tau_distort (in, 27);
  g_assert_cmpmem (mirrored->data, 3, in->data + 31 * 3, 3);
  g_autoptr (TauImage) back = tau_distort (mirrored, 27);
  g_assert_cmpmem (back->data, 32 * 32 * 3, in->data, 32 * 32 * 3);
  g_autoptr (TauImage) dark = tau_distort (in, 9);
  for (int i = 0; i < 32 * 32 * 3; i++)
    g_assert_cmpint (dark->data[i], ==, (int)(0.9f * in->data[i]));

  /* All kinds are drawn, in about the shares asked for; none when none is asked for. */
  TauRandom random;
  guint n_plain = 0, n_mirrored = 0, seen[54] = { 0 };
  tau_random_init (&random, 1, 2);
  for (guint i = 0; i < 4000; i++) {
    TauDistortion d = tau_distortion_draw (&random, 0.4, 0.5);
    g_assert_cmpuint (d, <, 54);
    seen[d]++;
    n_plain += d % 27 == 0;
    n_mirrored += d >= 27;
    g_assert_cmpuint (tau_distortion_draw (&random, 0, 0), ==, 0);
  }
  for (guint d = 0; d < 54; d++)
    g_assert_cmpuint (seen[d], >, 0);
  g_assert_cmpuint (n_mirrored, >, 1850);
  g_assert_cmpuint (n_mirrored, <, 2150);
  /* (0.6 + 0.4 / 3)^3 = 0.394 */
  g_assert_cmpuint (n_plain, >, 1450);
  g_assert_cmpuint (n_plain, <, 1700);
}

static void
stop_after_epoch (const TauTrainStatus *status, gpointer data)
{
  if (status->epoch_done)
    g_cancellable_cancel (data);
}

/* A target's training: its record says all that is needed to go on, which gives the bytes of one
 * that was never stopped. The records of the two kinds are told apart. */
static void
test_target (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gint64 id = 0;
  self->target.out = self->other;
  self->target.epochs = 2;
  self->target.augment = "augmix";
  self->target.corruptions = "blur";
  self->target.seed = G_MAXUINT64;
  tau_train_target (&self->target, NULL, NULL, NULL, &error);
  g_assert_no_error (error);

  self->target.out = self->out;
  g_assert_false (tau_train_job_run_target (self->store, 0, &self->target, stop_after_epoch,
                                            cancellable, cancellable, &id, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (id, >, 0);
  g_autoptr (TauStoreJob) job = tau_store_get_job (self->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (job->state, ==, TAU_JOB_STOPPED);
  g_autoptr (TauTrainTargetOptions) read = tau_train_target_options_from_json (job->spec);
  g_assert_nonnull (read);
  g_autofree char *again = tau_train_target_options_to_json (read);
  g_assert_cmpstr (again, ==, job->spec);
  g_assert_cmpstr (read->architecture, ==, "resnet8");
  g_assert_cmpstr (read->augment, ==, "augmix");
  g_assert_true (read->jsd && read->seed == G_MAXUINT64);
  g_autoptr (TauTrainPredictorOptions) shared = tau_train_predictor_options_from_json (job->spec);
  g_assert_cmpstr (shared->out, ==, self->out);
  g_assert_cmpuint (shared->epochs, ==, 2);

  read->n_threads = 1;
  g_assert_true (tau_train_job_run_target (self->store, id, read, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_autoptr (TauStoreJob) done = tau_store_get_job (self->store, id, &error);
  g_assert_cmpint (done->state, ==, TAU_JOB_DONE);
  g_autoptr (GArray) epochs = tau_epochs_from_json (done->curves);
  g_assert_cmpuint (epochs->len, ==, 2);
  g_autofree char *resumed = g_build_filename (self->out, "target.pt", NULL);
  g_autofree char *whole = g_build_filename (self->other, "target.pt", NULL);
  g_autofree char *a = tau_file_sha256 (resumed, NULL), *b = tau_file_sha256 (whole, NULL);
  g_assert_cmpstr (a, ==, b);

  g_autofree char *other = tau_train_predictor_options_to_json (&self->options);
  g_assert_null (tau_train_target_options_from_json (other));
  g_assert_null (tau_train_target_options_from_json (NULL));
  g_assert_null (tau_train_target_options_from_json ("[]"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add ("/train/job/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("stop-anywhere", test_stop_anywhere);
  ADD ("old-checkpoint", test_old_checkpoint);
  ADD ("failure", test_failure);
  ADD ("recipe", test_recipe);
  ADD ("target", test_target);
  g_test_add_func ("/train/job/options-json", test_options_json);
  g_test_add_func ("/train/job/distort", test_distort);
  return g_test_run ();
}
