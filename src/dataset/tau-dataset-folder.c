/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset-reader.h"

#include "dataset/tau-cifar.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* PATH/CLASS/…/image: each folder directly below PATH is a class, in byte order of the names;
 * images may lie deeper inside it. Files without an image's ending are left out, and counted. */
#define MAX_DEPTH 16

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
  g_autofree char *path =
      g_build_filename (self->root, g_ptr_array_index (self->files, index), NULL);
  return g_filename_display_name (path);
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

/* The endings of images: of the formats that have a loader, and some that are known to be images,
 * so that files of a missing loader are reported and not silently left out. */
static GHashTable *
image_endings (void)
{
  static const char *const known[] = { "jfif", "jpe", "webp", "avif", "heic", "heif", "jxl" };
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

static gboolean
is_image_name (GHashTable *endings, const char *name)
{
  const char *dot = strrchr (name, '.');
  if (dot == NULL)
    return FALSE;
  g_autofree char *lower = g_ascii_strdown (dot + 1, -1);
  return g_hash_table_contains (endings, lower);
}

/* The state of collect(). */
typedef struct {
  const char *root;
  GHashTable *endings;
  GHashTable *visited; /* folders already visited in this class, as text of device and inode */
  GPtrArray *files;
  guint n_unreadable, n_left_out;
} Walk;

/* FALSE for a folder that this class already has: links can make folders loop, or lead to one
 * folder twice. */
static gboolean
is_new_folder (Walk *walk, const char *path)
{
  GStatBuf info;
  if (g_stat (path, &info) != 0)
    return TRUE; /* listing it will fail, and that is counted */
  return g_hash_table_add (walk->visited,
                           g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                                            (guint64)info.st_dev, (guint64)info.st_ino));
}

/* Adds the images below root/below; a folder that cannot be listed counts as unreadable, and so
 * does a pipe or device with an image's name. Skips hidden files and folders (thumbnails,
 * versions). */
static void
collect (Walk *walk, const char *below, int depth)
{
  g_autofree char *path = g_build_filename (walk->root, below, NULL);
  if (!is_new_folder (walk, path))
    return;
  g_autoptr (GPtrArray) names = depth < MAX_DEPTH ? tau_dataset_list_folder (path, NULL) : NULL;
  if (names == NULL) {
    walk->n_unreadable++;
    return;
  }
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    if (name[0] == '.')
      continue;
    g_autofree char *full = g_build_filename (path, name, NULL);
    g_autofree char *relative = g_build_filename (below, name, NULL);
    GStatBuf info;
    gboolean found = g_stat (full, &info) == 0; /* what is not found, load() reports */
    if (found && S_ISDIR (info.st_mode))
      collect (walk, relative, depth + 1);
    else if (!is_image_name (walk->endings, name))
      walk->n_left_out++;
    else if (found && !S_ISREG (info.st_mode))
      walk->n_unreadable++;
    else
      g_ptr_array_add (walk->files, g_steal_pointer (&relative));
  }
}

/* All images of the class folder `name`. */
static void
collect_class (Walk *walk, const char *name)
{
  g_hash_table_remove_all (walk->visited);
  is_new_folder (walk, walk->root);
  collect (walk, name, 0);
}

static TauDataset *
folder_new (const char *path, GPtrArray *files, GPtrArray *classes, GArray *labels)
{
  Folder *self = g_new0 (Folder, 1);
  tau_dataset_init (&self->parent, &folder_class, files->len);
  memcpy (self->parent.labels, labels->data, files->len * sizeof (guint16));
  g_ptr_array_unref (self->parent.classes);
  self->parent.classes = g_ptr_array_ref (classes);
  self->root = g_strdup (path);
  self->files = g_ptr_array_ref (files);
  return &self->parent;
}

/* Says what is in the folder instead of images. */
static void
refuse_empty (const char *path, guint n_left_out, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  if (!tau_cifar_refuse_python_version (&tau_cifar_10, path, error) ||
      !tau_cifar_refuse_python_version (&tau_cifar_100, path, error))
    return;
  if (n_left_out > 0)
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_EMPTY,
                 g_dngettext (GETTEXT_PACKAGE,
                              "“%s” holds no images in class folders, only %u file without an "
                              "image's ending; expected PATH/CLASS/image.jpg",
                              "“%s” holds no images in class folders, only %u files without an "
                              "image's ending; expected PATH/CLASS/image.jpg",
                              n_left_out),
                 shown, n_left_out);
  else
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_EMPTY,
                 _ ("“%s” holds no images in class folders; expected PATH/CLASS/image.jpg"), shown);
}

static TauDataset *
open_folder (const char *path, const char *part, GError **error)
{
  g_autoptr (GPtrArray) names = tau_dataset_list_folder (path, error);
  if (names == NULL)
    return NULL;

  g_autoptr (GHashTable) endings = image_endings ();
  g_autoptr (GHashTable) visited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) classes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (guint16));
  Walk walk = { .root = path, .endings = endings, .visited = visited, .files = files };

  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    g_autofree char *full = g_build_filename (path, name, NULL);
    if (name[0] == '.' || !g_file_test (full, G_FILE_TEST_IS_DIR))
      continue;
    if (classes->len == G_MAXUINT16) { /* as many as a label can number */
      walk.n_unreadable++;
      continue;
    }
    guint16 label = classes->len;
    collect_class (&walk, name);
    if (files->len == labels->len)
      continue;
    g_ptr_array_add (classes, g_filename_display_name (name));
    while (labels->len < files->len)
      g_array_append_val (labels, label);
  }
  if (files->len == 0) {
    refuse_empty (path, walk.n_left_out, error);
    return NULL;
  }
  TauDataset *self = folder_new (path, files, classes, labels);
  self->n_unreadable = walk.n_unreadable;
  self->n_left_out = walk.n_left_out;
  return self;
}

const TauDatasetReader tau_dataset_reader_folder = {
  .name = "folder",
  .syntax = "folder:PATH",
  .title = N_ ("Folder of Images"),
  .description = N_ ("images with one folder for each class; the path alone is enough"),
  .request = N_ ("Choose a folder of images that holds one folder for each class."),
  .has_files = TRUE,
  .mirrorable = TRUE,
  .sorted = TRUE,
  .side = 32,
  .open = open_folder,
};
