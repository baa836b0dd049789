/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inspect/tau-inspect.h"

#include <glib/gstdio.h>
#include <stdlib.h>

/* How soon a slow target's marks appear. For each model, a TorchScript file of 224 px (default: one
 * of the size of ResNet-50, and a transformer, both with random weights): the time of one target
 * inference and of all views in one batch, of the first and the last mark when each is drawn as it
 * comes, and how long work goes on after it is cancelled, half way through the batch. Medians, in
 * turns. Prints a Markdown table.
 *
 *   bench-steps [MODEL…] */

#define N_ROUNDS 9
#define SIDE     224

typedef struct {
  gint64 began;
  double first; /* ms; 0: none yet */
} Marks;

typedef enum { ONE, FIRST, BATCH, LAST, STOP, N_TIMES } Time;

static double
ms_since (gint64 began)
{
  return (g_get_monotonic_time () - began) / 1e3;
}

static void
on_report (TauInspection *partial, gpointer data)
{
  Marks *marks = data;
  if (marks->first == 0)
    marks->first = ms_since (marks->began);
  tau_inspection_unref (partial);
}

static int
compare (const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double
run_one (TauSession *session, TauImage *image)
{
  g_autofree float *answers = g_new (float, session->n_classes);
  float *planes = session->torch->buffer_new (3 * SIDE * SIDE, NULL);
  const gint64 began = g_get_monotonic_time ();
  tau_pixels_to_planes (image->data, SIDE * SIDE, session->pack->target.mean,
                        session->pack->target.std, planes);
  session->torch->model_run (session->target, planes, 1, answers, NULL, NULL);
  const double ms = ms_since (began);
  session->torch->buffer_free (planes);
  return ms;
}

typedef struct {
  GCancellable *cancellable;
  double after; /* ms */
  gint64 when;
} Stop;

static gpointer
stop_later (gpointer data)
{
  Stop *stop = data;
  g_usleep (stop->after * 1e3);
  stop->when = g_get_monotonic_time ();
  g_cancellable_cancel (stop->cancellable);
  return NULL;
}

static double
run_stopped (TauSession *session, const TauInspectRequest *request, double after)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Stop stop = { .cancellable = cancellable, .after = after };
  GThread *thread = g_thread_new ("stop", stop_later, &stop);
  if (tau_inspect (session, request, cancellable, NULL) != NULL)
    g_error ("was not stopped");
  const gint64 ended = g_get_monotonic_time ();
  g_thread_join (thread);
  return (ended - stop.when) / 1e3;
}

static void
run_round (TauSession *session, TauImage *image, guint round, double ms[N_TIMES][N_ROUNDS])
{
  const TauInspectRequest request = { image, { 0 }, -1 };
  Marks marks = { 0 };
  ms[ONE][round] = run_one (session, image);
  gint64 began = g_get_monotonic_time ();
  tau_inspection_unref (tau_inspect (session, &request, NULL, NULL));
  ms[BATCH][round] = ms_since (began);
  marks.began = g_get_monotonic_time ();
  tau_inspection_unref (tau_inspect_in_steps (session, &request, on_report, &marks, NULL, NULL));
  ms[LAST][round] = ms_since (marks.began);
  ms[STOP][round] = run_stopped (session, &request, ms[BATCH][round] / 2);
  ms[FIRST][round] = marks.first != 0 ? marks.first : ms[LAST][round];
}

static void
measure (const char *path)
{
  g_autoptr (GError) error = NULL;
  double ms[N_TIMES][N_ROUNDS];
  g_autoptr (TauPack) pack = tau_pack_new_from_files (path, NULL, SIDE, 1000, &error);
  g_autoptr (TauSession) session =
      pack != NULL ? tau_session_open (pack, NULL, g_get_num_processors (), NULL, &error) : NULL;
  if (session == NULL ||
      !tau_session_measure_views (session, g_get_num_processors (), NULL, &error)) {
    g_printerr ("%s\n", error->message);
    exit (1);
  }
  g_autoptr (TauImage) image = tau_image_new (SIDE, SIDE);
  for (gsize i = 0; i < tau_image_n_bytes (image); i++)
    image->data[i] = i * 7 % 251;
  for (guint round = 0; round < N_ROUNDS; round++)
    run_round (session, image, round, ms);
  for (guint i = 0; i < N_TIMES; i++)
    qsort (ms[i], N_ROUNDS, sizeof (double), compare);
  const guint middle = N_ROUNDS / 2;
  g_autofree char *name = g_path_get_basename (path);
  g_print ("| %s | %u | %.0f | %.0f | %.2f | %.0f | %.0f | %.2f | %.0f | %.2f |\n", name,
           session->views_at_once, ms[ONE][middle], ms[FIRST][middle],
           ms[FIRST][middle] / ms[ONE][middle], ms[BATCH][middle], ms[LAST][middle],
           ms[LAST][middle] / ms[BATCH][middle], ms[STOP][middle],
           ms[STOP][middle] / ms[ONE][middle]);
}

/* What a writer of models makes. */
static void
measure_written (const char *name, const char *const *command)
{
  int status;
  if (!g_spawn_sync (NULL, (char **)command, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                     NULL) ||
      status != 0)
    exit (1);
  measure (name);
  g_remove (name);
}

int
main (int argc, char **argv)
{
  const char *const resnet50[] = { WRITE_RESNET50, "resnet50.pt", NULL };
  const char *const attention[] = { WRITE_ATTENTION, "transformer.pt", "224", "1000", NULL };
  g_print ("| target | views at once | one (ms) | first mark (ms) | ratio | batch of 12 (ms) "
           "| last mark (ms) | ratio | stops after (ms) | ratio |\n"
           "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
  for (int i = 1; i < argc; i++)
    measure (argv[i]);
  if (argc > 1)
    return 0;
  g_autofree char *folder = g_dir_make_tmp ("tau-bench-XXXXXX", NULL);
  if (g_chdir (folder) != 0)
    return 1;
  measure_written ("resnet50.pt", resnet50);
  measure_written ("transformer.pt", attention);
  g_rmdir (folder);
  return 0;
}
