/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/train/tau-training-shelf.h"

#include "model/tau-pack-shelf.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* As many as a person will look through. */
#define MAX_LISTED 200

/* Data of a request about one training: a snapshot, read on the worker's thread. */
typedef struct {
  gint64 id;
  char *folder;
  char *name; /* of the pack to make */
} Request;

static void
request_free (Request *request)
{
  g_free (request->folder);
  g_free (request->name);
  g_free (request);
}

/* "signs" of "/some/where/signs". */
static char *
dup_pack_name (const TauTrainPredictorOptions *options)
{
  const char *from = options->pack != NULL ? options->pack : options->target;
  return from != NULL ? g_path_get_basename (from) : g_strdup ("pack");
}

static Request *
request_new (TauTraining *training)
{
  const TauTrainPredictorOptions *options = tau_training_get_options (training);
  g_autofree char *pack =
      tau_training_get_target (training) != NULL ? g_strdup ("target") : dup_pack_name (options);
  Request *request = g_new0 (Request, 1);
  request->id = tau_training_get_id (training);
  request->folder = g_strdup (options->out);
  request->name = g_strdup_printf ("%s-%s", pack, options->architecture);
  return request;
}

/* -- folders -------------------------------------------------------------------------------- */

char *
tau_training_shelf_get_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "tauscope", "trainings", NULL);
}

char *
tau_training_shelf_new_path (const char *pack_name)
{
  g_autofree char *folder = tau_training_shelf_get_folder ();
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%d-%H%M%S");
  for (guint i = 0;; i++) {
    g_autofree char *number = i > 0 ? g_strdup_printf ("-%u", i) : g_strdup ("");
    g_autofree char *name = g_strconcat (stamp, number, "-", pack_name, NULL);
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (!g_file_test (path, G_FILE_TEST_EXISTS))
      return g_steal_pointer (&path);
  }
}

static gboolean
is_on_shelf (const char *path)
{
  g_autofree char *shelf = tau_training_shelf_get_folder ();
  g_autofree char *parent = path != NULL ? g_path_get_dirname (path) : NULL;
  return g_strcmp0 (parent, shelf) == 0;
}

/* A training's folder contains only files. */
static gboolean
remove_folder (const char *path, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  if (dir == NULL)
    return TRUE; /* it never made one */
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *file = g_build_filename (path, name, NULL);
    g_remove (file);
  }
  if (g_rmdir (path) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               _ ("The folder “%s” cannot be removed; it may hold your own files"), path);
  return FALSE;
}

/* -- jobs ----------------------------------------------------------------------------------- */

static gpointer
list (TauWorkerState *state, gpointer request, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) jobs =
      tau_store_list_jobs (state->store, TAU_JOB_TRAINING, MAX_LISTED, error);
  if (jobs == NULL)
    return NULL;
  GPtrArray *trainings = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < jobs->len; i++)
    g_ptr_array_add (trainings, tau_training_new_for_job (g_ptr_array_index (jobs, i)));
  return trainings;
}

static gpointer
delete_training (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  const Request *request = data;
  gint64 undo; /* without its folder there is nothing to restore */
  gboolean done = (!is_on_shelf (request->folder) || remove_folder (request->folder, error)) &&
                  tau_store_delete_jobs (state->store, &request->id, 1, &undo, error);
  return GINT_TO_POINTER (done);
}

/* The user's pack that was made from this one before, or NULL. */
static char *
find_used (const TauPack *made, const char *packs)
{
  g_autoptr (GDir) dir = g_dir_open (packs, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *path = g_build_filename (packs, name, NULL);
    g_autoptr (TauPack) pack = tau_pack_load (path, NULL);
    if (pack != NULL && g_strcmp0 (pack->predictor.sha256, made->predictor.sha256) == 0 &&
        g_strcmp0 (pack->target.sha256, made->target.sha256) == 0)
      return g_steal_pointer (&path);
  }
  return NULL;
}

static gpointer
use (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  const Request *request = data;
  g_autofree char *packs = tau_pack_shelf_folder ();
  g_autoptr (TauPack) made = tau_pack_load (request->folder, error);
  if (made == NULL || !tau_pack_verify (made, error))
    return NULL;
  char *used = find_used (made, packs);
  if (used != NULL)
    return used;
  g_autoptr (TauPack) copy = tau_pack_copy (made, request->name, cancellable, error);
  return copy != NULL ? g_strdup (copy->folder) : NULL;
}

/* -- requests ------------------------------------------------------------------------------- */

void
tau_training_shelf_list_async (TauWorker *worker, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, list, NULL,
                                      (GDestroyNotify)g_ptr_array_unref };
  tau_worker_ask (worker, &kind, NULL, cancellable, callback, data);
}

GPtrArray *
tau_training_shelf_list_finish (GAsyncResult *result, GError **error)
{
  return tau_worker_answer (result, error);
}

void
tau_training_shelf_delete_async (TauWorker *worker, TauTraining *training,
                                 GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, delete_training, (GDestroyNotify)request_free,
                                      NULL };
  tau_worker_ask (worker, &kind, request_new (training), NULL, callback, data);
}

gboolean
tau_training_shelf_delete_finish (GAsyncResult *result, GError **error)
{
  return tau_worker_answer (result, error) != NULL;
}

void
tau_training_shelf_use_async (TauWorker *worker, TauTraining *training,
                              GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, use, (GDestroyNotify)request_free, g_free };
  tau_worker_ask (worker, &kind, request_new (training), NULL, callback, data);
}

char *
tau_training_shelf_use_finish (GAsyncResult *result, GError **error)
{
  return tau_worker_answer (result, error);
}
