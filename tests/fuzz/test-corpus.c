/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <string.h>

/* Replays what a fuzz target was given, without the fuzzer: its seeds, whole and damaged, and the
 * inputs in corpus/TARGET that once found something. TARGET is what follows the last hyphen of the
 * program's name. `--seeds FOLDER` writes the seeds there, for the fuzzer to start from. */

/* In memory of exactly that size, so that a sanitizer sees reading past it. */
static void
replay (const guint8 *data, gsize size)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);
  LLVMFuzzerTestOneInput (copy, size);
}

static void
test_seeds (void)
{
  g_autoptr (GPtrArray) seeds = fuzz_seeds ();
  replay (NULL, 0);
  for (guint s = 0; s < seeds->len; s++) {
    gsize size;
    const guint8 *data = g_bytes_get_data (g_ptr_array_index (seeds, s), &size);
    gsize step = size / 100 + 1;
    g_autofree guint8 *changed = g_memdup2 (data, size);
    replay (data, size);
    for (gsize i = 0; i < size; i += step) {
      replay (data, i);
      for (guint8 value = 1; value != 0; value <<= 2) {
        changed[i] = data[i] ^ value;
        replay (changed, size);
      }
      changed[i] = data[i];
    }
  }
}

static void
test_found (gconstpointer target)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "fuzz", "corpus", target, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  if (dir == NULL) {
    g_test_skip ("Nothing was ever found with this target");
    return;
  }
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;) {
    g_autoptr (GError) error = NULL;
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *data = NULL;
    gsize size;
    g_test_message ("%s", path);
    g_file_get_contents (path, &data, &size, &error);
    g_assert_no_error (error);
    replay ((const guint8 *)data, size);
  }
}

static int
write_seeds (const char *folder)
{
  g_autoptr (GPtrArray) seeds = fuzz_seeds ();
  for (guint s = 0; s < seeds->len; s++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *name = g_strdup_printf ("seed-%u", s);
    g_autofree char *path = g_build_filename (folder, name, NULL);
    gsize size;
    const char *data = g_bytes_get_data (g_ptr_array_index (seeds, s), &size);
    if (!g_file_set_contents (path, data, size, &error)) {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  }
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--seeds"))
    return write_seeds (argv[2]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fuzz/seeds", test_seeds);
  g_test_add_data_func ("/fuzz/found", strrchr (argv[0], '-') + 1, test_found);
  return g_test_run ();
}
