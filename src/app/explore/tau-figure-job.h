/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "plot/figure/tau-figure-page.h"
#include "app/jobs/tau-worker.h"

G_BEGIN_DECLS

/* Draws Figure 3 of inspections on the worker. */

/* One image of a page. */
typedef struct {
  TauInspection *inspection;
  TauPack *pack;
  char *title; /* of the image, for the list of the page's images */
  TauPlotLossScale loss_scale;
} TauFigureItem;

TauFigureItem *tau_figure_item_new (TauInspection *inspection, TauPack *pack, const char *title,
                                    TauPlotLossScale loss_scale);
TauFigureItem *tau_figure_item_copy (const TauFigureItem *self);
void tau_figure_item_free (TauFigureItem *self);

/* Writes SVG, PDF or PNG, depending on the ending of the path. `items` (of TauFigureItem) are
 * copied. The answer is TAU_WORKER_DONE. */
void tau_figure_job_write_async (TauWorker *worker, GPtrArray *items, const TauFigurePage *page,
                                 const char *path, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data);

/* Draws for the clipboard, in safe colours or those of the paper; the answer is a GdkTexture. */
void tau_figure_job_render_async (TauWorker *worker, const TauFigureItem *item, gboolean safe,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauFigureItem, tau_figure_item_free)

G_END_DECLS
