/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "engine/tau-worker.h"

G_BEGIN_DECLS

/* Figure 3 of an inspection, drawn on the worker. */

/* SVG, PDF or PNG, by the ending of the path, with a light background. */
void tau_figure_job_write_async (TauWorker *worker, TauInspection *inspection, TauPack *pack,
                                 const char *path, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data);
gboolean tau_figure_job_write_finish (GAsyncResult *result, GError **error);

/* As a picture for the clipboard. */
void tau_figure_job_render_async (TauWorker *worker, TauInspection *inspection, TauPack *pack,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer data);
GdkTexture *tau_figure_job_render_finish (GAsyncResult *result, GError **error);

G_END_DECLS
