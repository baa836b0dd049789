/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What runs when the window is closed or the program is told to end: it asks, stops, and leaves
 * nothing “running”. Criticals are fatal, so a dialog that outlives its window ends the test. */
#include "app/app-fixture.h"

#include "app/evaluate/tau-evaluate-form.h"
#include "app/evaluate/tau-evaluate-view.h"
#include "app/history/tau-history-view.h"
#include "app/shell/tau-application.h"
#include "app/shell/tau-window.h"
#include "app/train/tau-train-form.h"
#include "app/train/tau-train-view.h"

#include "model/pack-fixture.h"
#include "torch/torch-fixture.h"

#include <adwaita.h>
#include <signal.h>

typedef struct {
  char *folder, *db, *pack;
  TauWorker *worker, *jobs;
  TauWindow *window;
} Fixture;

static gboolean
set_up (Fixture *self)
{
  if (!app_fixture_init ())
    return FALSE;
  self->folder = fixture_make_folder ();
  self->pack = g_build_filename (self->folder, "packs", "zoo", NULL);
  self->db = g_build_filename (self->folder, "db", NULL);
  g_autofree char *packs = g_path_get_dirname (self->pack);
  g_setenv ("TAUSCOPE_PACKS", packs, TRUE);
  g_assert_cmpint (g_mkdir_with_parents (self->pack, 0755), ==, 0);
  fixture_write_pack (self->pack, 1, 2);
  app_fixture_write_classes (self->folder);
  return TRUE;
}

static void
open_window (Fixture *self)
{
  self->worker = tau_worker_new (self->db, 1);
  self->jobs = tau_worker_new (self->db, 1);
  self->window = tau_window_new (NULL, self->worker, self->jobs, self->pack);
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *)&self->window);
  gtk_window_present (GTK_WINDOW (self->window));
  app_fixture_wait (gtk_widget_get_width (GTK_WIDGET (self->window)) > 0);
}

static void
tear_down (Fixture *self)
{
  if (self->worker != NULL) {
    app_fixture_finalize (self->worker);
    app_fixture_finalize (self->jobs);
  }
  fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->db);
  g_free (self->pack);
}

static TauTrainView *
get_train_view (TauWindow *window)
{
  return TAU_TRAIN_VIEW (app_fixture_find (GTK_WIDGET (window), TAU_TYPE_TRAIN_VIEW, 0));
}

/* A training that would go on for minutes; returns when its record is made. */
static void
start_training (Fixture *self, TauWindow *window)
{
  g_autofree char *dataset = g_strdup_printf ("folder:%s/pictures", self->folder);
  g_autoptr (TauTrainPredictorOptions) options = app_fixture_training (self->pack, dataset, 100000);
  tau_train_view_train (get_train_view (window), options);
  app_fixture_wait (
      tau_train_view_get_training (get_train_view (window)) != NULL &&
      tau_training_get_n_epochs (tau_train_view_get_training (get_train_view (window))) >= 1);
}

static void
on_problem_cb (GtkWidget *view, const char *sentence)
{
  g_error ("%s", sentence);
}

/* One whose images are many; returns when it runs. */
static void
start_evaluation (Fixture *self)
{
  TauEvaluateForm *form =
      TAU_EVALUATE_FORM (app_fixture_find (GTK_WIDGET (self->window), TAU_TYPE_EVALUATE_FORM, 0));
  g_autofree char *dataset = g_strdup_printf ("folder:%s/pictures", self->folder);
  g_autoptr (TauEvaluateSpec) spec = tau_evaluate_spec_new (dataset);
  AdwViewStack *views =
      ADW_VIEW_STACK (app_fixture_find (GTK_WIDGET (self->window), ADW_TYPE_VIEW_STACK, 0));
  adw_view_stack_set_visible_child (
      views, gtk_widget_get_ancestor (GTK_WIDGET (form), TAU_TYPE_EVALUATE_VIEW));
  g_assert_true (tau_evaluate_spec_set_corruptions (spec, "all", NULL));
  g_assert_true (tau_evaluate_spec_set_methods (spec, "center,ours:1,oracle", NULL));
  spec->limit = 0;
  tau_evaluate_form_set (form, spec, self->pack);
  app_fixture_wait (tau_evaluate_form_get_pack (form) != NULL &&
                    g_str_equal (tau_evaluate_form_get_pack (form)->folder, self->pack));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (form), "form.run", NULL));
  TauEvaluateView *view =
      TAU_EVALUATE_VIEW (gtk_widget_get_ancestor (GTK_WIDGET (form), TAU_TYPE_EVALUATE_VIEW));
  g_signal_connect (view, "problem", G_CALLBACK (on_problem_cb), NULL);
  g_assert_true (tau_evaluate_view_is_running (view));
}

static GtkWidget *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data))
      return l->data;
  return NULL;
}

static void
press (const char *label)
{
  GtkWidget *button = app_fixture_find_named (find_dialog (), GTK_TYPE_BUTTON, "label", label);
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static void
turn (guint ms)
{
  const gint64 end = g_get_monotonic_time () + ms * 1000;
  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

static GPtrArray *
list_jobs (Fixture *self, TauJobKind kind)
{
  g_autoptr (GError) error = NULL;
  TauStore *store = tau_store_open (self->db, &error);
  g_assert_no_error (error);
  GPtrArray *jobs = tau_store_list_jobs (store, kind, 10, &error);
  g_assert_no_error (error);
  tau_store_close (store);
  return jobs;
}

static gboolean
has_job (Fixture *self, TauJobKind kind)
{
  g_autoptr (GPtrArray) jobs = list_jobs (self, kind);
  turn (50);
  return jobs->len > 0;
}

static void
assert_states (Fixture *self, TauJobKind kind, TauJobState state)
{
  g_autoptr (GPtrArray) jobs = list_jobs (self, kind);
  g_assert_cmpuint (jobs->len, ==, 1);
  g_assert_cmpint (((const TauStoreJob *)g_ptr_array_index (jobs, 0))->state, ==, state);
}

/* Nothing runs: no question. */
static void
test_idle (void)
{
  Fixture self = { 0 };
  if (!set_up (&self))
    return;
  open_window (&self);
  turn (300); /* the forms list their packs meanwhile, and hear of it after the window is gone */
  gtk_window_close (GTK_WINDOW (self.window));
  app_fixture_wait (self.window == NULL);
  g_assert_null (find_dialog ());
  tear_down (&self);
}

/* The forms wait for their lists when the window goes; the worker answers after that. */
static void
test_at_once (void)
{
  Fixture self = { 0 };
  if (!set_up (&self))
    return;
  open_window (&self);
  AdwViewStack *views =
      ADW_VIEW_STACK (app_fixture_find (GTK_WIDGET (self.window), ADW_TYPE_VIEW_STACK, 0));
  const GType forms[] = { TAU_TYPE_EVALUATE_FORM, TAU_TYPE_TRAIN_FORM, TAU_TYPE_HISTORY_VIEW };
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
    GtkWidget *form = app_fixture_find (GTK_WIDGET (self.window), forms[i], 0);
    GtkWidget *page = form;
    while (gtk_widget_get_parent (page) != GTK_WIDGET (views))
      page = gtk_widget_get_parent (page);
    adw_view_stack_set_visible_child (views, page);
    g_assert_true (gtk_widget_get_mapped (form));
  }
  gtk_window_close (GTK_WINDOW (self.window));
  app_fixture_wait (self.window == NULL);
  tear_down (&self);
}

/* A form is disposed of before its list comes. */
static void
test_disposed_form (void)
{
  Fixture self = { 0 };
  if (!set_up (&self))
    return;
  self.worker = tau_worker_new (self.db, 1);
  self.jobs = tau_worker_new (self.db, 1);
  TauEvaluateForm *form = g_object_new (TAU_TYPE_EVALUATE_FORM, NULL);
  tau_evaluate_form_start (form, self.jobs, self.worker);
  GtkWidget *window = app_fixture_present (GTK_WIDGET (form), 500, 500);
  gtk_widget_unmap (GTK_WIDGET (form));
  gtk_widget_map (GTK_WIDGET (form));
  g_object_ref (form);
  gtk_window_set_child (GTK_WINDOW (window), NULL);
  g_object_run_dispose (G_OBJECT (form));
  gtk_window_destroy (GTK_WINDOW (window));
  app_fixture_finalize (form);
  tear_down (&self);
}

/* Kept, then stopped and closed by the buttons: the training can be resumed. */
static void
test_training (void)
{
  Fixture self = { 0 };
  if (!set_up (&self))
    return;
  open_window (&self);
  start_training (&self, self.window);
  gtk_window_close (GTK_WINDOW (self.window));
  gtk_window_close (GTK_WINDOW (self.window)); /* asks only once */
  g_assert_nonnull (find_dialog ());
  press ("_Keep Running");
  turn (200);
  g_assert_null (find_dialog ());
  g_assert_nonnull (self.window);
  g_assert_true (tau_train_view_is_running (get_train_view (self.window)));
  gtk_window_close (GTK_WINDOW (self.window));
  turn (100);
  press ("_Stop and Close");
  app_fixture_wait (self.window == NULL);
  g_assert_null (find_dialog ());
  assert_states (&self, TAU_JOB_TRAINING, TAU_JOB_STOPPED);
  tear_down (&self);
}

static void
test_evaluation (void)
{
  Fixture self = { 0 };
  if (!set_up (&self))
    return;
  open_window (&self);
  start_evaluation (&self);
  app_fixture_wait (has_job (&self, TAU_JOB_EVALUATION));
  gtk_window_close (GTK_WINDOW (self.window));
  turn (100);
  press ("_Stop and Close");
  app_fixture_wait (self.window == NULL);
  assert_states (&self, TAU_JOB_EVALUATION, TAU_JOB_STOPPED);
  tear_down (&self);
}

/* Told to end while it asks: the dialog goes first. */
static void
test_told_while_asking (void)
{
  Fixture self = { 0 };
  if (!set_up (&self))
    return;
  open_window (&self);
  start_training (&self, self.window);
  gtk_window_close (GTK_WINDOW (self.window));
  turn (100);
  g_assert_nonnull (find_dialog ());
  tau_window_stop_and_close (self.window);
  app_fixture_wait (self.window == NULL);
  turn (100);
  g_assert_null (find_dialog ());
  assert_states (&self, TAU_JOB_TRAINING, TAU_JOB_STOPPED);
  tear_down (&self);
}

/* -- signals ----------------------------------------------------- */

typedef struct {
  Fixture fixture;
  int signal;
} Signalled;

static gboolean
on_started_cb (gpointer data)
{
  Signalled *self = data;
  GApplication *application = g_application_get_default ();
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));
  if (window == NULL || !gtk_widget_get_mapped (GTK_WIDGET (window)))
    return G_SOURCE_CONTINUE;
  start_training (&self->fixture, TAU_WINDOW (window));
  raise (self->signal);
  return G_SOURCE_REMOVE;
}

/* The whole program, in this process. */
static void
test_signal (gconstpointer data)
{
  Signalled self = { .signal = GPOINTER_TO_INT (data) };
  if (!set_up (&self.fixture))
    return;
  g_autoptr (TauApplication) application = tau_application_new ();
  g_application_set_flags (G_APPLICATION (application),
                           G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_NON_UNIQUE);
  const char *argv[] = { "tauscope", "--db", self.fixture.db, "--pack", self.fixture.pack, NULL };
  g_application_set_default (G_APPLICATION (application));
  g_timeout_add (50, on_started_cb, &self);
  g_assert_cmpint (g_application_run (G_APPLICATION (application), 5, (char **)argv), ==, 0);
  g_clear_object (&application);
  assert_states (&self.fixture, TAU_JOB_TRAINING, TAU_JOB_STOPPED);
  tear_down (&self.fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* libadwaita 1.7 measures the heading of its message dialogs at 100 px, and GTK 4.18 warns that
   * it is wider; criticals stay fatal. */
  if (adw_get_major_version () == 1 && adw_get_minor_version () >= 7)
    g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  g_test_add_func ("/closing/idle", test_idle);
  g_test_add_func ("/closing/at-once", test_at_once);
  g_test_add_func ("/closing/disposed-form", test_disposed_form);
  g_test_add_func ("/closing/training", test_training);
  g_test_add_func ("/closing/evaluation", test_evaluation);
  g_test_add_func ("/closing/told-while-asking", test_told_while_asking);
  g_test_add_data_func ("/closing/sigterm", GINT_TO_POINTER (SIGTERM), test_signal);
  g_test_add_data_func ("/closing/sigint", GINT_TO_POINTER (SIGINT), test_signal);
  g_test_add_data_func ("/closing/sighup", GINT_TO_POINTER (SIGHUP), test_signal);
  return g_test_run ();
}
