/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-figure-job.h"

#include "app/widgets/image/tau-texture.h"

#include <glib/gi18n-lib.h>

/* Size of the image for the clipboard, as for a slide. */
#define RENDER_WIDTH  1800
#define RENDER_HEIGHT (RENDER_WIDTH * TAU_FIGURE_HEIGHT_MM / TAU_FIGURE_WIDTH_MM)

typedef struct {
  GPtrArray *items; /* of TauFigureItem */
  TauFigurePage page;
  char *path; /* NULL: write to memory */
} FigureJob;

TauFigureItem *
tau_figure_item_new (TauInspection *inspection, TauPack *pack, const char *title,
                     TauPlotLossScale loss_scale)
{
  TauFigureItem *self = g_new (TauFigureItem, 1);
  self->inspection = tau_inspection_ref (inspection);
  self->pack = tau_pack_ref (pack);
  self->title = g_strdup (title);
  self->loss_scale = loss_scale;
  return self;
}

TauFigureItem *
tau_figure_item_copy (const TauFigureItem *self)
{
  return tau_figure_item_new (self->inspection, self->pack, self->title, self->loss_scale);
}

void
tau_figure_item_free (TauFigureItem *self)
{
  tau_inspection_unref (self->inspection);
  tau_pack_unref (self->pack);
  g_free (self->title);
  g_free (self);
}

static void
figure_job_free (gpointer data)
{
  FigureJob *job = data;
  g_ptr_array_unref (job->items);
  g_free (job->path);
  g_free (job);
}

/* -- on the worker's thread ------------------------------------------------------------- */

static void
get_figure (const FigureJob *job, guint i, TauFigureSpec *spec)
{
  const TauFigureItem *item = g_ptr_array_index (job->items, i);
  tau_inspection_to_figure (item->inspection, item->pack, spec);
  tau_plot_scatter_set_loss_scale (&spec->plot, item->loss_scale);
}

static gpointer
write_page (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  const FigureJob *job = data;
  g_autofree TauFigureSpec *figures = g_new (TauFigureSpec, job->items->len);
  for (guint i = 0; i < job->items->len; i++)
    get_figure (job, i, &figures[i]);
  return GINT_TO_POINTER (
      tau_figure_page_write (&job->page, figures, job->items->len, job->path, error));
}

static gpointer
render (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  const FigureJob *job = data;
  TauFigureSpec spec;
  TauPlotStyle style;
  get_figure (job, 0, &spec);
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, RENDER_WIDTH, RENDER_HEIGHT);
  cairo_t *cr = cairo_create (surface);
  tau_figure_init_style (RENDER_WIDTH, RENDER_HEIGHT, FALSE, &style);
  if (job->page.safe)
    tau_plot_style_make_safe (&style, FALSE);
  tau_figure_draw (&spec, &style, cr, RENDER_WIDTH, RENDER_HEIGHT);
  cairo_destroy (cr);
  return tau_texture_take_surface (surface);
}

/* -- requests ---------------------------------------------------------------------------- */

static FigureJob *
figure_job_new (void)
{
  FigureJob *job = g_new0 (FigureJob, 1);
  job->items = g_ptr_array_new_with_free_func ((GDestroyNotify)tau_figure_item_free);
  return job;
}

void
tau_figure_job_write_async (TauWorker *worker, GPtrArray *items, const TauFigurePage *page,
                            const char *path, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, write_page, figure_job_free, NULL };
  FigureJob *job = figure_job_new ();
  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (job->items, tau_figure_item_copy (g_ptr_array_index (items, i)));
  job->page = *page;
  job->path = g_strdup (path);
  tau_worker_ask (worker, &kind, job, cancellable, callback, data);
}

void
tau_figure_job_render_async (TauWorker *worker, const TauFigureItem *item, gboolean safe,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, render, figure_job_free, g_object_unref };
  FigureJob *job = figure_job_new ();
  g_ptr_array_add (job->items, tau_figure_item_copy (item));
  job->page.safe = safe;
  tau_worker_ask (worker, &kind, job, cancellable, callback, data);
}
