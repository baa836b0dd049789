/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tau-figure-job.h"

#include "engine/tau-figure-page.h"

#include <glib/gi18n-lib.h>

/* Of the picture for the clipboard: that of a slide. */
#define RENDER_WIDTH  1800
#define RENDER_HEIGHT (RENDER_WIDTH * TAU_FIGURE_HEIGHT_MM / TAU_FIGURE_WIDTH_MM)

typedef struct {
  TauInspection *inspection;
  TauPack *pack;
  char *path; /* NULL: to memory */
} FigureJob;

static void
figure_job_free (FigureJob *job)
{
  tau_inspection_unref (job->inspection);
  tau_pack_unref (job->pack);
  g_free (job->path);
  g_free (job);
}

/* -- on the worker's thread ------------------------------------------------------------- */

static void
write_job (GTask *task, TauWorkerState *state G_GNUC_UNUSED, gpointer task_data,
           GCancellable *cancellable G_GNUC_UNUSED)
{
  FigureJob *job = task_data;
  TauFigureSpec spec;
  TauFigurePage page;
  GError *error = NULL;
  tau_figure_page_init (&page);
  tau_inspection_to_figure (job->inspection, job->pack, &spec);
  if (tau_figure_page_write (&page, &spec, 1, job->path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
render_job (GTask *task, TauWorkerState *state G_GNUC_UNUSED, gpointer task_data,
            GCancellable *cancellable G_GNUC_UNUSED)
{
  const FigureJob *job = task_data;
  TauFigureSpec spec;
  TauPlotStyle style;
  tau_inspection_to_figure (job->inspection, job->pack, &spec);
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, RENDER_WIDTH, RENDER_HEIGHT);
  cairo_t *cr = cairo_create (surface);
  tau_figure_init_style (RENDER_WIDTH, RENDER_HEIGHT, FALSE, &style);
  tau_figure_draw (&spec, &style, cr, RENDER_WIDTH, RENDER_HEIGHT);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  gsize stride = cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes =
      g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), stride * RENDER_HEIGHT,
                                  (GDestroyNotify)cairo_surface_destroy, surface);
  g_task_return_pointer (
      task, gdk_memory_texture_new (RENDER_WIDTH, RENDER_HEIGHT, GDK_MEMORY_DEFAULT, bytes, stride),
      g_object_unref);
}

/* -- requests ---------------------------------------------------------------------------- */

static void
push (TauWorker *worker, TauInspection *inspection, TauPack *pack, const char *path, GTask *task,
      TauWorkerFunc func)
{
  FigureJob *job = g_new0 (FigureJob, 1);
  job->inspection = tau_inspection_ref (inspection);
  job->pack = tau_pack_ref (pack);
  job->path = g_strdup (path);
  g_task_set_task_data (task, job, (GDestroyNotify)figure_job_free);
  tau_worker_push (worker, TAU_LANE_OTHER, task, func);
}

void
tau_figure_job_write_async (TauWorker *worker, TauInspection *inspection, TauPack *pack,
                            const char *path, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_source_tag (task, tau_figure_job_write_async);
  push (worker, inspection, pack, path, task, write_job);
}

gboolean
tau_figure_job_write_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
tau_figure_job_render_async (TauWorker *worker, TauInspection *inspection, TauPack *pack,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_source_tag (task, tau_figure_job_render_async);
  push (worker, inspection, pack, NULL, task, render_job);
}

GdkTexture *
tau_figure_job_render_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
