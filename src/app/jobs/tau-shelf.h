/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/jobs/tau-worker.h"

G_BEGIN_DECLS

/* The user's model packs, changed on the worker (src/model/tau-pack-shelf.h). */
typedef enum {
  TAU_SHELF_IMPORT,    /* text: a .tauscope file. The answer is the new pack's folder */
  TAU_SHELF_EXPORT,    /* pack; text: the file to write */
  TAU_SHELF_RENAME,    /* pack; text: the new name */
  TAU_SHELF_DUPLICATE, /* pack. The answer is the copy's folder */
  TAU_SHELF_REMOVE,    /* pack. The answer is where it waits */
  TAU_SHELF_RESTORE,   /* pack; text: where it waits */
  TAU_SHELF_PURGE,     /* text: where it waits */
} TauShelfChange;

/* `pack` and `text` may be NULL where a change does not need them. The answer (tau_worker_answer)
 * is a string, "" where nothing is said above. */
void tau_shelf_change_async (TauWorker *worker, TauShelfChange change, TauPack *pack,
                             const char *text, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data);

/* Adds up the files of a pack and checks their checksums. The answer is a TauShelfState, freed
 * with g_free(). */
typedef struct {
  guint64 n_bytes;
  gboolean whole; /* the checksums are those in pack.json */
} TauShelfState;

void tau_shelf_check_async (TauWorker *worker, TauPack *pack, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
