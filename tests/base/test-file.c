/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-file.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/file/write", test_write);
  g_test_add_func ("/file/failure", test_failure);
  return g_test_run ();
}
