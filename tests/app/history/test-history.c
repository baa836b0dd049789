/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The History view over a store of its own: what it lists, and every command on it. */
#include "app/app-fixture.h"

#include "evaluate/evaluation-fixture.h"

#include "app/history/tau-history-requests.h"
#include "app/jobs/tau-sample-find.h"
#include "app/history/tau-history-view.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

/* More than the view reads at once: a GtkListView makes up to 200 rows before they are seen. */
#define N_RUNS 450

typedef struct {
  char *folder, *db;
  TauWorker *worker;
  GtkWidget *window, *view;
  char *problem;
  TauSample *explored;
  int severity;
  guint64 seed;
  TauEvaluation *evaluation, *other;
  gint64 training;
} Fixture;

static void
fill_store (const char *db)
{
  g_autoptr (TauStore) store = tau_store_open (db, NULL);
  for (int i = 0; i < N_RUNS; i++) {
    g_autofree char *path = g_strdup_printf ("signs:test %d", i);
    const TauStoreRun run = {
      .created = 1000000 * (i + 1),
      .path = path,
      .pack = (char *)"fixture",
      .corruption = tau_corruption_spec_parse (i % 2 == 0 ? "fog" : NULL, i % 2 == 0 ? 3 : 0, 5,
                                               TAU_PRESET_AUTO),
      .label = (char *)"yield",
      .label_source = (char *)(i < N_RUNS - 1 ? "given" : "target"),
      .chosen = (char *)"zoom-0.8",
      .best = (char *)"identity",
      .correct = TRUE,
    };
    g_assert_cmpint (tau_store_add_run (store, &run, NULL), >, 0);
  }
  for (int i = 0; i < 2; i++) {
    g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (-i);
    g_autofree char *spec = tau_evaluate_spec_to_json (evaluation->spec, NULL);
    g_autofree char *summary = tau_evaluation_to_summary (evaluation);
    gint64 id = tau_store_add_job (store, TAU_JOB_EVALUATION, spec, NULL);
    g_assert_true (tau_store_update_job (store, id, TAU_JOB_DONE, summary, NULL, NULL));
  }
  tau_store_add_job (store, TAU_JOB_TRAINING, "{\"pack\":\"fixture\",\"dataset\":\"signs\"}", NULL);
}

static void
on_problem_cb (GtkWidget *view, const char *sentence, Fixture *f)
{
  g_free (f->problem);
  f->problem = g_strdup (sentence);
}

static void
on_explore_cb (GtkWidget *view, TauScene *scene, Fixture *f)
{
  g_set_object (&f->explored, scene->sample);
  f->severity = scene->corruption.severity;
  f->seed = scene->corruption.seed;
}

static void
on_evaluation_cb (GtkWidget *view, TauEvaluation *evaluation, TauEvaluation *other, Fixture *f)
{
  f->evaluation = tau_evaluation_ref (evaluation);
  f->other = other != NULL ? tau_evaluation_ref (other) : NULL;
}

static void
on_training_cb (GtkWidget *view, gint64 id, Fixture *f)
{
  f->training = id;
}

/* The listed items, and which of them are selected. The lists of drop-downs select one item only.
 */
static GtkSelectionModel *
get_selection (Fixture *f)
{
  GtkWidget *list;
  for (guint i = 0; (list = app_fixture_find (f->view, GTK_TYPE_LIST_VIEW, i)) != NULL; i++) {
    GtkSelectionModel *model = gtk_list_view_get_model (GTK_LIST_VIEW (list));
    if (GTK_IS_MULTI_SELECTION (model))
      return model;
  }
  g_assert_not_reached ();
}

static guint
count (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_selection (f)));
}

static gboolean
set_up (Fixture *f)
{
  if (!app_fixture_init ())
    return FALSE;
  f->folder = g_dir_make_tmp ("tau-history-XXXXXX", NULL);
  f->db = g_build_filename (f->folder, "test.db", NULL);
  fill_store (f->db);
  f->worker = tau_worker_new (f->db, 1);
  f->view = g_object_new (TAU_TYPE_HISTORY_VIEW, NULL);
  tau_history_view_start (TAU_HISTORY_VIEW (f->view), f->worker);
  g_signal_connect (f->view, "problem", G_CALLBACK (on_problem_cb), f);
  g_signal_connect (f->view, "explore", G_CALLBACK (on_explore_cb), f);
  g_signal_connect (f->view, "evaluation", G_CALLBACK (on_evaluation_cb), f);
  g_signal_connect (f->view, "training", G_CALLBACK (on_training_cb), f);
  f->window = app_fixture_present (f->view, 600, 400);
  app_fixture_wait (count (f) > 0);
  return TRUE;
}

static void
tear_down (Fixture *f)
{
  static const char *const names[] = { "test.db", "test.db-wal", "test.db-shm", "out.jsonl" };
  app_fixture_close (f->window, f->view);
  app_fixture_finalize (f->worker);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (f->folder, names[i], NULL);
    g_remove (path);
  }
  g_rmdir (f->folder);
  g_clear_object (&f->explored);
  g_clear_pointer (&f->evaluation, tau_evaluation_unref);
  g_clear_pointer (&f->other, tau_evaluation_unref);
  g_free (f->problem);
  g_free (f->folder);
  g_free (f->db);
}

static TauHistoryItem *
item_at (Fixture *f, guint position)
{
  g_autoptr (TauHistoryItem) item =
      g_list_model_get_item (G_LIST_MODEL (get_selection (f)), position);
  return item; /* the list holds it */
}

static void
choose (Fixture *f, guint first, guint n)
{
  GtkSelectionModel *selection = get_selection (f);
  gtk_selection_model_unselect_all (selection);
  gtk_selection_model_select_range (selection, first, n, FALSE);
}

/* Only the evaluations, of which there are so many, read again. */
static void
show_evaluations (Fixture *f, guint n)
{
  GtkWidget *kind = app_fixture_find (f->view, GTK_TYPE_DROP_DOWN, 0);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (kind), 2);
  app_fixture_wait (count (f) == n);
}

static void
test_list (void)
{
  Fixture f = { 0 };
  if (!set_up (&f))
    return;
  /* The newest first, a page at a time: the jobs are of today, the runs of 1970. */
  g_assert_cmpuint (count (&f), <, N_RUNS);
  g_assert_cmpint (tau_history_item_get_kind (item_at (&f, 0)), ==, TAU_HISTORY_TRAINING);
  g_assert_cmpint (tau_history_item_get_kind (item_at (&f, 1)), ==, TAU_HISTORY_EVALUATION);
  g_assert_cmpint (tau_history_item_get_kind (item_at (&f, 3)), ==, TAU_HISTORY_RUN);
  g_assert_cmpstr (tau_history_item_get_title (item_at (&f, 3)), ==, "signs:test 449 · yield");
  g_assert_cmpstr (tau_history_item_get_subtitle (item_at (&f, 3)), ==,
                   "fixture · no corruption, unchanged after Zoom 0.8");
  g_assert_cmpstr (tau_history_item_get_subtitle (item_at (&f, 4)), ==,
                   "fixture · Fog, severity 3, right after Zoom 0.8");

  /* Scrolled to the end, everything is there once. */
  GtkWidget *list = app_fixture_find (app_fixture_find (f.view, ADW_TYPE_CLAMP_SCROLLABLE, 0),
                                      GTK_TYPE_LIST_VIEW, 0);
  for (guint before = 0; count (&f) < N_RUNS + 3; before = count (&f)) {
    gtk_widget_activate_action (list, "list.scroll-to-item", "u", count (&f) - 1);
    app_fixture_wait (count (&f) > before);
  }
  for (guint i = 4; i < count (&f); i++)
    g_assert_cmpint (tau_history_item_get_id (item_at (&f, i)), ==,
                     tau_history_item_get_id (item_at (&f, i - 1)) - 1);

  /* Searching, and one kind alone. */
  GtkWidget *search = app_fixture_find (f.view, GTK_TYPE_SEARCH_ENTRY, 0);
  gtk_editable_set_text (GTK_EDITABLE (search), "signs:test 77");
  app_fixture_wait (count (&f) == 1);
  gtk_editable_set_text (GTK_EDITABLE (search), "");
  GtkWidget *kind = app_fixture_find (f.view, GTK_TYPE_DROP_DOWN, 0);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (kind), 2);
  app_fixture_wait (count (&f) == 2);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (kind), 3);
  app_fixture_wait (count (&f) == 1);
  g_assert_null (f.problem);
  tear_down (&f);
}

/* An image of CIFAR is no file, and is found again. */
static void
test_find_cifar (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tauscope-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "test_batch.bin", NULL);
  g_autofree char *spec = g_strdup_printf ("cifar10:%s", path);
  g_autofree char *data = g_malloc0 (2 * 3073);
  data[3073] = 4; /* the second is a deer */
  g_assert_true (g_file_set_contents (path, data, 2 * 3073, NULL));
  g_autoptr (TauDataset) dataset = tau_dataset_open (spec, &error);
  g_assert_no_error (error);
  g_autoptr (TauSample) sample = tau_sample_new_for_dataset (dataset, 1);
  g_autoptr (TauSample) found = tau_sample_find (tau_sample_get_path (sample), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tau_sample_get_class_name (found), ==, "deer");
  g_assert_cmpstr (tau_sample_get_path (found), ==, tau_sample_get_path (sample));
  g_autofree char *beyond = g_strdup_printf ("%s 2", spec);
  g_assert_null (tau_sample_find (beyond, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_remove (path);
  g_rmdir (folder);
}

typedef struct {
  gboolean done;
  TauScene *scene;
  GError *error;
} Found;

static void
on_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Found *found = data;
  found->scene = tau_worker_answer (result, &found->error);
  found->done = TRUE;
}

static Found
find_scene (TauWorker *worker, const char *db)
{
  Found found = { 0 };
  TauStore *store = tau_store_open (db, NULL);
  g_autoptr (TauHistoryItem) item =
      tau_history_item_new_for_run (tau_store_get_run (store, 1, NULL));
  tau_store_close (store);
  tau_history_scene_async (worker, item, NULL, on_found_cb, &found);
  app_fixture_wait (found.done);
  return found;
}

/* The file may hold another image by now: it is said, and not opened as if it were the same. */
static void
test_other_image (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tauscope-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.png", NULL);
  g_autofree char *db = g_build_filename (folder, "test.db", NULL);
  g_autoptr (TauImage) image = app_fixture_image (30, 20), other = app_fixture_image (20, 30);
  g_autofree char *sha256 = tau_image_sha256 (image);
  const TauStoreRun run = { .path = path, .image_sha256 = sha256, .width = 30, .height = 20 };
  TauStore *store = tau_store_open (db, NULL);
  g_assert_cmpint (tau_store_add_run (store, &run, NULL), ==, 1);
  tau_store_close (store);
  TauWorker *worker = tau_worker_new (db, 1);

  g_assert_true (tau_image_save_png (image, path, NULL));
  Found found = find_scene (worker, db);
  g_assert_no_error (found.error);
  g_assert_cmpstr (tau_sample_get_path (found.scene->sample), ==, path);
  tau_scene_free (found.scene);

  g_assert_true (tau_image_save_png (other, path, NULL));
  found = find_scene (worker, db);
  g_assert_null (found.scene);
  g_assert_nonnull (strstr (found.error->message, path));
  g_assert_nonnull (strstr (found.error->message, "another image"));
  g_clear_error (&found.error);

  app_fixture_finalize (worker);
  g_remove (path);
  g_remove (db);
  g_rmdir (folder);
}

static void
test_open (void)
{
  Fixture f = { 0 };
  if (!set_up (&f))
    return;
  choose (&f, 4, 1);
  gtk_widget_activate_action (f.view, "history.open", NULL);
  app_fixture_wait (f.explored != NULL);
  g_assert_cmpstr (tau_sample_get_path (f.explored), ==, "signs:test 448");
  g_assert_cmpint (f.severity, ==, 3);
  g_assert_cmpuint (f.seed, ==, 5);

  choose (&f, 0, 1);
  gtk_widget_activate_action (f.view, "history.open", NULL);
  g_assert_cmpint (f.training, ==, 3);
  choose (&f, 1, 1);
  gtk_widget_activate_action (f.view, "history.open", NULL);
  app_fixture_wait (f.evaluation != NULL);
  g_assert_null (f.other);
  g_assert_cmpfloat (tau_evaluation_find (f.evaluation, "ours:1")->error[TAU_SET_CLEAN], ==, 9.5);
  g_clear_pointer (&f.evaluation, tau_evaluation_unref);

  /* Two evaluations: the older one first. Anything else cannot be compared. */
  choose (&f, 0, 2);
  gtk_widget_activate_action (f.view, "history.compare", NULL);
  choose (&f, 1, 2);
  gtk_widget_activate_action (f.view, "history.compare", NULL);
  app_fixture_wait (f.evaluation != NULL);
  g_assert_cmpfloat (tau_evaluation_find (f.evaluation, "ours:1")->error[TAU_SET_CLEAN], ==, 10.5);
  g_assert_cmpfloat (tau_evaluation_find (f.other, "ours:1")->error[TAU_SET_CLEAN], ==, 9.5);
  g_assert_null (f.problem);
  tear_down (&f);
}

/* Adds an evaluation as a run that did not end left it; `evaluation` NULL: without a result. */
static void
add_evaluation (const char *db, const TauEvaluation *evaluation, const char *spec)
{
  g_autoptr (TauStore) store = tau_store_open (db, NULL);
  g_autofree char *summary = evaluation != NULL ? tau_evaluation_to_summary (evaluation) : NULL;
  gint64 id = tau_store_add_job (store, TAU_JOB_EVALUATION, spec, NULL);
  g_assert_true (tau_store_update_job (store, id, TAU_JOB_RUNNING, summary, NULL, NULL));
}

/* One that did not end opens with what it has: a partial result, or its settings alone. */
static void
test_open_unfinished (void)
{
  Fixture f = { 0 };
  if (!set_up (&f))
    return;
  g_autoptr (TauEvaluation) partial = evaluation_fixture_new (0);
  g_autoptr (TauPack) pack = app_fixture_pack ();
  partial->complete = FALSE;
  partial->n_images = 40;
  partial->spec->limit = 77;
  g_autofree char *spec = tau_evaluate_spec_to_json (partial->spec, pack);
  add_evaluation (f.db, partial, spec);
  add_evaluation (f.db, NULL, spec);
  show_evaluations (&f, 4);
  choose (&f, 1, 1);
  gtk_widget_activate_action (f.view, "history.open", NULL);
  app_fixture_wait (f.evaluation != NULL);
  g_assert_false (f.evaluation->complete);
  g_assert_cmpuint (f.evaluation->n_images, ==, 40);
  g_clear_pointer (&f.evaluation, tau_evaluation_unref);

  choose (&f, 0, 1);
  gtk_widget_activate_action (f.view, "history.open", NULL);
  app_fixture_wait (f.evaluation != NULL);
  g_assert_false (f.evaluation->complete);
  g_assert_cmpuint (f.evaluation->n_cells, ==, 0);
  g_assert_cmpuint (f.evaluation->spec->limit, ==, 77);
  g_assert_cmpstr (f.evaluation->pack_name, ==, pack->name);
  g_assert_null (f.problem);

  /* There is nothing to compare or to write. */
  choose (&f, 0, 2);
  gtk_widget_activate_action (f.view, "history.compare", NULL);
  app_fixture_wait (f.problem != NULL);
  tear_down (&f);
}

/* Errors on two data sets are not compared: one sentence says why. */
static void
test_compare_refused (void)
{
  Fixture f = { 0 };
  if (!set_up (&f))
    return;
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  g_free (evaluation->spec->dataset);
  evaluation->spec->dataset = g_strdup ("signs:train");
  g_autofree char *spec = tau_evaluate_spec_to_json (evaluation->spec, NULL);
  add_evaluation (f.db, evaluation, spec);
  show_evaluations (&f, 3);
  choose (&f, 0, 2);
  gtk_widget_activate_action (f.view, "history.compare", NULL);
  app_fixture_wait (f.problem != NULL);
  g_assert_null (f.evaluation);
  g_assert_nonnull (strstr (f.problem, "different data sets"));
  tear_down (&f);
}

static void
on_undo_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_assert_true (tau_history_delete_finish (result, data, &error));
  g_assert_no_error (error);
}

static void
test_delete_and_undo (void)
{
  Fixture f = { 0 };
  if (!set_up (&f))
    return;
  /* A training, an evaluation and a run at once. */
  const gint64 kept = tau_history_item_get_id (item_at (&f, 4));
  TauHistoryUndo undo = { 0 };
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 1; i < 4; i++)
    g_ptr_array_add (items, g_object_ref (item_at (&f, i)));
  choose (&f, 0, 1);
  gtk_widget_activate_action (f.view, "history.delete", NULL);
  app_fixture_wait (tau_history_item_get_kind (item_at (&f, 0)) == TAU_HISTORY_EVALUATION);
  tau_history_delete_async (f.worker, items, on_undo_cb, &undo);
  app_fixture_wait (undo.runs != 0 && undo.jobs != 0);
  g_assert_cmpuint (undo.n, ==, 3);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (app_fixture_find (f.view, GTK_TYPE_DROP_DOWN, 0)), 1);
  app_fixture_wait (tau_history_item_get_id (item_at (&f, 0)) == kept);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (app_fixture_find (f.view, GTK_TYPE_DROP_DOWN, 0)), 0);
  gtk_widget_activate_action (f.view, "history.undo", "(xx)", undo.runs, undo.jobs);
  app_fixture_wait (tau_history_item_get_kind (item_at (&f, 0)) == TAU_HISTORY_EVALUATION);
  g_assert_cmpint (tau_history_item_get_id (item_at (&f, 2)), ==, N_RUNS);
  g_assert_null (f.problem);
  tear_down (&f);
}

static void
test_note (void)
{
  Fixture f = { 0 };
  if (!set_up (&f))
    return;
  for (guint i = 2; i < 4; i++) { /* an evaluation, and a run */
    choose (&f, i, 1);
    GtkWidget *entry = app_fixture_find (f.view, GTK_TYPE_ENTRY, 0);
    gtk_editable_set_text (GTK_EDITABLE (entry), "looked at twice");
    gtk_widget_activate_action (f.view, "history.save-note", NULL);
    g_assert_cmpstr (tau_history_item_get_note (item_at (&f, i)), ==, "looked at twice");
  }
  /* It is in the store: it is found there. */
  gtk_editable_set_text (GTK_EDITABLE (app_fixture_find (f.view, GTK_TYPE_SEARCH_ENTRY, 0)),
                         "twice");
  app_fixture_wait (count (&f) == 2);
  g_assert_cmpstr (tau_history_item_get_note (item_at (&f, 0)), ==, "looked at twice");
  g_assert_null (f.problem);
  tear_down (&f);
}

static void
on_exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean exported = tau_worker_answer (result, &error) != NULL;
  *(int *)data = exported ? 1 : -1;
}

static guint
count_lines (const char *path)
{
  g_autofree char *contents = NULL;
  guint n = 0;
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  for (const char *c = contents; *c != '\0'; c++)
    n += *c == '\n';
  return n;
}

static void
test_export (void)
{
  Fixture f = { 0 };
  if (!set_up (&f))
    return;
  g_autofree char *path = g_build_filename (f.folder, "out.jsonl", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) nowhere = g_file_new_for_path ("/no/such/folder/out.jsonl");
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  int done = 0;
  tau_history_export_async (f.worker, NULL, -1, file, on_exported_cb, &done);
  app_fixture_wait (done == 1);
  g_assert_cmpuint (count_lines (path), ==, N_RUNS + 3);

  for (guint i = 2; i < 4; i++)
    g_ptr_array_add (items, g_object_ref (item_at (&f, i)));
  done = 0;
  tau_history_export_async (f.worker, items, -1, file, on_exported_cb, &done);
  app_fixture_wait (done == 1);
  g_assert_cmpuint (count_lines (path), ==, 2);
  done = 0;
  tau_history_export_async (f.worker, items, -1, nowhere, on_exported_cb, &done);
  app_fixture_wait (done == -1);

  /* The tables of an evaluation; without a result the file stays as it was. */
  g_autofree char *text = NULL;
  for (guint i = 0; i < 2; i++) {
    g_ptr_array_set_size (items, 0);
    g_ptr_array_add (items, g_object_ref (item_at (&f, 1 - i)));
    done = 0;
    tau_history_export_async (f.worker, items, TAU_FORMAT_CSV, file, on_exported_cb, &done);
    app_fixture_wait (done == (i == 0 ? 1 : -1));
  }
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "method,set,corruption,severity,error,"));
  tear_down (&f);
}

/* Without a predictor nothing is chosen, and a predictor may be another pack's. */
static void
test_predictors (void)
{
  TauStoreRun *run = g_new0 (TauStoreRun, 1);
  run->pack = g_strdup ("bare");
  run->path = g_strdup ("a.png");
  run->label_source = g_strdup ("given");
  run->best = g_strdup ("identity");
  g_autoptr (TauHistoryItem) item = tau_history_item_new_for_run (run);
  g_assert_cmpstr (tau_history_item_get_subtitle (item), ==,
                   "bare · no corruption, wrong, no predictor");
  TauStoreJob *job = g_new0 (TauStoreJob, 1);
  job->spec =
      g_strdup ("{\"pack\":\"bare\",\"predictor_of\":\"signs\",\"dataset\":\"signs:test\"}");
  g_autoptr (TauHistoryItem) evaluation = tau_history_item_new_for_job (job);
  g_assert_cmpstr (tau_history_item_get_title (evaluation), ==,
                   "bare with the predictor of signs on signs:test");
}

/* What an evaluation takes, and whether its answers are kept in the compact form. */
static void
test_space (void)
{
  static const char *const expected[] = { "done", "done · 4.2 MB", "done · 4.2 MB, compact" };
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    TauStoreJob *job = g_new0 (TauStoreJob, 1);
    job->kind = TAU_JOB_EVALUATION;
    job->state = TAU_JOB_DONE;
    job->n_bytes = i > 0 ? 4200000 : 0;
    job->compact = i == 2;
    g_autoptr (TauHistoryItem) item = tau_history_item_new_for_job (job);
    g_autofree char *text = g_strdup (tau_history_item_get_subtitle (item));
    /* A number and its unit have a space between them that does not break. */
    for (char *space; (space = strstr (text, "\302\240")) != NULL;) {
      *space = ' ';
      memmove (space + 1, space + 2, strlen (space + 2) + 1);
    }
    g_assert_cmpstr (text, ==, expected[i]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history/list", test_list);
  g_test_add_func ("/history/open", test_open);
  g_test_add_func ("/history/compare-refused", test_compare_refused);
  g_test_add_func ("/history/open-unfinished", test_open_unfinished);
  g_test_add_func ("/history/find-cifar", test_find_cifar);
  g_test_add_func ("/history/other-image", test_other_image);
  g_test_add_func ("/history/delete-and-undo", test_delete_and_undo);
  g_test_add_func ("/history/note", test_note);
  g_test_add_func ("/history/export", test_export);
  g_test_add_func ("/history/predictors", test_predictors);
  g_test_add_func ("/history/space", test_space);
  return g_test_run ();
}
