/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Damage within a database that SQLite does not notice, or only when it reads the page. */
#include "store-fixture.h"

#include "store/tau-store-truth.h"

#include <glib/gstdio.h>
#include <string.h>

static const TauStoreModel model = { "m", "s" };
static const TauStoreKey key = { "i", { "fog", 3, 7, 1 } };
static const TauStorePartKey part_key = { "block", { "m", "s" }, { "fog", 3, 7, 0 } };

static void
change (const char *path, const char *sql)
{
  sqlite3_close (open_raw (path, sql));
}

/* One answer of each kind; `first` is the first of the part's. */
static void
put_all (TauStore *store, float first)
{
  const float values[TAU_N_TRANSFORMS] = { 1, 2 };
  guint8 views[] = { 4 };
  guint64 masks[] = { 1 };
  float row[] = { first, 2 };
  const TauStorePart part = { 1, views, masks, 2, row, 1, NULL, NULL, 0 }, *parts = &part;
  const TauStoreTruthKey truth = { .target = tau_store_truth_target (store, &model, NULL),
                                   .corruption = { "fog", 3, 7, 0 } };
  put_target (store, &key, &model, 1);
  g_assert_true (tau_store_add_prediction (store, &key, &model, values, 7.5, NULL));
  g_assert_true (tau_store_truth_add (store, &truth, 1, values, TAU_N_TRANSFORMS, NULL));
  g_assert_true (tau_store_add_parts (store, &part_key, &parts, 1, NULL));
}

/* Bit n says whether answer n was found. */
static guint
find_all (TauStore *store)
{
  float values[TAU_N_TRANSFORMS];
  const TauStoreTruthKey truth = { .target = tau_store_truth_target (store, &model, NULL),
                                   .corruption = { "fog", 3, 7, 0 } };
  g_autoptr (GPtrArray) parts = tau_store_find_parts (store, &part_key, 2, NULL);
  guint found = has_target (store, &key, &model, 1);
  found |= (guint)tau_store_find_prediction (store, &key, &model, values, NULL, NULL) << 1;
  found |= (guint)tau_store_truth_find (store, &truth, TAU_N_TRANSFORMS, values, NULL) << 2;
  return found | parts->len << 3;
}

/* A changed answer, or one that a changed key leads to, is not found; computed again, it is. */
static void
test_changed (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *sql;
    guint lost;
  } changes[] = {
    { "UPDATE target_result SET probabilities = x'3f' || substr (probabilities, 2)", 1 },
    { "UPDATE target_result SET time_ms = 8", 1 },
    { "UPDATE prediction SET predicted = x'3f' || substr (predicted, 2)", 2 },
    { "UPDATE truth SET answer = x'3f' || substr (answer, 2)", 4 },
    { "UPDATE evaluation_part SET data = x'3f' || substr (data, 2)", 8 },
    { "UPDATE evaluation_part SET views = x'05' || substr (views, 2)", 8 },
    { "UPDATE evaluation_part SET time_us = 2", 8 },
    { "UPDATE target_result SET sum = sum + 1", 1 },
    { "UPDATE prediction SET severity = 2; UPDATE prediction SET severity = 3, seed = 7", 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    TauStore *store = open_store (f->path);
    put_all (store, 1);
    g_assert_cmphex (find_all (store), ==, 15);
    tau_store_close (store);
    change (f->path, changes[i].sql);
    store = open_store (f->path);
    g_assert_cmphex (find_all (store), ==, 15 & ~changes[i].lost);
    g_assert_cmpuint (tau_store_get_n_damaged (store), ==, changes[i].lost != 0);
    put_all (store, 1);
    /* A part with other views stays beside the new one, and is never used. */
    g_assert_cmphex (find_all (store), ==, 15);
    tau_store_close (store);
    g_remove (f->path);
  }
}

/* An answer of one corruption does not become that of another. */
static void
test_changed_key (Fixture *f, gconstpointer data)
{
  TauStore *store = open_store (f->path);
  TauStoreKey other = key;
  put_all (store, 1);
  tau_store_close (store);
  change (f->path, "UPDATE target_result SET severity = 4");
  other.corruption.severity = 4;
  store = open_store (f->path);
  g_assert_false (has_target (store, &other, &model, 1));
  g_assert_cmpuint (tau_store_get_n_damaged (store), ==, 1);
  tau_store_close (store);
}

static float
first_of_part (TauStore *store)
{
  g_autoptr (GPtrArray) parts = tau_store_find_parts (store, &part_key, 2, NULL);
  return parts->len == 1 ? ((TauStorePart *)g_ptr_array_index (parts, 0))->rows[0] : -1;
}

/* Merging leaves out what is damaged there and replaces what is damaged here. */
static void
test_merge (Fixture *f, gconstpointer data)
{
  static const char *const flip = "UPDATE evaluation_part SET data = x'3f' || substr (data, 2)";
  g_autofree char *other = g_build_filename (f->folder, "other.db", NULL);
  guint64 n_added;
  TauStore *store = open_store (other);
  put_all (store, 1);
  tau_store_close (store);
  change (other, flip);
  store = open_store (f->path);
  g_assert_true (tau_store_merge_parts (store, other, &n_added, NULL, NULL));
  g_assert_cmpuint (n_added, ==, 0);
  g_assert_cmpuint (tau_store_get_n_damaged (store), ==, 1);
  put_all (store, 1);
  tau_store_close (store);

  change (f->path, flip);
  store = open_store (other);
  put_all (store, 1);
  tau_store_close (store);
  store = open_store (f->path);
  g_assert_true (tau_store_merge_parts (store, other, &n_added, NULL, NULL));
  g_assert_cmpfloat (first_of_part (store), ==, 1);
  tau_store_close (store);
}

static void
test_merge_stops (Fixture *f, gconstpointer data)
{
  g_autofree char *other = g_build_filename (f->folder, "other.db", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint64 n_added;
  guint8 views[] = { 4 };
  guint64 masks[] = { 1 };
  float row[] = { 1, 2 };
  const TauStorePart part = { 1, views, masks, 2, row, 1, NULL, NULL, 0 }, *parts = &part;
  TauStore *store = open_store (other);
  for (guint i = 0; i < 500; i++) {
    TauStorePartKey each = part_key;
    each.corruption.seed = i;
    g_assert_true (tau_store_add_parts (store, &each, &parts, 1, NULL));
  }
  tau_store_close (store);
  g_cancellable_cancel (cancellable);
  store = open_store (f->path);
  g_assert_false (tau_store_merge_parts (store, other, &n_added, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (tau_store_merge_parts (store, other, &n_added, NULL, NULL));
  g_assert_cmpuint (n_added, ==, 500);
  tau_store_close (store);
}

/* Version 8 had no checksums: what it kept is used. */
static void
test_former_version (Fixture *f, gconstpointer data)
{
  sqlite3 *db = open_raw (f->path, "");
  int version = 0;
  g_assert_cmpint (tau_store_schema_migrate (db, 8), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (
          db,
          "INSERT INTO target_result VALUES (1, 'i', 'm', 's', 'fog', 3, 7, 1, zeroblob (480), 7.5,"
          " 1, 1);"
          "INSERT INTO prediction VALUES (1, 'i', 'm', 's', 'fog', 3, 7, 1, zeroblob (48), 7, 1, "
          "1);"
          "INSERT INTO truth_target VALUES (1, 'm', 's');"
          "INSERT INTO truth VALUES (1, zeroblob (16), 'fog', 3, 7, 0, 0, zeroblob (48));"
          "INSERT INTO evaluation_part VALUES (1, 'block', 'm', 's', 'fog', 3, 7,"
          " x'040100000000000000', 2, x'0000803F00000040', 1, 1);"
          "INSERT INTO job (kind, state, created, changed, spec) VALUES (1, 2, 1, 1, '{}');"
          "INSERT INTO run (created, path, width, height, severity, seed, preset, correct)"
          " VALUES (1, 'a.png', 2, 3, 0, 0, 0, 1);",
          NULL, NULL, NULL),
      ==, SQLITE_OK);
  sqlite3_close (db);
  g_autoptr (TauStore) store = tau_store_open_read (f->path, NULL); /* brings it up to date */
  g_assert_nonnull (store);
  tau_store_schema_read (store->db, "PRAGMA user_version", &version);
  g_assert_cmpint (version, ==, TAU_STORE_VERSION);
  float values[TAU_N_TRANSFORMS * N_CLASSES] = { 1 };
  g_assert_true (tau_store_find_target (store, &key, &model, N_CLASSES, values, NULL, NULL));
  g_assert_cmpfloat (values[0], ==, 0);
  g_assert_true (tau_store_find_prediction (store, &key, &model, values, NULL, NULL));
  const TauStoreTruthKey truth = { .target = tau_store_truth_target (store, &model, NULL),
                                   .corruption = { "fog", 3, 7, 0 } };
  g_assert_cmpint (truth.target, ==, 1);
  g_assert_true (tau_store_truth_find (store, &truth, TAU_N_TRANSFORMS, values, NULL));
  g_autoptr (GPtrArray) parts = tau_store_find_parts (store, &part_key, 2, NULL);
  g_assert_cmpuint (parts->len, ==, 1);
  g_assert_cmpuint (tau_store_get_n_damaged (store), ==, 0);
  g_assert_cmpint (tau_store_find_job (store, TAU_JOB_EVALUATION, "{}", NULL), ==, 1);
  g_assert_cmpint (tau_store_find_job (store, TAU_JOB_TRAINING, "{}", NULL), ==, 0);
  g_autoptr (TauStoreRun) run = tau_store_get_run (store, 1, NULL);
  g_assert_cmpstr (run->path, ==, "a.png");
}

/* What an earlier version kept under a decimal comma is found under the same set-up's point. */
static void
test_former_setup (Fixture *f, gconstpointer data)
{
  sqlite3 *db = open_raw (f->path, "");
  g_assert_cmpint (tau_store_schema_migrate (db, 8), ==, SQLITE_OK);
  sqlite3_close (db);
  TauStore *store = open_store (f->path);
  put_all (store, 1);
  tau_store_close (store);
  change (f->path, "UPDATE target_result SET setup = 'comma', sum = NULL;"
                   "UPDATE prediction SET setup = 'comma', sum = NULL;"
                   "UPDATE truth SET sum = NULL;"
                   "UPDATE truth_target SET setup = 'comma';"
                   "UPDATE evaluation_part SET setup = 'evaluate-1 comma', sum = NULL;");
  store = open_store (f->path);
  g_assert_true (tau_store_rename_setup (store, "other", "s", NULL));
  g_assert_true (tau_store_rename_setup (store, "comma", "s", NULL));
  g_assert_cmphex (find_all (store), ==, 7);
  TauStorePartKey evaluated = part_key;
  evaluated.model.setup = "evaluate-1 s";
  g_autoptr (GPtrArray) parts = tau_store_find_parts (store, &evaluated, 2, NULL);
  g_assert_cmpuint (parts->len, ==, 1);
  tau_store_close (store);
}

/* In a large database not every page is read when it is opened, but damage is reported when it is
 * met, by reading and by writing. */
static void
test_large (Fixture *f, gconstpointer data)
{
  g_autofree char *text = g_strnfill (100000, 'x'), *content = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;
  TauStore *store = open_store (f->path);
  TauStoreRun run = make_run ("a.png");
  run.result = text;
  g_assert_true (tau_store_begin (store, NULL));
  for (guint i = 0; i < 100; i++)
    g_assert_cmpint (tau_store_add_run (store, &run, NULL), >, 0);
  g_assert_true (tau_store_end (store, TRUE, NULL));
  tau_store_close (store);
  g_assert_true (g_file_get_contents (f->path, &content, &size, NULL));
  memset (content + size / 8192 * 4096, 0xa5, 20 * 4096);
  g_assert_true (g_file_set_contents (f->path, content, size, NULL));

  store = tau_store_open_read (f->path, &error);
  g_assert_no_error (error);
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_assert_false (tau_store_export_runs (store, out, &error));
  g_assert_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_DAMAGED);
  tau_store_close (store);
}

/* Ground truth counts as space and can be removed; the history stays. */
static void
test_space (Fixture *f, gconstpointer data)
{
  g_autoptr (TauStore) store = open_store (f->path);
  const TauStoreRun run = make_run ("a.png");
  const gsize n = 5000;
  g_autofree float *values = g_new0 (float, n);
  const gint64 target = tau_store_truth_target (store, &model, NULL);
  const gint64 empty = tau_store_get_size (store, NULL);
  guint n_removed = 0;
  g_assert_cmpint (tau_store_add_run (store, &run, NULL), ==, 1);
  for (guint i = 0; i < 50; i++) {
    const TauStoreTruthKey truth = { .target = target, .corruption = { "fog", 3, i, 0 } };
    g_assert_true (tau_store_truth_add (store, &truth, 1, values, n, NULL));
  }
  const gint64 full = tau_store_get_size (store, NULL);
  g_assert_cmpint (full - empty, >, 50 * 4 * (gint64)n);
  g_assert_true (tau_store_trim (store, full, &n_removed, NULL));
  g_assert_cmpuint (n_removed, ==, 0);
  g_assert_true (tau_store_trim (store, 0, &n_removed, NULL));
  g_assert_cmpuint (n_removed, ==, 50);
  g_assert_cmpint (tau_store_get_size (store, NULL), <, empty + 20000);
  g_autoptr (TauStoreRun) kept = tau_store_get_run (store, 1, NULL);
  g_assert_nonnull (kept);
  g_assert_cmpint (tau_store_truth_target (store, &model, NULL), ==, target);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("/store/sums/changed", test_changed);
  add_test ("/store/sums/changed-key", test_changed_key);
  add_test ("/store/sums/merge", test_merge);
  add_test ("/store/sums/merge-stops", test_merge_stops);
  add_test ("/store/sums/former-version", test_former_version);
  add_test ("/store/sums/former-setup", test_former_setup);
  add_test ("/store/sums/large", test_large);
  add_test ("/store/sums/space", test_space);
  return g_test_run ();
}
