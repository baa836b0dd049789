/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* PATH/CLASS/…/image: each folder directly below PATH is a class, in byte order of the names;
 * images may lie deeper inside it. Files whose ending no GdkPixbuf loader claims are passed over.
 */
typedef struct {
  TauDataset parent;
  char *root;
  GPtrArray *files; /* paths below root, owned */
} Folder;

static TauImage *
folder_load (TauDataset *dataset, guint index, GError **error)
{
  Folder *self = (Folder *)dataset;
  g_autofree char *path =
      g_build_filename (self->root, g_ptr_array_index (self->files, index), NULL);
  return tau_image_load (path, error);
}

static char *
folder_describe (TauDataset *dataset, guint index)
{
  Folder *self = (Folder *)dataset;
  return g_build_filename (self->root, g_ptr_array_index (self->files, index), NULL);
}

static void
folder_free (TauDataset *dataset)
{
  Folder *self = (Folder *)dataset;
  g_ptr_array_unref (self->files);
  g_free (self->root);
  g_free (self);
}

static const TauDatasetClass folder_class = { folder_load, folder_describe, folder_free };

static GHashTable *
image_endings (void)
{
  GHashTable *endings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GSList) formats = gdk_pixbuf_get_formats ();
  for (GSList *l = formats; l != NULL; l = l->next) {
    g_auto (GStrv) names = gdk_pixbuf_format_get_extensions (l->data);
    for (int i = 0; names[i] != NULL; i++)
      g_hash_table_add (endings, g_ascii_strdown (names[i], -1));
  }
  return endings;
}

static gboolean
is_image_name (GHashTable *endings, const char *name)
{
  const char *dot = strrchr (name, '.');
  if (dot == NULL || name[0] == '.')
    return FALSE;
  g_autofree char *lower = g_ascii_strdown (dot + 1, -1);
  return g_hash_table_contains (endings, lower);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* The entries of a folder in byte order, so that an index means the same image on every machine. */
static GPtrArray *
sorted_entries (const char *path, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, error);
  if (dir == NULL)
    return NULL;
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* Adds the images below root/below to `files`; a folder that cannot be listed counts as unreadable.
 */
static void
collect (const char *root, const char *below, GHashTable *endings, int depth, GPtrArray *files,
         guint *n_unreadable)
{
  g_autofree char *path = g_build_filename (root, below, NULL);
  g_autoptr (GPtrArray) names = sorted_entries (path, NULL);
  if (names == NULL || depth > 16) {
    (*n_unreadable)++;
    return;
  }
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    g_autofree char *full = g_build_filename (path, name, NULL);
    g_autofree char *relative = g_build_filename (below, name, NULL);
    if (g_file_test (full, G_FILE_TEST_IS_DIR))
      collect (root, relative, endings, depth + 1, files, n_unreadable);
    else if (is_image_name (endings, name))
      g_ptr_array_add (files, g_steal_pointer (&relative));
  }
}

TauDataset *
tau_dataset_folder_open (const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) names = sorted_entries (path, &local);
  if (names == NULL) {
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_NOT_FOUND,
                 _ ("The folder “%s” cannot be opened: %s"), path, local->message);
    return NULL;
  }

  g_autoptr (GHashTable) endings = image_endings ();
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) classes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (guint16));
  guint n_unreadable = 0;

  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    g_autofree char *full = g_build_filename (path, name, NULL);
    if (name[0] == '.' || !g_file_test (full, G_FILE_TEST_IS_DIR))
      continue;
    guint16 label = classes->len;
    guint before = files->len;
    collect (path, name, endings, 0, files, &n_unreadable);
    if (files->len == before)
      continue;
    g_ptr_array_add (classes, g_strdup (name));
    for (guint k = before; k < files->len; k++)
      g_array_append_val (labels, label);
  }
  if (files->len == 0) {
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_EMPTY,
                 _ ("“%s” holds no images in class folders; expected PATH/CLASS/image.jpg"), path);
    return NULL;
  }

  Folder *self = g_new0 (Folder, 1);
  tau_dataset_init (&self->parent, &folder_class, files->len);
  memcpy (self->parent.labels, labels->data, files->len * sizeof (guint16));
  g_ptr_array_unref (self->parent.classes);
  self->parent.classes = g_steal_pointer (&classes);
  self->parent.n_unreadable = n_unreadable;
  self->root = g_strdup (path);
  self->files = g_steal_pointer (&files);
  return &self->parent;
}
