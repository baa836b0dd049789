/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/evaluate-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <sqlite3.h>

/* Evaluations that are stopped, cut in slices, or meet what they cannot read or write. */

#define METHODS "hflip,ours:1,2,gps:2,ours:2+flip,oracle"

typedef struct {
  GCancellable *cancellable;
  guint64 after; /* pairs */
  guint n_calls, n_partial;
  double last;
} Watch;

static void
on_status (const TauEvaluateStatus *status, gpointer data)
{
  Watch *watch = data;
  watch->n_calls++;
  g_assert_cmpfloat (status->fraction, >=, watch->last);
  g_assert_cmpfloat (status->fraction, <=, 1);
  watch->last = status->fraction;
  if (status->partial != NULL) {
    watch->n_partial++;
    g_assert_false (status->partial->complete);
    /* Every cell has the same images, those that the result counts: a whole number of errors. */
    for (guint m = 0; m < status->partial->n_methods; m++)
      for (guint c = 0; c < status->partial->n_cells; c++) {
        double errors = status->partial->methods[m].cell_error[c] * status->partial->n_images / 100;
        g_assert_cmpfloat_with_epsilon (errors, round (errors), 1e-9);
      }
  }
  if (status->done >= watch->after)
    g_cancellable_cancel (watch->cancellable);
}

/* Stopped again and again, it ends with the same tables and asks nothing twice. */
static void
test_stopped (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, METHODS);
  g_autoptr (TauEvaluation) whole = fixture_evaluate (f, spec), result = NULL;
  guint n_stops = 0, n_partial = 0;
  fixture_open_store (f, "second.db");
  while (result == NULL && n_stops < 50) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    Watch watch = { .cancellable = cancellable, .after = 64 * n_stops };
    result = tau_evaluate (f->session, spec, on_status, &watch, cancellable, &error);
    n_partial += watch.n_partial;
    if (result == NULL) {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      n_stops++;
    }
  }
  g_assert_nonnull (result);
  g_assert_cmpuint (n_partial, >, 0);
  fixture_assert_same (whole, result);
  g_assert_cmpuint (result->n_reused + result->n_inferences, ==, whole->n_inferences);
}

static void
test_cancelled_before (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, METHODS);
  g_cancellable_cancel (cancellable);
  g_assert_null (tau_evaluate (f->session, spec, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_autoptr (GPtrArray) jobs = tau_store_list_jobs (f->store, TAU_JOB_EVALUATION, 10, NULL);
  g_assert_cmpint (((TauStoreJob *)g_ptr_array_index (jobs, 0))->state, ==, TAU_JOB_STOPPED);

  /* What is done stays so if it is stopped when it is asked for again. */
  g_autoptr (TauEvaluation) whole = fixture_evaluate (f, spec);
  g_assert_true (whole->complete);
  g_clear_error (&error);
  g_assert_null (tau_evaluate (f->session, spec, NULL, NULL, cancellable, &error));
  g_autoptr (GPtrArray) after = tau_store_list_jobs (f->store, TAU_JOB_EVALUATION, 10, NULL);
  g_assert_cmpint (((TauStoreJob *)g_ptr_array_index (after, 0))->state, ==, TAU_JOB_DONE);
}

/* The result in the record of the only evaluation; NULL: none. */
static TauEvaluation *
read_record (Fixture *f)
{
  g_autoptr (GPtrArray) jobs = tau_store_list_jobs (f->store, TAU_JOB_EVALUATION, 10, NULL);
  g_assert_cmpuint (jobs->len, ==, 1);
  g_autoptr (TauStoreJob) job =
      tau_store_get_job (f->store, ((TauStoreJob *)g_ptr_array_index (jobs, 0))->id, NULL);
  return job->summary != NULL ? tau_evaluation_parse (job->summary, NULL) : NULL;
}

static void
stop_after (Fixture *f, const TauEvaluateSpec *spec, guint64 pairs)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Watch watch = { .cancellable = cancellable, .after = pairs };
  g_assert_null (tau_evaluate (f->session, spec, on_status, &watch, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The record has the best result there was, from the first images on: a stop, or a kill, leaves it
 * to be opened, and another start does not take it away. */
static void
test_partial_is_kept (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, METHODS);
  g_autoptr (TauEvaluation) whole = fixture_evaluate (f, spec);
  g_autoptr (TauEvaluation) complete = read_record (f);
  g_assert_true (complete->complete);
  stop_after (f, spec, 1);
  g_autoptr (TauEvaluation) still = read_record (f);
  g_assert_true (still->complete);

  fixture_open_store (f, "second.db");
  guint n_images = 0;
  for (guint after = 1; n_images == 0 && after < 4000; after *= 2) {
    stop_after (f, spec, after);
    g_autoptr (TauEvaluation) partial = read_record (f);
    if (partial == NULL)
      continue;
    g_assert_false (partial->complete);
    n_images = partial->n_images;
    g_assert_cmpuint (partial->n_wanted, ==, whole->n_images);
  }
  g_assert_cmpuint (n_images, >, 0);
  g_assert_cmpuint (n_images, <, whole->n_images);
  stop_after (f, spec, 1);
  g_autoptr (TauEvaluation) kept = read_record (f);
  g_assert_cmpuint (kept->n_images, >=, n_images);
  g_autoptr (TauEvaluation) end = fixture_evaluate (f, spec);
  g_autoptr (TauEvaluation) last = read_record (f);
  g_assert_true (last->complete);
  fixture_assert_same (whole, last);
}

/* Three slices, the second of which holds nothing, merged twice over. */
static void
test_shards (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, METHODS);
  g_autoptr (TauEvaluation) whole = fixture_evaluate (f, spec);
  guint n_images = 0;
  spec->n_shards = 3;
  for (guint i = 1; i <= 3; i++) {
    g_autofree char *name = g_strdup_printf ("slice-%u.db", i);
    fixture_open_store (f, name);
    spec->shard = i;
    g_autoptr (TauEvaluation) slice = fixture_evaluate (f, spec);
    g_assert_false (slice->complete);
    n_images += slice->n_images;
  }
  g_assert_cmpuint (n_images, ==, whole->n_images);

  fixture_open_store (f, "all.db");
  guint64 n_added = 0;
  for (guint i = 0; i < 6; i++) {
    g_autofree char *path = g_strdup_printf ("%s/slice-%u.db", f->folder, 1 + i % 3);
    g_assert_true (tau_store_merge_parts (f->store, path, &n_added, NULL, &error));
    g_assert_no_error (error);
    if (i >= 3)
      g_assert_cmpuint (n_added, ==, 0);
  }
  spec->shard = spec->n_shards = 1;
  g_autoptr (TauEvaluation) merged = fixture_evaluate (f, spec);
  g_assert_cmpuint (merged->n_inferences, ==, 0);
  fixture_assert_same (whole, merged);

  spec->shard = 4;
  spec->n_shards = 3;
  g_assert_null (tau_evaluate (f->session, spec, NULL, NULL, NULL, &error));
  g_assert_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC);
}

static void
test_merge_trouble (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_build_filename (f->folder, "text.db", NULL),
                  *nothing = g_build_filename (f->folder, "no.db", NULL),
                  *foreign = g_build_filename (f->folder, "foreign.db", NULL);
  guint64 n_added;
  sqlite3 *db = NULL;
  g_file_set_contents (text, "not a database, but long enough to have no header of one", -1, NULL);
  g_assert_cmpint (sqlite3_open (foreign, &db), ==, SQLITE_OK);
  sqlite3_exec (db, "CREATE TABLE evaluation_part (block)", NULL, NULL, NULL);
  sqlite3_close (db);

  g_assert_false (tau_store_merge_parts (f->store, nothing, &n_added, NULL, &error));
  g_assert_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (g_file_test (nothing, G_FILE_TEST_EXISTS));
  g_assert_false (tau_store_merge_parts (f->store, text, &n_added, NULL, &error));
  g_assert_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_DAMAGED);
  fixture_assert_sentence (error, "text.db");
  g_clear_error (&error);
  g_assert_false (tau_store_merge_parts (f->store, foreign, &n_added, NULL, &error));
  g_assert_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_FOREIGN);
  fixture_assert_sentence (error, "foreign.db");
}

/* Two files of a block are not images: counted, left out, and the others are unharmed. */
static void
test_unreadable (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "ours:1,all");
  static const char *const names[] = { "images/ape/000.png", "images/elk/064.png" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (f->folder, names[i], NULL);
    g_assert_true (g_file_set_contents (path, "\x89PNG\r\n\x1a\nand no more", -1, NULL));
  }
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  g_assert_cmpuint (result->n_images + result->n_unreadable, ==, result->n_wanted);
  g_assert_cmpuint (result->n_images, ==, N_IMAGES - 2);
  g_autofree char *text = tau_evaluation_write (result, TAU_FORMAT_TEXT, FALSE);
  g_assert_nonnull (strstr (text, "63 images"));
}

/* Another program keeps the database: the sentence says so, and nothing is lost. */
static void
test_locked (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (f->folder, "first.db", NULL);
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "all");
  g_autoptr (TauEvaluation) whole = fixture_evaluate (f, spec);
  sqlite3 *db = NULL;
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_true (tau_evaluate_spec_set_methods (spec, "all,hflip", NULL));
  g_assert_null (tau_evaluate (f->session, spec, NULL, NULL, NULL, &error));
  g_assert_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_LOCKED);
  fixture_assert_sentence (error, "first.db");
  sqlite3_close (db);
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  g_assert_cmpuint (result->n_reused, ==, whole->n_inferences);
}

/* What does not fit together is refused before any work. */
static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "all");
  g_free (spec->dataset);
  spec->dataset = g_strdup ("signs:test");
  g_assert_null (tau_evaluate (f->session, spec, NULL, NULL, NULL, &error));
  g_assert_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_CLASSES);
  fixture_assert_sentence (error, "zoo");
  g_clear_error (&error);

  g_autofree char *predictor = g_build_filename (f->folder, "predictor.pt", NULL);
  g_autoptr (TauEvaluateSpec) ours = fixture_spec_new (f, "ours:1"),
                              all = fixture_spec_new (f, "all");
  g_unlink (predictor);
  fixture_write_pack_json (f->folder);
  fixture_open_store (f, "second.db");
  g_assert_null (tau_evaluate (f->session, ours, NULL, NULL, NULL, &error));
  g_assert_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC);
  fixture_assert_sentence (error, "train-predictor");
  /* The rest of the methods need none. */
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, all);
  g_assert_true (isnan (result->spearman[TAU_SET_CLEAN]));
}

static void
test_estimate (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "hflip,ours:1,all");
  TauEvaluateEstimate estimate;
  g_assert_true (tau_evaluate_estimate (f->session, spec, &estimate, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (estimate.images, ==, N_IMAGES);
  g_assert_cmpuint (estimate.cells, ==, 3);
  g_assert_cmpuint (estimate.target_inferences, ==, N_IMAGES * 3 * (TAU_N_TRANSFORMS + 1));
  g_assert_cmpuint (estimate.predictor_inferences, ==, N_IMAGES * 3);
  g_assert_cmpfloat (estimate.seconds, >, 0);
  g_assert_nonnull (estimate.remarks);
  g_assert_cmpuint (g_strv_length (estimate.remarks), ==, 0);
  g_strfreev (estimate.remarks);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/evaluate/stopped", test_stopped);
  fixture_test ("/evaluate/cancelled-before", test_cancelled_before);
  fixture_test ("/evaluate/partial-is-kept", test_partial_is_kept);
  fixture_test ("/evaluate/shards", test_shards);
  fixture_test ("/evaluate/merge-trouble", test_merge_trouble);
  fixture_test ("/evaluate/unreadable", test_unreadable);
  fixture_test ("/evaluate/locked", test_locked);
  fixture_test ("/evaluate/refused", test_refused);
  fixture_test ("/evaluate/estimate", test_estimate);
  return g_test_run ();
}
