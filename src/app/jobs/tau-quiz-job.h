/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-sample.h"

G_BEGIN_DECLS

/* Loads a sample, takes the square in its centre, corrupts it and asks both networks, beside what
 * the user waits for: it cancels nothing. `label`: its class in the pack. The answer is a
 * TauInspection. */
void tau_quiz_job_async (TauWorker *worker, TauPack *pack, TauSample *sample, int label,
                         const TauCorruptionSpec *corruption, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
