/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset-reader.h"

#include "dataset/sets/tau-cifar.h"
#include "dataset/files/tau-npy.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define N_SEVERITIES 5
#define LABELS       "labels.npy"
#define ENDING       ".npy"
/* At one severity. All files together may still hold too many: check_number(). */
#define MAX_IMAGES_IN_FILE 1000000
#define MAX_FILES          1000

/* Files of (5 N, H, W, 3) bytes: N images at severity 1, the same images at severity 2… Or files of
 * (N, H, W, 3) at one severity. */
typedef struct {
  TauDataset parent;
  GPtrArray *arrays;  /* of TauNpy*, the files */
  GPtrArray *names;   /* of char*, their corruptions */
  GArray *severities; /* of int: of each file the first that is used */
  guint n_pictures;   /* N */
  guint n_used;       /* severities of each file that are used: 1 or 5 */
  gboolean single;    /* a file has one severity */
} CifarC;

static TauImage *
cifar_c_load (TauDataset *dataset, guint index, GError **error)
{
  CifarC *self = (CifarC *)dataset;
  const guint variant = index / self->n_pictures, file = variant / self->n_used;
  const TauNpy *array = g_ptr_array_index (self->arrays, file);
  const int before = self->single ? 0 : g_array_index (self->severities, int, file) - 1;
  const guint64 row =
      (guint64)(before + variant % self->n_used) * self->n_pictures + index % self->n_pictures;
  gsize bytes = array->shape[1] * array->shape[2] * 3;
  g_autoptr (TauImage) image = tau_image_try_new (array->shape[2], array->shape[1], error);
  if (image == NULL || !tau_npy_read (array, row * bytes, image->data, bytes, error))
    return NULL;
  return g_steal_pointer (&image);
}

static void
cifar_c_free (TauDataset *dataset)
{
  CifarC *self = (CifarC *)dataset;
  g_ptr_array_unref (self->arrays);
  g_ptr_array_unref (self->names);
  g_array_unref (self->severities);
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

/* Whether the same labels come once for each of five severities. */
static gboolean
is_repeated (const TauNpy *labels)
{
  const gsize n = labels->n_items / N_SEVERITIES;
  if (labels->n_items % N_SEVERITIES != 0)
    return FALSE;
  for (gsize i = n; i < labels->n_items; i++)
    if (tau_npy_get_int (labels, i) != tau_npy_get_int (labels, i % n))
      return FALSE;
  return TRUE;
}

static gboolean
check_labels (TauNpy *labels, const char *path, GError **error)
{
  if (labels->n_dims != 1 || labels->kind == 'b')
    return damaged (path, _ ("labels must be a list of whole numbers"), error);
  if (labels->n_items == 0 || labels->n_items > MAX_IMAGES_IN_FILE)
    return damaged (path, _ ("it does not have one label for each image"), error);
  if (!tau_npy_load (labels, error))
    return FALSE;
  for (gsize i = 0; i < labels->n_items; i++) {
    gint64 label = tau_npy_get_int (labels, i);
    if (label < 0 || label >= tau_cifar_100.n_classes)
      return damaged (path, _ ("a label is not between 0 and 99"), error);
  }
  return TRUE;
}

static gboolean
check_pictures (const CifarC *self, const TauNpy *array, const char *path, GError **error)
{
  if (array->kind != 'u' || array->item_size != 1 || array->n_dims != 4 || array->shape[3] != 3)
    return damaged (path, _ ("images must be bytes (uint8) of the shape (N, height, width, 3)"),
                    error);
  for (int i = 1; i <= 2; i++)
    if (array->shape[i] < TAU_IMAGE_MIN_SIDE || array->shape[i] > TAU_IMAGE_MAX_SIDE)
      return damaged (path, _ ("images must have 16 to 16384 pixels on each side"), error);
  const gsize n = array->shape[0],
              first = self->arrays->len > 0 ? ((TauNpy *)self->arrays->pdata[0])->shape[0] : n;
  if ((n != self->n_pictures && n != (gsize)self->n_pictures * N_SEVERITIES) || n != first)
    return damaged (path, _ ("its number of images is not the number of labels in labels.npy"),
                    error);
  return TRUE;
}

/* The severity that a name ends with, after one of `before`: “3”, “severity-3”, “fog_3”; 0: none.
 * *length is that of what precedes both. */
static int
find_severity (const char *name, const char *const *before, gsize *length)
{
  gsize n = strlen (name);
  if (n == 0 || name[n - 1] < '1' || name[n - 1] > '0' + N_SEVERITIES)
    return 0;
  const int severity = name[--n] - '0';
  while (n > 0 && strchr ("-_ .", name[n - 1]) != NULL)
    n--;
  *length = n;
  for (; n > 0 && *before != NULL; before++) {
    const gsize word = strlen (*before);
    if (word <= n && g_ascii_strncasecmp (name + n - word, *before, word) == 0)
      return severity;
  }
  return n == 0 ? severity : 0;
}

/* Finds which severity a file has that holds one: it was given, or the file's name says so, or the
 * folder's. Takes it off the corruption's name. */
static int
read_severity (const char *folder, char *corruption, int given)
{
  static const char *const words[] = { "severity", "sev", "level", NULL };
  static const char *const any[] = { "", NULL };
  gsize length;
  const int severity =
      tau_corruption_find (corruption) < 0 ? find_severity (corruption, any, &length) : 0;
  if (severity > 0) {
    corruption[length] = '\0';
    return severity;
  }
  g_autofree char *absolute = g_canonicalize_filename (folder, NULL);
  g_autofree char *base = g_path_get_basename (absolute);
  return given > 0 ? given : find_severity (base, words, &length);
}

static gboolean
refuse_unsaid (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED,
               _ ("“%s” holds images of one severity instead of five severities, and nothing says "
                  "which; add it, as in cifar-c:PATH:3, or call the folder severity-3"),
               name);
  return FALSE;
}

/* `given` is the severity asked for; 0: none. */
static gboolean
add_corruption (CifarC *self, const char *folder, const char *name, int given, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (TauNpy) array = tau_npy_open (path, error);
  if (array == NULL || !check_pictures (self, array, path, error))
    return FALSE;
  g_autofree char *stem = g_strndup (name, strlen (name) - strlen (ENDING));
  self->single = array->shape[0] == self->n_pictures;
  int severity = self->single ? read_severity (folder, stem, given) : MAX (given, 1);
  self->n_used = self->single || given > 0 ? 1 : N_SEVERITIES;
  if (severity == 0)
    return refuse_unsaid (path, error);
  g_ptr_array_add (self->arrays, g_steal_pointer (&array));
  g_ptr_array_add (self->names, g_filename_display_name (stem));
  g_array_append_val (self->severities, severity);
  return TRUE;
}

static gboolean
add_all (CifarC *self, const char *folder, int severity, GError **error)
{
  g_autoptr (GPtrArray) names = tau_dataset_list_folder (folder, error);
  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < names->len && self->arrays->len < MAX_FILES; i++) {
    const char *name = g_ptr_array_index (names, i);
    if (name[0] == '.' || !g_str_has_suffix (name, ENDING) || g_str_equal (name, LABELS))
      continue;
    if (!add_corruption (self, folder, name, severity, error))
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
add_one (CifarC *self, const char *folder, const char *corruption, int severity, GError **error)
{
  g_autofree char *name = g_strconcat (corruption, ENDING, NULL);
  return add_corruption (self, folder, name, severity, error);
}

/* Whether 32 bits can count the images of all files. */
static gboolean
check_number (const CifarC *self, const char *path, GError **error)
{
  const guint64 n = (guint64)self->n_pictures * self->n_used * self->arrays->len;
  return n <= G_MAXINT32 || damaged (path, _ ("it holds too many images"), error);
}

/* CIFAR-10-C and CIFAR-100-C look the same except for the labels. */
static void
fill (CifarC *self, const TauNpy *labels)
{
  const TauCifarFormat *format = &tau_cifar_10;
  const guint n = self->n_pictures, n_variants = self->n_used * self->arrays->len;
  guint16 *out;
  tau_dataset_init (&self->parent, &cifar_c_class, n * n_variants);
  out = self->parent.labels;
  for (guint i = 0; i < n; i++) {
    out[i] = tau_npy_get_int (labels, i);
    if (out[i] >= format->n_classes)
      format = &tau_cifar_100;
  }
  self->parent.n_variants = n_variants;
  self->parent.variants = g_new (TauCorruptionSpec, n_variants);
  for (guint v = 0; v < n_variants; v++)
    self->parent.variants[v] = tau_corruption_spec_parse (
        g_ptr_array_index (self->names, v / self->n_used),
        g_array_index (self->severities, int, v / self->n_used) + v % self->n_used, 0,
        TAU_PRESET_CIFAR);
  for (guint v = 1; v < n_variants; v++)
    memcpy (out + (gsize)v * n, out, n * sizeof *out);
  g_ptr_array_unref (self->parent.classes);
  self->parent.classes = tau_cifar_usual_names (format);
}

static TauDataset *
open_folder (const char *path, const char *corruption, int severity, GError **error)
{
  g_autofree char *labels_path = g_build_filename (path, LABELS, NULL);
  g_autoptr (TauNpy) labels = tau_npy_open (labels_path, error);
  if (labels == NULL || !check_labels (labels, labels_path, error))
    return NULL;

  CifarC *self = g_new0 (CifarC, 1);
  self->arrays = g_ptr_array_new_with_free_func ((GDestroyNotify)tau_npy_free);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->severities = g_array_new (FALSE, FALSE, sizeof (int));
  self->n_pictures = labels->n_items / (is_repeated (labels) ? N_SEVERITIES : 1);
  const gboolean added = corruption != NULL ? add_one (self, path, corruption, severity, error)
                                            : add_all (self, path, severity, error);
  if (!added || !check_number (self, path, error)) {
    cifar_c_free (&self->parent);
    return NULL;
  }
  fill (self, labels);
  return &self->parent;
}

/* Cuts what follows the last colon off a path that is no folder; NULL: nothing. */
static char *
cut_word (char *path)
{
  char *colon = strrchr (path, ':');
  if (colon == NULL || colon == path || strchr (colon, '/') != NULL ||
      g_file_test (path, G_FILE_TEST_IS_DIR))
    return NULL;
  *colon = '\0';
  return colon + 1;
}

/* PATH[:CORRUPTION][:SEVERITY]. A folder whose own name contains the colon takes precedence. */
static TauDataset *
open_path (const char *path, const char *part, GError **error)
{
  g_autofree char *folder = g_strdup (path);
  char *corruption = cut_word (folder);
  int severity = 0;
  if (corruption != NULL && strlen (corruption) == 1 && g_ascii_isdigit (*corruption)) {
    severity = *corruption - '0';
    corruption = cut_word (folder);
  }
  if (severity > N_SEVERITIES) {
    g_autofree char *shown = g_filename_display_name (path);
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_SPEC,
                 _ ("“%s” asks for severity %d; severities go from 1 to 5"), shown, severity);
    return NULL;
  }
  return open_folder (folder, corruption, severity, error);
}

static gboolean
recognise (const char *path)
{
  g_autofree char *labels = g_build_filename (path, LABELS, NULL);
  return g_file_test (labels, G_FILE_TEST_IS_REGULAR);
}

/* A folder of CORRUPTION.npy, each with five severities in order or with one, and labels.npy. The
 * index runs over all files in byte order of their names. If a corruption is given, the other files
 * are left out. */
const TauDatasetReader tau_dataset_reader_cifar_c = {
  .name = "cifar-c",
  .syntax = "cifar-c:PATH[:CORRUPTION][:SEVERITY]",
  .title = N_ ("CIFAR-C"),
  .description = N_ ("CIFAR-10-C or CIFAR-100-C, already corrupted, as .npy files"),
  .request = N_ ("Choose the folder of CIFAR-C’s .npy files (labels.npy and so on)."),
  .mirrorable = TRUE,
  .corrupted = TRUE,
  .side = TAU_CIFAR_SIDE,
  .recognises = recognise,
  .open = open_path,
};
