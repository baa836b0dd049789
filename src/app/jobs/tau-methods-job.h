/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-worker.h"
#include "evaluate/tau-method-board.h"

G_BEGIN_DECLS

/* Every method on one image, like tau_sweep_job_async() beside what the user waits for. The answer
 * is a TauMethodBoard. */
void tau_methods_job_async (TauWorker *worker, const TauLookRequest *look,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
