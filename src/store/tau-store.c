/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tau-store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

G_DEFINE_QUARK (tau_store_error, tau_store_error)

/* A database of up to this many pages is read whole when it is opened: 4 MiB take 5 ms. */
#define CHECKED_PAGES 1024

void
tau_store_free (TauStore *self)
{
  for (int i = 0; i < TAU_N_SQL; i++)
    sqlite3_finalize (self->statements[i]);
  sqlite3_close (self->db);
  g_array_unref (self->touched);
  g_free (self->name);
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
check_ours (TauStore *self, int *version, GError **error)
{
  gboolean foreign = FALSE;
  int rc = tau_store_schema_is_foreign (self->db, &foreign);
  if (rc == SQLITE_OK)
    rc = tau_store_schema_read (self->db, "PRAGMA user_version", version);
  if (rc != SQLITE_OK)
    return fail (self, rc, error);
  if (foreign) {
    g_set_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_FOREIGN,
                 _ ("“%s” is the database of another program. Choose another file."), self->name);
    return FALSE;
  }
  if (*version > TAU_STORE_VERSION) {
    g_set_error (
        error, TAU_STORE_ERROR, TAU_STORE_ERROR_NEWER,
        _ ("The database “%s” was written by a newer Tauscope (version %d of the format; this "
           "program knows %d). Update Tauscope, or choose another file."),
        self->name, *version, TAU_STORE_VERSION);
    return FALSE;
  }
  return TRUE;
}

/* Reads every page but not the content of every index: finds damage by a bad disk or a stray
 * writer. In a large database this would take seconds: there, damage is found when the page is
 * read, and answers have checksums of their own. */
static gboolean
check_undamaged (TauStore *self, GError **error)
{
  int n_pages = 0;
  int rc = tau_store_schema_read (self->db, "PRAGMA page_count", &n_pages);
  if (rc != SQLITE_OK)
    return fail (self, rc, error);
  if (n_pages > CHECKED_PAGES)
    return TRUE;
  sqlite3_stmt *statement = NULL;
  g_autofree char *answer = NULL;
  rc = sqlite3_prepare_v2 (self->db, "PRAGMA quick_check (1)", -1, &statement, NULL);
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

static int
prepare_all (TauStore *self)
{
  int rc = tau_store_add_functions (self);
  for (int i = 0; rc == SQLITE_OK && i < TAU_N_SQL; i++)
    rc = sqlite3_prepare_v3 (self->db, tau_store_sql[i], -1, SQLITE_PREPARE_PERSISTENT,
                             &self->statements[i], NULL);
  return rc;
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
  if (rc == SQLITE_OK)
    rc = prepare_all (self);
  return rc == SQLITE_OK || fail (self, rc, error);
}

static TauStore *
new_store (const char *path)
{
  TauStore *self = g_new0 (TauStore, 1);
  self->owner = g_thread_self ();
  self->name = path ? g_filename_display_name (path) : g_strdup (":memory:");
  self->touched = g_array_new (FALSE, FALSE, sizeof (TauStoreTouch));
  return self;
}

/* FALSE for an existing file that SQLite must not touch: what is no database is another's. */
static gboolean
check_file (const char *path, GError **error)
{
  static const char magic[16] = "SQLite format 3";
  g_autofree char *name = g_filename_display_name (path);
  char head[sizeof magic] = { 0 };
  GStatBuf found;
  if (g_stat (path, &found) != 0)
    return errno == ENOENT ||
           tau_store_fail (name, NULL, SQLITE_CANTOPEN, g_strerror (errno), error);
  if (!S_ISREG (found.st_mode))
    return tau_store_fail (name, NULL, SQLITE_CANTOPEN, _ ("it is not a regular file"), error);
  if (found.st_size == 0) /* may become a database */
    return TRUE;
  const int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  const gssize n = fd >= 0 ? read (fd, head, sizeof head) : -1;
  const int problem = errno;
  if (fd >= 0)
    close (fd);
  if (n < 0)
    return tau_store_fail (name, NULL, SQLITE_CANTOPEN, g_strerror (problem), error);
  if (memcmp (head, magic, sizeof magic) == 0)
    return TRUE;
  /* What the program itself put there was a database once. */
  g_autofree char *own = tau_store_default_path ();
  if (g_str_equal (path, own))
    return tau_store_fail (name, NULL, SQLITE_NOTADB, NULL, error);
  g_set_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_NO_DATABASE,
               _ ("“%s” is not a database. Choose another file: this one is left as it is."), name);
  return FALSE;
}

/* What a killed program left in the write-ahead log stays there if the database is refused: closing
 * would otherwise write it into the file. */
static gboolean
has_log (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  GStatBuf found;
  return g_stat (log, &found) == 0 && found.st_size > 0;
}

static void
leave_log (TauStore *self)
{
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

static TauStore *
open_once (const char *path, GError **error)
{
  if (path != NULL && !check_file (path, error))
    return NULL;
  const gboolean logged = path != NULL && has_log (path);
  TauStore *self = new_store (path);
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  int version = 0, rc = sqlite3_open_v2 (path ? path : ":memory:", &self->db, flags, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_busy_timeout (self->db, TAU_STORE_WAIT_MS);
  /* If SQLite may not write a file, it opens it read-only without complaint. */
  if (rc == SQLITE_OK && sqlite3_db_readonly (self->db, "main") == 1)
    rc = SQLITE_READONLY;
  gboolean good = rc == SQLITE_OK || fail (self, rc, error);
  good = good && check_ours (self, &version, error) && check_undamaged (self, error) &&
         set_up (self, error);
  if (good)
    return self;
  if (logged)
    leave_log (self);
  tau_store_free (self);
  return NULL;
}

/* Opens what is there without ever writing to it. Writing is allowed to SQLite, if it is to us,
 * only so that it removes its own empty log again. */
static TauStore *
open_existing (const char *path, int *version, GError **error)
{
  if (!check_file (path, error))
    return NULL;
  const gboolean logged = has_log (path), writable = g_access (path, W_OK) == 0;
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *escaped = g_uri_escape_string (full, "/", FALSE);
  g_autofree char *uri = g_strconcat ("file:", escaped, writable ? "" : "?immutable=1", NULL);
  const int flags = writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  TauStore *self = new_store (path);
  int rc = sqlite3_open_v2 (
      logged || writable ? full : uri, &self->db,
      flags | SQLITE_OPEN_NOMUTEX | (logged || writable ? 0 : SQLITE_OPEN_URI), NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_busy_timeout (self->db, TAU_STORE_WAIT_MS);
  if (rc == SQLITE_OK)
    rc = sqlite3_exec (self->db, "PRAGMA query_only = ON", NULL, NULL, NULL);
  if (rc == SQLITE_OK && logged)
    leave_log (self);
  if ((rc == SQLITE_OK || fail (self, rc, error)) && check_ours (self, version, error) &&
      check_undamaged (self, error))
    return self;
  tau_store_free (self);
  return NULL;
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

/* Rows deleted long ago. If another program is writing, this is done another time. */
static void
purge (TauStore *self)
{
  static const TauSql purges[] = { TAU_SQL_RUN_PURGE, TAU_SQL_JOB_PURGE };
  for (guint i = 0; i < G_N_ELEMENTS (purges); i++) {
    g_auto (TauQuery) query = tau_query_new (self, purges[i]);
    tau_query_int (&query, g_get_real_time () - (gint64)TAU_STORE_UNDO_SECONDS * G_USEC_PER_SEC);
    tau_query_run (&query, NULL);
  }
}

/* `anew`: what is there and damaged is kept under another name, whose name is returned. */
static TauStore *
open_locked (const char *path, gboolean anew, char **kept, GError **error)
{
  g_autoptr (GError) damage = NULL;
  if (!make_folder (path, error))
    return NULL;
  const int lock = lock_folder (path);
  TauStore *self = open_once (path, &damage);
  /* Another program may have started anew meanwhile. */
  if (self == NULL && anew && g_error_matches (damage, TAU_STORE_ERROR, TAU_STORE_ERROR_DAMAGED) &&
      (*kept = move_aside (path, error)) != NULL)
    self = open_once (path, error);
  else if (self == NULL && (error == NULL || *error == NULL))
    g_propagate_error (error, g_steal_pointer (&damage));
  if (lock >= 0)
    close (lock);
  if (self != NULL)
    purge (self);
  return self;
}

TauStore *
tau_store_open (const char *path, GError **error)
{
  return path != NULL ? open_locked (path, FALSE, NULL, error) : open_once (NULL, error);
}

TauStore *
tau_store_open_read (const char *path, GError **error)
{
  GStatBuf found;
  int version = 0;
  if (g_stat (path, &found) != 0 && errno == ENOENT)
    return open_once (NULL, error);
  TauStore *self = open_existing (path, &version, error);
  if (self == NULL || version == TAU_STORE_VERSION) {
    const int rc = self != NULL ? prepare_all (self) : SQLITE_OK;
    if (rc != SQLITE_OK) {
      fail (self, rc, error);
      g_clear_pointer (&self, tau_store_free);
    }
    return self;
  }
  /* Of an older version, which is brought up to date; or still empty. */
  tau_store_free (self);
  return version == 0 ? open_once (NULL, error) : tau_store_open (path, error);
}

gboolean
tau_store_check_file (const char *path, GError **error)
{
  int version = 0;
  TauStore *self = open_existing (path, &version, error);
  if (self == NULL)
    return FALSE;
  tau_store_free (self);
  if (version > 0)
    return TRUE;
  g_autofree char *name = g_filename_display_name (path);
  g_set_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_FOREIGN,
               _ ("“%s” is not a database of Tauscope. Give files that were written with --db."),
               name);
  return FALSE;
}

TauStore *
tau_store_start_anew (const char *path, char **kept, GError **error)
{
  *kept = NULL;
  return open_locked (path, TRUE, kept, error);
}
