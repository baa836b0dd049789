/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long from a changed setting to the drawn scatter: bench-window PACK [N [DATASET]] (under a
 * display). With the data set of the pack a training runs meanwhile, as from the Train view. */
#include "app/bench-turn.h"

#include <adwaita.h>

#include "app/explore/tau-explore-view.h"
#include "train/tau-train.h"
#include "torch/tau-torch.h"

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void
print_times (const char *title, double *times, guint n)
{
  qsort (times, n, sizeof *times, compare);
  g_print ("%-28s median %6.1f ms, 90 %% %6.1f ms, most %6.1f ms\n", title, times[n / 2],
           times[n * 9 / 10], times[n - 1]);
}

static void
on_painted_cb (GdkFrameClock *clock, gpointer data)
{
  *(gboolean *)data = TRUE;
}

/* The longest turn of the main loop meanwhile, as processor time. */
static void
wait_for (gboolean *flag, double *longest)
{
  *flag = FALSE;
  while (!*flag) {
    double turn = bench_turn ();
    *longest = MAX (*longest, turn);
  }
}

static void
on_inspected_cb (TauExplorer *explorer, gpointer data)
{
  if (tau_explorer_get_inspection (explorer) != NULL)
    *(gboolean *)data = TRUE;
}

typedef struct {
  TauTrainPredictorOptions options;
  GCancellable *cancellable;
  gint steps; /* atomic */
  double images_per_second;
} Training;

static void
on_training_cb (const TauTrainStatus *status, gpointer data)
{
  Training *training = data;
  if (status->images_per_second > 0)
    g_atomic_int_inc (&training->steps);
  training->images_per_second = status->images_per_second;
}

static void
train_job (GTask *task, TauWorkerState *state, gpointer task_data, GCancellable *cancellable)
{
  Training *training = task_data;
  g_autoptr (GError) error = NULL;
  tau_train_predictor (&training->options, NULL, on_training_cb, training, training->cancellable,
                       &error);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_printerr ("%s\n", error->message);
  g_task_return_boolean (task, TRUE);
}

/* Returns when its first steps are made. */
static void
start_training (Training *training, TauWorker *jobs, const char *pack, const char *dataset,
                const char *out)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  tau_train_predictor_options_init (&training->options, NULL);
  training->options.pack = pack;
  training->options.dataset = dataset;
  training->options.out = out;
  training->options.limit = 300;
  training->options.copies = 1;
  training->options.batch = 128;
  training->options.epochs = 1000;
  training->cancellable = g_cancellable_new ();
  g_task_set_task_data (task, training, NULL);
  tau_worker_push (jobs, TAU_LANE_OTHER, task, train_job);
  while (g_atomic_int_get (&training->steps) < 3)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

int
main (int argc, char **argv)
{
  tau_torch_prepare ();
  guint n = argc > 2 ? atoi (argv[2]) : 100;
  g_autofree double *answered = g_new (double, n), *drawn = g_new (double, n),
                    *cpu = g_new (double, n);
  g_autofree double *longest = g_new0 (double, n);
  gboolean inspected = FALSE, painted = FALSE;
  double start_longest = 0;

  if (argc < 2 || !gtk_init_check ()) {
    g_printerr ("bench-window PACK [N], with a display\n");
    return 2;
  }
  adw_init ();
  gint64 began = g_get_monotonic_time ();
  g_autoptr (TauWorker) worker = tau_worker_new ("/dev/null/none", g_get_num_processors ());
  GtkWidget *window = gtk_window_new ();
  TauExploreView *view = g_object_new (TAU_TYPE_EXPLORE_VIEW, NULL);
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (view));
  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (on_painted_cb),
                    &painted);
  tau_explore_view_start (view, worker, worker, argv[1]);
  TauExplorer *explorer = tau_explore_view_get_explorer (view);
  g_signal_connect_after (explorer, "inspected", G_CALLBACK (on_inspected_cb), &inspected);
  wait_for (&painted, &start_longest);
  g_print ("%-28s %.0f ms\n", "first drawn after", (g_get_monotonic_time () - began) / 1e3);
  /* Only of signs are there pictures without a data set: each pack gets one of them. */
  g_autoptr (TauDataset) signs = tau_dataset_open ("signs:test", NULL);
  g_autoptr (TauSample) sample = tau_sample_new_for_dataset (signs, 0);
  tau_explore_view_open (view, sample);
  wait_for (&inspected, &start_longest);
  g_print ("%-28s %.0f ms, longest turn %.1f ms\n", "first result after",
           (g_get_monotonic_time () - began) / 1e3, start_longest);
  gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC;
  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, FALSE);

  Training training = { 0 };
  g_autoptr (TauWorker) jobs =
      argc > 3 ? tau_worker_new ("/dev/null/none", g_get_num_processors ()) : NULL;
  g_autofree char *out = g_dir_make_tmp ("tau-bench-XXXXXX", NULL);
  if (jobs != NULL)
    start_training (&training, jobs, argv[1], argv[3], out);
  int steps = g_atomic_int_get (&training.steps);
  gint64 measured = g_get_monotonic_time ();

  for (guint i = 0; i < n; i++) {
    TauExplorerSettings settings = *tau_explorer_get_settings (explorer);
    settings.corruption.severity = 1 + i % 5;
    settings.corruption.seed = i; /* so that nothing comes from the store */
    gint64 changed = g_get_monotonic_time ();
    double cpu_before = bench_thread_ms ();
    tau_explorer_set_settings (explorer, &settings);
    wait_for (&inspected, &longest[i]);
    answered[i] = (g_get_monotonic_time () - changed) / 1e3;
    wait_for (&painted, &longest[i]);
    cpu[i] = bench_thread_ms () - cpu_before;
    drawn[i] = (g_get_monotonic_time () - changed) / 1e3;
  }
  print_times ("setting changed to answer", answered, n);
  print_times ("setting changed to drawn", drawn, n);
  print_times ("processor time of the window", cpu, n);
  print_times ("longest turn of the loop", longest, n);
  if (jobs != NULL) {
    g_print ("%-28s %.2f a second\n", "steps of the training",
             (g_atomic_int_get (&training.steps) - steps) * 1e6 /
                 (g_get_monotonic_time () - measured));
    g_cancellable_cancel (training.cancellable);
  }
  gtk_window_destroy (GTK_WINDOW (window));
  g_clear_object (&jobs); /* waits for the training's end */
  g_clear_object (&training.cancellable);
  return 0;
}
