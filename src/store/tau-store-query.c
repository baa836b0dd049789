/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tau-store-private.h"

#include <glib/gi18n-lib.h>

static int
code_of (int rc)
{
  switch (rc & 0xff) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return TAU_STORE_ERROR_LOCKED;
  case SQLITE_FULL:
    return TAU_STORE_ERROR_FULL;
  case SQLITE_READONLY:
  case SQLITE_CANTOPEN:
  case SQLITE_PERM:
    return TAU_STORE_ERROR_UNWRITABLE;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return TAU_STORE_ERROR_DAMAGED;
  default:
    return TAU_STORE_ERROR_FAILED;
  }
}

gboolean
tau_store_fail (const char *name, sqlite3 *db, int rc, const char *detail, GError **error)
{
  const TauStoreError code = code_of (rc);
  if (detail == NULL)
    detail = db && sqlite3_errcode (db) != SQLITE_OK ? sqlite3_errmsg (db) : sqlite3_errstr (rc);
  switch (code) {
  case TAU_STORE_ERROR_LOCKED:
    g_set_error (
        error, TAU_STORE_ERROR, code,
        _ ("The database “%s” is locked by another program. Close that program, or try again."),
        name);
    break;
  case TAU_STORE_ERROR_FULL:
    g_set_error (error, TAU_STORE_ERROR, code,
                 _ ("There is no room left on the disk for the database “%s”. Free some space."),
                 name);
    break;
  case TAU_STORE_ERROR_UNWRITABLE:
    g_set_error (
        error, TAU_STORE_ERROR, code,
        _ ("The database “%s” cannot be opened for writing (%s). Check the permissions of the file "
           "and its folder, or choose another file."),
        name, detail);
    break;
  case TAU_STORE_ERROR_DAMAGED:
    g_set_error (error, TAU_STORE_ERROR, code,
                 _ ("The database “%s” is damaged (%s) and was left as it is. Choose another file, "
                    "or start the window of Tauscope: it offers to keep the damaged file under "
                    "another name and to begin a new one."),
                 name, detail);
    break;
  default:
    g_set_error (
        error, TAU_STORE_ERROR, code,
        _ ("The database “%s” reports an error (%s). Check the disk, or choose another file."),
        name, detail);
  }
  return FALSE;
}

TauQuery
tau_query_new (TauStore *store, TauSql sql)
{
  g_assert (store->owner == g_thread_self ());
  return (TauQuery){ .store = store, .statement = store->statements[sql], .rc = SQLITE_OK };
}

static void
note (TauQuery *self, int rc)
{
  if (self->rc == SQLITE_OK)
    self->rc = rc;
}

void
tau_query_int (TauQuery *self, gint64 value)
{
  note (self, sqlite3_bind_int64 (self->statement, ++self->n_bound, value));
}

void
tau_query_real (TauQuery *self, double value)
{
  note (self, sqlite3_bind_double (self->statement, ++self->n_bound, value));
}

void
tau_query_text (TauQuery *self, const char *value)
{
  note (self, sqlite3_bind_text (self->statement, ++self->n_bound, value, -1, SQLITE_STATIC));
}

void
tau_query_corruption (TauQuery *self, const TauCorruptionKey *key)
{
  tau_query_text (self, key->name != NULL ? key->name : "");
  tau_query_int (self, key->severity);
  tau_query_int (self, (gint64)key->seed);
}

void
tau_query_blob (TauQuery *self, gconstpointer data, gsize size)
{
  note (self, sqlite3_bind_blob64 (self->statement, ++self->n_bound, data, size, SQLITE_STATIC));
}

gboolean
tau_query_row (TauQuery *self, GError **error)
{
  if (self->rc == SQLITE_OK)
    self->rc = sqlite3_step (self->statement);
  if (self->rc == SQLITE_ROW) {
    self->rc = SQLITE_OK;
    return TRUE;
  }
  if (self->rc != SQLITE_DONE)
    tau_store_fail (self->store->name, self->store->db, self->rc, NULL, error);
  return FALSE;
}

gboolean
tau_query_run (TauQuery *self, GError **error)
{
  tau_query_row (self, error);
  return self->rc == SQLITE_DONE;
}

char *
tau_query_dup_text (TauQuery *self, int column)
{
  return g_strdup ((const char *)sqlite3_column_text (self->statement, column));
}

void
tau_query_clear (TauQuery *self)
{
  /* reset repeats the step's code, which has been reported already. */
  sqlite3_reset (self->statement);
  sqlite3_clear_bindings (self->statement);
}

static gboolean
execute (TauStore *self, const char *sql, GError **error)
{
  g_assert (self->owner == g_thread_self ());
  const int rc = sqlite3_exec (self->db, sql, NULL, NULL, NULL);
  return rc == SQLITE_OK || tau_store_fail (self->name, self->db, rc, NULL, error);
}

gboolean
tau_store_begin (TauStore *self, GError **error)
{
  /* IMMEDIATE: waits for another writer here, where giving up loses nothing. */
  return execute (self, "BEGIN IMMEDIATE", error);
}

gboolean
tau_store_end (TauStore *self, gboolean good, GError **error)
{
  if (good && execute (self, "COMMIT", error))
    return TRUE;
  /* After some errors (a full disk) SQLite has already rolled back. */
  if (!sqlite3_get_autocommit (self->db))
    execute (self, "ROLLBACK", NULL);
  return FALSE;
}

char *
tau_store_make_pattern (const char *match)
{
  if (match == NULL || *match == '\0')
    return NULL;
  GString *pattern = g_string_new ("%");
  for (const char *c = match; *c; c++) {
    if (*c == '%' || *c == '_' || *c == '\\')
      g_string_append_c (pattern, '\\');
    g_string_append_c (pattern, *c);
  }
  g_string_append_c (pattern, '%');
  return g_string_free (pattern, FALSE);
}

/* The number of a deletion: its time, but never a number used before. With the clock alone, two
 * quick deletions could get the same number, and one undo would restore both. */
static gint64
next_undo (TauStore *self)
{
  self->last_undo = MAX (g_get_real_time (), self->last_undo + 1);
  return self->last_undo;
}

gboolean
tau_store_change (TauStore *self, TauQuery *query, gint64 id, TauStoreNotFound not_found,
                  GError **error)
{
  return tau_query_run (query, error) && (sqlite3_changes (self->db) > 0 || not_found (id, error));
}

gboolean
tau_store_delete (TauStore *self, TauSql sql, const gint64 *ids, gsize n,
                  TauStoreNotFound not_found, gint64 *undo, GError **error)
{
  if (!tau_store_begin (self, error))
    return FALSE;
  const gint64 stamp = next_undo (self);
  gboolean good = TRUE;
  for (gsize i = 0; good && i < MAX (n, 1); i++) {
    g_auto (TauQuery) query = tau_query_new (self, sql);
    tau_query_int (&query, stamp);
    if (n == 0) {
      good = tau_query_run (&query, error);
    } else {
      tau_query_int (&query, ids[i]);
      good = tau_store_change (self, &query, ids[i], not_found, error);
    }
  }
  if (!tau_store_end (self, good, error))
    return FALSE;
  if (undo != NULL)
    *undo = stamp;
  return TRUE;
}
