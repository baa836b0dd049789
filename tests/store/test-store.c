/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>

static const TauStoreModel target = { "t1", "s" }, other_target = { "t2", "s" };
static const TauStoreModel other_setup = { "t1", "s2" };
static const TauStoreModel predictor = { "p1", "s" }, other_predictor = { "p2", "s" };
static const TauStoreKey plain = { .image_sha256 = "i1" };
static const TauStoreKey foggy = { "i1", { "fog", 3, G_MAXUINT64 - 1, 1 } };

static void
test_round_trip (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauStore) store = open_store (f->path);
  float values[TAU_N_TRANSFORMS], read[TAU_N_TRANSFORMS];
  for (int i = 0; i < TAU_N_TRANSFORMS; i++)
    values[i] = i == 3 ? NAN : -1.5f * i;
  g_assert_false (has_target (store, &foggy, &target, 0));
  put_target (store, &foggy, &target, 1);
  g_assert_true (has_target (store, &foggy, &target, 1));
  put_target (store, &foggy, &target, 2); /* in its place */
  g_assert_true (has_target (store, &foggy, &target, 2));
  g_assert_true (tau_store_add_prediction (store, &foggy, &predictor, values, 3, &error));
  g_assert_true (tau_store_find_prediction (store, &foggy, &predictor, read, NULL, &error));
  g_assert_cmpmem (values, sizeof values, read, sizeof read);
  g_assert_no_error (error);
}

static void
test_every_part_of_the_key_counts (Fixture *f, gconstpointer data)
{
  g_autoptr (TauStore) store = open_store (f->path);
  TauStoreKey keys[6] = { foggy, foggy, foggy, foggy, foggy, plain };
  keys[0].image_sha256 = "i2";
  keys[1].corruption.name = "snow";
  keys[2].corruption.severity = 4;
  keys[3].corruption.seed = 1;
  keys[4].corruption.preset = 2;
  put_target (store, &foggy, &target, 1);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_false (has_target (store, &keys[i], &target, 1));
  g_assert_false (has_target (store, &foggy, &other_target, 1));
  g_assert_false (has_target (store, &foggy, &other_setup, 1));
}

static void
test_without_corruption_the_seed_means_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (TauStore) store = open_store (f->path);
  const TauCorruption *fog = tau_corruption_get (tau_corruption_find ("fog"));
  const TauCorruptionSpec none[] = { { NULL, 0, 5, 2, 9 },
                                     { fog, 0, 6, 1, 0 },
                                     { NULL, 2, 7, 0, 0 } };
  put_target (store, &plain, &target, 4);
  for (guint i = 0; i < G_N_ELEMENTS (none); i++) {
    const TauStoreKey same = { "i1", tau_corruption_spec_get_key (&none[i]) };
    g_assert_true (has_target (store, &same, &target, 4));
  }
}

static void
test_survives_reopening (Fixture *f, gconstpointer data)
{
  TauStore *store = open_store (f->path);
  put_target (store, &foggy, &target, 1);
  g_assert_true (has_target (store, &foggy, &target, 1));
  tau_store_close (store);
  store = open_store (f->path);
  g_assert_true (has_target (store, &foggy, &target, 1));
  tau_store_close (store);
  tau_store_close (NULL);
}

static void
test_change_of_predictor (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauStore) store = open_store (f->path);
  float values[TAU_N_TRANSFORMS] = { 1 };
  put_target (store, &foggy, &target, 1);
  g_assert_true (tau_store_add_prediction (store, &foggy, &predictor, values, 3, &error));
  g_assert_false (
      tau_store_find_prediction (store, &foggy, &other_predictor, values, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (tau_store_add_prediction (store, &foggy, &other_predictor, values, 3, &error));
  g_assert_true (tau_store_find_prediction (store, &foggy, &predictor, values, NULL, &error));
  g_assert_true (has_target (store, &foggy, &target, 1));
}

static void
test_wrong_size_is_missing (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauStore) store = open_store (f->path);
  float few[TAU_N_TRANSFORMS * 2] = { 9 };
  float values[TAU_N_TRANSFORMS] = { 1 };
  put_target (store, &foggy, &target, 1);
  g_assert_false (tau_store_find_target (store, &foggy, &target, 2, few, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (few[0], ==, 9);
  g_assert_true (tau_store_add_prediction (store, &foggy, &predictor, values, 3, &error));
  for (const char *const *blob = (const char *const[]){ "x'00'", "x''", "'text'", NULL }; *blob;
       blob++) {
    g_autofree char *sql = g_strdup_printf ("UPDATE prediction SET predicted = %s", *blob);
    g_assert_cmpint (sqlite3_exec (store->db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
    g_assert_false (tau_store_find_prediction (store, &foggy, &predictor, values, NULL, &error));
    g_assert_no_error (error);
  }
  g_assert_true (tau_store_add_prediction (store, &foggy, &predictor, values, 3, &error));
  g_assert_true (tau_store_find_prediction (store, &foggy, &predictor, values, NULL, &error));
}

static void
test_in_memory (Fixture *f, gconstpointer data)
{
  g_autoptr (TauStore) store = open_store (NULL);
  put_target (store, &plain, &target, 1);
  g_assert_true (has_target (store, &plain, &target, 1));
}

static void
test_trim (Fixture *f, gconstpointer data)
{
  enum { N = 900 }; /* takes much more than the empty tables */
  g_autoptr (GError) error = NULL;
  g_autoptr (TauStore) store = open_store (f->path);
  const TauStoreRun run = make_run ("a.png");
  guint n_removed = 0, n_left = 0;
  GStatBuf info;
  for (int i = 0; i < N; i++) {
    const TauStoreKey key = { "i", { "fog", 1, i, 1 } };
    put_target (store, &key, &target, i);
  }
  g_assert_cmpint (tau_store_add_run (store, &run, &error), ==, 1);
  const TauStoreKey first = { "i", { "fog", 1, 0, 1 } }, second = { "i", { "fog", 1, 1, 1 } };
  g_assert_true (has_target (store, &first, &target, 0)); /* now the most recently used */
  const gint64 size = tau_store_get_size (store, &error);
  g_assert_true (tau_store_trim (store, size, &n_removed, &error));
  g_assert_cmpuint (n_removed, ==, 0);
  g_assert_true (tau_store_trim (store, size / 2, &n_removed, &error));
  g_assert_no_error (error);
  g_assert_cmpint (tau_store_get_size (store, &error), <=, size / 2);
  for (int i = 0; i < N; i++) {
    const TauStoreKey key = { "i", { "fog", 1, i, 1 } };
    n_left += has_target (store, &key, &target, i);
  }
  g_assert_cmpuint (n_left, ==, N - n_removed);
  g_assert_cmpuint (n_left, >, N / 3);
  g_assert_true (has_target (store, &first, &target, 0));
  g_assert_false (has_target (store, &second, &target, 1));
  g_assert_true (g_stat (f->path, &info) == 0);
  g_assert_cmpint (info.st_size, <=, size / 2);
  /* No limit can be met without the results: history stays. */
  g_assert_true (tau_store_trim (store, 0, &n_removed, &error));
  g_assert_cmpuint (n_removed, ==, n_left);
  g_autoptr (TauStoreRun) kept = tau_store_get_run (store, 1, &error);
  g_assert_no_error (error);
}

static void
test_runs (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TauStore *store = open_store (f->path);
  TauStoreRun run = make_run ("/tmp/100%_sure.png");
  g_assert_cmpint (tau_store_add_run (store, &run, &error), ==, 1);
  run.path = (char *)"/tmp/caf\xe9.png"; /* Latin-1 */
  run.corruption.type = NULL;
  run.spearman = NAN;
  run.result = NULL;
  g_assert_cmpint (tau_store_add_run (store, &run, &error), ==, 2);
  g_assert_true (tau_store_set_note (store, 2, "odd — look again", &error));
  tau_store_close (store);

  store = open_store (f->path);
  g_autoptr (TauStoreRun) first = tau_store_get_run (store, 1, &error);
  g_autoptr (TauStoreRun) second = tau_store_get_run (store, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (first->path, ==, "/tmp/100%_sure.png");
  g_assert_true (first->corruption.seed == G_MAXUINT64);
  g_assert_cmpint (first->width, ==, 640);
  g_assert_cmpstr (first->corruption.type->name, ==, "fog");
  g_assert_cmpfloat (first->spearman, ==, 0.25);
  g_assert_cmpfloat (first->regret, ==, 0.5);
  g_assert_true (first->correct);
  g_assert_cmpint (ABS (first->created - g_get_real_time ()), <, 60 * G_USEC_PER_SEC);
  g_assert_cmpstr (second->path, ==, "/tmp/caf\xe9.png");
  g_assert_cmpstr (second->note, ==, "odd — look again");
  g_assert_cmpstr (tau_store_run_get_corruption_name (second), ==, NULL);
  g_assert_true (isnan (second->spearman));
  g_assert_null (tau_store_get_run (store, 3, &error));
  g_assert_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (tau_store_set_note (store, 3, "x", &error));
  g_assert_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_NOT_FOUND);
  tau_store_close (store);
}

static guint
count_runs (TauStore *store, const char *match, gint64 before, guint limit, gint64 newest)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs = tau_store_list_runs (store, match, before, limit, &error);
  g_assert_no_error (error);
  if (runs->len > 0)
    g_assert_cmpint (((TauStoreRun *)runs->pdata[0])->id, ==, newest);
  return runs->len;
}

static void
test_list (Fixture *f, gconstpointer data)
{
  g_autoptr (TauStore) store = open_store (f->path);
  const char *const names[] = { "a_1.png", "ab1.png", "100%.png", "1000.png" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const TauStoreRun run = make_run (names[i]);
    g_assert_cmpint (tau_store_add_run (store, &run, NULL), ==, i + 1);
  }
  g_assert_cmpuint (count_runs (store, NULL, 0, 100, 4), ==, 4);
  g_assert_cmpuint (count_runs (store, "", 0, 3, 4), ==, 3);
  g_assert_cmpuint (count_runs (store, NULL, 3, 100, 2), ==, 2);
  g_assert_cmpuint (count_runs (store, "A_1", 0, 100, 1), ==, 1);
  g_assert_cmpuint (count_runs (store, "0%", 0, 100, 3), ==, 1);
  g_assert_cmpuint (count_runs (store, "\\", 0, 100, 0), ==, 0);
  g_assert_cmpuint (count_runs (store, "STOP", 0, 100, 4), ==, 4);
}

static void
test_delete_and_undo (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TauStore *store = open_store (f->path);
  const TauStoreRun run = make_run ("a.png");
  const gint64 one = 1, missing[] = { 2, 9 }, two_three[] = { 2, 3 };
  gint64 undo_one = 0, undo_two = 0, undo_all = 0;
  for (int i = 0; i < 4; i++)
    tau_store_add_run (store, &run, NULL);
  g_assert_true (tau_store_delete_runs (store, &one, 1, &undo_one, &error));
  g_assert_true (tau_store_delete_runs (store, two_three, 2, &undo_two, &error));
  g_assert_cmpuint (count_runs (store, NULL, 0, 9, 4), ==, 1);
  g_assert_true (tau_store_restore_runs (store, undo_two, &error));
  g_assert_cmpuint (count_runs (store, NULL, 0, 9, 4), ==, 3);
  g_assert_null (tau_store_get_run (store, 1, NULL));
  /* All or none. */
  g_assert_false (tau_store_delete_runs (store, missing, 2, NULL, &error));
  g_assert_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "9"));
  g_clear_error (&error);
  g_assert_cmpuint (count_runs (store, NULL, 0, 9, 4), ==, 3);
  g_assert_true (tau_store_delete_runs (store, NULL, 0, &undo_all, &error));
  g_assert_cmpuint (count_runs (store, NULL, 0, 9, 0), ==, 0);
  /* A restart does not end the time for undo... */
  tau_store_close (store);
  store = open_store (f->path);
  g_assert_true (tau_store_restore_runs (store, undo_all, &error));
  g_assert_cmpuint (count_runs (store, NULL, 0, 9, 4), ==, 3);
  /* ...but old ones go for good, and their number is not used again. */
  sqlite3_exec (store->db, "UPDATE run SET deleted = 1", NULL, NULL, NULL);
  tau_store_close (store);
  store = open_store (f->path);
  g_assert_true (tau_store_restore_runs (store, 1, &error));
  g_assert_cmpuint (count_runs (store, NULL, 0, 9, 0), ==, 0);
  g_assert_cmpint (tau_store_add_run (store, &run, &error), ==, 5);
  g_assert_no_error (error);
  tau_store_close (store);
}

static void
test_export (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauStore) store = open_store (f->path);
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  TauStoreRun run = make_run ("a \"quoted\"\nname\xff.png");
  const gint64 second = 2;
  tau_store_add_run (store, &run, NULL);
  tau_store_add_run (store, &run, NULL);
  tau_store_delete_runs (store, &second, 1, NULL, NULL);
  run.spearman = NAN;
  run.result = (char *)"{broken";
  run.corruption.seed = 17;
  run.created = G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC;
  tau_store_add_run (store, &run, NULL);
  g_assert_true (tau_store_export_runs (store, out, &error));
  g_assert_no_error (error);
  g_output_stream_write_all (out, "", 1, NULL, NULL, NULL);
  g_auto (GStrv) lines =
      g_strsplit (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (out)), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_cmpstr (lines[2], ==, "");
  g_autoptr (JsonNode) a = json_from_string (lines[0], &error);
  g_autoptr (JsonNode) b = json_from_string (lines[1], &error);
  g_assert_no_error (error);
  JsonObject *first = json_node_get_object (a), *last = json_node_get_object (b);
  g_assert_cmpint (json_object_get_int_member (first, "id"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (first, "path"), ==,
                   "a \"quoted\"\nname\xef\xbf\xbd.png");
  g_assert_cmpstr (json_object_get_string_member (first, "seed"), ==, "18446744073709551615");
  g_assert_true (
      json_object_has_member (json_object_get_object_member (first, "result"), "cached"));
  g_assert_cmpint (json_object_get_int_member (last, "seed"), ==, 17);
  g_assert_cmpstr (json_object_get_string_member (last, "created"), ==, "2023-11-14T22:13:20Z");
  g_assert_true (json_object_get_null_member (last, "spearman"));
  g_assert_true (json_object_get_null_member (last, "result"));
  g_assert_true (json_object_get_null_member (last, "note"));
}

static void
test_jobs (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauStore) store = open_store (f->path);
  g_assert_cmpint (tau_store_add_job (store, TAU_JOB_TRAINING, "{}", &error), ==, 1);
  g_assert_cmpint (tau_store_add_job (store, TAU_JOB_EVALUATION, "{\"a\":1}", &error), ==, 2);
  g_assert_true (tau_store_update_job (store, 2, TAU_JOB_RUNNING, NULL, "[1]", &error));
  g_assert_true (tau_store_update_job (store, 2, TAU_JOB_DONE, "{\"b\":2}", NULL, &error));
  g_autoptr (TauStoreJob) job = tau_store_get_job (store, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpint (job->state, ==, TAU_JOB_DONE);
  g_assert_cmpint (job->kind, ==, TAU_JOB_EVALUATION);
  g_assert_cmpstr (job->spec, ==, "{\"a\":1}");
  g_assert_cmpstr (job->summary, ==, "{\"b\":2}");
  g_assert_cmpstr (job->curves, ==, "[1]");
  g_autoptr (GPtrArray) jobs = tau_store_list_jobs (store, TAU_JOB_TRAINING, 9, &error);
  g_assert_cmpuint (jobs->len, ==, 1);
  g_autoptr (GPtrArray) evaluations = tau_store_list_jobs (store, TAU_JOB_EVALUATION, 9, &error);
  const TauStoreJob *listed = g_ptr_array_index (evaluations, 0);
  g_assert_cmpstr (listed->spec, ==, "{\"a\":1}");
  g_assert_null (listed->summary);
  g_assert_false (tau_store_update_job (store, 7, TAU_JOB_DONE, NULL, NULL, &error));
  g_assert_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_NOT_FOUND);
}

static guint
count_jobs (TauStore *store, const char *match, gint64 before)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) jobs = tau_store_search_jobs (store, match, before, 9, &error);
  g_assert_no_error (error);
  return jobs->len;
}

static void
test_jobs_deleted (Fixture *f, gconstpointer data)
{
  const gint64 all[] = { 1, 2, 3 }, wrong[] = { 3, 9 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TauStore) store = open_store (f->path);
  gint64 first = 0, second = 0;
  for (int i = 0; i < 3; i++)
    tau_store_add_job (store, i == 1 ? TAU_JOB_TRAINING : TAU_JOB_EVALUATION, "{\"d\":\"100%\"}",
                       &error);
  g_assert_true (tau_store_set_job_note (store, 2, "the Night Run", &error));
  g_assert_cmpuint (count_jobs (store, NULL, 0), ==, 3);
  g_assert_cmpuint (count_jobs (store, NULL, 3), ==, 2);
  g_assert_cmpuint (count_jobs (store, "night", 0), ==, 1);
  g_assert_cmpuint (count_jobs (store, "0%", 0), ==, 3);
  g_assert_cmpuint (count_jobs (store, "0_", 0), ==, 0);

  /* All or none. */
  g_assert_false (tau_store_delete_jobs (store, wrong, 2, &first, &error));
  g_assert_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpuint (count_jobs (store, NULL, 0), ==, 3);
  g_assert_true (tau_store_delete_jobs (store, all, 1, &first, &error));
  g_assert_true (tau_store_delete_jobs (store, all + 1, 2, &second, &error));
  g_assert_cmpuint (count_jobs (store, NULL, 0), ==, 0);
  g_assert_null (tau_store_get_job (store, 2, &error));
  g_clear_error (&error);
  g_assert_false (tau_store_set_job_note (store, 2, "x", NULL));
  /* What still runs may go on, and is as it became when it comes back. */
  g_assert_true (tau_store_update_job (store, 3, TAU_JOB_DONE, "{}", NULL, &error));
  g_assert_true (tau_store_restore_jobs (store, second, &error));
  g_assert_cmpuint (count_jobs (store, NULL, 0), ==, 2);
  g_autoptr (TauStoreJob) job = tau_store_get_job (store, 3, &error);
  g_assert_cmpint (job->state, ==, TAU_JOB_DONE);
}

static void
test_jobs_export (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauStore) store = open_store (f->path);
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  gint64 undo;
  for (gint64 id = 1; id <= 3; id++)
    tau_store_add_job (store, TAU_JOB_EVALUATION, "{\"seed\":3}", &error);
  tau_store_update_job (store, 1, TAU_JOB_STOPPED, "[0.5]", NULL, &error);
  tau_store_set_job_note (store, 1, "a \"note\"", &error);
  g_assert_true (tau_store_delete_jobs (store, (const gint64[]){ 2 }, 1, &undo, &error));
  g_assert_true (tau_store_export_jobs (store, out, &error));
  g_output_stream_write_all (out, "", 1, NULL, NULL, NULL);
  const char *text = g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (out));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3); /* and what follows the last newline */
  g_assert_true (g_str_has_prefix (
      lines[0], "{\"id\":1,\"kind\":\"evaluation\",\"state\":\"stopped\",\"created\":\"20"));
  g_assert_true (g_str_has_suffix (
      lines[0],
      "\"spec\":{\"seed\":3},\"summary\":[0.5],\"curves\":null,\"note\":\"a \\\"note\\\"\"}"));
  g_assert_true (g_str_has_prefix (lines[1], "{\"id\":3,"));
  g_assert_cmpstr (lines[2], ==, "");
}

static gpointer
misuse (gpointer store)
{
  tau_store_get_size (store, NULL);
  return NULL;
}

static void
test_other_thread (void)
{
  if (g_test_subprocess ()) {
    TauStore *store = open_store (NULL);
    g_thread_join (g_thread_new ("other", misuse, store));
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*assertion failed*owner == g_thread_self*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("/store/round-trip", test_round_trip);
  add_test ("/store/every-part-of-the-key-counts", test_every_part_of_the_key_counts);
  add_test ("/store/no-corruption-no-seed", test_without_corruption_the_seed_means_nothing);
  add_test ("/store/survives-reopening", test_survives_reopening);
  add_test ("/store/change-of-predictor", test_change_of_predictor);
  add_test ("/store/wrong-size-is-missing", test_wrong_size_is_missing);
  add_test ("/store/in-memory", test_in_memory);
  add_test ("/store/trim", test_trim);
  add_test ("/store/runs", test_runs);
  add_test ("/store/list", test_list);
  add_test ("/store/delete-and-undo", test_delete_and_undo);
  add_test ("/store/export", test_export);
  add_test ("/store/jobs", test_jobs);
  add_test ("/store/jobs/deleted", test_jobs_deleted);
  add_test ("/store/jobs/export", test_jobs_export);
  g_test_add_func ("/store/other-thread", test_other_thread); /* stops: nobody would tidy up */
  return g_test_run ();
}
