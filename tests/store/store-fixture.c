/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <math.h>

void
fixture_set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  self->folder = g_dir_make_tmp ("tau-store-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "data", "tauscope.db", NULL);
}

static void
remove_tree (const char *path)
{
  GDir *dir = g_file_test (path, G_FILE_TEST_IS_DIR) ? g_dir_open (path, 0, NULL) : NULL;
  for (const char *name; dir && (name = g_dir_read_name (dir));) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    remove_tree (child);
  }
  g_clear_pointer (&dir, g_dir_close);
  g_remove (path);
}

void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

TauStore *
open_store (const char *path)
{
  g_autoptr (GError) error = NULL;
  TauStore *store = tau_store_open (path, &error);
  g_assert_no_error (error);
  g_assert_nonnull (store);
  return store;
}

sqlite3 *
open_raw (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  g_autofree char *folder = g_path_get_dirname (path);
  g_mkdir_with_parents (folder, 0700);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  return db;
}

TauStoreRun
make_run (const char *path)
{
  return (TauStoreRun){
    .path = (char *)path,
    .image_sha256 = (char *)"aa",
    .width = 640,
    .height = 480,
    .pack = (char *)"signs",
    .target_sha256 = (char *)"bb",
    .predictor_sha256 = (char *)"cc",
    .corruption = tau_corruption_spec_parse ("fog", 3, G_MAXUINT64, TAU_PRESET_CIFAR),
    .label = (char *)"stop",
    .label_source = (char *)"given",
    .chosen = (char *)"zoom-1.2",
    .best = (char *)"identity",
    .correct = TRUE,
    .spearman = 0.25,
    .regret = 0.5,
    .result = (char *)"{\"cached\":false}",
  };
}

static void
fill (float *values, float first)
{
  for (int i = 0; i < TAU_N_TRANSFORMS * N_CLASSES; i++)
    values[i] = first + i;
}

void
put_target (TauStore *store, const TauStoreKey *key, const TauStoreModel *model, float first)
{
  g_autoptr (GError) error = NULL;
  float values[TAU_N_TRANSFORMS * N_CLASSES];
  fill (values, first);
  g_assert_true (tau_store_add_target (store, key, model, N_CLASSES, values, 7.5, &error));
  g_assert_no_error (error);
}

gboolean
has_target (TauStore *store, const TauStoreKey *key, const TauStoreModel *model, float first)
{
  g_autoptr (GError) error = NULL;
  float values[TAU_N_TRANSFORMS * N_CLASSES], expected[TAU_N_TRANSFORMS * N_CLASSES];
  double time_ms = 0;
  const gboolean found =
      tau_store_find_target (store, key, model, N_CLASSES, values, &time_ms, &error);
  g_assert_no_error (error);
  if (found) {
    fill (expected, first);
    g_assert_cmpmem (values, sizeof values, expected, sizeof expected);
    g_assert_cmpfloat (time_ms, ==, 7.5);
  }
  return found;
}
