/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset-reader.h"

#include "dataset/files/tau-image-walk.h"

#include <glib/gi18n-lib.h>

/* PATH/CLASS/…/image: each folder directly below PATH is a class, in byte order of the names;
 * images may lie deeper inside it. Without class folders the images in PATH itself are a data set
 * without labels. Files without an image's ending are left out, and counted. */

/* -- layouts that are no class folders --------------------------- */

static gboolean
has_folder (const char *path)
{
  g_autoptr (GPtrArray) names = tau_dataset_list_folder (path, NULL);
  for (guint i = 0; names != NULL && i < names->len; i++) {
    g_autofree char *full = g_build_filename (path, g_ptr_array_index (names, i), NULL);
    if (g_file_test (full, G_FILE_TEST_IS_DIR))
      return TRUE;
  }
  return FALSE;
}

/* Whether the folders in `path` are the parts of a data set, which have the classes in them. */
static gboolean
refuse_parts (const char *path, const GPtrArray *folders, GError **error)
{
  static const char *const parts[] = { "train",      "training", "val",     "valid",
                                       "validation", "test",     "testing", NULL };
  gboolean deeper = FALSE;
  for (guint i = 0; i < folders->len; i++) {
    g_autofree char *lower = g_ascii_strdown (g_ptr_array_index (folders, i), -1);
    g_autofree char *full = g_build_filename (path, g_ptr_array_index (folders, i), NULL);
    if (!g_strv_contains (parts, lower))
      return FALSE;
    deeper = deeper || has_folder (full);
  }
  if (folders->len < 2 || !deeper)
    return FALSE;
  g_autofree char *shown = g_filename_display_name (path);
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC,
               _ ("“%s” holds the parts “%s” and “%s” of a data set, not its classes; write "
                  "folder:%s/%s for one part"),
               shown, (char *)g_ptr_array_index (folders, 0),
               (char *)g_ptr_array_index (folders, 1), shown,
               (char *)g_ptr_array_index (folders, 0));
  return TRUE;
}

static gboolean
refuse_other (const char *path, GError **error)
{
  const TauDatasetReader *reader = tau_dataset_reader_recognise (path);
  if (reader == NULL)
    return FALSE;
  g_autofree char *shown = g_filename_display_name (path);
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC,
               _ ("“%s” is laid out as %s, not as class folders; write %s:%s"), shown,
               _ (reader->title), reader->name, shown);
  return TRUE;
}

/* Says what is in the folder instead of images. */
static void
refuse_empty (const char *path, guint n_left_out, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
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

/* -- opening ----------------------------------------------------- */

/* The folders in `path` that are not hidden; of char*. */
static GPtrArray *
list_classes (const char *path, GError **error)
{
  g_autoptr (GPtrArray) names = tau_dataset_list_folder (path, error);
  GPtrArray *folders = names != NULL ? g_ptr_array_new_with_free_func (g_free) : NULL;
  for (guint i = 0; names != NULL && i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    g_autofree char *full = g_build_filename (path, name, NULL);
    if (name[0] != '.' && g_file_test (full, G_FILE_TEST_IS_DIR))
      g_ptr_array_add (folders, g_strdup (name));
  }
  return folders;
}

/* Adds the images of all classes, and of each its name and the labels. */
static void
collect_classes (TauImageWalk *walk, const GPtrArray *folders, GPtrArray *classes, GArray *labels)
{
  for (guint i = 0; i < folders->len; i++) {
    const char *name = g_ptr_array_index (folders, i);
    if (classes->len == G_MAXUINT16) { /* as many as a label can number */
      walk->n_unreadable++;
      continue;
    }
    guint16 label = classes->len;
    tau_image_walk_add (walk, name);
    if (walk->files->len == labels->len)
      continue;
    g_ptr_array_add (classes, g_filename_display_name (name));
    while (labels->len < walk->files->len)
      g_array_append_val (labels, label);
  }
}

/* The images in the folder itself: they have no class, but without others they are the data set. */
static void
collect_loose (TauImageWalk *walk, GArray *labels)
{
  const guint n = walk->files->len;
  tau_image_walk_add_flat (walk, "");
  if (n == 0) {
    g_array_set_size (labels, walk->files->len);
    return;
  }
  walk->left_out[TAU_LEFT_OUT_NO_CLASS] += walk->files->len - n;
  g_ptr_array_set_size (walk->files, n);
}

static TauDataset *
open_folder (const char *path, const char *part, GError **error)
{
  if (refuse_other (path, error))
    return NULL;
  g_autoptr (GPtrArray) folders = list_classes (path, error);
  if (folders == NULL || refuse_parts (path, folders, error))
    return NULL;
  g_autoptr (GPtrArray) classes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) labels = g_array_new (FALSE, TRUE, sizeof (guint16));
  g_auto (TauImageWalk) walk = { 0 };
  tau_image_walk_init (&walk, path);
  collect_classes (&walk, folders, classes, labels);
  collect_loose (&walk, labels);
  if (walk.files->len == 0) {
    refuse_empty (path, walk.left_out[TAU_LEFT_OUT_NO_IMAGE], error);
    return NULL;
  }
  return tau_file_set_new (path, walk.files, classes, labels, &walk);
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
