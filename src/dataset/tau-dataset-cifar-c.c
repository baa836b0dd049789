/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset-reader.h"

#include "dataset/tau-cifar.h"
#include "dataset/tau-npy.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define N_SEVERITIES 5
#define LABELS       "labels.npy"
#define ENDING       ".npy"
/* Keeps the total number of images in a folder's files within 32 bits. */
#define MAX_IMAGES_IN_FILE 1000000
#define MAX_FILES          1000

/* Files of (5 N, H, W, 3) bytes: N images at severity 1, the same images at severity 2… */
typedef struct {
  TauDataset parent;
  GPtrArray *arrays; /* of TauNpy*, the files */
  GPtrArray *names;  /* of char*, their corruptions */
  guint n_each;      /* images in each file */
} CifarC;

static TauImage *
cifar_c_load (TauDataset *dataset, guint index, GError **error)
{
  CifarC *self = (CifarC *)dataset;
  const TauNpy *array = g_ptr_array_index (self->arrays, index / self->n_each);
  gsize bytes = array->shape[1] * array->shape[2] * 3;
  g_autoptr (TauImage) image = tau_image_try_new (array->shape[2], array->shape[1], error);
  if (image == NULL ||
      !tau_npy_read (array, (guint64)(index % self->n_each) * bytes, image->data, bytes, error))
    return NULL;
  return g_steal_pointer (&image);
}

static void
cifar_c_free (TauDataset *dataset)
{
  CifarC *self = (CifarC *)dataset;
  g_ptr_array_unref (self->arrays);
  g_ptr_array_unref (self->names);
  g_free (self);
}

static const TauDatasetClass cifar_c_class = { cifar_c_load, NULL, cifar_c_free };

static gboolean
damaged (const char *path, const char *why, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED,
               _ ("“%s” does not belong to a CIFAR-C data set: %s; download it again"), name, why);
  return FALSE;
}

/* -- opening -------------------------------------------------------------------------------------
 */

/* The same images come once for each severity: otherwise one severity would pass for five. */
static gboolean
check_repetition (const TauNpy *labels, const char *path, GError **error)
{
  const gsize n = labels->n_items / N_SEVERITIES;
  for (gsize i = n; i < labels->n_items; i++)
    if (tau_npy_get_int (labels, i) != tau_npy_get_int (labels, i % n))
      return damaged (path, _ ("its labels are not the same for each of five severities"), error);
  return TRUE;
}

static gboolean
check_labels (TauNpy *labels, const char *path, GError **error)
{
  if (labels->n_dims != 1 || labels->kind == 'b')
    return damaged (path, _ ("labels must be a list of whole numbers"), error);
  if (labels->n_items == 0 || labels->n_items % N_SEVERITIES != 0 ||
      labels->n_items > MAX_IMAGES_IN_FILE)
    return damaged (path, _ ("it does not have one label for each image at five severities"),
                    error);
  if (!tau_npy_load (labels, error))
    return FALSE;
  for (gsize i = 0; i < labels->n_items; i++) {
    gint64 label = tau_npy_get_int (labels, i);
    if (label < 0 || label >= tau_cifar_100.n_classes)
      return damaged (path, _ ("a label is not between 0 and 99"), error);
  }
  return check_repetition (labels, path, error);
}

static gboolean
check_pictures (const TauNpy *array, gsize n_labels, const char *path, GError **error)
{
  if (array->kind != 'u' || array->item_size != 1 || array->n_dims != 4 || array->shape[3] != 3)
    return damaged (path, _ ("images must be bytes (uint8) of the shape (N, height, width, 3)"),
                    error);
  for (int i = 1; i <= 2; i++)
    if (array->shape[i] < TAU_IMAGE_MIN_SIDE || array->shape[i] > TAU_IMAGE_MAX_SIDE)
      return damaged (path, _ ("images must have 16 to 16384 pixels on each side"), error);
  if (array->shape[0] != n_labels)
    return damaged (path, _ ("its number of images is not the number of labels in labels.npy"),
                    error);
  return TRUE;
}

static gboolean
add_corruption (CifarC *self, const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (TauNpy) array = tau_npy_open (path, error);
  if (array == NULL || !check_pictures (array, self->n_each, path, error))
    return FALSE;
  g_autofree char *stem = g_strndup (name, strlen (name) - strlen (ENDING));
  g_ptr_array_add (self->arrays, g_steal_pointer (&array));
  g_ptr_array_add (self->names, g_filename_display_name (stem));
  return TRUE;
}

static gboolean
add_all (CifarC *self, const char *folder, GError **error)
{
  g_autoptr (GPtrArray) names = tau_dataset_list_folder (folder, error);
  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < names->len && self->arrays->len < MAX_FILES; i++) {
    const char *name = g_ptr_array_index (names, i);
    if (name[0] == '.' || !g_str_has_suffix (name, ENDING) || g_str_equal (name, LABELS))
      continue;
    if (!add_corruption (self, folder, name, error))
      return FALSE;
  }
  if (self->arrays->len > 0)
    return TRUE;
  g_autofree char *shown = g_filename_display_name (folder);
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_EMPTY,
               _ ("“%s” holds no corruptions; expected PATH/fog.npy and so on beside labels.npy"),
               shown);
  return FALSE;
}

static gboolean
add_one (CifarC *self, const char *folder, const char *corruption, GError **error)
{
  g_autofree char *name = g_strconcat (corruption, ENDING, NULL);
  return add_corruption (self, folder, name, error);
}

/* CIFAR-10-C and CIFAR-100-C look the same except for the labels. */
static void
fill (CifarC *self, const TauNpy *labels)
{
  const TauCifarFormat *format = &tau_cifar_10;
  guint16 *out;
  tau_dataset_init (&self->parent, &cifar_c_class, self->n_each * self->arrays->len);
  out = self->parent.labels;
  for (guint i = 0; i < self->n_each; i++) {
    out[i] = tau_npy_get_int (labels, i);
    if (out[i] >= format->n_classes)
      format = &tau_cifar_100;
  }
  self->parent.n_variants = N_SEVERITIES * self->arrays->len;
  self->parent.variants = g_new (TauCorruptionSpec, self->parent.n_variants);
  for (guint v = 0; v < self->parent.n_variants; v++)
    self->parent.variants[v] =
        tau_corruption_spec_parse (g_ptr_array_index (self->names, v / N_SEVERITIES),
                                   1 + v % N_SEVERITIES, 0, TAU_PRESET_CIFAR);
  for (guint f = 1; f < self->arrays->len; f++)
    memcpy (out + f * self->n_each, out, self->n_each * sizeof *out);
  g_ptr_array_unref (self->parent.classes);
  self->parent.classes = tau_cifar_usual_names (format);
}

static TauDataset *
open_folder (const char *path, const char *corruption, GError **error)
{
  g_autofree char *labels_path = g_build_filename (path, LABELS, NULL);
  g_autoptr (TauNpy) labels = tau_npy_open (labels_path, error);
  if (labels == NULL || !check_labels (labels, labels_path, error))
    return NULL;

  CifarC *self = g_new0 (CifarC, 1);
  self->arrays = g_ptr_array_new_with_free_func ((GDestroyNotify)tau_npy_free);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->n_each = labels->n_items;
  if (corruption != NULL ? !add_one (self, path, corruption, error)
                         : !add_all (self, path, error)) {
    cifar_c_free (&self->parent);
    return NULL;
  }
  fill (self, labels);
  return &self->parent;
}

/* PATH:CORRUPTION. A folder whose own name contains the colon takes precedence. */
static TauDataset *
open_path (const char *path, const char *part, GError **error)
{
  const char *colon = strrchr (path, ':');
  if (colon == NULL || colon == path || strchr (colon, '/') != NULL ||
      g_file_test (path, G_FILE_TEST_IS_DIR))
    return open_folder (path, NULL, error);
  g_autofree char *folder = g_strndup (path, colon - path);
  return open_folder (folder, colon + 1, error);
}

/* A folder of CORRUPTION.npy, each with five severities in order, and labels.npy. The index runs
 * over all files in byte order of their names. If a corruption is given, the other files are left
 * out. */
const TauDatasetReader tau_dataset_reader_cifar_c = {
  .name = "cifar-c",
  .syntax = "cifar-c:PATH[:CORRUPTION]",
  .title = N_ ("CIFAR-C"),
  .description = N_ ("CIFAR-10-C or CIFAR-100-C, already corrupted, as .npy files"),
  .request = N_ ("Choose the folder of CIFAR-C’s .npy files (labels.npy and so on)."),
  .mirrorable = TRUE,
  .corrupted = TRUE,
  .side = TAU_CIFAR_SIDE,
  .open = open_path,
};
