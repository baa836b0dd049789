/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset-reader.h"

#include "dataset/files/tau-archive.h"
#include "dataset/sets/tau-medmnist.h"
#include "dataset/files/tau-npy.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* An .npz file of images and labels: MedMNIST's, and others that name their arrays as these do. It
 * is compressed, so that the part that is used has to be held in memory. */

#define MAX_ARRAY_BYTES (G_GUINT64_CONSTANT (1) << 31)
#define MAX_IMAGES      10000000
#define ENDING          ".npy"

typedef struct {
  TauDataset parent;
  GBytes *bytes; /* the file of the images' array */
  TauNpy images;
  gboolean planes; /* (N, channels, height, width) and not (N, height, width, channels) */
  guint height, width, channels;
} Npz;

static TauImage *
npz_load (TauDataset *dataset, guint index, GError **error)
{
  const Npz *self = (Npz *)dataset;
  const gsize n = (gsize)self->height * self->width;
  const guint8 *in = self->images.data + (gsize)index * n * self->channels;
  TauImage *image = tau_image_try_new (self->width, self->height, error);
  for (gsize i = 0; image != NULL && i < n; i++)
    for (guint c = 0; c < 3; c++) {
      const guint channel = self->channels == 3 ? c : 0;
      image->data[3 * i + c] =
          self->planes ? in[channel * n + i] : in[self->channels * i + channel];
    }
  return image;
}

static void
npz_free (TauDataset *dataset)
{
  Npz *self = (Npz *)dataset;
  g_bytes_unref (self->bytes);
  g_free (self);
}

static const TauDatasetClass npz_class = { npz_load, NULL, npz_free };

static gboolean
damaged (const char *name, const char *why, GError **error)
{
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED,
               _ ("“%s” does not hold images and labels: %s"), name, why);
  return FALSE;
}

/* -- the arrays -------------------------------------------------- */

/* Names of the arrays of images, and of their labels. */
typedef struct {
  const char *images, *labels;
} Pair;

static const Pair train_pairs[] = { { "train_images", "train_labels" },
                                    { "x_train", "y_train" },
                                    { "X_train", "y_train" } };
static const Pair validation_pairs[] = { { "val_images", "val_labels" },
                                         { "x_val", "y_val" },
                                         { "X_val", "y_val" } };
static const Pair test_pairs[] = { { "test_images", "test_labels" },
                                   { "x_test", "y_test" },
                                   { "X_test", "y_test" } };
static const Pair whole_pairs[] = {
  { "images", "labels" }, { "data", "labels" }, { "x", "y" }, { "X", "y" }
};

static gboolean
has_name (const GPtrArray *names, const char *name)
{
  return g_ptr_array_find_with_equal_func ((GPtrArray *)names, name, g_str_equal, NULL);
}

static const Pair *
find_pair (const GPtrArray *names, const Pair *pairs, guint n)
{
  for (guint i = 0; i < n; i++)
    if (has_name (names, pairs[i].images) && has_name (names, pairs[i].labels))
      return &pairs[i];
  return NULL;
}

/* Without a part: the test images, or those of a file that has no parts. */
static const Pair *
choose_pair (const GPtrArray *names, const char *part, const char *shown, GError **error)
{
  const Pair *pair = NULL;
  if (g_strcmp0 (part, "train") == 0)
    pair = find_pair (names, train_pairs, G_N_ELEMENTS (train_pairs));
  else if (g_strcmp0 (part, "val") == 0)
    pair = find_pair (names, validation_pairs, G_N_ELEMENTS (validation_pairs));
  else
    pair = find_pair (names, test_pairs, G_N_ELEMENTS (test_pairs));
  if (pair == NULL && part == NULL)
    pair = find_pair (names, whole_pairs, G_N_ELEMENTS (whole_pairs));
  if (pair != NULL)
    return pair;
  g_ptr_array_add ((GPtrArray *)names, NULL);
  g_autofree char *list = g_strjoinv (", ", (char **)names->pdata);
  g_autofree char *why = g_strdup_printf (
      _ ("it has the arrays %s; expected train_images, train_labels, val_images, val_labels, "
         "test_images and test_labels, as MedMNIST has, or images and labels"),
      *list != '\0' ? list : "–");
  g_set_error (error, TAU_DATASET_ERROR,
               part != NULL ? TAU_DATASET_ERROR_SPEC : TAU_DATASET_ERROR_DAMAGED,
               _ ("“%s” does not hold images and labels: %s"), shown, why);
  return NULL;
}

/* The names of all arrays; of char*. */
static GPtrArray *
list_arrays (const char *path, GError **error)
{
  g_autoptr (TauArchive) archive = tau_archive_open (path, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name = archive != NULL ? "" : NULL;
  while (name != NULL) {
    if (!tau_archive_next (archive, &name, error))
      return NULL;
    if (name != NULL && g_str_has_suffix (name, ENDING))
      g_ptr_array_add (names, g_strndup (name, strlen (name) - strlen (ENDING)));
  }
  return archive != NULL ? g_steal_pointer (&names) : NULL;
}

static gboolean
read_arrays (const char *path, const Pair *pair, GBytes **images, GBytes **labels, GError **error)
{
  g_autoptr (TauArchive) archive = tau_archive_open (path, error);
  if (archive == NULL)
    return FALSE;
  while (*images == NULL || *labels == NULL) {
    const char *name;
    if (!tau_archive_next (archive, &name, error))
      return FALSE;
    g_autofree char *array =
        name != NULL ? g_strndup (name, strlen (name) - MIN (strlen (name), strlen (ENDING)))
                     : NULL;
    GBytes **out = g_strcmp0 (array, pair->images) == 0   ? images
                   : g_strcmp0 (array, pair->labels) == 0 ? labels
                                                          : NULL;
    if (out != NULL && *out == NULL &&
        (*out = tau_archive_read (archive, MAX_ARRAY_BYTES, error)) == NULL)
      return FALSE;
    if (name == NULL)
      break;
  }
  return TRUE;
}

/* -- what they hold ---------------------------------------------- */

static gboolean
check_images (Npz *self, const char *shown, GError **error)
{
  const TauNpy *a = &self->images;
  if (a->kind != 'u' || a->item_size != 1)
    return damaged (shown, _ ("the images must be bytes (uint8), 0 to 255"), error);
  self->channels = a->n_dims == 3 ? 1 : 0;
  if (a->n_dims == 4) {
    self->planes = a->shape[3] != 1 && a->shape[3] != 3;
    self->channels = MIN (self->planes ? a->shape[1] : a->shape[3], 4);
  }
  if (self->channels != 1 && self->channels != 3)
    return damaged (shown,
                    _ ("the images must have the shape (N, height, width), (N, height, width, 1 or "
                       "3), or (N, 1 or 3, height, width)"),
                    error);
  const guint first = self->planes ? 2 : 1;
  for (guint i = first; i < first + 2; i++)
    if (a->shape[i] < TAU_IMAGE_MIN_SIDE || a->shape[i] > TAU_IMAGE_MAX_SIDE)
      return damaged (shown, _ ("images must have 16 to 16384 pixels on each side"), error);
  self->height = a->shape[first];
  self->width = a->shape[first + 1];
  return (a->shape[0] > 0 && a->shape[0] <= MAX_IMAGES) ||
         damaged (shown, _ ("it holds no images, or more than ten million"), error);
}

/* The names of the classes 0..last: MedMNIST's, if the file's name is one of its own and its labels
 * fit; otherwise the numbers. */
static void
name_classes (GPtrArray *classes, const char *path, guint last)
{
  const char *const *names = tau_medmnist_get_classes (path);
  const guint n = names != NULL ? g_strv_length ((char **)names) : 0;
  for (guint c = 0; c < MAX (n, last + 1); c++)
    g_ptr_array_add (classes, last < n ? g_strdup (names[c]) : g_strdup_printf ("%u", c));
}

/* One whole number for each image. */
static gboolean
read_labels (Npz *self, const TauNpy *labels, const char *path, const char *shown, GError **error)
{
  const gsize n = self->images.shape[0];
  if (labels->n_dims == 2 && labels->shape[0] == n && labels->shape[1] > 1)
    return damaged (
        shown, _ ("each image has several labels, and a classifier here gives one answer"), error);
  if (labels->n_dims == 0 || labels->n_dims > 2 || labels->n_items != n || labels->kind == 'b')
    return damaged (shown, _ ("there is not one whole number as label for each image"), error);
  tau_dataset_init (&self->parent, &npz_class, n);
  guint16 last = 0;
  for (gsize i = 0; i < n; i++) {
    const gint64 label = tau_npy_get_int (labels, i);
    if (label < 0 || label >= G_MAXUINT16) {
      g_free (self->parent.labels);
      g_ptr_array_unref (self->parent.classes);
      return damaged (shown, _ ("a label is not between 0 and 65534"), error);
    }
    self->parent.labels[i] = label;
    last = MAX (last, label);
  }
  name_classes (self->parent.classes, path, last);
  return TRUE;
}

static TauDataset *
open_npz (const char *path, const char *part, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (GPtrArray) names = list_arrays (path, error);
  const Pair *pair = names != NULL ? choose_pair (names, part, shown, error) : NULL;
  g_autoptr (GBytes) images = NULL, labels = NULL;
  if (pair == NULL || !read_arrays (path, pair, &images, &labels, error))
    return NULL;
  if (images == NULL || labels == NULL) {
    damaged (shown, _ ("it changed while it was read"), error);
    return NULL;
  }
  g_autofree char *images_name = g_strdup_printf ("%s/%s", shown, pair->images);
  g_autofree char *labels_name = g_strdup_printf ("%s/%s", shown, pair->labels);
  g_autofree Npz *self = g_new0 (Npz, 1);
  TauNpy npy;
  gsize length;
  const guint8 *bytes = g_bytes_get_data (images, &length);
  if (!tau_npy_parse (bytes, length, images_name, &self->images, error) ||
      !check_images (self, shown, error))
    return NULL;
  bytes = g_bytes_get_data (labels, &length);
  if (!tau_npy_parse (bytes, length, labels_name, &npy, error) ||
      !read_labels (self, &npy, path, shown, error))
    return NULL;
  self->bytes = g_steal_pointer (&images);
  return &((Npz *)g_steal_pointer (&self))->parent;
}

static gboolean
recognise (const char *path)
{
  return g_str_has_suffix (path, ".npz") && g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

const TauDatasetReader tau_dataset_reader_npz = {
  .name = "npz",
  .syntax = "npz:FILE[:train|:val|:test]",
  .title = N_ ("Arrays in an .npz File"),
  .description = N_ ("MedMNIST, or another .npz file of images and labels"),
  .request = N_ ("Choose the .npz file of images and labels."),
  .file_ending = ".npz",
  .has_parts = TRUE,
  .has_validation = TRUE,
  .mirrorable = TRUE,
  .side = 32,
  .recognises = recognise,
  .open = open_npz,
};
