/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tau-store-private.h"

#include <glib/gi18n-lib.h>

#include "base/tau-json.h"

void
tau_store_job_free (TauStoreJob *job)
{
  if (job == NULL)
    return;
  g_free (job->spec);
  g_free (job->summary);
  g_free (job->curves);
  g_free (job->note);
  g_free (job);
}

static gboolean
not_found (gint64 id, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  g_set_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_NOT_FOUND,
               _ ("There is no evaluation or training %s."), number);
  return FALSE;
}

gint64
tau_store_add_job (TauStore *self, TauJobKind kind, const char *spec, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_JOB_ADD);
  tau_query_int (&query, kind);
  tau_query_int (&query, TAU_JOB_RUNNING);
  tau_query_int (&query, g_get_real_time ());
  tau_query_text (&query, spec);
  return tau_query_run (&query, error) ? sqlite3_last_insert_rowid (self->db) : 0;
}

gboolean
tau_store_update_job (TauStore *self, gint64 id, TauJobState state, const char *summary,
                      const char *curves, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_JOB_UPDATE);
  tau_query_int (&query, id);
  tau_query_int (&query, state);
  tau_query_int (&query, g_get_real_time ());
  tau_query_text (&query, summary);
  tau_query_text (&query, curves);
  return tau_store_change (self, &query, id, not_found, error);
}

static TauStoreJob *
read_job (TauQuery *query)
{
  TauStoreJob *job = g_new0 (TauStoreJob, 1);
  job->id = sqlite3_column_int64 (query->statement, 0);
  job->kind = (TauJobKind)sqlite3_column_int (query->statement, 1);
  job->state = (TauJobState)sqlite3_column_int (query->statement, 2);
  job->created = sqlite3_column_int64 (query->statement, 3);
  job->changed = sqlite3_column_int64 (query->statement, 4);
  job->spec = tau_query_dup_text (query, 5);
  job->summary = tau_query_dup_text (query, 6);
  job->curves = tau_query_dup_text (query, 7);
  job->note = tau_query_dup_text (query, 8);
  job->n_bytes = sqlite3_column_int64 (query->statement, 9);
  job->compact = sqlite3_column_int (query->statement, 10) != 0;
  return job;
}

TauStoreJob *
tau_store_get_job (TauStore *self, gint64 id, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_JOB_GET);
  tau_query_int (&query, id);
  if (tau_query_row (&query, &failure))
    return read_job (&query);
  if (failure)
    g_propagate_error (error, g_steal_pointer (&failure));
  else
    not_found (id, error);
  return NULL;
}

gint64
tau_store_find_job (TauStore *self, TauJobKind kind, const char *spec, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_JOB_FIND);
  tau_query_int (&query, kind);
  tau_query_text (&query, spec);
  return tau_query_row (&query, error) ? sqlite3_column_int64 (query.statement, 0) : 0;
}

GPtrArray *
tau_store_list_jobs (TauStore *self, TauJobKind kind, guint limit, GError **error)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify)tau_store_job_free);
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_JOB_LIST);
  tau_query_int (&query, kind);
  tau_query_int (&query, limit);
  while (tau_query_row (&query, error))
    g_ptr_array_add (jobs, read_job (&query));
  return query.rc == SQLITE_DONE ? g_steal_pointer (&jobs) : NULL;
}

GPtrArray *
tau_store_search_jobs (TauStore *self, const char *match, gint64 before, guint limit,
                       GError **error)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify)tau_store_job_free);
  g_autofree char *pattern = tau_store_make_pattern (match);
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_JOB_SEARCH);
  tau_query_int (&query, before);
  tau_query_text (&query, pattern);
  tau_query_int (&query, limit);
  while (tau_query_row (&query, error))
    g_ptr_array_add (jobs, read_job (&query));
  return query.rc == SQLITE_DONE ? g_steal_pointer (&jobs) : NULL;
}

gboolean
tau_store_set_job_note (TauStore *self, gint64 id, const char *note, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_JOB_NOTE);
  tau_query_text (&query, note);
  tau_query_int (&query, id);
  return tau_store_change (self, &query, id, not_found, error);
}

gboolean
tau_store_delete_jobs (TauStore *self, const gint64 *ids, gsize n, gint64 *undo, GError **error)
{
  return tau_store_delete (self, TAU_SQL_JOB_DELETE, ids, n, not_found, undo, error);
}

gboolean
tau_store_restore_jobs (TauStore *self, gint64 undo, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_JOB_RESTORE);
  tau_query_int (&query, undo);
  return tau_query_run (&query, error);
}

char *
tau_store_job_to_json (const TauStoreJob *job)
{
  static const char *const kinds[] = { "?", "evaluation", "training" };
  static const char *const states[] = { "?", "running", "done", "stopped", "failed" };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  tau_json_add_int (builder, "id", job->id);
  tau_json_add_string (builder, "kind", kinds[job->kind < G_N_ELEMENTS (kinds) ? job->kind : 0]);
  tau_json_add_string (builder, "state",
                       states[job->state < G_N_ELEMENTS (states) ? job->state : 0]);
  tau_json_add_time (builder, "created", job->created);
  tau_json_add_time (builder, "changed", job->changed);
  tau_json_add_stored (builder, "spec", job->spec);
  tau_json_add_stored (builder, "summary", job->summary);
  tau_json_add_stored (builder, "curves", job->curves);
  tau_json_add_string (builder, "note", job->note);
  return tau_json_end (builder);
}

gboolean
tau_store_export_jobs (TauStore *self, GOutputStream *out, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_JOB_EXPORT);
  while (tau_query_row (&query, error)) {
    g_autoptr (TauStoreJob) job = read_job (&query);
    g_autofree char *json = tau_store_job_to_json (job);
    if (!g_output_stream_printf (out, NULL, NULL, error, "%s\n", json))
      return FALSE;
  }
  return query.rc == SQLITE_DONE;
}
