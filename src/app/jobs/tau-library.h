/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-sample.h"

G_BEGIN_DECLS

/* What there is to choose from, looked up on the worker. */

/* The known packs (of TauPack). `wanted` (a folder or a name; NULL: the default) comes first; not
 * being able to read it is the error. */
void tau_library_list_packs_async (TauWorker *worker, const char *wanted, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer data);
GPtrArray *tau_library_list_packs_finish (GAsyncResult *result, GError **error);

/* Some labelled images (of TauSample) that suit the pack: those in its folder "samples/CLASS", or
 * the rendered signs if they have its classes, or none. */
void tau_library_list_samples_async (TauWorker *worker, TauPack *pack, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer data);
GPtrArray *tau_library_list_samples_finish (GAsyncResult *result, GError **error);

/* Image `index` of a data set (see tau_dataset_open). */
void tau_library_find_sample_async (TauWorker *worker, const char *spec, guint index,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer data);
TauSample *tau_library_find_sample_finish (GAsyncResult *result, GError **error);

G_END_DECLS
