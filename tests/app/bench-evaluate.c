/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long partial results hold up the window, page by page: bench-evaluate PACK DATASET [LIMIT]
 * (under a display). All methods, clean, 15 and 4 corruptions, severities 1, 3 and 5. */
#include "app/bench-turn.h"

#include <adwaita.h>

#include "app/evaluate/tau-evaluation-results.h"
#include "app/evaluate/tau-evaluate-run.h"
#include "torch/tau-torch.h"

#define N_PARTIAL 4 /* results that a page is shown for */

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

int
main (int argc, char **argv)
{
  static const char *const pages[] = { "methods", "corruptions", "choices", "images" };
  g_autoptr (GError) error = NULL;
  tau_torch_prepare ();
  if (argc < 3 || !gtk_init_check ()) {
    g_printerr ("bench-evaluate PACK DATASET [LIMIT], with a display\n");
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
  return 0;
}
