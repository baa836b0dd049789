/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-sample.h"

G_BEGIN_DECLS

/* Finds what tau_sample_get_path() named: a file, or "signs:test 12", "cifar-c:PATH 12". Opens data
 * sets: call on the worker's thread. */
TauSample *tau_sample_find (const char *path, GError **error);

typedef struct {
  GPtrArray *samples; /* of TauSample */
  GPtrArray *gone;    /* of char*: the names of the others */
} TauSamplesFound;

void tau_samples_found_free (TauSamplesFound *self);

/* The same for many images, (path, class given by a data set or ""), a(ayay). The answer is a
 * TauSamplesFound. */
void tau_samples_find_async (TauWorker *worker, GVariant *images, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauSamplesFound, tau_samples_found_free)

G_END_DECLS
