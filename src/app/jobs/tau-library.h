/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-sample.h"

G_BEGIN_DECLS

/* What there is to choose from, looked up on the worker; the answers (tau_worker_answer) are
 * GPtrArrays. */

/* The known packs (of TauPack). `wanted` (a folder or a name; NULL: the default) comes first; not
 * being able to read it is the error. */
void tau_library_list_packs_async (TauWorker *worker, const char *wanted, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer data);

/* Some labelled images (of TauSample) that suit the pack: those in its folder "samples/CLASS", or
 * the rendered signs if they have its classes, or none. */
void tau_library_list_samples_async (TauWorker *worker, TauPack *pack, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
