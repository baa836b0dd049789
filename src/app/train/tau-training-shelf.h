/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/train/tau-training.h"
#include "app/jobs/tau-worker.h"

G_BEGIN_DECLS

/* Past trainings: their records in the store and their folders. Everything runs on a worker. */

/* The folder that contains the folders of the window's trainings, one each. */
char *tau_training_shelf_get_folder (void);
/* A new path in it for a training on this pack; creates nothing. */
char *tau_training_shelf_new_path (const char *pack_name);

/* Of TauTraining, newest first. */
void tau_training_shelf_list_async (TauWorker *worker, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer data);
GPtrArray *tau_training_shelf_list_finish (GAsyncResult *result, GError **error);

/* Deletes its record, and its folder if that is one of the window's; other folders stay. */
void tau_training_shelf_delete_async (TauWorker *worker, TauTraining *training,
                                      GAsyncReadyCallback callback, gpointer data);
gboolean tau_training_shelf_delete_finish (GAsyncResult *result, GError **error);

/* Adds the finished pack to the user's packs under its own name, once; returns its folder. */
void tau_training_shelf_use_async (TauWorker *worker, TauTraining *training,
                                   GAsyncReadyCallback callback, gpointer data);
char *tau_training_shelf_use_finish (GAsyncResult *result, GError **error);

G_END_DECLS
