/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset-reader.h"

#include "dataset/files/tau-label-list.h"
#include "dataset/files/tau-image-walk.h"
#include "dataset/sets/tau-imagenet-labels.h"
#include "dataset/sets/tau-synsets.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ImageNet's validation images in one folder, as they are distributed, and a file with their
 * labels.
 */

#define SIDE   224
#define PREFIX "ILSVRC2012_val_"

/* The images, from a folder that people name. */
static const char *const image_folders[] = {
  "", "val", "ILSVRC2012_img_val", "images", "ILSVRC/Data/CLS-LOC/val", "Data/CLS-LOC/val"
};

/* Whether a validation image lies in the folder itself. */
static gboolean
has_validation_image (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, PREFIX))
      return TRUE;
  return FALSE;
}

/* The folder of the images; NULL: there is none. */
static char *
find_images (const char *folder)
{
  for (guint i = 0; i < G_N_ELEMENTS (image_folders); i++) {
    char *path = *image_folders[i] != '\0' ? g_build_filename (folder, image_folders[i], NULL)
                                           : g_strdup (folder);
    if (has_validation_image (path))
      return path;
    g_free (path);
  }
  return NULL;
}

static gboolean
refuse (const char *path, const char *why, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_NOT_FOUND,
               _ ("“%s” does not hold ImageNet's validation images: %s"), shown, why);
  return FALSE;
}

/* PATH is the folder of the images, or one above; or the file of the labels, with the images beside
 * it. */
static gboolean
find_parts (const char *path, char **images, char **labels, GError **error)
{
  const gboolean file = g_file_test (path, G_FILE_TEST_IS_REGULAR);
  g_autofree char *folder = file ? g_path_get_dirname (path) : g_strdup (path);
  *images = find_images (folder);
  if (*images == NULL)
    return refuse (folder,
                   _ ("expected files such as ILSVRC2012_val_00000001.JPEG; sorted into folders "
                      "of synsets they are folder:PATH"),
                   error);
  *labels = file ? g_strdup (path) : tau_imagenet_labels_find (folder);
  if (*labels == NULL)
    *labels = tau_imagenet_labels_find (*images);
  return *labels != NULL ||
         refuse (
             folder,
             _ ("a file with their labels is missing; put LOC_val_solution.csv, val.txt, or the "
                "development kit's ILSVRC2012_validation_ground_truth.txt with its meta.mat "
                "beside them"),
             error);
}

/* -- joining ----------------------------------------------------- */

/* An image's name without folder and ending. */
static char *
stem_of (const char *path)
{
  char *name = g_path_get_basename (path), *dot = strrchr (name, '.');
  if (dot != NULL)
    *dot = '\0';
  return name;
}

/* The row of an image: by its name, or by the number in it, from 1; -1: none. */
static gint64
find_row (GHashTable *rows, const TauImagenetLabels *labels, const char *file)
{
  g_autofree char *stem = stem_of (file);
  guint64 number;
  if (rows != NULL)
    return (gint64)GPOINTER_TO_UINT (g_hash_table_lookup (rows, stem)) - 1;
  if (!g_str_has_prefix (stem, PREFIX) ||
      !g_ascii_string_to_unsigned (stem + strlen (PREFIX), 10, 1, labels->labels->len, &number,
                                   NULL))
    return -1;
  return number - 1;
}

/* Keeps the images that have a label. */
static gboolean
join (TauImageWalk *walk, const TauImagenetLabels *labels, TauLabelList *classes)
{
  g_autoptr (GPtrArray) files = g_steal_pointer (&walk->files);
  g_autoptr (GHashTable) rows = NULL;
  walk->files = g_ptr_array_new_with_free_func (g_free);
  if (labels->images != NULL)
    rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; labels->images != NULL && i < labels->images->len; i++)
    g_hash_table_insert (rows, stem_of (g_ptr_array_index (labels->images, i)),
                         GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < files->len; i++) {
    const char *file = g_ptr_array_index (files, i);
    const gint64 row = find_row (rows, labels, file);
    if (row < 0 || !tau_label_list_add (classes, g_ptr_array_index (labels->labels, row)))
      walk->left_out[TAU_LEFT_OUT_NO_CLASS]++;
    else
      g_ptr_array_add (walk->files, g_strdup (file));
  }
  return walk->files->len > 0;
}

/* Names of the synsets, where a list of them lies beside. */
static void
add_titles (TauDataset *self, const char *labels)
{
  static const char *const files[] = { "LOC_synset_mapping.txt", "synset_words.txt", "words.txt" };
  g_autofree char *folder = g_path_get_dirname (labels);
  for (guint i = 0; i < G_N_ELEMENTS (files) && self->titles == NULL; i++) {
    g_autofree char *path = g_build_filename (folder, files[i], NULL);
    g_autoptr (GHashTable) names = tau_synsets_read_names (path);
    self->titles = tau_synsets_get_titles (names, self->classes);
  }
}

static TauDataset *
open_imagenet (const char *path, const char *part, GError **error)
{
  g_autofree char *folder = NULL, *file = NULL;
  g_auto (TauImagenetLabels) labels = { 0 };
  g_auto (TauLabelList) classes = { 0 };
  g_auto (TauImageWalk) walk = { 0 };
  if (!find_parts (path, &folder, &file, error) || !tau_imagenet_labels_read (file, &labels, error))
    return NULL;
  tau_label_list_init (&classes);
  tau_image_walk_init (&walk, folder);
  tau_image_walk_add_flat (&walk, "");
  if (!join (&walk, &labels, &classes)) {
    refuse (folder, _ ("the file of the labels has none for them"), error);
    return NULL;
  }
  tau_label_list_sort (&classes);
  TauDataset *self = tau_file_set_new (folder, walk.files, classes.names, classes.labels, &walk);
  if (labels.note != NULL)
    tau_dataset_add_note (self, g_steal_pointer (&labels.note));
  add_titles (self, file);
  return self;
}

static gboolean
recognise (const char *path)
{
  if (tau_imagenet_labels_is_solution (path)) {
    g_autofree char *folder = g_path_get_dirname (path), *beside = find_images (folder);
    return beside != NULL;
  }
  g_autofree char *images = g_file_test (path, G_FILE_TEST_IS_DIR) ? find_images (path) : NULL;
  g_autofree char *labels = images != NULL ? tau_imagenet_labels_find (path) : NULL;
  if (images != NULL && labels == NULL)
    labels = tau_imagenet_labels_find (images);
  return labels != NULL;
}

const TauDatasetReader tau_dataset_reader_imagenet = {
  .name = "imagenet",
  .syntax = "imagenet:PATH",
  .title = N_ ("ImageNet Validation"),
  .description = N_ ("ImageNet's validation images in one folder, with a file of labels"),
  .request = N_ ("Choose the folder of ImageNet’s validation images and the file of their labels."),
  .has_files = TRUE,
  .mirrorable = TRUE,
  .side = SIDE,
  .recognises = recognise,
  .open = open_imagenet,
};
