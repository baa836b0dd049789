/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tau-store-private.h"

#include <glib/gi18n-lib.h>

#define COLUMNS                                                                                    \
  "block, model_sha256, setup, corruption, severity, seed, views, n_outputs, data, time_us, "      \
  "created"

/* What is damaged here is replaced, what is damaged there is left out. */
#define SUMMED                                                                                     \
  "block, model_sha256, setup, corruption, severity, seed, views, n_outputs, data, time_us"

#define COPY(form, sum, where)                                                                     \
  "INSERT INTO main.evaluation_part (" COLUMNS ", form, sum) SELECT " COLUMNS ", " form ", " sum   \
  " FROM other.evaluation_part WHERE " where " ORDER BY id"                                        \
  " ON CONFLICT (block, model_sha256, setup, corruption, severity, seed, views)"                   \
  " DO UPDATE SET n_outputs = excluded.n_outputs, data = excluded.data,"                           \
  " time_us = excluded.time_us, form = excluded.form, sum = excluded.sum"                          \
  " WHERE sum IS NOT NULL AND sum <> tau_sum (" SUMMED ")"
#define KNOWN "corruption NOT IN (" TAU_STORE_UNKNOWN_TEXTURES ")"
#define WHOLE "tau_is_whole (sum, " SUMMED ")"

/* "main" is our database, "other" the file being read. */
static int
attach (TauStore *self, const char *path)
{
  sqlite3_stmt *statement = NULL;
  int rc = sqlite3_prepare_v2 (self->db, "ATTACH DATABASE ? AS other", -1, &statement, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_bind_text (statement, 1, path, -1, SQLITE_STATIC);
  if (rc == SQLITE_OK)
    rc = sqlite3_step (statement);
  sqlite3_finalize (statement);
  return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* Whether `other` is a database of this program, in a version that it knows. */
static gboolean
check_other (TauStore *self, const char *name, int *other_version, GError **error)
{
  int id = 0, ours = 0, version = 0;
  int rc = tau_store_schema_read (self->db, "PRAGMA other.application_id", &id);
  if (rc == SQLITE_OK)
    rc = tau_store_schema_read (self->db, "PRAGMA main.application_id", &ours);
  if (rc == SQLITE_OK)
    rc = tau_store_schema_read (self->db, "PRAGMA other.user_version", &version);
  if (rc != SQLITE_OK)
    return tau_store_fail (name, self->db, rc, NULL, error);
  if (id != ours) {
    g_set_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_FOREIGN,
                 _ ("“%s” is not a database of Tauscope. Give files that were written with --db."),
                 name);
    return FALSE;
  }
  if (version > TAU_STORE_VERSION) {
    g_set_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_NEWER,
                 _ ("The database “%s” was written by a newer Tauscope. Update Tauscope."), name);
    return FALSE;
  }
  *other_version = version;
  return TRUE;
}

static gboolean
copy (TauStore *self, const char *name, guint64 *n_added, GError **error)
{
  int n_tables = 0, version = 0;
  *n_added = 0;
  if (!check_other (self, name, &version, error))
    return FALSE;
  const char *sql = "SELECT count(*) FROM other.sqlite_schema WHERE name = 'evaluation_part'";
  int rc = tau_store_schema_read (self->db, sql, &n_tables);
  if (rc == SQLITE_OK && n_tables == 0) /* from before there were evaluations */
    return TRUE;
  /* One statement: all or nothing. */
  if (rc == SQLITE_OK)
    rc = sqlite3_exec (self->db,
                       version < TAU_STORE_TEXTURES_VERSION ? COPY ("0", "NULL", KNOWN)
                       : version < TAU_STORE_SUMS_VERSION   ? COPY ("0", "NULL", "TRUE")
                       : version < TAU_STORE_FORMS_VERSION  ? COPY ("0", "sum", WHOLE)
                                                            : COPY ("form", "sum", WHOLE),
                       NULL, NULL, NULL);
  if (rc == SQLITE_OK) {
    *n_added = sqlite3_changes (self->db);
    return TRUE;
  }
  const int code = rc & 0xff;
  if (code == SQLITE_INTERRUPT) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled"));
    return FALSE;
  }
  return tau_store_fail (code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? name : self->name,
                         self->db, rc, NULL, error);
}

/* SQLite stops when this is not 0. */
static int
is_cancelled (void *cancellable)
{
  return g_cancellable_is_cancelled (cancellable);
}

gboolean
tau_store_merge_parts (TauStore *self, const char *path, guint64 *n_added,
                       GCancellable *cancellable, GError **error)
{
  g_assert (self->owner == g_thread_self ());
  g_autofree char *name = g_filename_display_name (path);
  /* SQLite would create an empty database if the file does not exist. */
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR)) {
    g_set_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_NOT_FOUND,
                 _ ("There is no database “%s”."), name);
    return FALSE;
  }
  const int rc = attach (self, path);
  if (rc != SQLITE_OK)
    return tau_store_fail (name, self->db, rc, NULL, error);
  if (cancellable != NULL)
    sqlite3_progress_handler (self->db, 1000, is_cancelled, cancellable);
  gboolean good = copy (self, name, n_added, error);
  sqlite3_progress_handler (self->db, 0, NULL, NULL);
  sqlite3_exec (self->db, "DETACH DATABASE other", NULL, NULL, NULL);
  return good;
}
