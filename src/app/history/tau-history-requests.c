/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/history/tau-history-requests.h"

#include <glib/gi18n-lib.h>

/* What a request carries. */
typedef struct {
  TauHistoryQuery query;
  GPtrArray *items; /* of TauHistoryItem, or NULL */
  char *note;
  TauHistoryUndo undo;
  gboolean clear;
  GFile *file;
  int format; /* of an export; -1: JSON lines */
} Request;

static void
request_free (Request *request)
{
  g_free (request->query.match);
  g_clear_pointer (&request->items, g_ptr_array_unref);
  g_free (request->note);
  g_clear_object (&request->file);
  g_free (request);
}

static Request *
request_new (GPtrArray *items)
{
  Request *request = g_new0 (Request, 1);
  request->items = items != NULL ? g_ptr_array_ref (items) : NULL;
  return request;
}

static void
push (TauWorker *worker, Request *request, GCancellable *cancellable, GAsyncReadyCallback callback,
      gpointer data, TauWorkerFunc func, gpointer tag)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, request, (GDestroyNotify)request_free);
  tau_worker_push (worker, TAU_LANE_OTHER, task, func);
}

static void
return_boolean (GTask *task, gboolean done, GError *error)
{
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
finish_boolean (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* -- a page --------------------------------------------------------------------------------- */

void
tau_history_page_free (TauHistoryPage *page)
{
  g_ptr_array_unref (page->items);
  g_free (page);
}

/* Merges both lists by time until the page is full; what did not fit is read again with the next
 * one. */
static void
merge (TauHistoryPage *page, const TauHistoryQuery *query, GPtrArray *runs, GPtrArray *jobs)
{
  guint r = 0, j = 0;
  while (page->items->len < query->limit && (r < runs->len || j < jobs->len)) {
    const TauStoreRun *run = r < runs->len ? g_ptr_array_index (runs, r) : NULL;
    const TauStoreJob *job = j < jobs->len ? g_ptr_array_index (jobs, j) : NULL;
    if (run != NULL && (job == NULL || run->created >= job->created)) {
      page->before_run = run->id;
      g_ptr_array_add (page->items,
                       tau_history_item_new_for_run (g_steal_pointer (&runs->pdata[r])));
      r++;
    } else {
      TauJobKind wanted =
          query->kind == TAU_HISTORY_TRAINING ? TAU_JOB_TRAINING : TAU_JOB_EVALUATION;
      page->before_job = job->id;
      if (query->kind < 0 || job->kind == wanted)
        g_ptr_array_add (page->items,
                         tau_history_item_new_for_job (g_steal_pointer (&jobs->pdata[j])));
      j++;
    }
  }
  page->more =
      r < runs->len || j < jobs->len || runs->len == query->limit || jobs->len == query->limit;
}

static void
load_job (GTask *task, TauWorkerState *state, gpointer task_data,
          GCancellable *cancellable G_GNUC_UNUSED)
{
  const TauHistoryQuery *query = &((Request *)task_data)->query;
  gboolean with_runs = query->kind < 0 || query->kind == TAU_HISTORY_RUN;
  gboolean with_jobs = query->kind < 0 || query->kind != TAU_HISTORY_RUN;
  GError *error = NULL;
  g_autoptr (GPtrArray) runs = with_runs
                                   ? tau_store_list_runs (state->store, query->match,
                                                          query->before_run, query->limit, &error)
                                   : g_ptr_array_new ();
  g_autoptr (GPtrArray) jobs = runs == NULL ? NULL
                               : with_jobs
                                   ? tau_store_search_jobs (state->store, query->match,
                                                            query->before_job, query->limit, &error)
                                   : g_ptr_array_new ();
  if (runs == NULL || jobs == NULL) {
    g_task_return_error (task, error);
    return;
  }
  TauHistoryPage *page = g_new0 (TauHistoryPage, 1);
  page->items = g_ptr_array_new_with_free_func (g_object_unref);
  page->before_run = query->before_run;
  page->before_job = query->before_job;
  merge (page, query, runs, jobs);
  g_task_return_pointer (task, page, (GDestroyNotify)tau_history_page_free);
}

void
tau_history_load_async (TauWorker *worker, const TauHistoryQuery *query, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  Request *request = request_new (NULL);
  request->query = *query;
  request->query.match = g_strdup (query->match);
  push (worker, request, cancellable, callback, data, load_job, tau_history_load_async);
}

TauHistoryPage *
tau_history_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* -- notes ---------------------------------------------------------------------------------- */

static void
note_job (GTask *task, TauWorkerState *state, gpointer task_data,
          GCancellable *cancellable G_GNUC_UNUSED)
{
  Request *request = task_data;
  TauHistoryItem *item = g_ptr_array_index (request->items, 0);
  gint64 id = tau_history_item_get_id (item);
  const char *note = *request->note != '\0' ? request->note : NULL;
  GError *error = NULL;
  gboolean done = tau_history_item_get_kind (item) == TAU_HISTORY_RUN
                      ? tau_store_set_note (state->store, id, note, &error)
                      : tau_store_set_job_note (state->store, id, note, &error);
  return_boolean (task, done, error);
}

void
tau_history_set_note_async (TauWorker *worker, TauHistoryItem *item, const char *note,
                            GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (items, g_object_ref (item));
  Request *request = request_new (items);
  request->note = g_strdup (note);
  push (worker, request, NULL, callback, data, note_job, tau_history_set_note_async);
}

gboolean
tau_history_set_note_finish (GAsyncResult *result, GError **error)
{
  return finish_boolean (result, error);
}

/* -- deleting ------------------------------------------------------------------------------- */

static void
delete_job (GTask *task, TauWorkerState *state, gpointer task_data,
            GCancellable *cancellable G_GNUC_UNUSED)
{
  Request *request = task_data;
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) jobs = g_array_new (FALSE, FALSE, sizeof (gint64));
  GError *error = NULL;
  for (guint i = 0; i < request->items->len; i++) {
    TauHistoryItem *item = g_ptr_array_index (request->items, i);
    gint64 id = tau_history_item_get_id (item);
    g_array_append_val (tau_history_item_get_kind (item) == TAU_HISTORY_RUN ? runs : jobs, id);
  }
  /* No ids would mean all of them. */
  gboolean done = runs->len == 0 || tau_store_delete_runs (state->store, (gint64 *)runs->data,
                                                           runs->len, &request->undo.runs, &error);
  if (done && jobs->len > 0) {
    done = tau_store_delete_jobs (state->store, (gint64 *)jobs->data, jobs->len,
                                  &request->undo.jobs, &error);
    if (!done && request->undo.runs != 0)
      tau_store_restore_runs (state->store, request->undo.runs, NULL);
  }
  return_boolean (task, done, error);
}

void
tau_history_delete_async (TauWorker *worker, GPtrArray *items, GAsyncReadyCallback callback,
                          gpointer data)
{
  push (worker, request_new (items), NULL, callback, data, delete_job, tau_history_delete_async);
}

gboolean
tau_history_delete_finish (GAsyncResult *result, TauHistoryUndo *undo, GError **error)
{
  const Request *request = g_task_get_task_data (G_TASK (result));
  *undo = request->undo;
  undo->n = request->items->len;
  return finish_boolean (result, error);
}

static void
restore_job (GTask *task, TauWorkerState *state, gpointer task_data,
             GCancellable *cancellable G_GNUC_UNUSED)
{
  const TauHistoryUndo *undo = &((Request *)task_data)->undo;
  GError *error = NULL;
  gboolean done = (undo->runs == 0 || tau_store_restore_runs (state->store, undo->runs, &error)) &&
                  (undo->jobs == 0 || tau_store_restore_jobs (state->store, undo->jobs, &error));
  return_boolean (task, done, error);
}

void
tau_history_restore_async (TauWorker *worker, const TauHistoryUndo *undo,
                           GAsyncReadyCallback callback, gpointer data)
{
  Request *request = request_new (NULL);
  request->undo = *undo;
  push (worker, request, NULL, callback, data, restore_job, tau_history_restore_async);
}

gboolean
tau_history_restore_finish (GAsyncResult *result, GError **error)
{
  return finish_boolean (result, error);
}

/* -- the space ------------------------------------------------------------------------------ */

static void
size_job (GTask *task, TauWorkerState *state, gpointer task_data,
          GCancellable *cancellable G_GNUC_UNUSED)
{
  GError *error = NULL;
  gint64 size = -1;
  if (!((Request *)task_data)->clear || tau_store_trim (state->store, 0, NULL, &error))
    size = tau_store_get_size (state->store, &error);
  if (size < 0)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, size);
}

void
tau_history_size_async (TauWorker *worker, gboolean clear, GAsyncReadyCallback callback,
                        gpointer data)
{
  Request *request = request_new (NULL);
  request->clear = clear;
  push (worker, request, NULL, callback, data, size_job, tau_history_size_async);
}

gint64
tau_history_size_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), -1);
  return g_task_propagate_int (G_TASK (result), error);
}

/* -- exporting ------------------------------------------------------------------------------ */

static TauEvaluation *
read_evaluation (TauStore *store, TauHistoryItem *item, GError **error)
{
  g_autoptr (TauStoreJob) job = tau_store_get_job (store, tau_history_item_get_id (item), error);
  if (job == NULL)
    return NULL;
  if (job->summary != NULL)
    return tau_evaluation_parse (job->summary, error);
  g_set_error_literal (error, TAU_STORE_ERROR, TAU_STORE_ERROR_NOT_FOUND,
                       _ ("This evaluation has no result yet. Run it again: what was computed "
                          "is kept."));
  return NULL;
}

static gboolean
export_tables (TauStore *store, TauHistoryItem *item, int format, GOutputStream *out,
               GError **error)
{
  g_autoptr (TauEvaluation) result = read_evaluation (store, item, error);
  if (result == NULL)
    return FALSE;
  g_autofree char *text = tau_evaluation_write_report (result, (TauTableFormat)format);
  return g_output_stream_printf (out, NULL, NULL, error, "%s", text);
}

static gboolean
export_item (TauStore *store, TauHistoryItem *item, int format, GOutputStream *out, GError **error)
{
  if (format >= 0)
    return export_tables (store, item, format, out, error);
  gint64 id = tau_history_item_get_id (item);
  g_autofree char *json = NULL;
  if (tau_history_item_get_kind (item) == TAU_HISTORY_RUN) {
    g_autoptr (TauStoreRun) run = tau_store_get_run (store, id, error);
    json = run != NULL ? tau_store_run_to_json (run) : NULL;
  } else {
    g_autoptr (TauStoreJob) job = tau_store_get_job (store, id, error);
    json = job != NULL ? tau_store_job_to_json (job) : NULL;
  }
  return json != NULL && g_output_stream_printf (out, NULL, NULL, error, "%s\n", json);
}

static void
export_job (GTask *task, TauWorkerState *state, gpointer task_data, GCancellable *cancellable)
{
  Request *request = task_data;
  GError *error = NULL;
  /* Written beside the file and renamed: a file that is replaced stays whole after an error. */
  g_autoptr (GFileOutputStream) file =
      g_file_replace (request->file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, &error);
  GOutputStream *out = G_OUTPUT_STREAM (file);
  gboolean done = file != NULL;
  if (done && request->items == NULL)
    done = tau_store_export_runs (state->store, out, &error) &&
           tau_store_export_jobs (state->store, out, &error);
  for (guint i = 0; done && request->items != NULL && i < request->items->len; i++)
    done = export_item (state->store, g_ptr_array_index (request->items, i), request->format, out,
                        &error);
  if (done) {
    done = g_output_stream_close (out, NULL, &error);
  } else if (file != NULL) {
    /* A close that is cancelled drops what was written. */
    g_autoptr (GCancellable) drop = g_cancellable_new ();
    g_cancellable_cancel (drop);
    g_output_stream_close (out, drop, NULL);
  }
  return_boolean (task, done, error);
}

void
tau_history_export_async (TauWorker *worker, GPtrArray *items, int format, GFile *file,
                          GAsyncReadyCallback callback, gpointer data)
{
  Request *request = request_new (items);
  request->file = g_object_ref (file);
  request->format = format;
  push (worker, request, NULL, callback, data, export_job, tau_history_export_async);
}

gboolean
tau_history_export_finish (GAsyncResult *result, GError **error)
{
  return finish_boolean (result, error);
}

/* -- opening an evaluation ------------------------------------------------------------------ */

static void
evaluations_job (GTask *task, TauWorkerState *state, gpointer task_data,
                 GCancellable *cancellable G_GNUC_UNUSED)
{
  const GPtrArray *items = ((Request *)task_data)->items;
  g_autoptr (GPtrArray) results =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tau_evaluation_unref);
  for (guint i = 0; i < items->len; i++) {
    GError *error = NULL;
    TauEvaluation *result = read_evaluation (state->store, g_ptr_array_index (items, i), &error);
    if (result == NULL) {
      g_task_return_error (task, error);
      return;
    }
    g_ptr_array_add (results, result);
  }
  if (results->len == 2)
    tau_evaluation_pair (g_ptr_array_index (results, 0), g_ptr_array_index (results, 1));
  g_task_return_pointer (task, g_steal_pointer (&results), (GDestroyNotify)g_ptr_array_unref);
}

void
tau_history_evaluations_async (TauWorker *worker, GPtrArray *items, GAsyncReadyCallback callback,
                               gpointer data)
{
  push (worker, request_new (items), NULL, callback, data, evaluations_job,
        tau_history_evaluations_async);
}

GPtrArray *
tau_history_evaluations_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
