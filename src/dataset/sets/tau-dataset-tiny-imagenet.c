/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset-reader.h"

#include "dataset/files/tau-label-list.h"
#include "dataset/files/tau-csv.h"
#include "dataset/files/tau-image-walk.h"
#include "dataset/sets/tau-synsets.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Tiny-ImageNet as its archive unpacks: train/SYNSET/images, and val/images with
 * val/val_annotations.txt. The images of test have no labels, so that the test part is val. */

#define SIDE 64

static gboolean
damaged (const char *path, const char *why, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED,
               _ ("“%s” is not of Tiny-ImageNet: %s; unpack its archive again"), shown, why);
  return FALSE;
}

/* The classes of both parts: the synsets in wnids.txt, in byte order. */
static gboolean
read_classes (const char *path, TauLabelList *classes, GError **error)
{
  g_autofree char *file = g_build_filename (path, "wnids.txt", NULL);
  g_autoptr (GPtrArray) rows = tau_csv_read (file, TAU_CSV_SEPARATORS, error);
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++) {
    char **row = g_ptr_array_index (rows, i);
    if (!tau_is_synset (row[0]) || !tau_label_list_add (classes, row[0]))
      return damaged (file, _ ("a line is not a synset such as n01443537"), error);
  }
  if (classes->names->len == 0)
    return damaged (file, _ ("it is empty"), error);
  tau_label_list_sort (classes);
  g_array_set_size (classes->labels, 0);
  return TRUE;
}

/* PART/SYNSET/images/…: the training images, and the validation images of those who sorted them. */
static gboolean
add_class_folders (const char *path, const char *part, TauLabelList *classes, TauImageWalk *walk,
                   GError **error)
{
  const guint n_classes = classes->names->len;
  for (guint c = 0; c < n_classes; c++) {
    const char *name = g_ptr_array_index (classes->names, c);
    g_autofree char *below = g_build_filename (part, name, NULL);
    g_autofree char *folder = g_build_filename (path, below, NULL);
    if (g_file_test (folder, G_FILE_TEST_IS_DIR))
      tau_image_walk_add (walk, below);
    while (classes->labels->len < walk->files->len)
      tau_label_list_add (classes, name);
  }
  if (walk->files->len > 0)
    return TRUE;
  g_autofree char *folder = g_build_filename (path, part, NULL);
  return damaged (folder, _ ("it holds no images"), error);
}

/* Lines of an image's name, its synset, and a box. */
static gboolean
add_annotated (const char *path, const char *annotations, TauLabelList *classes, TauImageWalk *walk,
               GError **error)
{
  g_autoptr (GPtrArray) rows = tau_csv_read (annotations, "\t ", error);
  const guint n_classes = classes->names->len;
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++) {
    char **row = g_ptr_array_index (rows, i);
    if (row[1] == NULL || strchr (row[0], '/') != NULL || !tau_label_list_add (classes, row[1]) ||
        classes->names->len > n_classes)
      return damaged (annotations,
                      _ ("a line does not begin with an image and a synset of wnids.txt"), error);
    g_autofree char *below = g_build_filename ("val", "images", row[0], NULL);
    g_autofree char *full = g_build_filename (path, below, NULL);
    if (g_file_test (full, G_FILE_TEST_EXISTS)) {
      g_ptr_array_add (walk->files, g_steal_pointer (&below));
      continue;
    }
    walk->left_out[TAU_LEFT_OUT_MISSING]++;
    g_array_set_size (classes->labels, classes->labels->len - 1);
  }
  return walk->files->len > 0 ||
         damaged (annotations, _ ("it names no image that is there"), error);
}

static TauDataset *
open_tiny (const char *path, const char *part, GError **error)
{
  g_auto (TauLabelList) classes = { 0 };
  g_auto (TauImageWalk) walk = { 0 };
  tau_label_list_init (&classes);
  tau_image_walk_init (&walk, path);
  const gboolean train = g_strcmp0 (part, "train") == 0;
  g_autofree char *annotations = g_build_filename (path, "val", "val_annotations.txt", NULL);
  if (!read_classes (path, &classes, error))
    return NULL;
  if (!train && g_file_test (annotations, G_FILE_TEST_EXISTS)
          ? !add_annotated (path, annotations, &classes, &walk, error)
          : !add_class_folders (path, train ? "train" : "val", &classes, &walk, error))
    return NULL;
  /* A box file lies beside the images of each class. */
  walk.left_out[TAU_LEFT_OUT_NO_IMAGE] = 0;
  TauDataset *self = tau_file_set_new (path, walk.files, classes.names, classes.labels, &walk);
  g_autofree char *words = g_build_filename (path, "words.txt", NULL);
  g_autoptr (GHashTable) names = tau_synsets_read_names (words);
  self->titles = tau_synsets_get_titles (names, self->classes);
  return self;
}

static gboolean
recognise (const char *path)
{
  g_autofree char *wnids = g_build_filename (path, "wnids.txt", NULL);
  g_autofree char *train = g_build_filename (path, "train", NULL);
  g_autofree char *val = g_build_filename (path, "val", NULL);
  return g_file_test (wnids, G_FILE_TEST_IS_REGULAR) &&
         (g_file_test (train, G_FILE_TEST_IS_DIR) || g_file_test (val, G_FILE_TEST_IS_DIR));
}

const TauDatasetReader tau_dataset_reader_tiny_imagenet = {
  .name = "tiny-imagenet",
  .syntax = "tiny-imagenet:PATH[:train|:test]",
  .title = N_ ("Tiny-ImageNet"),
  .description = N_ ("Tiny-ImageNet as its archive unpacks; the test part is its val"),
  .request = N_ ("Choose the folder of Tiny-ImageNet (wnids.txt, train and val)."),
  .has_parts = TRUE,
  .has_files = TRUE,
  .mirrorable = TRUE,
  .side = SIDE,
  .recognises = recognise,
  .open = open_tiny,
};
