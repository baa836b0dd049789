/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a training must not destroy, and damage of its checkpoint. */
#include "model/pack-fixture.h"
#include "torch/torch-fixture.h"

#include "base/tau-json.h"
#include "model/tau-pack.h"
#include "train/tau-checkpoint.h"
#include "train/tau-train-predictor-private.h"
#include "train/tau-train.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *folder, *pack, *other;
  TauTrainTargetOptions target;
  TauTrainPredictorOptions predictor;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = fixture_make_folder ();
  self->pack = g_build_filename (self->folder, "pack", NULL);
  self->other = g_build_filename (self->folder, "other", NULL);
  tau_train_target_options_init (&self->target);
  self->target.dataset = "signs:train";
  self->target.out = self->pack;
  self->target.architecture = "resnet8";
  self->target.input_size = 32;
  self->target.epochs = 1;
  self->target.batch = 32;
  self->target.limit = 64;
  self->target.n_threads = 1;
  tau_train_predictor_options_init (&self->predictor, NULL);
  self->predictor.pack = self->pack;
  self->predictor.out = self->pack;
  self->predictor.dataset = "signs:train";
  self->predictor.epochs = 1;
  self->predictor.batch = 16;
  self->predictor.limit = 52;
  self->predictor.copies = 1;
  self->predictor.n_threads = 1;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->pack);
  g_free (self->other);
}

static void
train_target (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  tau_train_target (&self->target, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
train_predictor (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  tau_train_predictor (&self->predictor, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* A checksum of all files of the folder. */
static char *
sum_folder (const char *folder)
{
  static const char *const names[] = { "pack.json", "target.pt", "target.checkpoint",
                                       "predictor.pt", "predictor.checkpoint" };
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL), *contents = NULL;
    gsize length = 0;
    if (g_file_get_contents (path, &contents, &length, NULL))
      g_checksum_update (sum, (const guchar *)contents, length);
  }
  return g_strdup (g_checksum_get_string (sum));
}

static void
assert_refused (Fixture *self, gboolean predictor, const char *folder, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = sum_folder (folder);
  if (predictor)
    g_assert_false (tau_train_predictor (&self->predictor, NULL, NULL, NULL, NULL, &error));
  else
    g_assert_false (tau_train_target (&self->target, NULL, NULL, NULL, &error));
  g_assert_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_EXISTS);
  g_assert_nonnull (strstr (error->message, folder));
  g_assert_nonnull (strstr (error->message, word));
  g_autofree char *after = sum_folder (folder);
  g_assert_cmpstr (before, ==, after);
}

static void
remove_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_assert_cmpint (g_remove (path), ==, 0);
}

/* A finished pack, also where there is nothing to resume from. */
static void
test_finished_target (Fixture *self, gconstpointer data)
{
  train_target (self);
  assert_refused (self, FALSE, self->pack, "--overwrite");
  self->target.resume = TRUE;
  remove_file (self->pack, "target.checkpoint");
  assert_refused (self, FALSE, self->pack, "--overwrite");
  remove_file (self->pack, "pack.json");
  assert_refused (self, FALSE, self->pack, "--overwrite");
  self->target.resume = FALSE;
  self->target.overwrite = TRUE;
  self->target.seed = G_MAXUINT64;
  train_target (self);
  g_autoptr (TauPack) pack = tau_pack_load (self->pack, NULL);
  g_assert_cmpuint (pack->split_seed, ==, G_MAXUINT64);
}

static void
on_status (const TauTrainStatus *status, gpointer cancellable)
{
  if (status->epoch_done)
    g_cancellable_cancel (cancellable);
}

static void
test_unfinished (Fixture *self, gconstpointer data)
{
  for (guint predictor = 0; predictor < 2; predictor++) {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GError) error = NULL;
    self->predictor.out = self->other;
    self->target.epochs = self->predictor.epochs = 2;
    if (predictor)
      g_assert_false (tau_train_predictor (&self->predictor, NULL, on_status, cancellable,
                                           cancellable, &error));
    else
      g_assert_false (
          tau_train_target (&self->target, on_status, cancellable, cancellable, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    assert_refused (self, predictor, predictor ? self->other : self->pack, "--resume");
    self->target.resume = self->predictor.resume = TRUE;
    if (predictor)
      train_predictor (self);
    else
      train_target (self);
    self->target.resume = self->predictor.resume = FALSE;
  }
}

static void
test_predictor (Fixture *self, gconstpointer data)
{
  train_target (self);
  train_predictor (self); /* into the pack of its target */
  assert_refused (self, TRUE, self->pack, "--overwrite");
  assert_refused (self, FALSE, self->pack, "--overwrite");

  /* A pack with another target. */
  self->target.out = self->other;
  self->target.seed = 2;
  train_target (self);
  self->predictor.out = self->other;
  assert_refused (self, TRUE, self->other, "--overwrite");
  g_autofree char *path = g_build_filename (self->other, "pack.json", NULL);
  g_assert_true (g_file_set_contents (path, "{", 1, NULL));
  assert_refused (self, TRUE, self->other, "--overwrite");
  self->predictor.overwrite = TRUE;
  train_predictor (self);

  /* Nothing is left of it that belongs to another target; of the same one, all. */
  self->target.out = self->pack;
  self->target.seed = 1;
  self->target.resume = TRUE;
  train_target (self);
  g_autoptr (TauPack) same = tau_pack_load (self->pack, NULL);
  g_assert_true (same->has_predictor);
  g_assert_true (tau_pack_verify (same, NULL));
  JsonObject *results =
      json_object_get_object_member (json_node_get_object (same->json), "results");
  g_assert_true (json_object_has_member (results, "validation"));
  self->target.resume = FALSE;
  self->target.overwrite = TRUE;
  self->target.seed = 3;
  train_target (self);
  g_autoptr (TauPack) another = tau_pack_load (self->pack, NULL);
  g_assert_false (another->has_predictor);
}

/* Every bit of a checkpoint counts. */
static void
test_bits (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "a.checkpoint", NULL), *contents = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) epochs = g_array_new (FALSE, FALSE, sizeof (TauEpoch));
  gsize length;
  TauEpoch epoch;
  tau_epoch_init (&epoch, 1);
  epoch.loss = 0.5;
  g_array_append_val (epochs, epoch);
  TauCheckpoint at = { .settings = (char *)"settings",
                       .batch = 3,
                       .loss = 1.5,
                       .seconds = 2.5,
                       .epochs = epochs,
                       .state = g_bytes_new_static ("state", 5) };
  g_assert_true (tau_checkpoint_write (&at, path, &error));
  g_clear_pointer (&at.state, g_bytes_unref);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  for (gsize bit = 0; bit < 8 * length; bit++) {
    contents[bit / 8] ^= 1 << bit % 8;
    g_assert_true (g_file_set_contents (path, contents, length, NULL));
    contents[bit / 8] ^= 1 << bit % 8;
    g_assert_false (tau_checkpoint_read (&at, path, "settings", 9, &error));
    g_assert_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_CHECKPOINT);
    g_clear_error (&error);
  }
  g_assert_true (g_file_set_contents (path, contents, length, NULL));
  g_assert_true (tau_checkpoint_read (&at, path, "settings", 9, &error));
  g_assert_cmpuint (at.epochs->len, ==, 1);
  g_assert_cmpuint (at.batch, ==, 3);
  tau_checkpoint_clear (&at);
}

/* An archive of PREFIX/stop/0.png and PREFIX/yield/0.png for each of the prefixes, which end with a
 * slash. */
static char *
write_archive (Fixture *self, const char *const *prefixes)
{
  g_autoptr (GByteArray) tar = g_byte_array_new ();
  g_autoptr (TauImage) image = tau_image_new (32, 32);
  g_autofree char *png = g_build_filename (self->folder, "a.png", NULL), *bytes = NULL;
  char *path = g_build_filename (self->folder, "some.tar", NULL);
  gsize length;
  memset (image->data, 90, tau_image_n_bytes (image));
  g_assert_true (tau_image_save_png (image, png, NULL));
  g_assert_true (g_file_get_contents (png, &bytes, &length, NULL));
  for (guint i = 0; prefixes[i / 2] != NULL; i++) {
    char header[512] = { 0 };
    guint sum = 0;
    g_snprintf (header, 100, "%s%s/0.png", prefixes[i / 2], i % 2 == 0 ? "stop" : "yield");
    g_snprintf (header + 100, 8, "%07o", 0644);
    g_snprintf (header + 124, 12, "%011o", (guint)length);
    memset (header + 148, ' ', 8);
    header[156] = '0';
    for (guint b = 0; b < sizeof header; b++)
      sum += (guint8)header[b];
    g_snprintf (header + 148, 8, "%06o", sum);
    g_byte_array_append (tar, (guint8 *)header, sizeof header);
    g_byte_array_append (tar, (guint8 *)bytes, length);
    g_byte_array_set_size (tar, (tar->len + 511) / 512 * 512);
  }
  g_assert_true (g_file_set_contents (path, (char *)tar->data, tar->len, NULL));
  return path;
}

/* What the window asks for: parts where there are any, and all images elsewhere. */
static void
test_parts (Fixture *self, gconstpointer data)
{
  static const char *const both[] = { "train/", "test/", NULL }, *const none[] = { "", NULL };
  train_target (self);
  for (guint i = 0; i < 4; i++) {
    const gboolean parts = i % 2 == 0;
    g_autofree char *path = write_archive (self, parts ? both : none);
    g_autofree char *whole = g_strconcat ("archive:", path, NULL);
    g_autofree char *train = g_strconcat (whole, ":train", NULL);
    g_autofree char *test = g_strconcat (whole, ":test", NULL);
    g_autoptr (GError) error = NULL;
    TauPredictorTraining training;
    self->predictor.dataset = train;
    self->predictor.test = test;
    self->predictor.parts_if_any = i < 2;
    tau_predictor_training_init (&training, &self->predictor, NULL, NULL, NULL);
    const gboolean good = tau_predictor_training_open (&training, NULL, &error);
    if (i < 3) {
      g_assert_no_error (error);
      g_assert_cmpstr (training.dataset->spec, ==, parts ? train : whole);
      g_assert_cmpstr (training.options->dataset, ==, parts ? train : whole);
      g_assert_true ((training.test != NULL) == parts);
    } else {
      g_assert_false (good);
      g_assert_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC);
    }
    tau_predictor_training_clear (&training);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/train/folder/bits", Fixture, NULL, set_up, test_bits, tear_down);
  g_test_add ("/train/folder/target", Fixture, NULL, set_up, test_finished_target, tear_down);
  g_test_add ("/train/folder/unfinished", Fixture, NULL, set_up, test_unfinished, tear_down);
  g_test_add ("/train/folder/predictor", Fixture, NULL, set_up, test_predictor, tear_down);
  g_test_add ("/train/folder/parts", Fixture, NULL, set_up, test_parts, tear_down);
  return g_test_run ();
}
