/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long the window stands still while a gallery gets 5,000 rows (under a display):
 * bench-gallery [N]. Processor time of its thread, so that other programs do not count. */
#include "app/bench-files.h"
#include "app/bench-find.h"
#include "app/bench-turn.h"

#include <adwaita.h>

#include "app/evaluate/tau-outcome-gallery.h"
#include "app/explore/gallery/tau-sample-gallery.h"
#include "app/shell/tau-window.h"
#include "evaluate/evaluation-fixture.h"

typedef struct {
  const char *title;
  GtkWidget *window, *list;
  guint n;
  double longest;
} Bench;

static guint
count_rows (GtkWidget *list)
{
  GtkSelectionModel *model = gtk_grid_view_get_model (GTK_GRID_VIEW (list));
  return g_list_model_get_n_items (G_LIST_MODEL (model));
}

static void
settle (guint ms)
{
  const gint64 end = g_get_monotonic_time () + ms * 1000;
  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

static gboolean
on_wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Turns until all rows are there, and for a second more, with the first thumbnails. */
static void
measure (Bench *self, void (*fill) (gpointer data), gpointer data)
{
  const gint64 began = g_get_monotonic_time ();
  gint64 full = 0;
  guint wake = g_timeout_add (10, on_wake_cb, NULL);
  double before = bench_thread_ms ();
  fill (data);
  self->longest = bench_thread_ms () - before;
  while (full == 0 || g_get_monotonic_time () - full < G_USEC_PER_SEC) {
    double turn = bench_turn ();
    self->longest = MAX (self->longest, turn);
    if (full == 0 && count_rows (self->list) >= self->n)
      full = g_get_monotonic_time ();
    if (g_get_monotonic_time () - began > 60 * G_USEC_PER_SEC)
      g_error ("%s: %u of %u rows after a minute", self->title, count_rows (self->list), self->n);
  }
  g_source_remove (wake);
  g_print ("| %s | %u | %.0f | %.1f |\n", self->title, self->n, (full - began) / 1e3,
           self->longest);
}

static GtkWidget *
present (GtkWidget *widget)
{
  GtkWidget *window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  settle (500);
  return window;
}

/* -- samples of a pack ------------------------------------------- */

typedef struct {
  TauSampleGallery *gallery;
  GPtrArray *samples;
} Samples;

static void
fill_samples (gpointer data)
{
  const Samples *samples = data;
  tau_sample_gallery_set_samples (samples->gallery, samples->samples);
}

static void
bench_samples (TauWorker *worker, guint n)
{
  g_autoptr (TauDataset) dataset = tau_dataset_open ("signs:test", NULL);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  Samples samples = { g_object_new (TAU_TYPE_SAMPLE_GALLERY, NULL), list };
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (list, tau_sample_new_for_dataset (dataset, i % dataset->n_images));
  tau_sample_gallery_set_worker (samples.gallery, worker);
  GtkWidget *window = present (GTK_WIDGET (samples.gallery));
  Bench bench = { "samples of a pack", window, bench_find (window, GTK_TYPE_GRID_VIEW, 0), n, 0 };
  measure (&bench, fill_samples, &samples);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* -- opened files ------------------------------------------------ */

typedef struct {
  TauWindow *window;
  GPtrArray *files;
} Files;

static void
fill_files (gpointer data)
{
  const Files *files = data;
  tau_window_open_files (files->window, (GFile *const *)files->files->pdata, files->files->len);
}

/* One after the other, and then as a folder of their own. */
static void
bench_files (TauWorker *worker, TauWorker *jobs, guint n, gboolean as_folder)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *folder = bench_files_make (n, list);
  Files files = { tau_window_new (NULL, worker, jobs, "/nowhere/at/all"), list };
  gtk_window_present (GTK_WINDOW (files.window));
  settle (500);
  tau_window_open_files (files.window, (GFile *const *)list->pdata, 1);
  settle (1500); /* the first image and its panes are drawn, which takes longer than later ones */
  GtkWidget *gallery = bench_find (GTK_WIDGET (files.window), TAU_TYPE_SAMPLE_GALLERY, 0);
  g_autoptr (GPtrArray) only = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (only, g_file_new_for_path (folder));
  if (as_folder)
    files.files = only;
  Bench bench = { as_folder ? "a folder" : "opened files", GTK_WIDGET (files.window),
                  bench_find (gallery, GTK_TYPE_GRID_VIEW, 0), n, 0 };
  measure (&bench, fill_files, &files);
  gtk_window_destroy (GTK_WINDOW (files.window));
  settle (200);
  bench_files_remove (folder);
}

/* -- images of an evaluation ------------------------------------- */

typedef struct {
  TauOutcomeGallery *gallery;
  TauEvaluation *evaluation;
  TauPack *pack;
} Outcomes;

static void
fill_outcomes (gpointer data)
{
  const Outcomes *outcomes = data;
  tau_outcome_gallery_set (outcomes->gallery, outcomes->evaluation, outcomes->pack);
}

static void
bench_outcomes (TauWorker *worker, guint n)
{
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  g_autoptr (TauPack) pack = tau_pack_load_default (NULL);
  if (pack == NULL)
    return;
  TauExample example = g_array_index (evaluation->examples, TauExample, 0);
  g_array_set_size (evaluation->examples, 0);
  example.outcome = TAU_OUTCOME_RESCUED;
  for (example.index = 0; example.index < n; example.index++)
    g_array_append_val (evaluation->examples, example);
  Outcomes outcomes = { g_object_new (TAU_TYPE_OUTCOME_GALLERY, NULL), evaluation, pack };
  tau_outcome_gallery_set_worker (outcomes.gallery, worker);
  GtkWidget *window = present (GTK_WIDGET (outcomes.gallery));
  Bench bench = { "images of an evaluation", window, bench_find (window, GTK_TYPE_GRID_VIEW, 0), n,
                  0 };
  measure (&bench, fill_outcomes, &outcomes);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? atoi (argv[1]) : 5000;
  if (!gtk_init_check ()) {
    g_printerr ("bench-gallery [N], with a display\n");
    return 2;
  }
  adw_init ();
  TauWorker *worker = tau_worker_new ("/dev/null/none", 1);
  TauWorker *jobs = tau_worker_new ("/dev/null/none", 1);
  g_print ("| gallery | rows | all there after (ms) | longest turn of the main loop (ms) |\n"
           "|---|--:|--:|--:|\n");
  bench_samples (worker, n);
  bench_files (worker, jobs, n, FALSE);
  bench_files (worker, jobs, n, TRUE);
  bench_outcomes (worker, n);
  return 0;
}
