/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tau-store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

G_DEFINE_QUARK (tau_store_error, tau_store_error)

void
tau_store_free (TauStore *self)
{
  for (int i = 0; i < TAU_N_SQL; i++)
    sqlite3_finalize (self->statements[i]);
  sqlite3_close (self->db);
  g_array_unref (self->touched);
  g_free (self->name);
  g_free (self->warning);
  g_free (self);
}

static gboolean
fail (TauStore *self, int rc, GError **error)
{
  return tau_store_fail (self->name, self->db, rc, NULL, error);
}

/* FALSE, with error, for a file that must be left alone: another program's, or a later version's.
 */
static gboolean
check_ours (TauStore *self, GError **error)
{
  gboolean foreign = FALSE;
  int version = 0;
  int rc = tau_store_schema_is_foreign (self->db, &foreign);
  if (rc == SQLITE_OK)
    rc = tau_store_schema_read (self->db, "PRAGMA user_version", &version);
  if (rc != SQLITE_OK)
    return fail (self, rc, error);
  if (foreign) {
    g_set_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_FOREIGN,
                 _ ("“%s” is the database of another program. Choose another file."), self->name);
    return FALSE;
  }
  if (version > TAU_STORE_VERSION) {
    g_set_error (
        error, TAU_STORE_ERROR, TAU_STORE_ERROR_NEWER,
        _ ("The database “%s” was written by a newer Tauscope (version %d of the format; this "
           "program knows %d). Update Tauscope, or choose another file."),
        self->name, version, TAU_STORE_VERSION);
    return FALSE;
  }
  return TRUE;
}

/* Reads every page but not the content of every index: finds damage by a bad disk or a stray
 * writer. */
static gboolean
check_undamaged (TauStore *self, GError **error)
{
  sqlite3_stmt *statement = NULL;
  g_autofree char *answer = NULL;
  int rc = sqlite3_prepare_v2 (self->db, "PRAGMA quick_check (1)", -1, &statement, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    answer = g_strdup ((const char *)sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  if (rc != SQLITE_ROW)
    return fail (self, rc, error);
  if (g_strcmp0 (answer, "ok") == 0)
    return TRUE;
  /* The first line only says which database; an error is one line. */
  const char *detail = answer ? strrchr (answer, '\n') : NULL;
  return tau_store_fail (self->name, self->db, SQLITE_CORRUPT, detail ? detail + 1 : answer, error);
}

static gboolean
set_up (TauStore *self, GError **error)
{
  /* auto_vacuum must precede the first table. NORMAL: a power cut may lose the last results, never
   * the database. */
  static const char *const pragmas = "PRAGMA auto_vacuum = INCREMENTAL;"
                                     "PRAGMA journal_mode = WAL;"
                                     "PRAGMA synchronous = NORMAL;"
                                     "PRAGMA foreign_keys = ON;"
                                     "PRAGMA journal_size_limit = 4194304;";
  int rc = sqlite3_exec (self->db, pragmas, NULL, NULL, NULL);
  if (rc == SQLITE_OK)
    rc = tau_store_schema_migrate (self->db, TAU_STORE_VERSION);
  for (int i = 0; rc == SQLITE_OK && i < TAU_N_SQL; i++)
    rc = sqlite3_prepare_v3 (self->db, tau_store_sql[i], -1, SQLITE_PREPARE_PERSISTENT,
                             &self->statements[i], NULL);
  return rc == SQLITE_OK || fail (self, rc, error);
}

static TauStore *
open_once (const char *path, GError **error)
{
  TauStore *self = g_new0 (TauStore, 1);
  self->owner = g_thread_self ();
  self->name = path ? g_filename_display_name (path) : g_strdup (":memory:");
  self->touched = g_array_new (FALSE, FALSE, sizeof (TauStoreTouch));
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  int rc = sqlite3_open_v2 (path ? path : ":memory:", &self->db, flags, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_busy_timeout (self->db, TAU_STORE_WAIT_MS);
  /* If SQLite may not write a file, it opens it read-only without complaint. */
  if (rc == SQLITE_OK && sqlite3_db_readonly (self->db, "main") == 1)
    rc = SQLITE_READONLY;
  gboolean good = rc == SQLITE_OK || tau_store_fail (self->name, self->db, rc, NULL, error);
  good = good && check_ours (self, error) && check_undamaged (self, error) && set_up (self, error);
  if (!good)
    g_clear_pointer (&self, tau_store_free);
  return self;
}

/* Locks the folder: two programs that start at once would otherwise create or rescue the file
 * twice. If the folder cannot be locked (some network disks), or not soon, returns -1; SQLite's own
 * locks must suffice then. */
static int
lock_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  const int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return -1;
  for (int waited = 0; waited < TAU_STORE_WAIT_MS; waited += 10) {
    if (flock (fd, LOCK_EX | LOCK_NB) == 0)
      return fd;
    if (errno != EWOULDBLOCK && errno != EINTR)
      break;
    g_usleep (10 * 1000);
  }
  close (fd);
  return -1;
}

/* Renames PATH and its write-ahead log, which also holds data. Returns the new name. */
static char *
move_aside (const char *path, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%dT%H-%M-%S");
  g_autofree char *aside = g_strdup_printf ("%s.damaged-%s", path, date);
  for (int i = 2; g_file_test (aside, G_FILE_TEST_EXISTS); i++) {
    g_free (aside);
    aside = g_strdup_printf ("%s.damaged-%s-%d", path, date, i);
  }
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *log_aside = g_strconcat (aside, "-wal", NULL);
  g_autofree char *index = g_strconcat (path, "-shm", NULL);
  if (g_rename (path, aside) != 0) {
    g_autofree char *name = g_filename_display_name (path);
    tau_store_fail (name, NULL, SQLITE_READONLY, g_strerror (errno), error);
    return NULL;
  }
  g_rename (log, log_aside); /* often there is no log */
  g_unlink (index);          /* rebuilt from the log */
  return g_steal_pointer (&aside);
}

static TauStore *
replace_damaged (const char *path, const GError *damage, GError **error)
{
  g_autofree char *aside = move_aside (path, error);
  if (aside == NULL)
    return NULL;
  TauStore *self = open_once (path, error);
  if (self) {
    g_autofree char *aside_name = g_filename_display_name (aside);
    self->warning =
        g_strdup_printf (_ ("The database “%s” was damaged. It was kept as “%s”, and a new one "
                            "was made: the history starts empty."),
                         self->name, aside_name);
    g_debug ("%s", damage->message);
  }
  return self;
}

static gboolean
make_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;
  g_autofree char *name = g_filename_display_name (path);
  return tau_store_fail (name, NULL, SQLITE_CANTOPEN, g_strerror (errno), error);
}

char *
tau_store_default_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "tauscope", "tauscope.db", NULL);
}

TauStore *
tau_store_open (const char *path, GError **error)
{
  g_autoptr (GError) failure = NULL;
  if (path && !make_folder (path, error))
    return NULL;
  const int lock = path ? lock_folder (path) : -1;
  TauStore *self = open_once (path, &failure);
  if (self == NULL && path && g_error_matches (failure, TAU_STORE_ERROR, TAU_STORE_ERROR_DAMAGED)) {
    g_autoptr (GError) damage = g_steal_pointer (&failure);
    self = replace_damaged (path, damage, &failure);
  }
  if (lock >= 0)
    close (lock);
  if (self == NULL) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return NULL;
  }
  static const TauSql purges[] = { TAU_SQL_RUN_PURGE, TAU_SQL_JOB_PURGE };
  for (guint i = 0; i < G_N_ELEMENTS (purges); i++) {
    g_auto (TauQuery) purge = tau_query_new (self, purges[i]);
    tau_query_int (&purge, g_get_real_time () - (gint64)TAU_STORE_UNDO_SECONDS * G_USEC_PER_SEC);
    tau_query_run (&purge, NULL); /* if another program is writing, this is done another time */
  }
  return self;
}

const char *
tau_store_get_warning (TauStore *self)
{
  g_assert (self->owner == g_thread_self ());
  return self->warning;
}
