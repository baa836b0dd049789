/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-file.h"
#include "torch/torch-fixture.h"
#include "train/tau-checkpoint.h"
#include "train/tau-train.h"

#include <glib/gstdio.h>
#include <math.h>
#include <sqlite3.h>
#include <string.h>

/* Trainings of a few seconds: that they can be stopped and gone on with, and what they refuse. */

#define LIMIT 130

typedef struct {
  char *folder;
  char *out;
  TauTrainTargetOptions target;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = fixture_make_folder ();
  self->out = g_build_filename (self->folder, "packs", "one", NULL);
  tau_train_target_options_init (&self->target);
  self->target.dataset = "signs:train";
  self->target.out = self->out;
  self->target.architecture = "resnet8";
  self->target.input_size = 32;
  self->target.epochs = 2;
  self->target.batch = 32;
  self->target.limit = LIMIT;
  self->target.flip = FALSE;
  self->target.n_threads = 1;
  self->target.command = "tauscope-cli train-target";
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->out);
}

/* Cancels at the end of epoch `stop_after`, or in phase `stop_in`. */
typedef struct {
  GCancellable *cancellable;
  guint stop_after;
  guint n_epochs; /* seen to end */
  double last_measure, last_loss;
  double left, first_left; /* seconds, estimated after an epoch's last step; before the first */
  guint n_test;            /* reports while test images are measured; the time left falls to 0 */
  double test_left;
} Watch;

static void
on_status (const TauTrainStatus *status, gpointer data)
{
  Watch *watch = data;
  g_assert_nonnull (status->phase);
  g_assert_true (status->fraction >= 0 && status->fraction <= 1);
  if (g_str_has_suffix (status->phase, " of 3)")) { /* "Test images, clean (1 of 3)" */
    g_assert_true (isfinite (status->seconds_left) && isnan (status->images_per_second));
    watch->n_test++;
    watch->test_left = status->seconds_left;
    return;
  }
  if (isfinite (status->loss) && !status->epoch_done)
    watch->left = status->seconds_left;
  if (isnan (status->loss) && isfinite (status->seconds_left))
    watch->first_left = status->seconds_left;
  if (!status->epoch_done)
    return;
  watch->n_epochs++;
  const TauEpoch *last = tau_train_status_last (status);
  watch->last_measure = last->measure.error_center;
  watch->last_loss = last->loss;
  if (last->epoch == watch->stop_after)
    g_cancellable_cancel (watch->cancellable);
}

static void
train_target (Fixture *self, const char *out)
{
  g_autoptr (GError) error = NULL;
  Watch watch = { 0 };
  self->target.out = out;
  tau_train_target (&self->target, on_status, &watch, NULL, &error);
  g_assert_no_error (error);
}

static char *
sha256_of (const char *folder, const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, file, NULL);
  char *sum = tau_file_sha256 (path, &error);
  g_assert_no_error (error);
  return sum;
}

static gboolean
exists (const char *folder, const char *file)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* -- targets */

/* Stopped after the first epoch and gone on with: the bytes of a training that was never stopped.
 */
static void
test_target_resume (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *other = g_build_filename (self->folder, "two", NULL);
  Watch watch = { .cancellable = cancellable, .stop_after = 1 };

  train_target (self, self->out);
  g_autofree char *whole = sha256_of (self->out, "target.pt");

  self->target.out = other;
  g_assert_false (tau_train_target (&self->target, on_status, &watch, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (watch.n_epochs, ==, 1);
  g_assert_true (exists (other, "target.checkpoint"));
  g_assert_false (exists (other, "target.pt") || exists (other, "pack.json"));
  g_clear_error (&error);

  self->target.resume = TRUE;
  watch = (Watch){ 0 };
  g_assert_true (tau_train_target (&self->target, on_status, &watch, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (watch.n_epochs, ==, 1);
  g_autofree char *resumed = sha256_of (other, "target.pt");
  g_assert_cmpstr (resumed, ==, whole);

  /* Once more when all is done: the same again, without an epoch. */
  watch = (Watch){ 0 };
  g_assert_true (tau_train_target (&self->target, on_status, &watch, NULL, &error));
  g_assert_cmpuint (watch.n_epochs, ==, 0);
  g_autofree char *again = sha256_of (other, "target.pt");
  g_assert_cmpstr (again, ==, whole);

  /* --resume in a folder without a checkpoint begins. Another seed gives another network. */
  g_autofree char *third = g_build_filename (self->folder, "three", NULL);
  self->target.seed = 2;
  train_target (self, third);
  g_autofree char *seed = sha256_of (third, "target.pt");
  g_assert_cmpstr (seed, !=, whole);
}

/* The pack that comes out can be opened, and says what it is. */
static void
test_target_pack (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Watch watch = { 0 };
  self->target.epochs = 1;
  self->target.limit = 60;
  self->target.name = "tiny";
  self->target.description = "A “tiny” pack";
  self->target.test = NULL;
  g_assert_true (tau_train_target (&self->target, on_status, &watch, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (isnan (watch.last_measure) && isfinite (watch.last_loss));

  g_autoptr (TauPack) pack = tau_pack_load (self->out, &error);
  g_assert_no_error (error);
  g_assert_true (tau_pack_verify (pack, &error));
  g_assert_cmpstr (pack->name, ==, "tiny");
  g_assert_cmpstr (pack->description, ==, "A “tiny” pack");
  g_assert_cmpuint (pack->classes->len, ==, 26);
  g_assert_cmpint (pack->target.input_size, ==, 32);
  g_assert_false (pack->has_predictor);
  JsonObject *root = json_node_get_object (pack->json);
  JsonObject *provenance = json_object_get_object_member (root, "provenance");
  g_assert_cmpstr (json_object_get_string_member (provenance, "dataset"), ==, "signs:train");
  JsonArray *commands = json_object_get_array_member (provenance, "commands");
  g_assert_cmpstr (json_array_get_string_element (commands, 0), ==, "tauscope-cli train-target");
  g_assert_cmpint (json_object_get_int_member (provenance, "seed"), ==, 1);
}

static void
refuse_target (Fixture *self, GQuark domain, int code, const char *named)
{
  g_autoptr (GError) error = NULL;
  Watch watch = { 0 };
  g_assert_false (tau_train_target (&self->target, on_status, &watch, NULL, &error));
  g_assert_error (error, domain, code);
  fixture_assert_sentence (error, named);
}

static char *
make_image_folder (Fixture *self)
{
  char *root = g_build_filename (self->folder, "images", NULL);
  const char *const names[] = { "a", "b" };
  for (guint c = 0; c < 2; c++)
    for (guint i = 0; i < 4; i++) {
      g_autofree char *sub = g_build_filename (root, names[c], NULL);
      g_autofree char *name = g_strdup_printf ("%u.png", i);
      g_autofree char *path = g_build_filename (sub, name, NULL);
      g_autoptr (TauImage) image = tau_image_new (32, 32);
      memset (image->data, 90 * c + 10 * i, tau_image_n_bytes (image));
      g_assert_cmpint (g_mkdir_with_parents (sub, 0755), ==, 0);
      g_assert_true (tau_image_save_png (image, path, NULL));
    }
  return root;
}

/* What cannot be done is refused before anything is made. */
static void
test_target_refused (Fixture *self, gconstpointer data)
{
  g_autofree char *file = g_build_filename (self->folder, "a file", NULL);
  g_autofree char *below = g_build_filename (file, "pack", NULL);
  g_autofree char *images = make_image_folder (self);
  g_autofree char *images_spec = g_strconcat ("folder:", images, NULL);

  self->target.dataset = "sings";
  refuse_target (self, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC, "sings");
  self->target.dataset = "folder:/nowhere";
  refuse_target (self, TAU_DATASET_ERROR, TAU_DATASET_ERROR_NOT_FOUND, "/nowhere");
  self->target.dataset = "signs:train";
  self->target.test = images_spec;
  refuse_target (self, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_OPTIONS, images);
  self->target.test = NULL;
  self->target.architecture = "resnet9";
  refuse_target (self, TAU_TORCH_ERROR, TAU_TORCH_ERROR_SPEC, "resnet9");
  self->target.architecture = "resnet8";
  g_assert_false (g_file_test (self->out, G_FILE_TEST_EXISTS));

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  self->target.out = below;
  refuse_target (self, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_WRITE, below);
  self->target.out = file;
  refuse_target (self, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_WRITE, file);
}

/* Fewer images than a batch, odd numbers, two classes, other sizes: it trains. */
static void
test_target_small (Fixture *self, gconstpointer data)
{
  g_autofree char *images = make_image_folder (self);
  g_autofree char *spec = g_strconcat ("folder:", images, NULL);
  g_autoptr (GError) error = NULL;
  Watch watch = { 0 };
  self->target.dataset = spec;
  self->target.test = spec;
  self->target.epochs = 1;
  self->target.input_size = 16;
  self->target.flip = TRUE;
  g_assert_true (tau_train_target (&self->target, on_status, &watch, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (watch.last_measure, >=, 0);
  g_assert_cmpfloat (watch.last_measure, <=, 100);
}

static void
test_target_checkpoint (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->out, "target.checkpoint", NULL);
  g_autofree char *contents = NULL;
  gsize length;
  self->target.epochs = 1;
  self->target.limit = 40;
  train_target (self, self->out);
  g_autofree char *before = sha256_of (self->out, "target.pt");
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  self->target.resume = TRUE;

  for (guint i = 0; i < 8; i++) {
    gsize at = (length - 1) * i / 7;
    contents[at] ^= 0x10;
    g_assert_true (g_file_set_contents (path, contents, length, NULL));
    contents[at] ^= 0x10;
    refuse_target (self, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_CHECKPOINT, path);
  }
  const gsize cuts[] = { 0, 1, 50, length / 2, length - 1 };
  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++) {
    g_assert_true (g_file_set_contents (path, contents, cuts[i], NULL));
    refuse_target (self, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_CHECKPOINT, path);
  }
  g_assert_true (g_file_set_contents (path, contents, length, NULL));
  self->target.learning_rate *= 2; /* another training */
  refuse_target (self, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_CHECKPOINT, path);
  g_autofree char *after = sha256_of (self->out, "target.pt");
  g_assert_cmpstr (before, ==, after);
}

/* -- predictors */

static TauTrainPredictorOptions
predictor_options (Fixture *self, const char *out)
{
  TauTrainPredictorOptions options;
  self->target.epochs = 1;
  self->target.limit = 60;
  train_target (self, self->out);
  tau_train_predictor_options_init (&options, NULL);
  options.mirror = FALSE;
  options.pack = self->out;
  options.dataset = "signs:train";
  options.out = out;
  options.epochs = 2;
  options.batch = 32;
  options.limit = LIMIT;
  options.copies = 1;
  options.n_threads = 1;
  options.command = "tauscope-cli train-predictor";
  return options;
}

static void
train_predictor (const TauTrainPredictorOptions *options, guint n_epochs)
{
  Watch watch = { 0 };
  g_assert_true (tau_train_predictor (options, NULL, on_status, &watch, NULL, NULL));
  g_assert_cmpuint (watch.n_epochs, ==, n_epochs);
  g_assert_true (options->test == NULL || n_epochs == 0 || watch.left > 0);
  g_assert_true (n_epochs == 0 || watch.first_left > 0);
  g_assert_true (options->test == NULL ? watch.n_test == 0 : watch.n_test >= 3);
  g_assert_cmpfloat (fabs (watch.test_left), <, 1e-9);
}

static void
test_predictor_resume (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *a = g_build_filename (self->folder, "a", NULL);
  g_autofree char *b = g_build_filename (self->folder, "b", NULL);
  TauTrainPredictorOptions options = predictor_options (self, a);
  Watch watch = { .cancellable = cancellable, .stop_after = 1 };

  train_predictor (&options, 2);
  g_autofree char *whole = sha256_of (a, "predictor.pt");
  options.out = b;
  g_assert_false (tau_train_predictor (&options, NULL, on_status, &watch, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (exists (b, "predictor.checkpoint"));
  g_assert_false (exists (b, "predictor.pt") || exists (b, "pack.json"));
  options.resume = TRUE;
  train_predictor (&options, 1);
  g_autofree char *resumed = sha256_of (b, "predictor.pt");
  g_assert_cmpstr (resumed, ==, whole);

  options.loss = "listwise";
  g_clear_error (&error);
  g_assert_false (tau_train_predictor (&options, NULL, on_status, &watch, NULL, &error));
  g_assert_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_CHECKPOINT);
  fixture_assert_sentence (error, "predictor.checkpoint");
}

static int
count_truths (const char *path)
{
  sqlite3 *db;
  sqlite3_stmt *statement;
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT count(*) FROM truth", -1, &statement, NULL), ==,
                   SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  const int n = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return n;
}

/* Two epochs of fresh copies are copies 0 and 1, whose losses are known then; 2 is another. */
static void
test_predictor_first_copy (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *db = g_build_filename (self->folder, "db", NULL);
  g_autofree char *out = g_build_filename (self->folder, "copies", NULL);
  g_autoptr (TauStore) store = tau_store_open (db, &error);
  TauTrainPredictorOptions options = predictor_options (self, out);
  options.fresh = options.overwrite = TRUE;
  g_assert_true (tau_train_predictor (&options, store, NULL, NULL, NULL, &error));
  const int n = count_truths (db);
  g_assert_cmpint (n, >, LIMIT);
  options.epochs = 1;
  options.first_copy = 1;
  g_assert_true (tau_train_predictor (&options, store, NULL, NULL, NULL, &error));
  g_assert_cmpint (count_truths (db), ==, n);
  options.first_copy = 2;
  g_assert_true (tau_train_predictor (&options, store, NULL, NULL, NULL, &error));
  g_assert_cmpint (count_truths (db), >, n);
  g_assert_no_error (error);
}

static void
test_predictor_pack (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = g_build_filename (self->folder, "whole", NULL);
  TauTrainPredictorOptions options = predictor_options (self, out);
  options.epochs = 1;
  options.test = "signs:test";
  options.test_limit = 26;
  options.corruptions = "noise,fog";
  options.seed = 5;
  train_predictor (&options, 1);
  options.resume = TRUE;
  train_predictor (&options, 0); /* all done: written again, the command is not there twice */

  g_autoptr (TauPack) pack = tau_pack_load (out, &error);
  g_assert_no_error (error);
  g_assert_true (tau_pack_verify (pack, &error) && pack->has_predictor);
  g_assert_cmpstr (pack->predictor.architecture, ==, "compact");
  g_assert_cmpuint (pack->predictor.multiply_adds, >, 1000000);
  g_assert_cmpuint (pack->split_seed, ==, 5); /* the target's was 1 */
  JsonObject *root = json_node_get_object (pack->json);
  JsonArray *commands =
      json_object_get_array_member (json_object_get_object_member (root, "provenance"), "commands");
  g_assert_cmpuint (json_array_get_length (commands), ==, 2);
  g_assert_cmpstr (json_array_get_string_element (commands, 1), ==, "tauscope-cli train-predictor");
  JsonObject *results = json_object_get_object_member (root, "results");
  const char *const sets[] = { "validation", "clean", "corrupted", "heldout" };
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++) {
    JsonObject *set = json_object_get_object_member (results, sets[i]);
    g_assert_cmpint (json_object_get_int_member (set, "images"), >, 0);
    const double oracle = json_object_get_double_member (set, "oracle");
    g_assert_true (oracle >= 0 && oracle <= 100);
    g_assert_cmpfloat (json_object_get_double_member_with_default (set, "regret", -1), >=, 0);
  }
}

/* Strange values in the target's pack.json are replaced or left out when hours of work are done. */
static void
test_predictor_odd_pack (Fixture *self, gconstpointer data)
{
  const char *const provenances[] = { "\"here\"", "{\"commands\": {}}",
                                      "{\"commands\": [3, null, [], {}, \"a\"]}" };
  g_autofree char *out = g_build_filename (self->folder, "odd", NULL);
  TauTrainPredictorOptions options = predictor_options (self, out);
  g_autoptr (TauPack) target = tau_pack_load (self->out, NULL);
  JsonObject *in = json_node_get_object (target->json);
  json_object_set_string_member (in, "results", "good");
  for (guint i = 0; i < G_N_ELEMENTS (provenances); i++) {
    json_object_set_member (in, "provenance", json_from_string (provenances[i], NULL));
    g_assert_true (tau_pack_write (self->out, target->json, NULL));
    train_predictor (&options, i == 0 ? 2 : 0);
    options.resume = TRUE;
    g_autoptr (TauPack) pack = tau_pack_load (out, NULL);
    JsonObject *root = json_node_get_object (pack->json);
    JsonObject *provenance = json_object_get_object_member (root, "provenance");
    JsonArray *commands = json_object_get_array_member (provenance, "commands");
    g_assert_cmpuint (json_array_get_length (commands), ==, i == 2 ? 2 : 1);
    g_assert_nonnull (json_object_get_object_member (root, "results"));
  }
}

static void
test_predictor_refused (Fixture *self, gconstpointer data)
{
  g_autofree char *out = g_build_filename (self->folder, "none", NULL);
  g_autofree char *images = make_image_folder (self);
  g_autofree char *images_spec = g_strconcat ("folder:", images, NULL);
  const TauTrainPredictorOptions good = predictor_options (self, out);
  TauTrainPredictorOptions cases[9];
  const char *named[] = {
    "ranks", "big", "mist", images, images, "zork", "sings", NULL, "target.pt"
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    cases[i] = good;
  g_autofree char *below = g_build_filename (self->out, "target.pt", "pack", NULL);
  cases[0].loss = "ranks";
  cases[1].architecture = "big";
  cases[2].corruptions = "mist";
  cases[3].dataset = images_spec;
  cases[4].test = images_spec;
  cases[5].pack = "zork";
  cases[6].dataset = "sings";
  cases[7].input_size = 7;
  cases[8].out = below;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    Watch watch = { 0 };
    g_assert_false (tau_train_predictor (&cases[i], NULL, on_status, &watch, NULL, &error));
    fixture_assert_sentence (error, named[i]);
    g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));
  }
  /* Too few images is only seen when they are there. */
  g_autoptr (GError) error = NULL;
  Watch watch = { 0 };
  TauTrainPredictorOptions few = good;
  few.limit = 1; /* with more the steps follow their number */
  g_assert_false (tau_train_predictor (&few, NULL, on_status, &watch, NULL, &error));
  g_assert_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_OPTIONS);
  fixture_assert_sentence (error, "1 image is too few");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add ("/train/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("target/resume", test_target_resume);
  ADD ("target/pack", test_target_pack);
  ADD ("target/refused", test_target_refused);
  ADD ("target/small", test_target_small);
  ADD ("target/checkpoint", test_target_checkpoint);
  ADD ("predictor/resume", test_predictor_resume);
  ADD ("predictor/first-copy", test_predictor_first_copy);
  ADD ("predictor/pack", test_predictor_pack);
  ADD ("predictor/odd-pack", test_predictor_odd_pack);
  ADD ("predictor/refused", test_predictor_refused);
  return g_test_run ();
}
