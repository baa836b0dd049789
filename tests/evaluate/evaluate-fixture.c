/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/evaluate-fixture.h"

#include <glib/gstdio.h>
#include <math.h>

static const char *const classes[] = { "ape", "bee", "cat", "dog", "elk" };

static void
write_picture (const char *path, guint number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauImage) picture = tau_image_new (36, 36);
  for (int y = 0; y < 36; y++)
    for (int x = 0; x < 36; x++)
      for (int c = 0; c < 3; c++)
        picture->data[(y * 36 + x) * 3 + c] =
            128 + 50 * sin (2.1 * number + 2 * c) +
            75 * sin (0.1 * (number % 7 + 1) * x + number * (c + 1)) *
                cos (0.07 * (number % 11 + 2) * y + c * number);
  tau_image_save_png (picture, path, &error);
  g_assert_no_error (error);
}

void
fixture_write_pictures (Fixture *self, const char *name, guint first, guint n)
{
  for (guint i = first; i < first + n; i++) {
    g_autofree char *folder = g_build_filename (self->folder, name, classes[i % 5], NULL);
    g_autofree char *path = g_strdup_printf ("%s/%03u.png", folder, i);
    g_mkdir_with_parents (folder, 0755);
    write_picture (path, i);
  }
}

void
fixture_set_up (Fixture *self, gconstpointer data)
{
  self->folder = fixture_make_folder ();
  self->dataset = g_strdup_printf ("folder:%s/images", self->folder);
  fixture_write_pack (self->folder, 5, 4); /* its answers differ from picture to picture */
  fixture_write_pictures (self, "images", 0, N_IMAGES);
  fixture_open_store (self, "first.db");
}

static void
close_all (Fixture *self)
{
  g_clear_pointer (&self->session, tau_session_free);
  g_clear_pointer (&self->pack, tau_pack_unref);
  g_clear_pointer (&self->store, tau_store_close);
}

void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  close_all (self);
  fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->dataset);
}

void
fixture_open_store (Fixture *self, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  close_all (self);
  self->store = tau_store_open (path, &error);
  g_assert_no_error (error);
  self->pack = tau_pack_load (self->folder, &error);
  g_assert_no_error (error);
  self->session = tau_session_open (self->pack, self->store, 1, NULL, &error);
  g_assert_no_error (error);
}

void
fixture_change_predictor (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->folder, "predictor.pt", NULL);
  fixture_write_model (path, "compact", 32, TAU_N_TRANSFORMS, 99);
  fixture_write_pack_json (self->folder);
  fixture_open_store (self, "first.db");
}

TauEvaluateSpec *
fixture_spec_new (Fixture *self, const char *methods)
{
  g_autoptr (GError) error = NULL;
  TauEvaluateSpec *spec = tau_evaluate_spec_new (self->dataset);
  spec->seed = 7;
  spec->n_threads = 2;
  g_assert_true (tau_evaluate_spec_set_methods (spec, methods, &error));
  g_assert_no_error (error);
  g_assert_true (tau_evaluate_spec_set_corruptions (spec, "speckle_noise,clean,fog", &error));
  g_assert_true (tau_evaluate_spec_set_severities (spec, "2", &error));
  return spec;
}

TauEvaluation *
fixture_evaluate (Fixture *self, const TauEvaluateSpec *spec)
{
  g_autoptr (GError) error = NULL;
  TauEvaluation *result = tau_evaluate (self->session, spec, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (result);
  return result;
}

TauInspection *
fixture_inspect (Fixture *self, TauDataset *dataset, guint i, const char *corruption)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauImage) image = tau_dataset_load (dataset, i, &error);
  const TauInspectRequest request = {
    .picture = image,
    .corruption =
        tau_corruption_spec_parse (corruption, corruption != NULL ? 2 : 0, 7, TAU_PRESET_AUTO),
    .label = dataset->labels[i],
  };
  TauInspection *inspection = tau_inspect (self->session, &request, NULL, &error);
  g_assert_no_error (error);
  return inspection;
}

char *
fixture_tables (const TauEvaluation *result)
{
  GString *all = g_string_new (NULL);
  for (int format = 0; format < TAU_N_FORMATS; format++) {
    if (format == TAU_FORMAT_JSON) /* has the time that the run took */
      continue;
    g_autofree char *text = tau_evaluation_write (result, format, TRUE);
    g_string_append (all, text);
  }
  return g_string_free (all, FALSE);
}

void
fixture_assert_same (const TauEvaluation *a, const TauEvaluation *b)
{
  g_autofree char *x = fixture_tables (a), *y = fixture_tables (b);
  g_assert_cmpstr (x, ==, y);
}
