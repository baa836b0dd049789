/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "image/tau-random.h"
#include "transform/tau-transform.h"

#include <math.h>
#include <string.h>

static TauImage *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  TauImage *image = tau_image_load (path, &error);
  g_assert_no_error (error);
  return image;
}

/* Every "<name>__<suffix>.png" of the folder with the 12 outputs "<name>__<id>.png": no value
 * differs. */
static void
check_reference (const char *folder, const char *suffix, int margin, guint n_expected)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("TAUSCOPE_SHARED"), "reference", folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *entry;
  guint n_checked = 0;

  if (dir == NULL) {
    g_test_skip ("the reference outputs are not here (TAUSCOPE_SHARED)");
    return;
  }
  while ((entry = g_dir_read_name (dir)) != NULL) {
    if (!g_str_has_suffix (entry, suffix))
      continue;
    g_autofree char *input_path = g_build_filename (path, entry, NULL);
    g_autofree char *name = g_strndup (entry, strlen (entry) - strlen (suffix));
    g_autoptr (TauImage) input = load (input_path);
    for (int i = 0; i < TAU_N_TRANSFORMS; i++) {
      g_autofree char *base = g_strconcat (name, "__", tau_transform_get (i)->id, ".png", NULL);
      g_autofree char *expected_path = g_build_filename (path, base, NULL);
      g_autoptr (TauImage) expected = load (expected_path);
      g_autoptr (TauImage) got = tau_transform_image (i, input, margin);
      g_assert_cmpint (expected->width, ==, got->width);
      g_assert_cmpint (expected->height, ==, got->height);
      gsize differing = 0;
      for (gsize k = 0; k < tau_image_n_bytes (got); k++)
        differing += got->data[k] != expected->data[k];
      if (differing != 0)
        g_test_message ("%s: %" G_GSIZE_FORMAT " values differ", base, differing);
      g_assert_cmpuint (differing, ==, 0);
      n_checked++;
    }
  }
  g_assert_cmpuint (n_checked, ==, n_expected);
}

static void
test_reference (void)
{
  check_reference ("transforms", "__input.png", 0, 8 * TAU_N_TRANSFORMS);
}

static void
test_reference_margin (void)
{
  check_reference ("transforms-256-to-224", "__input256.png", 32, 3 * TAU_N_TRANSFORMS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transform/reference", test_reference);
  g_test_add_func ("/transform/reference-margin", test_reference_margin);
  return g_test_run ();
}
