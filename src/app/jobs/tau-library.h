/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-sample.h"

G_BEGIN_DECLS

/* Looks up on the worker what there is to choose from. The answers (tau_worker_answer) are
 * GPtrArrays. */

/* The known packs (of TauPack). `wanted` (a folder or a name; NULL: the default) comes first;
 * the error is set if it cannot be read. */
void tau_library_list_packs_async (TauWorker *worker, const char *wanted, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer data);

/* Some labelled images (of TauSample) that suit the pack: those in its folder "samples/CLASS", or
 * the rendered signs if they have its classes, or none. */
void tau_library_list_samples_async (TauWorker *worker, TauPack *pack, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
