/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long results hold up the window: bench-evaluate PACK DATASET [LIMIT [POINTS]] (under a
 * display). First partial results, page by page: all methods, clean, 15 and 4 corruptions,
 * severities 1, 3 and 5. Then the scatter of the gains of all images, with about that many points
 * (4,800; 0: leave that out). */
#include "app/bench-find.h"
#include "app/bench-turn.h"

#include <adwaita.h>

#include "app/evaluate/tau-evaluation-results.h"
#include "app/evaluate/tau-evaluate-run.h"
#include "app/evaluate/tau-gain-scatter.h"
#include "app/widgets/tau-plot-view.h"
#include "torch/tau-torch.h"

#include <glib/gstdio.h>

#define N_PARTIAL 4  /* results that a page is shown for */
#define N_CELLS   58 /* clean, and 19 corruptions at three severities */
#define N_STEPS   60 /* of the selection */
#define N_QUIET   40 /* turns that show nothing any more */

typedef struct {
  TauEvaluationResults *results;
  TauPack *pack;
  guint n_results;
  double setting; /* ms of the longest change of the page, before it is drawn */
} Bench;

static void
on_result_cb (TauEvaluateRun *run, gpointer data)
{
  Bench *bench = data;
  double began = bench_thread_ms ();
  tau_evaluation_results_set (bench->results, tau_evaluate_run_get_result (run), bench->pack);
  bench->setting = MAX (bench->setting, bench_thread_ms () - began);
  bench->n_results++;
}

static void
on_problem_cb (TauEvaluateRun *run, const char *text, gpointer data)
{
  g_printerr ("%s\n", text);
}

static void
measure_page (Bench *bench, TauEvaluateRun *run, const char *page)
{
  double longest = 0, shown = bench_thread_ms ();
  tau_evaluation_results_show_page (bench->results, page);
  shown = bench_thread_ms () - shown;
  bench->n_results = 0;
  bench->setting = 0;
  while (bench->n_results < N_PARTIAL && tau_evaluate_run_get_state (run) == TAU_RUN_RUNNING) {
    double turn = bench_turn ();
    longest = MAX (longest, turn);
  }
  g_print ("| %s | %.1f | %.1f | %.1f | %u |\n", page, shown, bench->setting, longest,
           bench->n_results);
}

/* -- the gains of all images ---------------------------------------------------------------- */

static gboolean
on_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  return G_SOURCE_CONTINUE; /* the main loop has something to do in each frame */
}

/* The longest turn until the scatter is done, and some frames more. */
static double
wait_done (TauGainScatter *scatter)
{
  double longest = 0;
  for (guint quiet = 0; quiet < N_QUIET;) {
    const double turn = bench_turn ();
    longest = MAX (longest, turn);
    quiet = tau_gain_scatter_is_done (scatter) ? quiet + 1 : 0;
  }
  return longest;
}

static double
step_through (TauPlotView *view)
{
  double longest = 0;
  for (int i = 0; i < N_STEPS; i++) {
    const double began = bench_thread_ms ();
    tau_plot_view_set_selected (view, i);
    const double set = bench_thread_ms () - began;
    longest = MAX (longest, set);
    for (guint n = 0; n < 4; n++) {
      const double turn = bench_turn ();
      longest = MAX (longest, turn);
    }
  }
  return longest;
}

static double
choose_others (TauGainScatter *scatter, GtkDropDown *kind)
{
  double chosen = 0;
  for (guint i = 4; i-- > 0;) {
    gtk_drop_down_set_selected (kind, i);
    const double longest = wait_done (scatter);
    chosen = MAX (chosen, longest);
  }
  return chosen;
}

static void
show_gains (TauWorker *worker, TauEvaluation *evaluation, TauPack *pack)
{
  TauGainScatter *scatter = g_object_new (TAU_TYPE_GAIN_SCATTER, NULL);
  GtkWidget *window = gtk_window_new (), *scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (scatter));
  gtk_window_set_child (GTK_WINDOW (window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_widget_add_tick_callback (window, on_tick_cb, NULL, NULL);
  gtk_window_present (GTK_WINDOW (window));
  tau_gain_scatter_set_worker (scatter, worker);
  tau_gain_scatter_set (scatter, evaluation, pack);
  const double drawn = wait_done (scatter);

  TauPlotView *view = TAU_PLOT_VIEW (bench_find (GTK_WIDGET (scatter), TAU_TYPE_PLOT_VIEW, 0));
  const guint n_points = tau_plot_get_n_items (tau_plot_view_get_plot (view));
  const double stepped = step_through (view);
  GtkDropDown *kind = GTK_DROP_DOWN (bench_find (GTK_WIDGET (scatter), GTK_TYPE_DROP_DOWN, 0));
  const double chosen = choose_others (scatter, kind);
  const double began = bench_thread_ms ();
  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (bench_find (GTK_WIDGET (scatter), GTK_TYPE_TOGGLE_BUTTON, 2)), TRUE);
  const double switched = bench_thread_ms () - began, table = wait_done (scatter);
  const double rows = choose_others (scatter, kind);
  g_print ("| %u | %.1f | %.1f | %.1f | %.1f | %.1f |\n", n_points, drawn, stepped, chosen,
           MAX (switched, table), rows);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
measure_gains (TauPack *pack, const char *dataset, guint n_points)
{
  g_autofree char *folder = g_dir_make_tmp ("tau-bench-XXXXXX", NULL);
  g_autofree char *db = g_build_filename (folder, "bench.db", NULL);
  g_autoptr (TauEvaluateSpec) spec = tau_evaluate_spec_new (dataset);
  tau_evaluate_spec_set_severities (spec, "1,3,5", NULL);
  tau_evaluate_spec_set_methods (spec, "center,ours:1", NULL);
  spec->limit = (n_points + N_CELLS - 1) / N_CELLS;
  spec->n_threads = g_get_num_processors ();
  TauWorker *jobs = tau_worker_new (db, g_get_num_processors ());
  TauWorker *worker = tau_worker_new (db, 1);
  TauEvaluateRun *run = tau_evaluate_run_new (jobs);
  g_signal_connect (run, "problem", G_CALLBACK (on_problem_cb), NULL);
  tau_evaluate_run_start (run, pack, spec);
  while (tau_evaluate_run_get_state (run) == TAU_RUN_RUNNING)
    g_main_context_iteration (NULL, TRUE);
  g_print ("\nThe gains of all images, the longest turn.\n\n"
           "| points | read and drawn | stepped through | others chosen | shown as a table "
           "| others chosen there |\n|--:|--:|--:|--:|--:|--:|\n");
  show_gains (worker, tau_evaluate_run_get_result (run), pack);
  g_object_unref (run);
  g_object_unref (worker);
  g_object_unref (jobs);
  for (guint i = 0; i < 3; i++) {
    g_autofree char *file = g_strconcat (db, (const char *[]){ "", "-wal", "-shm" }[i], NULL);
    g_remove (file);
  }
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  static const char *const pages[] = { "methods", "corruptions", "choices", "images" };
  g_autoptr (GError) error = NULL;
  tau_torch_prepare ();
  if (argc < 3 || !gtk_init_check ()) {
    g_printerr ("bench-evaluate PACK DATASET [LIMIT [POINTS]], with a display\n");
    return 2;
  }
  adw_init ();
  g_autoptr (TauPack) pack = tau_pack_load (argv[1], &error);
  if (pack == NULL)
    g_error ("%s", error->message);
  g_autoptr (TauEvaluateSpec) spec = tau_evaluate_spec_new (argv[2]);
  tau_evaluate_spec_set_severities (spec, "1,3,5", NULL);
  spec->limit = argc > 3 ? atoi (argv[3]) : 1000;
  spec->n_threads = g_get_num_processors ();

  g_autoptr (TauWorker) jobs = tau_worker_new (NULL, g_get_num_processors ());
  g_autoptr (TauWorker) worker = tau_worker_new ("/dev/null/none", 1);
  Bench bench = { g_object_new (TAU_TYPE_EVALUATION_RESULTS, NULL), pack, 0, 0 };
  tau_evaluation_results_set_worker (bench.results, worker);
  GtkWidget *window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (bench.results));
  gtk_window_present (GTK_WINDOW (window));

  TauEvaluateRun *run = tau_evaluate_run_new (jobs);
  g_signal_connect (run, "result", G_CALLBACK (on_result_cb), &bench);
  g_signal_connect (run, "problem", G_CALLBACK (on_problem_cb), NULL);
  tau_evaluate_run_start (run, pack, spec);
  while (bench.n_results == 0 && tau_evaluate_run_get_state (run) == TAU_RUN_RUNNING)
    g_main_context_iteration (NULL, TRUE);
  g_print ("Processor time of the window's thread in ms, the longest; %u pictures.\n\n"
           "| page | shown | filled | turn of the main loop | results |\n|---|--:|--:|--:|--:|\n",
           spec->limit);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    measure_page (&bench, run, pages[i]);
  tau_evaluate_run_stop (run);
  gtk_window_destroy (GTK_WINDOW (window));
  g_clear_object (&run);
  const guint n_points = argc > 4 ? (guint)atoi (argv[4]) : 4800;
  if (n_points > 0)
    measure_gains (pack, argv[2], n_points);
  return 0;
}
