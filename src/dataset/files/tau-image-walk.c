/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/files/tau-image-walk.h"

#include <glib/gstdio.h>
#include <string.h>

#define MAX_DEPTH 16

static GHashTable *
image_endings (void)
{
  static const char *const known[] = { "jfif", "jpe",  "pjpeg", "pjp",  "jpg_large", "apng",
                                       "dib",  "webp", "avif",  "heic", "heif",      "jxl" };
  GHashTable *endings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    g_hash_table_add (endings, g_strdup (known[i]));
  g_autoptr (GSList) formats = gdk_pixbuf_get_formats ();
  for (GSList *l = formats; l != NULL; l = l->next) {
    g_auto (GStrv) names = gdk_pixbuf_format_get_extensions (l->data);
    for (int i = 0; names[i] != NULL; i++)
      g_hash_table_add (endings, g_ascii_strdown (names[i], -1));
  }
  return endings;
}

void
tau_image_walk_init (TauImageWalk *self, const char *root)
{
  *self = (TauImageWalk){
    .root = g_strdup (root),
    .files = g_ptr_array_new_with_free_func (g_free),
    .endings = image_endings (),
    .visited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };
}

void
tau_image_walk_clear (TauImageWalk *self)
{
  g_clear_pointer (&self->root, g_free);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->endings, g_hash_table_unref);
  g_clear_pointer (&self->visited, g_hash_table_unref);
}

gboolean
tau_image_walk_is_image (const TauImageWalk *self, const char *name)
{
  const char *dot = strrchr (name, '.');
  if (dot == NULL)
    return FALSE;
  g_autofree char *lower = g_ascii_strdown (dot + 1, -1);
  return g_hash_table_contains (self->endings, lower);
}

/* FALSE for a folder that was already visited: links can make folders loop, or lead to one folder
 * twice. */
static gboolean
is_new_folder (TauImageWalk *self, const char *path)
{
  GStatBuf info;
  if (g_stat (path, &info) != 0)
    return TRUE; /* listing it will fail, and that is counted */
  return g_hash_table_add (self->visited,
                           g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                                            (guint64)info.st_dev, (guint64)info.st_ino));
}

/* `depth` < 0: folders in the folder are not looked into. */
static void
collect (TauImageWalk *self, const char *below, int depth)
{
  g_autofree char *path = g_build_filename (self->root, below, NULL);
  if (depth >= 0 && !is_new_folder (self, path))
    return;
  g_autoptr (GPtrArray) names = depth < MAX_DEPTH ? tau_dataset_list_folder (path, NULL) : NULL;
  if (names == NULL) {
    self->n_unreadable++;
    return;
  }
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    if (name[0] == '.') {
      self->left_out[TAU_LEFT_OUT_HIDDEN]++;
      continue;
    }
    g_autofree char *full = g_build_filename (path, name, NULL);
    g_autofree char *relative =
        *below != '\0' ? g_build_filename (below, name, NULL) : g_strdup (name);
    GStatBuf info;
    gboolean found = g_stat (full, &info) == 0; /* what is not found, load() reports */
    if (found && S_ISDIR (info.st_mode)) {
      if (depth >= 0)
        collect (self, relative, depth + 1);
    } else if (!tau_image_walk_is_image (self, name))
      self->left_out[TAU_LEFT_OUT_NO_IMAGE]++;
    else if (found && !S_ISREG (info.st_mode))
      self->n_unreadable++;
    else
      g_ptr_array_add (self->files, g_steal_pointer (&relative));
  }
}

void
tau_image_walk_add (TauImageWalk *self, const char *below)
{
  g_hash_table_remove_all (self->visited);
  is_new_folder (self, self->root);
  collect (self, below, 0);
}

void
tau_image_walk_add_flat (TauImageWalk *self, const char *below)
{
  collect (self, below, -1);
}

/* -- a data set of files ----------------------------------------- */

typedef struct {
  TauDataset parent;
  char *root;
  GPtrArray *files; /* of char*, owned */
} FileSet;

static char *
build_path (TauDataset *dataset, guint index)
{
  FileSet *self = (FileSet *)dataset;
  const char *file = g_ptr_array_index (self->files, index);
  return g_path_is_absolute (file) ? g_strdup (file) : g_build_filename (self->root, file, NULL);
}

static TauImage *
file_set_load (TauDataset *dataset, guint index, GError **error)
{
  g_autofree char *path = build_path (dataset, index);
  return tau_image_load (path, error);
}

static char *
file_set_describe (TauDataset *dataset, guint index)
{
  g_autofree char *path = build_path (dataset, index);
  return g_filename_display_name (path);
}

static void
file_set_free (TauDataset *dataset)
{
  FileSet *self = (FileSet *)dataset;
  g_ptr_array_unref (self->files);
  g_free (self->root);
  g_free (self);
}

static const TauDatasetClass file_set_class = { file_set_load, file_set_describe, file_set_free };

TauDataset *
tau_file_set_new (const char *root, GPtrArray *files, GPtrArray *classes, const GArray *labels,
                  const TauImageWalk *walk)
{
  FileSet *self = g_new0 (FileSet, 1);
  tau_dataset_init (&self->parent, &file_set_class, files->len);
  memcpy (self->parent.labels, labels->data, files->len * sizeof (guint16));
  g_ptr_array_unref (self->parent.classes);
  self->parent.classes = g_ptr_array_ref (classes);
  self->root = g_strdup (root);
  self->files = g_ptr_array_ref (files);
  if (walk != NULL) {
    self->parent.n_unreadable = walk->n_unreadable;
    memcpy (self->parent.left_out, walk->left_out, sizeof walk->left_out);
  }
  return &self->parent;
}
