/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-sorter.h"
#include "torch/torch-fixture.h"

#include <glib/gstdio.h>
#include <unistd.h>

/* The sorter is trained once, kept, and made again when its file is not what was written. */

typedef struct {
  char *folder;
  char *path;
  TauSorterSpec spec;
  guint n_calls; /* of the progress function */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = fixture_make_folder ();
  tau_sorter_spec_init (&self->spec);
  self->spec.folder = self->folder;
  self->spec.seed = 5;
  self->spec.n_steps = 2;
  self->path = g_build_filename (self->folder, "sodeep-5-2.sorter", NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

static void
on_progress (double fraction, double l1, gpointer data)
{
  ((Fixture *)data)->n_calls++;
}

static GBytes *
get (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  self->n_calls = 0;
  GBytes *sorter = tau_sorter_get (fixture_torch (), &self->spec, on_progress, self, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (sorter);
  return sorter;
}

static void
test_kept (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) made = get (self);
  g_assert_cmpuint (self->n_calls, ==, 2);
  g_autoptr (GBytes) kept = get (self);
  g_assert_cmpuint (self->n_calls, ==, 0);
  g_assert_true (g_bytes_equal (made, kept));

  self->spec.seed = 6; /* another one does not take its place */
  g_autoptr (GBytes) other = get (self);
  g_assert_cmpuint (self->n_calls, ==, 2);
  g_assert_false (g_bytes_equal (made, other));

  TauTrainerSpec spec = fixture_spec ("compact", 16, 12);
  TauTorchTrainer *trainer = fixture_trainer (&spec);
  g_assert_true (fixture_torch ()->trainer_set_sorter (trainer, kept, NULL));
  fixture_torch ()->trainer_free (trainer);
}

static void
test_damaged (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) made = get (self);
  g_autofree char *contents = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (self->path, &contents, &length, NULL));
  const gsize flipped[] = { 0, 70, length / 2, length - 1 };
  for (guint i = 0; i < G_N_ELEMENTS (flipped); i++) {
    contents[flipped[i]] ^= 1;
    g_assert_true (g_file_set_contents (self->path, contents, length, NULL));
    contents[flipped[i]] ^= 1;
    g_autoptr (GBytes) again = get (self);
    g_assert_cmpuint (self->n_calls, ==, 2);
    g_assert_true (g_bytes_equal (made, again));
  }
  const gsize cuts[] = { 0, 40, length - 1 };
  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++) {
    g_assert_true (g_file_set_contents (self->path, contents, cuts[i], NULL));
    g_autoptr (GBytes) again = get (self);
    g_assert_true (g_bytes_equal (made, again));
    g_autofree char *written = NULL;
    gsize written_length;
    g_assert_true (g_file_get_contents (self->path, &written, &written_length, NULL));
    g_assert_cmpmem (written, written_length, contents, length);
  }
}

/* A folder that cannot be written is said; the sorter is there. */
static void
test_not_kept (Fixture *self, gconstpointer data)
{
  g_assert_cmpint (g_mkdir (self->path, 0700), ==, 0); /* where the file would be */
  g_test_expect_message ("Tauscope", G_LOG_LEVEL_MESSAGE, "*cannot be saved*not a regular file*");
  g_autoptr (GBytes) sorter = get (self);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (self->n_calls, ==, 2);
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_cancellable_cancel (cancellable);
  g_assert_null (tau_sorter_get (fixture_torch (), &self->spec, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/train/sorter/kept", test_kept);
  ADD ("/train/sorter/damaged", test_damaged);
  ADD ("/train/sorter/not-kept", test_not_kept);
  ADD ("/train/sorter/cancelled", test_cancelled);
  return g_test_run ();
}
