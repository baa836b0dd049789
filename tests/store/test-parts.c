/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/tau-store-truth.h"

/* Parts of evaluations: what is put in comes out, dense or full of zeros, and damage is left out.
 */

#define N 3000 /* outputs */

static const TauStorePartKey key = { "block", { "sha", "setup" }, { "fog", 3, G_MAXUINT64, 0 } };

/* Pictures 0 and 63 in view 4, picture 5 in view 70; `step`: every so many outputs are not 0. */
static TauStorePart *
make_part (guint step)
{
  TauStorePart *part = g_new0 (TauStorePart, 1);
  part->n_views = 2;
  part->views = g_new (guint8, 2);
  part->masks = g_new (guint64, 2);
  part->views[0] = 4;
  part->masks[0] = 1 | G_GUINT64_CONSTANT (1) << 63;
  part->views[1] = 70;
  part->masks[1] = 1 << 5;
  part->n_outputs = N;
  part->rows = g_new0 (float, 3 * N);
  for (guint i = 0; i < 3 * N; i += step)
    part->rows[i] = 1.0f / (i + 1);
  part->time_us = 1234;
  return part;
}

static void
test_round_trip (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauStore) store = open_store (f->path);
  static const guint steps[] = { 1, 2, 97, 4 * N };
  for (guint s = 0; s < G_N_ELEMENTS (steps); s++) {
    g_autoptr (TauStorePart) part = make_part (steps[s]);
    TauStorePartKey own = key;
    own.corruption.severity = s;
    g_assert_true (
        tau_store_add_parts (store, &own, (const TauStorePart *const *)&part, 1, &error));
    /* Once more: it is there already. */
    g_assert_true (
        tau_store_add_parts (store, &own, (const TauStorePart *const *)&part, 1, &error));
    g_autoptr (GPtrArray) found = tau_store_find_parts (store, &own, N, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (found->len, ==, 1);
    const TauStorePart *back = g_ptr_array_index (found, 0);
    g_assert_cmpuint (tau_store_part_n_rows (back), ==, 3);
    g_assert_cmpmem (back->rows, 3 * N * sizeof (float), part->rows, 3 * N * sizeof (float));
    g_assert_cmpmem (back->views, back->n_views, part->views, 2);
    g_assert_cmpmem (back->masks, back->n_views * 8, part->masks, 16);
    g_assert_cmpint (back->time_us, ==, 1234);
  }
  /* 9000 numbers take 36 kB; the few that are not 0 take little. */
  guint64 n_parts;
  g_assert_cmpint (tau_store_get_parts_size (store, &n_parts, &error), <, 2 * 36000 + 4000);
  g_assert_cmpuint (n_parts, ==, 4);
}

/* Another model, seed or number of outputs has nothing; half a part and a longer one are none. */
static void
test_not_found (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauStore) store = open_store (f->path);
  g_autoptr (TauStorePart) part = make_part (97);
  g_assert_true (tau_store_add_parts (store, &key, (const TauStorePart *const *)&part, 1, &error));
  TauStorePartKey other = key;
  other.corruption.seed = 1;
  g_autoptr (GPtrArray) seed = tau_store_find_parts (store, &other, N, &error);
  g_assert_cmpuint (seed->len, ==, 0);
  g_autoptr (GPtrArray) outputs = tau_store_find_parts (store, &key, N + 1, &error);
  g_assert_cmpuint (outputs->len, ==, 0);
  static const char *const damage[] = {
    "UPDATE evaluation_part SET data = substr (data, 1, length (data) - 1)",
    "UPDATE evaluation_part SET data = x''",
    "UPDATE evaluation_part SET data = zeroblob (7)",
    "UPDATE evaluation_part SET data = zeroblob (900000)",
    "UPDATE evaluation_part SET data = x'ffffffffffffffff'",
    "UPDATE evaluation_part SET views = x'00'",
  };
  for (guint i = 0; i < G_N_ELEMENTS (damage); i++) {
    g_assert_cmpint (sqlite3_exec (store->db, damage[i], NULL, NULL, NULL), ==, SQLITE_OK);
    g_autoptr (GPtrArray) found = tau_store_find_parts (store, &key, N, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (found->len, ==, 0);
  }
}

/* A part goes with the last evaluation that uses it; one that none has used stays. */
static void
test_use (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TauStorePartKey keys[3] = { key, key, key };
  gint64 ids[2], undo;
  guint64 n_parts;
  {
    g_autoptr (TauStore) store = open_store (f->path);
    g_autoptr (TauStorePart) part = make_part (97);
    for (guint i = 0; i < 3; i++) {
      keys[i].corruption.severity = 1 + i;
      g_assert_true (
          tau_store_add_parts (store, &keys[i], (const TauStorePart *const *)&part, 1, &error));
    }
    /* The first uses parts 0 and 1, the second part 1; nobody part 2. */
    for (guint j = 0; j < 2; j++) {
      ids[j] = tau_store_add_job (store, TAU_JOB_EVALUATION, "{}", &error);
      g_assert_true (tau_store_use_parts (store, ids[j], keys + j, 2 - j, &error));
      g_assert_true (tau_store_use_parts (store, ids[j], keys + j, 2 - j, &error));
    }
    g_autoptr (GPtrArray) jobs = tau_store_search_jobs (store, NULL, 0, 9, &error);
    const TauStoreJob *newer = g_ptr_array_index (jobs, 0), *older = g_ptr_array_index (jobs, 1);
    g_assert_cmpint (newer->n_bytes, >, 500);
    g_assert_cmpint (older->n_bytes, ==, 2 * newer->n_bytes);
    /* One that is not there (any more) is passed over. */
    g_assert_true (tau_store_use_parts (store, 99, keys, 3, &error));
    g_assert_no_error (error);
  }
  for (guint j = 2; j-- > 0;) {
    g_autoptr (TauStore) store = open_store (f->path);
    g_assert_cmpint (tau_store_get_parts_size (store, &n_parts, &error), >, 0);
    g_assert_cmpuint (n_parts, ==, 3); /* part 1 is the first one's too */
    g_assert_true (tau_store_delete_jobs (store, &ids[j], 1, &undo, &error));
    /* As if that was long ago: for good at the next opening. */
    g_assert_cmpint (
        sqlite3_exec (store->db, "UPDATE job SET deleted = 1 WHERE deleted > 0", NULL, NULL, NULL),
        ==, SQLITE_OK);
  }
  g_autoptr (TauStore) store = open_store (f->path);
  g_autoptr (GPtrArray) rest = tau_store_find_parts (store, &keys[2], N, &error);
  g_assert_cmpuint (rest->len, ==, 1);
  g_assert_cmpint (tau_store_get_parts_size (store, &n_parts, &error), >, 0);
  g_assert_cmpuint (n_parts, ==, 1);
}

static void
assert_text (sqlite3 *db, const char *sql, const char *expected)
{
  sqlite3_stmt *statement = NULL;
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *)sqlite3_column_text (statement, 0), ==, expected);
  sqlite3_finalize (statement);
}

/* A database is the same bytes whatever machine wrote it: floats are little-endian. */
static void
test_bytes (Fixture *f, gconstpointer data)
{
  g_autoptr (TauStore) store = open_store (f->path);
  guint8 views[] = { 4 };
  guint64 masks[] = { 1 };
  float dense[] = { 1, -2.5f }, sparse[] = { 0, 0, 0, 0, 0, 0, 0, 0.75f };
  const TauStorePart parts[] = { { 1, views, masks, 2, dense, 1 },
                                 { 1, views, masks, 8, sparse, 1 } };
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    const TauStorePart *part = &parts[i];
    TauStorePartKey own = key;
    own.corruption.severity = 1 + i;
    g_assert_true (tau_store_add_parts (store, &own, &part, 1, NULL));
  }
  assert_text (store->db, "SELECT hex (data) FROM evaluation_part WHERE severity = 1",
               "0000803F000020C0");
  assert_text (store->db, "SELECT hex (data) FROM evaluation_part WHERE severity = 2",
               "010007000000403F");
  assert_text (store->db, "SELECT hex (views) FROM evaluation_part", "040100000000000000");

  const TauStoreKey looked_at = { .image_sha256 = "i" };
  const float values[TAU_N_TRANSFORMS] = { 1, -2.5f };
  g_assert_true (tau_store_add_prediction (store, &looked_at, &key.model, values, 1, NULL));
  assert_text (store->db, "SELECT hex (substr (predicted, 1, 8)) FROM prediction",
               "0000803F000020C0");
  const gint64 id = tau_store_truth_target (store, &key.model, NULL);
  const TauStoreTruthKey row = { .target = id, .corruption = key.corruption };
  g_assert_true (tau_store_truth_add (store, &row, 1, values, TAU_N_TRANSFORMS, NULL));
  assert_text (store->db, "SELECT hex (substr (answer, 1, 8)) FROM truth", "0000803F000020C0");
}

/* Up to version 7 an evaluation's answers under frost, and under a mixture with frost, did not say
 * with which textures: they are not used again, nor taken from another database. */
static void
test_unknown_textures (Fixture *f, gconstpointer data)
{
  static const char *const names[] = { "frost", "mixed", "fog" };
  g_autofree char *other = g_build_filename (f->folder, "other.db", NULL);
  const char *const paths[] = { f->path, other };
  for (guint p = 0; p < 2; p++) {
    sqlite3 *db = open_raw (paths[p], "");
    g_assert_cmpint (tau_store_schema_migrate (db, 7), ==, SQLITE_OK);
    g_assert_cmpint (sqlite3_exec (db,
                                   "INSERT INTO job (kind, state, created, changed)"
                                   " VALUES (1, 2, 1, 1)",
                                   NULL, NULL, NULL),
                     ==, SQLITE_OK);
    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
      g_autofree char *sql = g_strdup_printf (
          "INSERT INTO evaluation_part VALUES (NULL, 'block%u', 'sha', 'setup', '%s', 3, 7,"
          " x'040100000000000000', 1, x'0000803F', 1, 1);"
          "INSERT INTO evaluation_use VALUES (1, last_insert_rowid ())",
          p, names[i]);
      g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
    }
    sqlite3_close (db);
  }
  g_autoptr (TauStore) store = open_store (f->path);
  assert_text (store->db, "SELECT group_concat (corruption) FROM evaluation_part", "fog");
  assert_text (store->db, "SELECT count(*) FROM evaluation_use", "1");

  guint64 n_added;
  g_assert_true (tau_store_merge_parts (store, other, &n_added, NULL, NULL));
  g_assert_cmpuint (n_added, ==, 1);
  assert_text (store->db, "SELECT group_concat (corruption) FROM evaluation_part", "fog,fog");

  /* What this version writes says it, so it is taken. */
  sqlite3_close (open_raw (other, "UPDATE evaluation_part SET block = 'new'"));
  tau_store_close (open_store (other));
  sqlite3_close (open_raw (other, "UPDATE evaluation_part SET corruption = 'frost'"));
  g_assert_true (tau_store_merge_parts (store, other, &n_added, NULL, NULL));
  g_assert_cmpuint (n_added, ==, 1);
  assert_text (store->db, "SELECT group_concat (corruption) FROM evaluation_part", "fog,fog,frost");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("/store/parts/round-trip", test_round_trip);
  add_test ("/store/parts/not-found", test_not_found);
  add_test ("/store/parts/use", test_use);
  add_test ("/store/parts/bytes", test_bytes);
  add_test ("/store/parts/unknown-textures", test_unknown_textures);
  return g_test_run ();
}
