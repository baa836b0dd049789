/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const TauStoreModel target = { "t1", "s" };
static const TauStoreKey plain = { .image_sha256 = "i1" };

static void
run_raw (const char *path, const char *sql)
{
  sqlite3_close (open_raw (path, sql));
}

static void
assert_refused (const char *path, TauStoreError code)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (tau_store_open (path, &error));
  g_assert_error (error, TAU_STORE_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, path)); /* names the file */
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_test_message ("%s", error->message);
}

static int
read_version (TauStore *store)
{
  int version = -1;
  g_assert_cmpint (tau_store_schema_read (store->db, "PRAGMA user_version", &version), ==,
                   SQLITE_OK);
  return version;
}

static void
test_settings (Fixture *f, gconstpointer data)
{
  g_autoptr (TauStore) store = open_store (f->path);
  int foreign_keys = 0;
  sqlite3_stmt *mode = NULL;
  tau_store_schema_read (store->db, "PRAGMA foreign_keys", &foreign_keys);
  g_assert_cmpint (foreign_keys, ==, 1);
  g_assert_cmpint (read_version (store), ==, TAU_STORE_VERSION);
  sqlite3_prepare_v2 (store->db, "PRAGMA journal_mode", -1, &mode, NULL);
  g_assert_cmpint (sqlite3_step (mode), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *)sqlite3_column_text (mode, 0), ==, "wal");
  sqlite3_finalize (mode);
}

static void
test_migration_from_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (TauStore) store = NULL;
  run_raw (f->path, "PRAGMA user_version = 0; VACUUM");
  store = open_store (f->path);
  g_assert_cmpint (read_version (store), ==, TAU_STORE_VERSION);
}

static void
test_migration_keeps_results (Fixture *f, gconstpointer data)
{
  sqlite3 *db = open_raw (f->path, "");
  g_assert_cmpint (tau_store_schema_migrate (db, 1), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (db,
                    "INSERT INTO target_result VALUES (1, 'i1', 't1', 's', '', 0, 0, 0,"
                    " zeroblob (480), 7, 1, 1)",
                    NULL, NULL, NULL),
      ==, SQLITE_OK);
  sqlite3_close (db);
  g_autoptr (TauStore) store = open_store (f->path);
  float values[TAU_N_TRANSFORMS * N_CLASSES] = { 1 };
  g_assert_cmpint (read_version (store), ==, TAU_STORE_VERSION);
  g_assert_true (tau_store_find_target (store, &plain, &target, N_CLASSES, values, NULL, NULL));
  g_assert_cmpfloat (values[0], ==, 0);
}

/* A step that fails in the middle leaves the version and the tables before it. */
static void
test_failed_migration_leaves_all (Fixture *f, gconstpointer data)
{
  sqlite3 *db = open_raw (f->path, "");
  int version = 0;
  g_assert_cmpint (tau_store_schema_migrate (db, 1), ==, SQLITE_OK);
  sqlite3_exec (db, "CREATE TABLE job (x)", NULL, NULL, NULL); /* in the way of the third step */
  g_assert_cmpint (tau_store_schema_migrate (db, 3), !=, SQLITE_OK);
  tau_store_schema_read (db, "PRAGMA user_version", &version);
  g_assert_cmpint (version, ==, 1);
  g_assert_cmpint (sqlite3_exec (db, "SELECT 1 FROM run", NULL, NULL, NULL), ==, SQLITE_ERROR);
  sqlite3_close (db);
  assert_refused (f->path, TAU_STORE_ERROR_FAILED);
}

static void
test_newer_is_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;
  gsize n_before = 0, n_after = 0;
  tau_store_close (open_store (f->path));
  run_raw (f->path, "PRAGMA user_version = 99");
  g_file_get_contents (f->path, &before, &n_before, NULL);
  assert_refused (f->path, TAU_STORE_ERROR_NEWER);
  g_file_get_contents (f->path, &after, &n_after, NULL);
  g_assert_cmpmem (before, n_before, after, n_after);
}

static void
test_foreign_is_refused (Fixture *f, gconstpointer data)
{
  run_raw (f->path, "CREATE TABLE bookmarks (url)");
  assert_refused (f->path, TAU_STORE_ERROR_FOREIGN);
  run_raw (f->path, "INSERT INTO bookmarks VALUES (1)"); /* untouched */
}

/* Everything refuses it with this code and leaves it as it is, with nothing beside it. */
static void
assert_left_alone (Fixture *f, TauStoreError code)
{
  g_autofree char *before = NULL, *after = NULL, *folder = g_path_get_dirname (f->path);
  gsize n_before = 0, n_after = 0;
  g_assert_true (g_file_get_contents (f->path, &before, &n_before, NULL));
  assert_refused (f->path, code);
  g_autoptr (GError) error = NULL, other = NULL;
  g_assert_null (tau_store_open_read (f->path, &error));
  g_assert_error (error, TAU_STORE_ERROR, (int)code);
  g_assert_false (tau_store_check_file (f->path, &other));
  g_assert_error (other, TAU_STORE_ERROR, (int)code);
  g_assert_true (g_file_get_contents (f->path, &after, &n_after, NULL));
  g_assert_cmpmem (before, n_before, after, n_after);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "tauscope.db");
  g_assert_null (g_dir_read_name (dir));
}

/* Starting anew, as the user asked for, keeps the file under another name. */
static void
assert_rescued (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL, *again = NULL, *before = NULL, *after = NULL;
  gsize n_before = 0, n_after = 0;
  assert_left_alone (f, TAU_STORE_ERROR_DAMAGED);
  g_assert_true (g_file_get_contents (f->path, &before, &n_before, NULL));
  TauStore *store = tau_store_start_anew (f->path, &kept, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (kept, f->path));
  g_assert_nonnull (strstr (kept, ".damaged-"));
  g_assert_true (g_file_get_contents (kept, &after, &n_after, NULL));
  g_assert_cmpmem (before, n_before, after, n_after);
  g_assert_false (has_target (store, &plain, &target, 1));
  put_target (store, &plain, &target, 1);
  tau_store_close (store);
  /* What is sound is never moved. */
  store = tau_store_start_anew (f->path, &again, &error);
  g_assert_null (again);
  g_assert_true (has_target (store, &plain, &target, 1));
  tau_store_close (store);
}

/* Text, an image, a file of zeros: another's files. */
static void
test_no_database (Fixture *f, gconstpointer data)
{
  const char *const contents[] = { "This is not a database, but it may be dear to somebody.", "x",
                                   "SQLite format 2", "\x89PNG\r\n\x1a\n and so on" };
  g_autofree char *folder = g_path_get_dirname (f->path);
  g_mkdir_with_parents (folder, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (contents); i++) {
    g_autofree char *kept = NULL;
    g_autoptr (GError) error = NULL;
    g_assert_true (g_file_set_contents (f->path, contents[i], -1, NULL));
    assert_left_alone (f, TAU_STORE_ERROR_NO_DATABASE);
    g_assert_null (tau_store_start_anew (f->path, &kept, &error));
    g_assert_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_NO_DATABASE);
    g_assert_null (kept);
  }
}

static void
test_damaged_pages (Fixture *f, gconstpointer data)
{
  g_autofree char *content = NULL;
  gsize size = 0;
  TauStore *store = open_store (f->path);
  for (int i = 0; i < 200; i++) {
    const TauStoreKey key = { "i", { "fog", 1, i, 1 } };
    put_target (store, &key, &target, i);
  }
  tau_store_close (store);
  g_assert_true (g_file_get_contents (f->path, &content, &size, NULL));
  g_assert_cmpuint (size, >, 20 * 4096);
  memset (content + 10 * 4096, 0xa5, 5 * 4096);
  g_assert_true (g_file_set_contents (f->path, content, size, NULL));
  assert_rescued (f);
}

/* The first pages say which tables there are. */
static void
test_damaged_head (Fixture *f, gconstpointer data)
{
  g_autofree char *content = NULL;
  gsize size = 0;
  tau_store_close (open_store (f->path));
  g_assert_true (g_file_get_contents (f->path, &content, &size, NULL));
  memset (content + 100, 0, 3 * 4096 - 100);
  g_assert_true (g_file_set_contents (f->path, content, size, NULL));
  assert_rescued (f);
}

static void
test_truncated (Fixture *f, gconstpointer data)
{
  tau_store_close (open_store (f->path));
  g_assert_cmpint (truncate (f->path, 5000), ==, 0);
  assert_rescued (f);
}

/* A killed program's log is not written into a database that is refused. */
static void
test_damaged_with_log (Fixture *f, gconstpointer data)
{
  g_autofree char *log = g_strconcat (f->path, "-wal", NULL);
  g_autofree char *before = NULL, *after = NULL;
  gsize size = 0, size_after = 0;
  TauStore *store = open_store (f->path);
  put_target (store, &plain, &target, 1);
  tau_store_close (store);
  const pid_t child = fork ();
  if (child == 0) {
    store = tau_store_open (f->path, NULL);
    put_target (store, &plain, &target, 2);
    kill (getpid (), SIGKILL);
  }
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  g_assert_true (g_file_get_contents (f->path, &before, &size, NULL));
  memset (before + 4096, 0xa5, size - 4096);
  g_assert_true (g_file_set_contents (f->path, before, size, NULL));
  g_assert_true (g_file_test (log, G_FILE_TEST_EXISTS));
  assert_refused (f->path, TAU_STORE_ERROR_DAMAGED);
  g_assert_null (tau_store_open_read (f->path, NULL));
  g_assert_true (g_file_get_contents (f->path, &after, &size_after, NULL));
  g_assert_cmpmem (before, size, after, size_after);
  g_assert_true (g_file_test (log, G_FILE_TEST_EXISTS));
}

static void
test_reading (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (f->path);
  TauStore *store = tau_store_open_read (f->path, &error); /* there is none: it is empty */
  g_assert_no_error (error);
  g_assert_false (has_target (store, &plain, &target, 1));
  tau_store_close (store);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));

  const TauStoreRun run = make_run ("a.png");
  store = open_store (f->path);
  g_assert_cmpint (tau_store_add_run (store, &run, NULL), ==, 1);
  tau_store_close (store);
  g_chmod (f->path, 0400);
  store = tau_store_open_read (f->path, &error);
  g_assert_no_error (error);
  g_autoptr (TauStoreRun) read = tau_store_get_run (store, 1, NULL);
  g_assert_nonnull (read);
  g_assert_cmpint (tau_store_add_run (store, &run, &error), ==, 0);
  g_assert_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_UNWRITABLE);
  tau_store_close (store);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "tauscope.db");
  g_assert_null (g_dir_read_name (dir));
}

static void
test_empty_file_is_fresh (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (f->path);
  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (f->path, "", 0, NULL));
  tau_store_close (open_store (f->path));
}

static void
test_below_a_file (Fixture *f, gconstpointer data)
{
  g_autofree char *file = g_build_filename (f->folder, "file", NULL);
  g_autofree char *path = g_build_filename (file, "tauscope.db", NULL);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  assert_refused (path, TAU_STORE_ERROR_UNWRITABLE);
  assert_refused (f->folder, TAU_STORE_ERROR_UNWRITABLE); /* a folder is no file */
}

static void
test_no_permission (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (f->path);
  if (geteuid () == 0) {
    g_test_skip ("root may write everywhere: run the tests as another user to test permissions");
    return;
  }
  tau_store_close (open_store (f->path));
  g_chmod (f->path, 0400);
  assert_refused (f->path, TAU_STORE_ERROR_UNWRITABLE);
  g_remove (f->path);
  g_chmod (folder, 0500);
  assert_refused (f->path, TAU_STORE_ERROR_UNWRITABLE);
  g_chmod (folder, 0700);
}

static void
test_full_disk (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauStore) store = open_store (f->path);
  float values[TAU_N_TRANSFORMS * N_CLASSES] = { 0 };
  put_target (store, &plain, &target, 1);
  sqlite3_exec (store->db, "PRAGMA max_page_count = 1", NULL, NULL, NULL); /* = what it has */
  for (int i = 0; i < 100 && error == NULL; i++) {
    const TauStoreKey key = { "i", { "fog", 1, i, 1 } };
    tau_store_add_target (store, &key, &target, N_CLASSES, values, 0, &error);
  }
  g_assert_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_FULL);
  g_assert_nonnull (strstr (error->message, f->path));
  g_test_message ("%s", error->message);
  g_assert_true (has_target (store, &plain, &target, 1)); /* reading goes on */
  sqlite3_exec (store->db, "PRAGMA max_page_count = 100000", NULL, NULL, NULL);
  put_target (store, &plain, &target, 2); /* and with room again, writing */
  g_assert_true (has_target (store, &plain, &target, 2));
}

static void
test_locked (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauStore) store = open_store (f->path);
  float values[TAU_N_TRANSFORMS * N_CLASSES] = { 0 };
  put_target (store, &plain, &target, 1);
  sqlite3 *other = open_raw (f->path, "BEGIN EXCLUSIVE");
  /* The next test waits as long as the program does. */
  sqlite3_busy_timeout (store->db, 200);
  const gint64 start = g_get_monotonic_time ();
  g_assert_true (has_target (store, &plain, &target, 1)); /* no wait for reading */
  g_assert_cmpint (g_get_monotonic_time () - start, <, 500 * 1000);
  g_assert_false (tau_store_add_target (store, &plain, &target, N_CLASSES, values, 0, &error));
  g_assert_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_LOCKED);
  g_assert_nonnull (strstr (error->message, f->path));
  g_test_message ("%s", error->message);
  const gint64 waited = (g_get_monotonic_time () - start) / 1000;
  g_assert_cmpint (waited, >=, 100);
  g_assert_cmpint (waited, <, 5 * TAU_STORE_WAIT_MS);
  sqlite3_exec (other, "ROLLBACK", NULL, NULL, NULL);
  sqlite3_close (other);
  put_target (store, &plain, &target, 2);
}

static void
test_locked_while_opening (Fixture *f, gconstpointer data)
{
  tau_store_close (open_store (f->path));
  /* This mode, unlike a transaction, keeps readers out too. */
  sqlite3 *other = open_raw (f->path, "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT");
  const gint64 start = g_get_monotonic_time ();
  assert_refused (f->path, TAU_STORE_ERROR_LOCKED);
  g_assert_cmpint ((g_get_monotonic_time () - start) / 1000, <, 5 * TAU_STORE_WAIT_MS);
  sqlite3_close (other);
  tau_store_close (open_store (f->path));
}

enum { N_WRITES = 200 };

/* A second program. Leaves with _exit, so that the test's own clean-up is not run twice. */
static pid_t
fork_writer (const char *path, const char *image)
{
  const pid_t child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child > 0)
    return child;
  g_autoptr (GError) error = NULL;
  TauStore *store = tau_store_open (path, &error);
  const TauStoreRun run = make_run (image);
  float values[TAU_N_TRANSFORMS * N_CLASSES];
  for (int i = 0; i < TAU_N_TRANSFORMS * N_CLASSES; i++)
    values[i] = 1 + i;
  for (int i = 0; store && i < N_WRITES; i++) {
    const TauStoreKey key = { image, { "fog", 1, i, 1 } };
    if (!tau_store_add_target (store, &key, &target, N_CLASSES, values, 7.5, &error) ||
        tau_store_add_run (store, &run, &error) == 0)
      break;
  }
  if (error)
    g_printerr ("# %s\n", error->message);
  tau_store_close (store);
  _exit (error ? 1 : 0);
}

static void
test_two_processes (Fixture *f, gconstpointer data)
{
  const char *const images[] = { "i1", "i2", "i3" };
  pid_t children[G_N_ELEMENTS (images)];
  /* All make the folder, the file and its tables at once. */
  for (guint i = 0; i < G_N_ELEMENTS (images); i++)
    children[i] = fork_writer (f->path, images[i]);
  for (guint i = 0; i < G_N_ELEMENTS (images); i++) {
    int status = -1;
    g_assert_cmpint (waitpid (children[i], &status, 0), ==, children[i]);
    g_assert_cmpint (status, ==, 0);
  }
  g_autoptr (TauStore) store = open_store (f->path);
  for (guint i = 0; i < G_N_ELEMENTS (images); i++)
    for (int j = 0; j < N_WRITES; j++) {
      const TauStoreKey key = { images[i], { "fog", 1, j, 1 } };
      g_assert_true (has_target (store, &key, &target, 1));
    }
  g_autoptr (GPtrArray) runs = tau_store_list_runs (store, NULL, 0, 10000, NULL);
  g_assert_cmpuint (runs->len, ==, G_N_ELEMENTS (images) * N_WRITES);
}

static void
test_killed_in_a_transaction (Fixture *f, gconstpointer data)
{
  TauStore *store = open_store (f->path);
  put_target (store, &plain, &target, 1);
  tau_store_close (store);
  const pid_t child = fork ();
  if (child == 0) {
    store = tau_store_open (f->path, NULL);
    sqlite3_exec (store->db, "PRAGMA cache_size = 1", NULL, NULL,
                  NULL); /* pages go to the log early */
    tau_store_begin (store, NULL);
    for (int i = 0; i < 500; i++) {
      const TauStoreKey key = { "i", { "fog", 1, i, 1 } };
      put_target (store, &key, &target, i);
    }
    kill (getpid (), SIGKILL);
  }
  int status = 0;
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
  store = open_store (f->path);
  const TauStoreKey lost = { "i", { "fog", 1, 0, 1 } };
  g_assert_true (has_target (store, &plain, &target, 1));
  g_assert_false (has_target (store, &lost, &target, 0));
  put_target (store, &lost, &target, 3);
  tau_store_close (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("/store/settings", test_settings);
  add_test ("/store/migration-from-nothing", test_migration_from_nothing);
  add_test ("/store/migration-keeps-results", test_migration_keeps_results);
  add_test ("/store/failed-migration-leaves-all", test_failed_migration_leaves_all);
  add_test ("/store/newer-is-refused", test_newer_is_refused);
  add_test ("/store/foreign-is-refused", test_foreign_is_refused);
  add_test ("/store/no-database", test_no_database);
  add_test ("/store/damaged-pages", test_damaged_pages);
  add_test ("/store/damaged-head", test_damaged_head);
  add_test ("/store/truncated", test_truncated);
  add_test ("/store/damaged-with-log", test_damaged_with_log);
  add_test ("/store/reading", test_reading);
  add_test ("/store/empty-file-is-fresh", test_empty_file_is_fresh);
  add_test ("/store/below-a-file", test_below_a_file);
  add_test ("/store/no-permission", test_no_permission);
  add_test ("/store/full-disk", test_full_disk);
  add_test ("/store/locked", test_locked);
  add_test ("/store/locked-while-opening", test_locked_while_opening);
  add_test ("/store/two-processes", test_two_processes);
  add_test ("/store/killed-in-a-transaction", test_killed_in_a_transaction);
  return g_test_run ();
}
