/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/history/tau-history-requests.h"

#include "app/widgets/image/tau-texture.h"
#include "evaluate/result/tau-evaluation-comparable.h"

#include <glib/gi18n-lib.h>

/* Data of a request. */
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
request_free (gpointer data)
{
  Request *request = data;
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

/* -- a page --------------------------------------------------------------------------------- */

void
tau_history_page_free (TauHistoryPage *page)
{
  g_ptr_array_unref (page->items);
  g_free (page);
}

/* The image of a run, with all of its runs that are asked for. NULL: an error. */
static TauHistoryItem *
load_image (TauStore *store, const TauHistoryQuery *query, TauStoreRun *newest, GError **error)
{
  g_autoptr (GPtrArray) runs = NULL;
  g_autoptr (TauHistoryItem) item = NULL;
  g_autoptr (TauImage) small = NULL;
  g_autofree char *sha256 = g_strdup (newest->image_sha256);
  if (newest->n_of_image > 1) {
    runs = tau_store_list_runs_of_image (store, sha256, query->match, error);
    tau_store_run_free (newest);
    if (runs == NULL)
      return NULL;
  } else {
    runs = g_ptr_array_new ();
    g_ptr_array_add (runs, newest);
  }
  item = tau_history_item_new_for_image (runs);
  g_autoptr (GBytes) png = sha256 != NULL ? tau_store_get_thumbnail (store, sha256, NULL) : NULL;
  if (png != NULL && (small = tau_image_load_bytes (png, "", NULL)) != NULL) {
    g_autoptr (GdkTexture) texture = tau_texture_new (small);
    tau_history_item_set_thumbnail (item, texture);
  }
  return g_steal_pointer (&item);
}

/* Merges both lists by time until the page is full. What did not fit is read again with the next
 * page. */
static gboolean
merge (TauStore *store, TauHistoryPage *page, const TauHistoryQuery *query, GPtrArray *runs,
       GPtrArray *jobs, GError **error)
{
  guint r = 0, j = 0;
  while (page->items->len < query->limit && (r < runs->len || j < jobs->len)) {
    const TauStoreRun *run = r < runs->len ? g_ptr_array_index (runs, r) : NULL;
    const TauStoreJob *job = j < jobs->len ? g_ptr_array_index (jobs, j) : NULL;
    if (run != NULL && (job == NULL || run->created >= job->created)) {
      page->before_run = run->id;
      TauHistoryItem *item = load_image (store, query, g_steal_pointer (&runs->pdata[r]), error);
      if (item == NULL)
        return FALSE;
      g_ptr_array_add (page->items, item);
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
  return TRUE;
}

static gpointer
load (TauWorkerState *state, gpointer request, GCancellable *cancellable, GError **error)
{
  const TauHistoryQuery *query = &((Request *)request)->query;
  gboolean with_runs = query->kind < 0 || query->kind == TAU_HISTORY_RUN;
  gboolean with_jobs = query->kind < 0 || query->kind != TAU_HISTORY_RUN;
  g_autoptr (GPtrArray) runs = with_runs
                                   ? tau_store_list_images (state->store, query->match,
                                                            query->before_run, query->limit, error)
                                   : g_ptr_array_new ();
  g_autoptr (GPtrArray) jobs = runs == NULL ? NULL
                               : with_jobs
                                   ? tau_store_search_jobs (state->store, query->match,
                                                            query->before_job, query->limit, error)
                                   : g_ptr_array_new ();
  if (runs == NULL || jobs == NULL)
    return NULL;
  g_autoptr (TauHistoryPage) page = g_new0 (TauHistoryPage, 1);
  page->items = g_ptr_array_new_with_free_func (g_object_unref);
  page->before_run = query->before_run;
  page->before_job = query->before_job;
  return merge (state->store, page, query, runs, jobs, error) ? g_steal_pointer (&page) : NULL;
}

void
tau_history_load_async (TauWorker *worker, const TauHistoryQuery *query, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, load, request_free,
                                      (GDestroyNotify)tau_history_page_free };
  Request *request = request_new (NULL);
  request->query = *query;
  request->query.match = g_strdup (query->match);
  tau_worker_ask (worker, &kind, request, cancellable, callback, data);
}

/* -- notes ---------------------------------------------------------------------------------- */

static gpointer
set_note (TauWorkerState *state, gpointer request, GCancellable *cancellable, GError **error)
{
  const Request *self = request;
  TauHistoryItem *item = g_ptr_array_index (self->items, 0);
  gint64 id = tau_history_item_get_id (item);
  const char *note = *self->note != '\0' ? self->note : NULL;
  gboolean done = tau_history_item_get_kind (item) == TAU_HISTORY_RUN
                      ? tau_store_set_note (state->store, id, note, error)
                      : tau_store_set_job_note (state->store, id, note, error);
  return GINT_TO_POINTER (done);
}

void
tau_history_set_note_async (TauWorker *worker, TauHistoryItem *item, const char *note,
                            GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, set_note, request_free, NULL };
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (items, g_object_ref (item));
  Request *request = request_new (items);
  request->note = g_strdup (note);
  tau_worker_ask (worker, &kind, request, NULL, callback, data);
}

/* -- deleting ------------------------------------------------------------------------------- */

/* The runs that an entry stands for, each once. */
static void
add_runs (GArray *ids, GHashTable *seen, TauHistoryItem *item)
{
  GListModel *children = tau_history_item_get_children (item);
  for (guint i = 0; children != NULL && i < g_list_model_get_n_items (children); i++) {
    g_autoptr (TauHistoryItem) child = g_list_model_get_item (children, i);
    add_runs (ids, seen, child);
  }
  gint64 id = tau_history_item_get_id (item);
  if (g_hash_table_add (seen, g_memdup2 (&id, sizeof id)))
    g_array_append_val (ids, id);
}

static gpointer
delete_items (TauWorkerState *state, gpointer request, GCancellable *cancellable, GError **error)
{
  Request *self = request;
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) jobs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < self->items->len; i++) {
    TauHistoryItem *item = g_ptr_array_index (self->items, i);
    gint64 id = tau_history_item_get_id (item);
    if (tau_history_item_get_kind (item) == TAU_HISTORY_RUN)
      add_runs (runs, seen, item);
    else
      g_array_append_val (jobs, id);
  }
  self->undo.n = runs->len + jobs->len;
  /* An empty list of ids would mean all of them. */
  gboolean done = runs->len == 0 || tau_store_delete_runs (state->store, (gint64 *)runs->data,
                                                           runs->len, &self->undo.runs, error);
  if (done && jobs->len > 0) {
    done = tau_store_delete_jobs (state->store, (gint64 *)jobs->data, jobs->len, &self->undo.jobs,
                                  error);
    if (!done && self->undo.runs != 0)
      tau_store_restore_runs (state->store, self->undo.runs, NULL);
  }
  return GINT_TO_POINTER (done);
}

void
tau_history_delete_async (TauWorker *worker, GPtrArray *items, GAsyncReadyCallback callback,
                          gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, delete_items, request_free, NULL };
  tau_worker_ask (worker, &kind, request_new (items), NULL, callback, data);
}

gboolean
tau_history_delete_finish (GAsyncResult *result, TauHistoryUndo *undo, GError **error)
{
  const Request *request = tau_worker_request (result);
  *undo = request->undo;
  return tau_worker_answer (result, error) != NULL;
}

static gpointer
restore (TauWorkerState *state, gpointer request, GCancellable *cancellable, GError **error)
{
  const TauHistoryUndo *undo = &((const Request *)request)->undo;
  gboolean done = (undo->runs == 0 || tau_store_restore_runs (state->store, undo->runs, error)) &&
                  (undo->jobs == 0 || tau_store_restore_jobs (state->store, undo->jobs, error));
  return GINT_TO_POINTER (done);
}

void
tau_history_restore_async (TauWorker *worker, const TauHistoryUndo *undo,
                           GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, restore, request_free, NULL };
  Request *request = request_new (NULL);
  request->undo = *undo;
  tau_worker_ask (worker, &kind, request, NULL, callback, data);
}

/* -- storage size --------------------------------------------------------------------------- */

static gpointer
measure (TauWorkerState *state, gpointer request, GCancellable *cancellable, GError **error)
{
  gint64 size = -1;
  if (!((const Request *)request)->clear || tau_store_trim (state->store, 0, NULL, error))
    size = tau_store_get_size (state->store, error);
  return size >= 0 ? g_memdup2 (&size, sizeof size) : NULL;
}

void
tau_history_size_async (TauWorker *worker, gboolean clear, GAsyncReadyCallback callback,
                        gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, measure, request_free, g_free };
  Request *request = request_new (NULL);
  request->clear = clear;
  tau_worker_ask (worker, &kind, request, NULL, callback, data);
}

/* -- exporting ------------------------------------------------------------------------------ */

/* `unstarted`: one without a result is fine. */
static TauEvaluation *
read_evaluation (TauStore *store, TauHistoryItem *item, gboolean unstarted, GError **error)
{
  g_autoptr (TauStoreJob) job = tau_store_get_job (store, tau_history_item_get_id (item), error);
  if (job == NULL)
    return NULL;
  if (job->summary != NULL)
    return tau_evaluation_parse (job->summary, error);
  if (unstarted)
    return tau_evaluation_parse_unstarted (job->spec, error);
  g_set_error_literal (error, TAU_STORE_ERROR, TAU_STORE_ERROR_NOT_FOUND,
                       _ ("This evaluation has no result yet. Run it again: what was computed "
                          "is kept."));
  return NULL;
}

static gboolean
export_tables (TauStore *store, TauHistoryItem *item, int format, GOutputStream *out,
               GError **error)
{
  g_autoptr (TauEvaluation) result = read_evaluation (store, item, FALSE, error);
  if (result == NULL)
    return FALSE;
  g_autofree char *text = tau_evaluation_write_report (result, (TauTableFormat)format);
  return g_output_stream_printf (out, NULL, NULL, error, "%s", text);
}

static gboolean export_item (TauStore *store, TauHistoryItem *item, int format, GOutputStream *out,
                             GError **error);

static gboolean
export_children (TauStore *store, GListModel *children, GOutputStream *out, GError **error)
{
  gboolean done = TRUE;
  for (guint i = 0; done && i < g_list_model_get_n_items (children); i++) {
    g_autoptr (TauHistoryItem) child = g_list_model_get_item (children, i);
    done = export_item (store, child, -1, out, error);
  }
  return done;
}

static gboolean
export_item (TauStore *store, TauHistoryItem *item, int format, GOutputStream *out, GError **error)
{
  if (format >= 0)
    return export_tables (store, item, format, out, error);
  gint64 id = tau_history_item_get_id (item);
  GListModel *children = tau_history_item_get_children (item);
  g_autofree char *json = NULL;
  if (children != NULL)
    return export_children (store, children, out, error);
  if (tau_history_item_get_kind (item) == TAU_HISTORY_RUN) {
    g_autoptr (TauStoreRun) run = tau_store_get_run (store, id, error);
    json = run != NULL ? tau_store_run_to_json (run) : NULL;
  } else {
    g_autoptr (TauStoreJob) job = tau_store_get_job (store, id, error);
    json = job != NULL ? tau_store_job_to_json (job) : NULL;
  }
  return json != NULL && g_output_stream_printf (out, NULL, NULL, error, "%s\n", json);
}

static gpointer export(TauWorkerState *state, gpointer request, GCancellable *cancellable,
                       GError **error)
{
  const Request *self = request;
  /* Writes beside the file and renames, so that an error leaves an existing file intact. */
  g_autoptr (GFileOutputStream) file =
      g_file_replace (self->file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, error);
  GOutputStream *out = G_OUTPUT_STREAM (file);
  gboolean done = file != NULL;
  if (done && self->items == NULL)
    done = tau_store_export_runs (state->store, out, error) &&
           tau_store_export_jobs (state->store, out, error);
  for (guint i = 0; done && self->items != NULL && i < self->items->len; i++)
    done = export_item (state->store, g_ptr_array_index (self->items, i), self->format, out, error);
  if (done) {
    done = g_output_stream_close (out, NULL, error);
  } else if (file != NULL) {
    /* Closing with a cancelled cancellable drops what was written. */
    g_autoptr (GCancellable) drop = g_cancellable_new ();
    g_cancellable_cancel (drop);
    g_output_stream_close (out, drop, NULL);
  }
  return GINT_TO_POINTER (done);
}

void
tau_history_export_async (TauWorker *worker, GPtrArray *items, int format, GFile *file,
                          GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, export, request_free, NULL };
  Request *request = request_new (items);
  request->file = g_object_ref (file);
  request->format = format;
  tau_worker_ask (worker, &kind, request, NULL, callback, data);
}

/* -- opening an evaluation ------------------------------------------------------------------ */

static gpointer
read_evaluations (TauWorkerState *state, gpointer request, GCancellable *cancellable,
                  GError **error)
{
  const GPtrArray *items = ((const Request *)request)->items;
  g_autoptr (GPtrArray) results =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tau_evaluation_unref);
  for (guint i = 0; i < items->len; i++) {
    TauEvaluation *result =
        read_evaluation (state->store, g_ptr_array_index (items, i), items->len == 1, error);
    if (result == NULL)
      return NULL;
    g_ptr_array_add (results, result);
  }
  if (results->len == 2 && !tau_evaluation_check_comparable (g_ptr_array_index (results, 0),
                                                             g_ptr_array_index (results, 1), error))
    return NULL;
  if (results->len == 2)
    tau_evaluation_pair (g_ptr_array_index (results, 0), g_ptr_array_index (results, 1));
  return g_steal_pointer (&results);
}

void
tau_history_evaluations_async (TauWorker *worker, GPtrArray *items, GAsyncReadyCallback callback,
                               gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, read_evaluations, request_free,
                                      (GDestroyNotify)g_ptr_array_unref };
  tau_worker_ask (worker, &kind, request_new (items), NULL, callback, data);
}
