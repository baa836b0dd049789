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

/* A data set that the user opened: its images (of TauSample) with the classes that the pack has for
 * them. Of very many images it is some, spread over all of them. */
typedef struct {
  char *path;  /* as asked for */
  char *title; /* the name of the folder or file */
  GPtrArray *samples;
  char *remarks; /* sentences about what was left out and assumed; or NULL */
  char *problem; /* why the classes are not used; or NULL */
} TauLibraryDataset;

void tau_library_dataset_free (TauLibraryDataset *self);

/* Whether a path is that of a data set: a folder, or a file that a reader recognises. */
gboolean tau_library_is_dataset (const char *path);

/* Opens it; the answer is a TauLibraryDataset. `pack` may be NULL: the classes keep their names. */
void tau_library_open_dataset_async (TauWorker *worker, TauPack *pack, const char *path,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauLibraryDataset, tau_library_dataset_free)

G_END_DECLS
