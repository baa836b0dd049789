/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main loop while an image is swept, on each page, and how long a changed setting takes
 * meanwhile: bench-sweep PACK (under a display). */
#include "app/bench-turn.h"

#include <adwaita.h>

#include "app/explore/tau-explore-view.h"
#include "app/explore/sweep/tau-sweep-window.h"
#include "torch/tau-torch.h"

#define CHANGES 20

static void
on_inspected_cb (TauExplorer *explorer, gpointer data)
{
  TauInspection *inspection = tau_explorer_get_inspection (explorer);
  if (inspection != NULL && tau_inspection_is_complete (inspection))
    *(gboolean *)data = TRUE;
}

/* Turns until the page is done. */
static void
measure_page (TauSweepWindow *sweep, const char *page)
{
  const gint64 began = g_get_monotonic_time ();
  double longest = 0;
  guint n = 0;
  tau_sweep_window_show_page (sweep, page);
  do {
    const double turn = bench_turn ();
    longest = MAX (longest, turn);
    n++;
  } while (!tau_sweep_window_is_done (sweep));
  g_print ("%-28s %6.2f s, %u turns, longest %.1f ms\n", page,
           (g_get_monotonic_time () - began) / 1e6, n, longest);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* A slider that moves while the sweep has work: from the change to the answer. */
static void
measure_changes (TauExplorer *explorer, gboolean *inspected, const char *title)
{
  double times[CHANGES];
  for (guint i = 0; i < CHANGES; i++) {
    TauExplorerSettings settings = *tau_explorer_get_settings (explorer);
    settings.corruption.severity = 1 + i % 5;
    settings.corruption.seed += 1000; /* so that nothing comes from the store */
    const gint64 resumes = g_get_monotonic_time () + 400 * 1000;
    while (g_get_monotonic_time () < resumes) /* long enough for the sweep to go on */
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
    const gint64 changed = g_get_monotonic_time ();
    *inspected = FALSE;
    tau_explorer_set_settings (explorer, &settings);
    while (!*inspected)
      g_main_context_iteration (NULL, TRUE);
    times[i] = (g_get_monotonic_time () - changed) / 1e3;
  }
  qsort (times, CHANGES, sizeof *times, compare);
  g_print ("%-28s median %6.1f ms, most %6.1f ms\n", title, times[CHANGES / 2], times[CHANGES - 1]);
}

int
main (int argc, char **argv)
{
  static const char *const pages[] = { "severities", "corruptions", "seeds", "sheet", "methods" };
  gboolean inspected = FALSE;
  tau_torch_prepare ();
  if (argc < 2 || !gtk_init_check ()) {
    g_printerr ("bench-sweep PACK, with a display\n");
    return 2;
  }
  adw_init ();
  g_autoptr (TauWorker) worker = tau_worker_new ("/dev/null/none", g_get_num_processors ());
  GtkWidget *window = gtk_window_new ();
  TauExploreView *view = g_object_new (TAU_TYPE_EXPLORE_VIEW, NULL);
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (view));
  gtk_window_present (GTK_WINDOW (window));
  tau_explore_view_start (view, worker, worker, argv[1]);
  TauExplorer *explorer = tau_explore_view_get_explorer (view);
  g_signal_connect_after (explorer, "inspected", G_CALLBACK (on_inspected_cb), &inspected);
  g_autoptr (TauDataset) signs = tau_dataset_open ("signs:test", NULL);
  g_autoptr (TauSample) sample = tau_sample_new_for_dataset (signs, 0);
  tau_explore_view_open (view, sample);
  while (!inspected)
    g_main_context_iteration (NULL, TRUE);
  TauExplorerSettings settings = *tau_explorer_get_settings (explorer);
  settings.corruption = tau_corruption_spec_parse ("gaussian_noise", 3, 1, TAU_PRESET_AUTO);
  tau_explorer_set_settings (explorer, &settings);
  measure_changes (explorer, &inspected, "change without a sweep");
  TauSweepWindow *sweep = tau_sweep_window_new (GTK_WINDOW (window), explorer);
  gtk_window_present (GTK_WINDOW (sweep));
  measure_changes (explorer, &inspected, "change while sweeping");
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    measure_page (sweep, pages[i]);
  gtk_window_destroy (GTK_WINDOW (window));
  return 0;
}
