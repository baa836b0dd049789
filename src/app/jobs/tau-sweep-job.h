/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-worker.h"
#include "inspect/tau-sweep.h"

G_BEGIN_DECLS

/* One cell of a sweep, beside what the user waits for: it cancels nothing, and whoever asks cancels
 * it when something else is wanted (look->partial is ignored). The answer is a TauSweepCell. */
void tau_sweep_job_async (TauWorker *worker, const TauLookRequest *look, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
