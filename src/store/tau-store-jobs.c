/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tau-store-private.h"

#include <glib/gi18n-lib.h>

void
tau_store_job_free (TauStoreJob *job)
{
  if (job == NULL)
    return;
  g_free (job->spec);
  g_free (job->summary);
  g_free (job->curves);
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
  if (!tau_query_run (&query, error))
    return FALSE;
  return sqlite3_changes (self->db) > 0 || not_found (id, error);
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

gboolean
tau_store_delete_job (TauStore *self, gint64 id, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_JOB_DELETE);
  tau_query_int (&query, id);
  if (!tau_query_run (&query, error))
    return FALSE;
  return sqlite3_changes (self->db) > 0 || not_found (id, error);
}
