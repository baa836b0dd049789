/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The results of each image of an evaluation, written by the worker from what is stored. */
#include "app/app-fixture.h"
#include "evaluate/evaluate-fixture.h"

#include "app/evaluate/tau-evaluate-run.h"

#include <string.h>

typedef struct {
  TauWorker *worker;
  TauEvaluateRun *run;
  TauEvaluation *evaluation; /* stored */
  char *wanted;              /* its file as the writer gives it */
  guint n_saved, n_results;
  char *problem;
} Saving;

static char *
read_file (const char *path)
{
  char *text = NULL;
  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static void
on_saved_cb (Saving *self)
{
  self->n_saved++;
}

static void
on_result_cb (Saving *self)
{
  self->n_results++;
}

static void
on_problem_cb (Saving *self, const char *sentence)
{
  g_free (self->problem);
  self->problem = g_strdup (sentence);
}

static void
begin (Saving *self, Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauImageRows) rows = tau_image_rows_new ();
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "ours:1,oracle");
  g_autofree char *database = g_build_filename (f->folder, "first.db", NULL),
                  *path = g_build_filename (f->folder, "wanted.csv", NULL);
  spec->rows = rows;
  self->evaluation = fixture_evaluate (f, spec);
  g_assert_null (self->evaluation->spec->rows); /* they may be gone before the result */
  g_assert_true (tau_image_rows_write (rows, path, &error));
  g_assert_no_error (error);
  self->wanted = read_file (path);
  self->worker = tau_worker_new (database, 1);
  self->run = tau_evaluate_run_new (self->worker);
  g_signal_connect_swapped (self->run, "saved", G_CALLBACK (on_saved_cb), self);
  g_signal_connect_swapped (self->run, "result", G_CALLBACK (on_result_cb), self);
  g_signal_connect_swapped (self->run, "problem", G_CALLBACK (on_problem_cb), self);
}

static void
end (Saving *self)
{
  g_clear_object (&self->run);
  app_fixture_finalize (self->worker);
  tau_evaluation_unref (self->evaluation);
  g_free (self->wanted);
  g_free (self->problem);
}

/* Starts to save as FOLDER/NAME. */
static char *
save (Saving *self, Fixture *f, const char *name)
{
  char *path = g_build_filename (f->folder, name, NULL);
  tau_evaluate_run_save_images (self->run, f->pack, self->evaluation->spec, path);
  return path;
}

static gboolean
is_idle (const Saving *self)
{
  return tau_evaluate_run_get_state (self->run) == TAU_RUN_IDLE;
}

/* The writer's bytes, after a pause too, and no other result. */
static void
test_saved (Fixture *f, gconstpointer data)
{
  Saving saving = { 0 };
  begin (&saving, f);
  g_autofree char *path = save (&saving, f, "images.csv");
  app_fixture_wait (is_idle (&saving));
  g_autofree char *text = read_file (path);
  g_assert_cmpuint (saving.n_saved, ==, 1);
  g_assert_cmpuint (strlen (text), >, 1000);
  g_assert_cmpstr (text, ==, saving.wanted);

  g_autofree char *later = save (&saving, f, "later.csv");
  tau_evaluate_run_pause (saving.run);
  app_fixture_wait (!tau_evaluate_run_is_halting (saving.run));
  g_assert_cmpint (tau_evaluate_run_get_state (saving.run), ==, TAU_RUN_PAUSED);
  g_assert_false (g_file_test (later, G_FILE_TEST_EXISTS));
  tau_evaluate_run_resume (saving.run);
  app_fixture_wait (is_idle (&saving));
  g_autofree char *again = read_file (later);
  g_assert_cmpstr (again, ==, saving.wanted);

  g_autofree char *arrays = save (&saving, f, "images.npz");
  app_fixture_wait (is_idle (&saving));
  g_autofree char *zip = read_file (arrays);
  g_assert_true (g_str_has_prefix (zip, "PK"));
  g_assert_cmpuint (saving.n_saved, ==, 3);
  g_assert_cmpuint (saving.n_results, ==, 0);
  g_assert_null (saving.problem);
  end (&saving);
}

/* Nothing is left of what was stopped, and a file that cannot be written is said at once. */
static void
test_not_saved (Fixture *f, gconstpointer data)
{
  Saving saving = { 0 };
  begin (&saving, f);
  g_autofree char *path = save (&saving, f, "images.csv");
  tau_evaluate_run_stop (saving.run);
  app_fixture_wait (saving.n_saved > 0 || !tau_evaluate_run_is_halting (saving.run));
  g_assert_true (is_idle (&saving));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_null (saving.problem);
  g_autofree char *nowhere = save (&saving, f, "no/such/images.csv");
  app_fixture_wait (is_idle (&saving));
  g_assert_nonnull (strstr (saving.problem, "images.csv"));
  g_assert_false (g_file_test (nowhere, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (saving.n_saved, ==, 0);

  /* The next evaluation is one again. */
  tau_evaluate_run_start (saving.run, f->pack, saving.evaluation->spec);
  g_assert_false (tau_evaluate_run_is_saving (saving.run));
  app_fixture_wait (is_idle (&saving));
  g_assert_cmpuint (saving.n_saved, ==, 0);
  g_assert_cmpuint (saving.n_results, >=, 1);
  fixture_assert_same (tau_evaluate_run_get_result (saving.run), saving.evaluation);
  end (&saving);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/save-images/saved", test_saved);
  fixture_test ("/save-images/not-saved", test_not_saved);
  return g_test_run ();
}
