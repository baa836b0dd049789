/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-build-folder.h"

#include <glib/gstdio.h>
#include <unistd.h>

typedef struct {
  char *top, *program;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  f->top = g_dir_make_tmp ("tauscope-build-XXXXXX", &error);
  g_assert_no_error (error);
  g_autofree char *folder = g_build_filename (f->top, "src", "cli", NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  f->program = g_build_filename (folder, "tauscope-cli", NULL);
  g_assert_true (g_file_set_contents (f->program, "x", 1, NULL));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *marker = g_build_filename (f->top, TAU_BUILD_MARKER, NULL);
  g_autofree char *cli = g_path_get_dirname (f->program);
  g_autofree char *src = g_path_get_dirname (cli);
  g_unlink (marker);
  g_unlink (f->program);
  g_rmdir (cli);
  g_rmdir (src);
  g_assert_cmpint (g_rmdir (f->top), ==, 0);
  g_free (f->program);
  g_free (f->top);
}

static void
write_marker (Fixture *f)
{
  g_autofree char *marker = g_build_filename (f->top, TAU_BUILD_MARKER, NULL);
  g_assert_true (g_file_set_contents (marker, "", 0, NULL));
}

static void
test_found_above (Fixture *f, gconstpointer data)
{
  write_marker (f);
  g_autofree char *found = tau_build_folder_above (f->program);
  g_assert_cmpstr (found, ==, f->top);
}

static void
test_installed (Fixture *f, gconstpointer data)
{
  g_assert_null (tau_build_folder_above (f->program));
  g_assert_null (tau_build_folder_above ("/nowhere/bin/tauscope"));
}

static void
test_marker_of_another_owner (Fixture *f, gconstpointer data)
{
  write_marker (f);
  g_autofree char *marker = g_build_filename (f->top, TAU_BUILD_MARKER, NULL);
  if (chown (marker, getuid () + 1, (gid_t)-1) != 0) {
    g_test_skip ("a file can be given to another owner only by root");
    return;
  }
  g_assert_null (tau_build_folder_above (f->program));
}

static void
test_of_this_program (void)
{
  g_autofree char *data = tau_build_folder_file ("data");
  g_autofree char *packs = tau_source_folder_file ("data/packs");
  g_assert_true (g_file_test (data, G_FILE_TEST_IS_DIR));
  g_assert_true (g_file_test (packs, G_FILE_TEST_IS_DIR));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/build-folder/found-above", Fixture, NULL, set_up, test_found_above, tear_down);
  g_test_add ("/build-folder/installed", Fixture, NULL, set_up, test_installed, tear_down);
  g_test_add ("/build-folder/marker-of-another-owner", Fixture, NULL, set_up,
              test_marker_of_another_owner, tear_down);
  g_test_add_func ("/build-folder/of-this-program", test_of_this_program);
  return g_test_run ();
}
