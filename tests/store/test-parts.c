/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/tau-compact.h"
#include "store/tau-store-truth.h"

#include <math.h>
#include <string.h>

/* Parts of evaluations: what is put in comes out, dense or full of zeros, and damage is left out.
 */

#define N 3000 /* outputs */

static const TauStorePartKey key = { "block", { "sha", "setup" }, { "fog", 3, G_MAXUINT64, 0 } };

/* Room for so many views and rows, all of them 0. */
static TauStorePart *
new_part (guint n_views, gsize n_rows, guint n_outputs)
{
  TauStorePart *part = g_new0 (TauStorePart, 1);
  part->n_views = n_views;
  part->views = g_new0 (guint8, n_views);
  part->masks = g_new0 (guint64, n_views);
  part->n_outputs = n_outputs;
  part->rows = g_new0 (float, n_rows *n_outputs);
  return part;
}

/* Pictures 0 and 63 in view 4, picture 5 in view 70; `step`: every so many outputs are not 0. */
static TauStorePart *
make_part (guint step)
{
  TauStorePart *part = new_part (2, 3, N);
  part->views[0] = 4;
  part->masks[0] = 1 | G_GUINT64_CONSTANT (1) << 63;
  part->views[1] = 70;
  part->masks[1] = 1 << 5;
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

static void
assert_text (sqlite3 *db, const char *sql, const char *expected)
{
  sqlite3_stmt *statement = NULL;
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *)sqlite3_column_text (statement, 0), ==, expected);
  sqlite3_finalize (statement);
}

/* 64 images in 31 views, of so many classes: what an evaluation keeps of a block under a
 * corruption. */
static TauStorePart *
make_block (guint n_classes)
{
  TauStorePart *part = new_part (31, 64 * 31, n_classes);
  for (guint v = 0; v < 31; v++) {
    part->views[v] = v;
    part->masks[v] = G_MAXUINT64;
  }
  for (guint i = 0; i < 64 * 31 * n_classes; i++)
    part->rows[i] = 2.0f * ((i * 37) % n_classes) / (n_classes * (n_classes - 1.0f));
  return part;
}

/* Bytes of an image and corruption: in full up to 26 classes, as ever, and few from 27 on. */
static void
test_compact (Fixture *f, gconstpointer data)
{
  static const struct {
    guint n_classes;
    gint64 n_bytes;
  } packs[] = { { 26, 31 * 26 * 4 }, { 27, 31 * 60 }, { 100, 31 * 60 }, { 1000, 31 * 121 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (TauStore) store = open_store (f->path);
  const gint64 id = tau_store_add_job (store, TAU_JOB_EVALUATION, "{}", &error);
  gint32 labels[64];
  for (gint32 p = 0; p < 64; p++)
    labels[p] = p % 3 == 0 ? TAU_COMPACT_NO_LABEL : p % 27;
  for (guint i = 0; i < G_N_ELEMENTS (packs); i++) {
    const guint n = packs[i].n_classes;
    g_autoptr (TauStorePart) part = make_block (n);
    TauStorePartKey own = key;
    own.corruption.severity = 1 + i;
    g_autofree float *exact = g_memdup2 (part->rows, 64 * 31 * n * sizeof (float));
    tau_store_part_compact (part, labels);
    g_assert_cmpint (memcmp (part->rows, exact, 64 * 31 * n * sizeof (float)) != 0, ==, n > 26);
    g_assert_true (
        tau_store_add_parts (store, &own, (const TauStorePart *const *)&part, 1, &error));
    g_assert_true (tau_store_use_parts (store, id, &own, 1, &error));
    g_autoptr (GPtrArray) found = tau_store_find_parts (store, &own, n, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (found->len, ==, 1);
    const TauStorePart *back = g_ptr_array_index (found, 0);
    g_assert_cmpmem (back->rows, 64 * 31 * n * sizeof (float), part->rows,
                     64 * 31 * n * sizeof (float));
    if (n > 26)
      g_assert_cmpmem (back->entropies, 64 * 31 * sizeof (float), part->entropies,
                       64 * 31 * sizeof (float));
    g_autofree char *sql = g_strdup_printf ("SELECT (length (data) / 64) || ' ' || form"
                                            " FROM evaluation_part WHERE severity = %u",
                                            1 + i);
    g_autofree char *expected = g_strdup_printf ("%d %d", (int)packs[i].n_bytes, n > 26);
    assert_text (store->db, sql, expected);
    g_autoptr (GPtrArray) jobs = tau_store_search_jobs (store, NULL, 0, 9, &error);
    g_assert_cmpint (((TauStoreJob *)g_ptr_array_index (jobs, 0))->compact, ==, n > 26);
  }
  static const char *const damage[] = {
    "UPDATE evaluation_part SET form = 0",
    "UPDATE evaluation_part SET form = 2",
    "UPDATE evaluation_part SET form = 1, data = substr (data, 2)",
    "UPDATE evaluation_part SET data = zeroblob (64 * 31 * 121 + 1)",
  };
  TauStorePartKey last = key;
  last.corruption.severity = 4;
  for (guint i = 0; i < G_N_ELEMENTS (damage); i++) {
    g_assert_cmpint (sqlite3_exec (store->db, damage[i], NULL, NULL, NULL), ==, SQLITE_OK);
    g_autoptr (GPtrArray) found = tau_store_find_parts (store, &last, 1000, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (found->len, ==, 0);
  }
}

/* A row that is no distribution keeps the whole part as it is. */
static void
test_odd_rows (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauStore) store = open_store (f->path);
  g_autoptr (TauStorePart) part = make_block (27);
  const gint32 labels[64] = { 0 };
  part->rows[64 * 31 * 27 - 1] = NAN;
  g_autofree float *exact = g_memdup2 (part->rows, 64 * 31 * 27 * sizeof (float));
  tau_store_part_compact (part, labels);
  g_assert_null (part->entropies);
  g_assert_true (tau_store_add_parts (store, &key, (const TauStorePart *const *)&part, 1, &error));
  g_autoptr (GPtrArray) found = tau_store_find_parts (store, &key, 27, &error);
  const TauStorePart *back = g_ptr_array_index (found, 0);
  g_assert_cmpmem (back->rows, 64 * 31 * 27 * sizeof (float), exact, 64 * 31 * 27 * sizeof (float));
  g_assert_null (back->entropies);
}

/* What version 11 kept of many classes is read, and taken from another database. */
static void
test_former_form (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *other = g_build_filename (f->folder, "other.db", NULL);
  const char *const paths[] = { f->path, other };
  for (guint p = 0; p < 2; p++) {
    sqlite3 *db = open_raw (paths[p], "");
    g_assert_cmpint (tau_store_schema_migrate (db, 11), ==, SQLITE_OK);
    g_autofree char *sql = g_strdup_printf (
        "INSERT INTO evaluation_part (block, model_sha256, setup, corruption, severity, seed,"
        " views, n_outputs, data, time_us, created) VALUES ('block', 'sha', 'setup', 'fog', %u, -1,"
        " x'040100000000000000', 100, x'020007000000403F63000000803E', 1, 1)",
        3 + p);
    g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
    sqlite3_close (db);
  }
  g_autoptr (TauStore) store = open_store (f->path);
  guint64 n_added;
  g_assert_true (tau_store_merge_parts (store, other, &n_added, NULL, &error));
  g_assert_cmpuint (n_added, ==, 1);
  for (guint p = 0; p < 2; p++) {
    TauStorePartKey own = key;
    own.corruption.severity = 3 + p;
    g_autoptr (GPtrArray) found = tau_store_find_parts (store, &own, 100, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (found->len, ==, 1);
    const TauStorePart *back = g_ptr_array_index (found, 0);
    g_assert_cmpfloat (back->rows[7], ==, 0.75);
    g_assert_cmpfloat (back->rows[99], ==, 0.25);
    g_assert_cmpfloat (back->rows[98], ==, 0);
    g_assert_null (back->entropies);
  }
}

/* A compact part is taken from another database as it is, and replaces a damaged one. */
static void
test_merge_compact (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *other = g_build_filename (f->folder, "other.db", NULL);
  const gint32 labels[64] = { 0 };
  const TauStorePart *part = make_block (100);
  guint64 n_added;
  tau_store_part_compact ((TauStorePart *)part, labels);
  g_autoptr (TauStore) first = open_store (other);
  g_assert_true (tau_store_add_parts (first, &key, &part, 1, &error));
  g_clear_pointer (&first, tau_store_close);
  g_autoptr (TauStore) store = open_store (f->path);
  for (guint i = 0; i < 2; i++) {
    g_assert_true (tau_store_merge_parts (store, other, &n_added, NULL, &error));
    g_assert_cmpuint (n_added, ==, 1);
    g_autoptr (GPtrArray) found = tau_store_find_parts (store, &key, 100, &error);
    g_assert_cmpuint (found->len, ==, 1);
    const TauStorePart *back = g_ptr_array_index (found, 0);
    g_assert_cmpmem (back->rows, 64 * 31 * 400, part->rows, 64 * 31 * 400);
    g_assert_cmpint (sqlite3_exec (store->db,
                                   "UPDATE evaluation_part SET data = zeroblob (9), form = 0", NULL,
                                   NULL, NULL),
                     ==, SQLITE_OK);
  }
  tau_store_part_free ((TauStorePart *)part);
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

/* A database is the same bytes whatever machine wrote it: floats are little-endian. */
static void
test_bytes (Fixture *f, gconstpointer data)
{
  g_autoptr (TauStore) store = open_store (f->path);
  guint8 views[] = { 4 };
  guint64 masks[] = { 1 };
  float dense[] = { 1, -2.5f }, sparse[] = { 0, 0, 0, 0, 0, 0, 0, 0.75f };
  const TauStorePart parts[] = { { 1, views, masks, 2, dense, 1, NULL, NULL, 0 },
                                 { 1, views, masks, 8, sparse, 1, NULL, NULL, 0 } };
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
  add_test ("/store/parts/compact", test_compact);
  add_test ("/store/parts/odd-rows", test_odd_rows);
  add_test ("/store/parts/former-form", test_former_form);
  add_test ("/store/parts/merge-compact", test_merge_compact);
  add_test ("/store/parts/use", test_use);
  add_test ("/store/parts/bytes", test_bytes);
  add_test ("/store/parts/unknown-textures", test_unknown_textures);
  return g_test_run ();
}
