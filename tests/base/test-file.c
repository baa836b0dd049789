/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-file.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void
assert_written (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *read = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_assert_true (tau_file_write (path, bytes, G_IO_ERROR, G_IO_ERROR_FAILED, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &read, NULL, &error));
  g_assert_cmpstr (read, ==, text);
}

static void
test_write (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tauscope-file-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "a.txt", NULL);
  g_assert_no_error (error);
  assert_written (path, "one");
  assert_written (path, "a longer text");
  assert_written (path, "");
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0); /* nothing else was left in it */
}

static void
test_failure (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  g_assert_false (
      tau_file_write ("/no/such/folder/a", bytes, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "“/no/such/folder/a” cannot be written ("));
}

/* A symbolic link stays one: the file that it names is written, also if that does not exist yet. */
static void
test_link (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tauscope-file-XXXXXX", &error);
  g_autofree char *other = g_build_filename (folder, "other", NULL);
  g_autofree char *file = g_build_filename (other, "a.txt", NULL);
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  g_autofree char *second = g_build_filename (folder, "second", NULL);
  g_autofree char *read = NULL;
  g_assert_no_error (error);
  g_assert_cmpint (g_mkdir (other, 0755), ==, 0);
  g_assert_cmpint (symlink ("other/a.txt", link), ==, 0);
  g_assert_cmpint (symlink (link, second), ==, 0);
  assert_written (link, "new");
  assert_written (second, "old");
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_test (second, G_FILE_TEST_IS_SYMLINK));
  g_assert_false (g_file_test (file, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_get_contents (file, &read, NULL, &error));
  g_assert_cmpstr (read, ==, "old");
  g_unlink (second);
  g_unlink (link);
  g_unlink (file);
  g_assert_cmpint (g_rmdir (other), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
refuse (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autofree char *expected = g_strdup_printf ("“%s” is not a regular file; ", path);
  g_assert_false (tau_file_write (path, bytes, G_IO_ERROR, G_IO_ERROR_FAILED, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_true (g_str_has_prefix (error->message, expected));
}

/* What is there and is not a regular file is refused, and stays what it is. */
static void
test_not_regular (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tauscope-file-XXXXXX", NULL);
  g_autofree char *fifo = g_build_filename (folder, "fifo", NULL);
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  g_autofree char *circle = g_build_filename (folder, "circle", NULL);
  GStatBuf found;
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (symlink ("fifo", link), ==, 0);
  g_assert_cmpint (symlink ("circle", circle), ==, 0);
  refuse (folder);
  refuse (fifo);
  refuse (link);
  refuse (circle);
  g_assert_cmpint (g_lstat (fifo, &found), ==, 0);
  g_assert_true (S_ISFIFO (found.st_mode));
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_unlink (circle);
  g_unlink (link);
  g_unlink (fifo);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
refuse_reading (const char *path, guint64 max, GFileError code)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (tau_file_read (path, max, &error));
  g_assert_error (error, G_FILE_ERROR, (int)code);
  g_assert_null (strstr (error->message, path)); /* the reason alone */
}

/* Whole files, and parts of them; nothing else, and nothing larger than asked for. */
static void
test_read (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tauscope-file-XXXXXX", NULL);
  g_autofree char *fifo = g_build_filename (folder, "fifo", NULL);
  g_autofree char *path = g_build_filename (folder, "file", NULL);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  refuse_reading (fifo, 10, G_FILE_ERROR_INVAL);
  refuse_reading ("/dev/zero", 10, G_FILE_ERROR_INVAL);
  refuse_reading (folder, 10, G_FILE_ERROR_ISDIR);
  refuse_reading (path, 10, G_FILE_ERROR_NOENT);
  g_file_set_contents (path, "0123456789", 10, &error);
  g_assert_no_error (error);
  refuse_reading (path, 9, G_FILE_ERROR_NOSPC);
  g_autoptr (GBytes) bytes = tau_file_read (path, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "0123456789", 10);

  guint64 size;
  char part[4];
  int fd = tau_file_open (path, &size, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (size, ==, 10);
  g_assert_true (tau_file_read_at (fd, 6, part, 4, &error));
  g_assert_cmpmem (part, 4, "6789", 4);
  g_assert_cmpint (truncate (path, 8), ==, 0);
  g_assert_false (tau_file_read_at (fd, 6, part, 4, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_IO);
  close (fd);
  g_unlink (path);
  g_unlink (fifo);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_portal (void)
{
  static const char *const of_portal[] = { "/run/user/1000/doc/bee69406/target.pt",
                                           "/run/flatpak/doc/bee69406/target.pt" };
  static const char *const others[] = {
    "/run/user/1000/target.pt",
    "/run/user/1000/doc/target.pt",
    "/run/user/1000/doc/bee69406/models/target.pt", /* in a folder that was handed over */
    "/home/ada/doc/cats/target.pt",
    "doc/cats/target.pt",
    "target.pt",
    "",
  };
  for (guint i = 0; i < G_N_ELEMENTS (of_portal); i++)
    g_assert_true (tau_path_is_of_portal (of_portal[i]));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (tau_path_is_of_portal (others[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/file/write", test_write);
  g_test_add_func ("/file/failure", test_failure);
  g_test_add_func ("/file/link", test_link);
  g_test_add_func ("/file/not-regular", test_not_regular);
  g_test_add_func ("/file/read", test_read);
  g_test_add_func ("/file/portal", test_portal);
  return g_test_run ();
}
