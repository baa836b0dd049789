/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "torch-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

const TauTorchApi *
fixture_torch (void)
{
  g_autoptr (GError) error = NULL;
  const TauTorchApi *torch = tau_torch_open (&error);
  g_assert_no_error (error);
  g_assert_nonnull (torch);
  torch->models.set_threads (
      1); /* two threads on busy cores wait for each other more than they work */
  return torch;
}

TauTrainerSpec
fixture_spec (const char *architecture, int input_size, int n_outputs)
{
  return (TauTrainerSpec){
    .architecture = architecture,
    .input_size = input_size,
    .n_outputs = n_outputs,
    .seed = 5,
    .optimizer = TAU_OPTIMIZER_ADAMW,
    .momentum = 0.9f,
    .weight_decay = 1e-4f,
  };
}

float *
fixture_pictures (guint n, int size)
{
  gsize count = (gsize)n * 3 * size * size;
  float *values = g_new (float, count);
  for (gsize i = 0; i < count; i++)
    values[i] = 1.2f * sinf (0.37f * i) + 0.8f * sinf (0.0113f * i * (1 + i % 7));
  return values;
}

TauTorchTrainer *
fixture_trainer (const TauTrainerSpec *spec)
{
  g_autoptr (GError) error = NULL;
  TauTorchTrainer *trainer = fixture_torch ()->trainer_new (spec, &error);
  g_assert_no_error (error);
  g_assert_nonnull (trainer);
  return trainer;
}

gboolean
fixture_load_weights (TauTorchTrainer *trainer, const char *path, GError **error)
{
  const TauTorchApi *torch = fixture_torch ();
  g_autoptr (GBytes) weights = torch->models.read_weights (path, -1, NULL, error);
  return weights != NULL && torch->trainer_load_weights (trainer, weights, path, error);
}

void
fixture_write_model (const char *path, const char *architecture, int input_size, int n_outputs,
                     guint64 seed)
{
  g_autoptr (GError) error = NULL;
  const TauTorchApi *torch = fixture_torch ();
  TauTrainerSpec spec = fixture_spec (architecture, input_size, n_outputs);
  spec.seed = seed;
  TauTorchTrainer *trainer = fixture_trainer (&spec);
  g_autoptr (GBytes) bytes = torch->trainer_export (trainer, FALSE, &error);
  g_assert_no_error (error);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_file_set_contents (path, data, size, &error);
  g_assert_no_error (error);
  torch->trainer_free (trainer);
}

void
fixture_spawn (const char *const *command)
{
  g_autoptr (GError) error = NULL;
  int status;
  g_spawn_sync (NULL, (char **)command, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
}

void
fixture_write_attention (const char *path, int side, int n_outputs)
{
  g_autofree char *first = g_strdup_printf ("%d", side),
                  *second = g_strdup_printf ("%d", n_outputs);
  const char *const command[] = { g_getenv ("TAUSCOPE_WRITE_ATTENTION"), path, first, second,
                                  NULL };
  fixture_spawn (command);
}

void
fixture_write_forms (const char *folder)
{
  const char *const command[] = { g_getenv ("TAUSCOPE_WRITE_FORMS"), folder, NULL };
  fixture_spawn (command);
}

char *
fixture_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("tau-test-XXXXXX", &error);
  g_assert_no_error (error);
  return folder;
}

void
fixture_remove_folder (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK)) {
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
      g_autofree char *child = g_build_filename (path, name, NULL);
      fixture_remove_folder (child);
    }
  }
  g_remove (path);
}

void
fixture_assert_sentence (const GError *error, const char *named)
{
  g_assert_nonnull (error);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_null (strchr (error->message, '\n'));
  g_assert_cmpuint (strlen (error->message), >, 10);
  g_assert_cmpuint (strlen (error->message), <, 700);
  if (named != NULL && strstr (error->message, named) == NULL)
    g_error ("“%s” does not name “%s”", error->message, named);
}
