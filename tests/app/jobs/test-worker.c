/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/history/tau-history-requests.h"
#include "app/jobs/tau-library.h"
#include "app/jobs/tau-picture.h"
#include "model/pack-fixture.h"

#include "torch/torch-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

/* The worker's thread: results in the caller's context, the latest request wins, and it ends well.
 */

typedef struct {
  char *folder;
  TauPack *pack;
  TauImage *image;
  TauWorker *worker;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  self->folder = fixture_make_folder ();
  fixture_write_pack (self->folder, 3, 4);
  g_autofree char *db = g_build_filename (self->folder, "data", "test.db", NULL);
  self->pack = tau_pack_load (self->folder, &error);
  g_assert_no_error (error);
  self->worker = tau_worker_new (db, 1);
  self->image = tau_image_new (80, 60);
  for (gsize i = 0; i < tau_image_n_bytes (self->image); i++)
    self->image->data[i] = i * 7 + i / 240;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->worker != NULL)
    g_assert_finalize_object (self->worker);
  tau_pack_unref (self->pack);
  tau_image_unref (self->image);
  fixture_remove_folder (self->folder);
  g_free (self->folder);
}

/* What has come back. */
typedef struct {
  TauWorker *worker;
  GThread *thread; /* where it has to come */
  guint n_done, n_cancelled, n_ok;
  guint64 last_seed;
  GError *error; /* the last other than CANCELLED */
  char *problem;
} Results;

static void
results_clear (Results *self)
{
  g_clear_error (&self->error);
  g_free (self->problem);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Results, results_clear)

static void
count_result (Results *results, GError *error)
{
  g_assert_true (g_thread_self () == results->thread);
  results->n_done++;
  if (error == NULL) {
    results->n_ok++;
  } else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    results->n_cancelled++;
    g_error_free (error);
  } else {
    g_clear_error (&results->error);
    results->error = error;
  }
}

static void
wait_for (Results *results, guint n)
{
  const gint64 limit = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  while (results->n_done < n) {
    g_assert_cmpint (g_get_monotonic_time (), <, limit);
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
  }
}

static void
on_inspected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Results *results = data;
  GError *error = NULL;
  g_autoptr (TauInspection) inspection = tau_worker_answer (result, &error);
  g_assert_true ((inspection != NULL) == (error == NULL));
  if (inspection != NULL)
    results->last_seed = inspection->request.corruption.seed;
  count_result (results, error);
}

static void
on_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Results *results = data;
  GError *error = NULL;
  g_autofree char *problem = NULL;
  gboolean opened = tau_worker_open_pack_finish (result, &problem, &error);
  g_assert_true (opened == (error == NULL));
  if (problem != NULL)
    results->problem = g_steal_pointer (&problem);
  count_result (results, error);
}

static void
on_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  g_autoptr (TauPicture) picture = tau_worker_answer (result, &error);
  g_assert_true ((picture != NULL) == (error == NULL));
  count_result (data, error);
}

static void
load_image (Fixture *self, const char *path, Results *results)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (TauSample) sample = tau_sample_new_for_file (file);
  tau_picture_load_async (self->worker, sample, NULL, on_loaded_cb, results);
}

static void
open_pack (Fixture *self)
{
  g_auto (Results) results = { .thread = g_thread_self () };
  tau_worker_open_pack_async (self->worker, self->pack, NULL, on_opened_cb, &results);
  g_assert_cmpuint (results.n_done, ==, 0); /* never at once */
  wait_for (&results, 1);
  g_assert_no_error (results.error);
  g_assert_cmpuint (results.n_ok, ==, 1);
}

static void
request (Fixture *self, guint64 seed, GCancellable *cancellable, Results *results)
{
  TauLookRequest look = {
    .pack = self->pack,
    .source = self->image,
    .x = 10,
    .y = 0,
    .side = 60,
    .request = { .corruption =
                     tau_corruption_spec_parse ("gaussian_noise", 3, seed, TAU_PRESET_AUTO),
                 .label = -1 },
  };
  tau_worker_inspect_async (self->worker, &look, cancellable, on_inspected_cb, results);
}

/* Fifty positions of a slider: one result, that of the last. */
static void
test_latest_wins (Fixture *self, gconstpointer data)
{
  open_pack (self);
  for (guint round = 0; round < 3; round++) {
    g_auto (Results) results = { .thread = g_thread_self () };
    for (guint i = 1; i <= 50; i++) {
      request (self, round * 100 + i, NULL, &results);
      if (i % 10 == 0)
        g_usleep (round * 5000); /* some are computed before the next one comes */
    }
    wait_for (&results, 50);
    g_assert_no_error (results.error);
    g_assert_cmpuint (results.n_ok, ==, 1);
    g_assert_cmpuint (results.n_cancelled, ==, 49);
    g_assert_cmpuint (results.last_seed, ==, round * 100 + 50);
  }
}

/* Another lane does not cancel, and the answers follow from the square that was asked for. */
static void
test_lanes (Fixture *self, gconstpointer data)
{
  g_auto (Results) inspected = { .thread = g_thread_self () };
  g_auto (Results) loaded = { .thread = g_thread_self () };
  g_autofree char *path = g_build_filename (self->folder, "a.png", NULL);
  g_assert_true (tau_image_save_png (self->image, path, NULL));
  open_pack (self);
  request (self, 1, NULL, &inspected);
  load_image (self, path, &loaded);
  wait_for (&inspected, 1);
  wait_for (&loaded, 1);
  g_assert_cmpuint (inspected.n_ok, ==, 1);
  g_assert_cmpuint (loaded.n_ok, ==, 1);
}

static void
test_no_pack (Fixture *self, gconstpointer data)
{
  g_auto (Results) results = { .thread = g_thread_self () };
  request (self, 1, NULL, &results);
  wait_for (&results, 1);
  g_assert_error (results.error, TAU_PACK_ERROR, TAU_PACK_ERROR_NOT_FOUND);
  fixture_assert_sentence (results.error, NULL);
}

/* A pack that does not open leaves the one before in place. */
static void
test_bad_pack (Fixture *self, gconstpointer data)
{
  g_auto (Results) results = { .thread = g_thread_self () };
  g_autofree char *target = g_build_filename (self->folder, "target.pt", NULL);
  open_pack (self);
  g_assert_true (g_file_set_contents (target, "something else", -1, NULL));
  tau_worker_open_pack_async (self->worker, self->pack, NULL, on_opened_cb, &results);
  wait_for (&results, 1);
  g_assert_error (results.error, TAU_PACK_ERROR, TAU_PACK_ERROR_CHECKSUM);
  request (self, 1, NULL, &results);
  wait_for (&results, 2);
  g_assert_cmpuint (results.n_ok, ==, 1);
}

/* Cancelled before, while or after the worker opens it, a pack changes nothing: the old one goes on
 * to answer, and only when the new one is asked for does it answer. */
static void
test_cancelled_pack (Fixture *self, gconstpointer data)
{
  g_autoptr (TauPack) other = tau_pack_load (self->folder, NULL);
  g_autoptr (TauPack) first = tau_pack_ref (self->pack);
  guint n = 0;
  g_auto (Results) results = { .thread = g_thread_self () };
  open_pack (self);
  request (self, 1, NULL, &results);
  wait_for (&results, ++n);
  for (guint delay = 0; delay < 200; delay += 20) {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    tau_worker_open_pack_async (self->worker, other, cancellable, on_opened_cb, &results);
    g_usleep (delay * 1000); /* the answer is not taken before wait_for() */
    g_cancellable_cancel (cancellable);
    wait_for (&results, ++n);
    g_assert_no_error (results.error);
    g_assert_cmpuint (results.n_cancelled, ==, delay / 20 + 1);
    request (self, delay, NULL, &results);
    wait_for (&results, ++n);
    g_assert_no_error (results.error);
  }
  tau_worker_open_pack_async (self->worker, other, NULL, on_opened_cb, &results);
  wait_for (&results, ++n);
  request (self, 1000, NULL, &results); /* asked before the window has taken the new one */
  wait_for (&results, ++n);
  tau_pack_unref (self->pack);
  self->pack = tau_pack_ref (other);
  request (self, 1001, NULL, &results);
  wait_for (&results, ++n);
  g_assert_no_error (results.error);
  tau_pack_unref (self->pack);
  self->pack = tau_pack_ref (first);
  request (self, 1002, NULL, &results); /* it is gone */
  wait_for (&results, ++n);
  g_assert_error (results.error, TAU_PACK_ERROR, TAU_PACK_ERROR_NOT_FOUND);
}

static void
test_bad_images (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "bad.png", NULL);
  g_autofree char *contents = NULL;
  gsize length;
  g_auto (Results) results = { .thread = g_thread_self () };
  g_assert_true (tau_image_save_png (self->image, path, NULL));
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  const struct {
    const char *contents;
    gssize length;
  } cases[] = { { contents, length / 2 }, { "no picture", -1 }, { "", 0 } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_assert_true (g_file_set_contents (path, cases[i].contents, cases[i].length, NULL));
    load_image (self, path, &results);
    wait_for (&results, i + 1);
    g_assert_error (results.error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_UNREADABLE);
    fixture_assert_sentence (results.error, "bad.png");
  }
  /* A folder, and nothing at all. */
  const char *const others[] = { self->folder, "/nowhere/at/all.png" };
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    load_image (self, others[i], &results);
    wait_for (&results, G_N_ELEMENTS (cases) + i + 1);
    fixture_assert_sentence (results.error, others[i]);
  }
  g_assert_cmpuint (results.n_ok, ==, 0);
}

/* The caller's cancellable; used for many requests, and cancelled before one. */
static void
test_caller_cancels (Fixture *self, gconstpointer data)
{
  g_auto (Results) results = { .thread = g_thread_self () };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  open_pack (self);
  for (guint i = 0; i < 5; i++) {
    request (self, i, cancellable, &results);
    wait_for (&results, i + 1);
  }
  g_assert_cmpuint (results.n_ok, ==, 5);
  request (self, 6, cancellable, &results);
  g_cancellable_cancel (cancellable);
  request (self, 7, cancellable, &results);
  wait_for (&results, 7);
  g_assert_cmpuint (results.n_ok, ==, 5);
  g_assert_cmpuint (results.n_cancelled, ==, 2);
  g_cancellable_reset (cancellable);
  request (self, 8, cancellable, &results);
  wait_for (&results, 8);
  g_assert_cmpuint (results.n_ok, ==, 6);
}

/* The user's last reference goes while there is work: everything still comes back, and the worker
 * goes with its last task, on whichever thread that is. */
static void
test_dropped_while_busy (Fixture *self, gconstpointer data)
{
  open_pack (self);
  for (guint round = 0; round < 20; round++) {
    g_autofree char *db = g_build_filename (self->folder, "data", "test.db", NULL);
    g_auto (Results) results = { .thread = g_thread_self () };
    gpointer watched = self->worker;
    g_object_add_weak_pointer (G_OBJECT (watched), &watched);
    request (self, 1000 + round, NULL, &results);
    request (self, 2000 + round, NULL, &results);
    g_clear_object (&self->worker);
    wait_for (&results, 2);
    g_assert_cmpuint (results.n_ok + results.n_cancelled + (results.error != NULL), >=, 1);
    for (guint i = 0; i < 5000 && g_atomic_pointer_get (&watched) != NULL; i++)
      g_usleep (1000);
    g_assert_null (g_atomic_pointer_get (&watched));
    self->worker = tau_worker_new (db, 1);
  }
}

/* Disposed of at once, with nothing done or with a queue. */
static void
test_dispose (Fixture *self, gconstpointer data)
{
  g_auto (Results) results = { .thread = g_thread_self () };
  g_autoptr (TauWorker) idle = tau_worker_new (NULL, 1);
  g_object_run_dispose (G_OBJECT (idle));
  g_object_run_dispose (G_OBJECT (idle));
  open_pack (self);
  for (guint i = 0; i < 10; i++)
    request (self, i, NULL, &results);
  g_object_run_dispose (G_OBJECT (self->worker));
  wait_for (&results, 10);
  g_assert_cmpuint (results.n_cancelled, ==, 10);
}

/* Without a database there is a sentence, once, and everything else works. */
static void
test_unopenable_database (Fixture *self, gconstpointer data)
{
  g_autofree char *below_file = g_build_filename (self->folder, "target.pt", "test.db", NULL);
  g_auto (Results) results = { .thread = g_thread_self () };
  g_set_object (&self->worker, NULL);
  self->worker = tau_worker_new (below_file, 1);
  tau_worker_open_pack_async (self->worker, self->pack, NULL, on_opened_cb, &results);
  wait_for (&results, 1);
  g_assert_cmpuint (results.n_ok, ==, 1);
  g_assert_nonnull (results.problem);
  g_assert_nonnull (strstr (results.problem, below_file));
  g_clear_pointer (&results.problem, g_free);
  request (self, 1, NULL, &results);
  tau_worker_open_pack_async (self->worker, self->pack, NULL, on_opened_cb, &results);
  wait_for (&results, 3);
  g_assert_cmpuint (results.n_ok, ==, 3);
  g_assert_null (results.problem);
}

enum { N_REPORTS = 5 };

/* What has been reported, and where. */
typedef struct {
  GThread *thread; /* where it has to come */
  guint n_reports, n_freed, n_done;
  gint ended; /* atomic: the job has returned its result */
} Reports;

typedef struct {
  Reports *reports;
  guint index;
} Report;

static void
on_report (GTask *task, gpointer data)
{
  Report *report = data;
  g_assert_true (g_thread_self () == report->reports->thread);
  g_assert_cmpuint (report->reports->n_done, ==, 0);
  g_assert_cmpuint (report->index, ==, report->reports->n_reports++);
}

static void
free_report (gpointer data)
{
  Report *report = data;
  g_assert_true (g_thread_self () == report->reports->thread);
  report->reports->n_freed++;
  g_free (report);
}

static void
report_job (GTask *task, TauWorkerState *state, gpointer task_data, GCancellable *cancellable)
{
  Reports *reports = task_data;
  for (guint i = 0; i < N_REPORTS; i++) {
    const Report report = { reports, i };
    tau_worker_report (task, on_report, g_memdup2 (&report, sizeof report), free_report);
  }
  g_task_return_boolean (task, TRUE);
  g_atomic_int_set (&reports->ended, TRUE);
}

static void
on_reported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Reports *reports = data;
  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
  g_assert_cmpuint (reports->n_reports, ==, N_REPORTS);
  reports->n_done++;
}

/* A job reports while nobody owns the main context: the reports wait for it, in order, and come
 * before the result. */
static void
test_reports (Fixture *self, gconstpointer data)
{
  Reports reports = { .thread = g_thread_self () };
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_reported_cb, &reports);
  g_task_set_task_data (task, &reports, NULL);
  tau_worker_push (self->worker, TAU_LANE_OTHER, task, report_job);
  const gint64 limit = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  while (!g_atomic_int_get (&reports.ended)) {
    g_assert_cmpint (g_get_monotonic_time (), <, limit);
    g_usleep (500);
  }
  g_assert_cmpuint (reports.n_reports, ==, 0);
  while (reports.n_done == 0 || reports.n_freed < N_REPORTS)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (reports.n_reports, ==, N_REPORTS);
}

static void
on_anew_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Results *results = data;
  GError *error = NULL;
  results->problem = tau_worker_answer (result, &error);
  count_result (results, error);
}

/* The new database is used by what was opened before there was one. */
static void
test_start_anew (Fixture *self, gconstpointer data)
{
  g_auto (Results) results = { .thread = g_thread_self () };
  g_autofree char *db = g_build_filename (self->folder, "data", "test.db", NULL);
  g_autofree char *content = NULL;
  gsize size;
  tau_store_close (tau_store_open (db, NULL));
  g_assert_true (g_file_get_contents (db, &content, &size, NULL));
  memset (content + 100, 0, size - 100);
  g_assert_true (g_file_set_contents (db, content, size, NULL));
  open_pack (self);
  tau_worker_start_anew_async (self->worker, on_anew_cb, &results);
  wait_for (&results, 1);
  g_assert_no_error (results.error);
  g_assert_nonnull (strstr (results.problem, ".damaged-"));
  request (self, 1, NULL, &results);
  wait_for (&results, 2);
  g_assert_no_error (results.error);
  g_clear_object (&self->worker);
  g_autoptr (TauStore) store = tau_store_open (db, NULL);
  int n = 0;
  sqlite3 *raw = NULL;
  sqlite3_stmt *statement = NULL;
  g_assert_cmpint (sqlite3_open (db, &raw), ==, SQLITE_OK);
  sqlite3_prepare_v2 (raw, "SELECT count(*) FROM target_result", -1, &statement, NULL);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  n = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (raw);
  g_assert_cmpint (n, ==, 1);
}

static void
on_listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Results *results = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) packs = tau_worker_answer (result, &error);
  for (guint i = 0; packs != NULL && i < packs->len; i++)
    results->n_cancelled += g_str_equal (((TauPack *)g_ptr_array_index (packs, i))->name, "zoo");
  count_result (results, error);
}

static void
on_scene_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Results *results = data;
  GError *error = NULL;
  g_autoptr (TauScene) scene = tau_worker_answer (result, &error);
  results->problem = scene != NULL ? g_strdup (scene->pack) : NULL;
  count_result (results, error);
}

/* The folder of the pack that the first run of the database leads to; NULL: none. */
static char *
find_pack_of_run (Fixture *self, const char *db)
{
  Results results = { .thread = g_thread_self () };
  TauStore *store = tau_store_open (db, NULL);
  g_autoptr (TauHistoryItem) item =
      tau_history_item_new_for_run (tau_store_get_run (store, 1, NULL));
  tau_store_close (store);
  tau_history_scene_async (self->worker, item, NULL, on_scene_cb, &results);
  wait_for (&results, 1);
  g_assert_no_error (results.error);
  return results.problem;
}

/* Whether a pack of this name is listed. */
static gboolean
lists_pack (Fixture *self, const char *wanted)
{
  g_auto (Results) results = { .thread = g_thread_self () };
  tau_library_list_packs_async (self->worker, wanted, NULL, on_listed_cb, &results);
  wait_for (&results, 1);
  g_assert_no_error (results.error);
  g_assert_cmpuint (results.n_cancelled, <=, 1);
  return results.n_cancelled == 1;
}

/* A pack outside the folders of packs is known once it was named, also when another one is asked
 * for then, and as long as it is there. */
static void
test_named_packs (Fixture *self, gconstpointer data)
{
  g_autofree char *db = g_build_filename (self->folder, "data", "test.db", NULL);
  g_autofree char *path = g_build_filename (self->folder, "a.png", NULL);
  g_autofree char *json = g_build_filename (self->folder, "pack.json", NULL);
  const TauStoreRun run = { .path = path,
                            .target_sha256 = self->pack->target.sha256,
                            .predictor_sha256 = self->pack->predictor.sha256 };
  TauStore *store = tau_store_open (db, NULL);
  g_assert_cmpint (tau_store_add_run (store, &run, NULL), ==, 1);
  tau_store_close (store);
  g_assert_true (tau_image_save_png (self->image, path, NULL));
  g_autofree char *before = find_pack_of_run (self, db);
  g_assert_null (before);
  g_assert_false (lists_pack (self, NULL));
  g_assert_true (lists_pack (self, self->folder));
  g_assert_true (lists_pack (self, NULL));
  g_autofree char *named = find_pack_of_run (self, db);
  g_assert_cmpstr (named, ==, self->folder);
  g_remove (json);
  g_assert_false (lists_pack (self, NULL));
}

/* Likewise once it was opened. */
static void
test_open_pack_is_known (Fixture *self, gconstpointer data)
{
  open_pack (self);
  g_assert_true (lists_pack (self, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add ("/jobs/worker/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("latest-wins", test_latest_wins);
  ADD ("lanes", test_lanes);
  ADD ("no-pack", test_no_pack);
  ADD ("bad-pack", test_bad_pack);
  ADD ("cancelled-pack", test_cancelled_pack);
  ADD ("bad-images", test_bad_images);
  ADD ("caller-cancels", test_caller_cancels);
  ADD ("dropped-while-busy", test_dropped_while_busy);
  ADD ("dispose", test_dispose);
  ADD ("unopenable-database", test_unopenable_database);
  ADD ("start-anew", test_start_anew);
  ADD ("reports", test_reports);
  ADD ("named-packs", test_named_packs);
  ADD ("open-pack-is-known", test_open_pack_is_known);
  return g_test_run ();
}
