/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset.h"
#include "plot/scatter/tau-plot-scatter-draw.h"
#include "dataset/tau-samples.h"
#include "app/jobs/tau-worker.h"
#include "torch/tau-torch.h"

#include <cairo.h>
#include <glib/gstdio.h>
#include <stdlib.h>

/* From the slider to the scatter: for each pack that is found, a request goes to the worker, its
 * answer comes back to the main loop, and the scatter is drawn. Every request is a new one (other
 * seed and severity), so that nothing comes from the cache. Prints a Markdown table. */

#define N_REQUESTS 50
#define N_WARM_UP  5

typedef struct {
  GMainLoop *loop;
  TauWorker *worker;
  TauPack *pack;
  TauLookRequest look;
  cairo_surface_t *surface;
  guint n;
  gint64 began;
  double ms[N_REQUESTS];
  double ms_open;
} Bench;

static void ask (Bench *self);

static void
draw (Bench *self, TauInspection *inspection)
{
  TauFigureSpec spec;
  TauPlotStyle style;
  TauPlotScale scale;
  cairo_t *cr = cairo_create (self->surface);
  int width = cairo_image_surface_get_width (self->surface);
  int height = cairo_image_surface_get_height (self->surface);
  tau_inspection_to_figure (inspection, self->pack, &spec);
  tau_figure_init_style (width, height, FALSE, &style);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  tau_plot_scatter_fit (&spec.plot, &style, width, height, &scale);
  tau_plot_scatter_draw (cr, &spec.plot, &scale, &style, NULL);
  cairo_destroy (cr);
}

static void
on_inspected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Bench *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TauInspection) inspection = tau_worker_answer (result, &error);
  if (inspection == NULL)
    g_error ("%s", error->message);
  draw (self, inspection);
  if (self->n >= N_WARM_UP)
    self->ms[self->n - N_WARM_UP] = (g_get_monotonic_time () - self->began) / 1e3;
  if (++self->n == N_WARM_UP + N_REQUESTS)
    g_main_loop_quit (self->loop);
  else
    ask (self);
}

static void
ask (Bench *self)
{
  self->look.request.corruption.severity = 1 + self->n % TAU_N_SEVERITIES;
  self->look.request.corruption.seed = self->n;
  self->began = g_get_monotonic_time ();
  tau_worker_inspect_async (self->worker, &self->look, NULL, on_inspected_cb, self);
}

static void
on_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Bench *self = data;
  g_autoptr (GError) error = NULL;
  if (!tau_worker_open_pack_finish (result, NULL, &error))
    g_error ("%s", error->message);
  self->ms_open = (g_get_monotonic_time () - self->began) / 1e3;
  ask (self);
}

static int
compare_doubles (const void *a, const void *b)
{
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

static void
bench_pack (TauPack *pack, TauImage *source, const char *corruption)
{
  g_autofree char *folder = g_dir_make_tmp ("tauscope-bench-XXXXXX", NULL);
  g_autofree char *db = g_build_filename (folder, "bench.db", NULL);
  TauWorker *worker = tau_worker_new (db, g_get_num_processors ());
  Bench self = {
    .loop = g_main_loop_new (NULL, FALSE),
    .worker = worker,
    .pack = pack,
    .surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 500, 400),
    .look = { .pack = pack,
              .source = source,
              .side = MIN (source->width, source->height),
              .request = { .corruption.type = tau_corruption_get (tau_corruption_find (corruption)),
                           .label = 0 } },
  };
  self.began = g_get_monotonic_time ();
  tau_worker_open_pack_async (worker, pack, NULL, on_opened_cb, &self);
  g_main_loop_run (self.loop);
  qsort (self.ms, N_REQUESTS, sizeof self.ms[0], compare_doubles);
  g_print ("| %s | %s | %.1f | %.1f | %.0f |\n", pack->name, corruption, self.ms[N_REQUESTS / 2],
           self.ms[N_REQUESTS - 1], self.ms_open);
  cairo_surface_destroy (self.surface);
  g_main_loop_unref (self.loop);
  g_object_unref (worker); /* closes the store */
  g_unlink (db);
  g_rmdir (folder);
}

int
main (void)
{
  tau_torch_prepare ();
  static const char *const corruptions[] = { "gaussian_noise", "fog", "motion_blur" };
  g_autoptr (GPtrArray) packs = tau_pack_list (NULL);
  g_autoptr (TauDataset) dataset = tau_dataset_open ("signs:test", NULL);
  g_autoptr (TauImage) source = tau_dataset_load (dataset, 0, NULL);

  g_print ("From the slider to the scatter, %d requests, %u threads\n\n", N_REQUESTS,
           g_get_num_processors ());
  g_print ("| pack | corruption | median ms | worst ms | opening the pack, ms "
           "|\n|---|---|--:|--:|--:|\n");
  for (guint i = 0; i < packs->len; i++)
    for (guint c = 0; c < G_N_ELEMENTS (corruptions); c++)
      bench_pack (g_ptr_array_index (packs, i), source, corruptions[c]);
  return 0;
}
