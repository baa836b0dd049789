/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

void
fixture_set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  self->folder = g_dir_make_tmp ("tau-dataset-XXXXXX", &error);
  g_assert_no_error (error);
}

/* Links are removed, not followed. */
static void
remove_tree (const char *path)
{
  gboolean follow =
      g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK);
  GDir *dir = follow ? g_dir_open (path, 0, NULL) : NULL;
  for (const char *name; dir && (name = g_dir_read_name (dir));) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    remove_tree (child);
  }
  g_clear_pointer (&dir, g_dir_close);
  g_remove (path);
}

void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  remove_tree (self->folder);
  g_free (self->folder);
}

char *
fixture_path (Fixture *self, const char *name)
{
  char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *above = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir_with_parents (above, 0755), ==, 0);
  return path;
}

void
fixture_write (Fixture *self, const char *name, gconstpointer bytes, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture_path (self, name);
  g_file_set_contents (path, bytes, length, &error);
  g_assert_no_error (error);
}

void
fixture_write_png (Fixture *self, const char *name, guint8 grey)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture_path (self, name);
  g_autoptr (TauImage) image = tau_image_new (16, 16);
  memset (image->data, grey, tau_image_n_bytes (image));
  tau_image_save_png (image, path, &error);
  g_assert_no_error (error);
}

static char *
make_spec (Fixture *self, const char *kind, const char *rest)
{
  return g_strconcat (kind, ":", self->folder, rest, NULL);
}

TauDataset *
fixture_open (Fixture *self, const char *kind, const char *rest)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *spec = make_spec (self, kind, rest);
  TauDataset *dataset = tau_dataset_open (spec, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (dataset->spec, ==, spec);
  for (guint i = 0; i < dataset->n_images; i++)
    g_assert_cmpuint (dataset->labels[i], <, dataset->classes->len);
  return dataset;
}

void
fixture_refused (Fixture *self, const char *kind, const char *rest, int code,
                 const char *part_of_message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *spec = make_spec (self, kind, rest);
  g_assert_null (tau_dataset_open (spec, &error));
  g_assert_error (error, TAU_DATASET_ERROR, code);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  if (strstr (error->message, part_of_message) == NULL)
    g_error ("“%s” does not say “%s”", error->message, part_of_message);
}

int
fixture_find_class (TauDataset *dataset, const char *name)
{
  for (guint i = 0; i < dataset->classes->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (dataset->classes, i), name) == 0)
      return i;
  return -1;
}

TauImage *
fixture_load (TauDataset *dataset, guint index)
{
  g_autoptr (GError) error = NULL;
  TauImage *image = tau_dataset_load (dataset, index, &error);
  g_assert_no_error (error);
  return image;
}

GByteArray *
fixture_npy (int version, const char *header, gconstpointer data, gsize length)
{
  GByteArray *bytes = g_byte_array_new ();
  gsize start = version == 1 ? 10 : 12, text = strlen (header) + 1;
  gsize padding = (64 - (start + text) % 64) % 64;
  guint32 size = GUINT32_TO_LE (text + padding);
  g_byte_array_append (bytes, (const guint8 *)"\x93NUMPY", 6);
  g_byte_array_append (bytes, (guint8[]){ version, 0 }, 2);
  g_byte_array_append (bytes, (const guint8 *)&size, version == 1 ? 2 : 4);
  g_byte_array_append (bytes, (const guint8 *)header, text - 1);
  for (gsize i = 0; i < padding; i++)
    g_byte_array_append (bytes, (const guint8 *)" ", 1);
  g_byte_array_append (bytes, (const guint8 *)"\n", 1);
  g_byte_array_append (bytes, data, length);
  return bytes;
}

void
fixture_write_corruption (Fixture *self, const char *name, guint n, guint side, guint add)
{
  gsize bytes = 3 * side * side;
  g_autofree guint8 *data = g_malloc (5 * n * bytes);
  for (guint i = 0; i < 5 * n; i++)
    memset (data + i * bytes, 10 * (i % n) + i / n + add, bytes);
  g_autofree char *header = g_strdup_printf (
      "{'descr': '|u1', 'fortran_order': False, 'shape': (%u, %u, %u, 3), }", 5 * n, side, side);
  g_autofree char *file = g_strconcat (name, ".npy", NULL);
  g_autoptr (GByteArray) npy = fixture_npy (1, header, data, 5 * n * bytes);
  fixture_write (self, file, npy->data, npy->len);
}
