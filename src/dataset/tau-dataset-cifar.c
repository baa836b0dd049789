/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset-reader.h"

#include "base/tau-file.h"
#include "dataset/tau-cifar.h"
#include "dataset/tau-data-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Records read at once when labels are gathered; their pixels are not kept. */
#define RECORDS_AT_ONCE 256
#define MAX_NAMES_BYTES 65536

/* One or more binary files of CIFAR-10 or CIFAR-100, one after the other. */
typedef struct {
  TauDataset parent;
  const TauCifarFormat *format;
  guint n_files;
  TauDataFile *files[5];
  char *paths[5];
  GArray *labels; /* of guint16, of all files */
} Cifar;

static guint
n_images_of (const Cifar *self, guint file)
{
  return self->files[file]->size / tau_cifar_record_size (self->format);
}

static TauImage *
cifar_load (TauDataset *dataset, guint index, GError **error)
{
  Cifar *self = (Cifar *)dataset;
  guint8 record[TAU_CIFAR_MAX_RECORD];
  gsize size = tau_cifar_record_size (self->format);
  guint file = 0;
  while (index >= n_images_of (self, file))
    index -= n_images_of (self, file++);
  if (!tau_data_file_read (self->files[file], (guint64)index * size, record, size, error))
    return NULL;
  return tau_cifar_image (self->format, record);
}

static void
cifar_free (TauDataset *dataset)
{
  Cifar *self = (Cifar *)dataset;
  for (guint i = 0; i < self->n_files; i++) {
    tau_data_file_close (self->files[i]);
    g_free (self->paths[i]);
  }
  g_array_unref (self->labels);
  g_free (self);
}

static const TauDatasetClass cifar_class = { cifar_load, NULL, cifar_free };

/* The folder that holds the files: PATH, or the folder below it to which the archive unpacked. */
static char *
find_folder (const TauCifarFormat *format, const char *path)
{
  g_autofree char *below = g_build_filename (path, format->folder, NULL);
  return g_file_test (below, G_FILE_TEST_IS_DIR) ? g_steal_pointer (&below) : g_strdup (path);
}

/* Checks all labels of a file and appends them to self->labels. */
static gboolean
gather_labels (Cifar *self, const TauDataFile *file, GError **error)
{
  const gsize size = tau_cifar_record_size (self->format), n = file->size / size;
  g_autofree guint8 *records = g_malloc (RECORDS_AT_ONCE * size);
  for (gsize first = 0; first < n; first += RECORDS_AT_ONCE) {
    gsize some = MIN (n - first, RECORDS_AT_ONCE);
    if (!tau_data_file_read (file, first * size, records, some * size, error) ||
        !tau_cifar_check_labels (self->format, records, some, first, file->name, error))
      return FALSE;
    for (gsize i = 0; i < some; i++) {
      guint16 label = tau_cifar_label (self->format, records + i * size);
      g_array_append_val (self->labels, label);
    }
  }
  return TRUE;
}

static gboolean
add_file (Cifar *self, const char *path, GError **error)
{
  g_autoptr (TauDataFile) file = tau_data_file_open (path, error);
  if (file == NULL || !tau_cifar_refuse_pickle (file, error) ||
      !tau_cifar_check_length (self->format, file->size, file->name, error) ||
      !gather_labels (self, file, error))
    return FALSE;
  self->files[self->n_files] = g_steal_pointer (&file);
  self->paths[self->n_files++] = g_strdup (path);
  return TRUE;
}

static gboolean
add_part (Cifar *self, const char *path, const char *part, GError **error)
{
  g_autofree char *folder = find_folder (self->format, path);
  gboolean train = g_strcmp0 (part, "train") == 0;
  if (!tau_cifar_refuse_python_version (self->format, folder, error))
    return FALSE;
  const char *const *names = train ? self->format->train : self->format->test;
  for (; *names != NULL; names++) {
    g_autofree char *file = g_build_filename (folder, *names, NULL);
    if (!add_file (self, file, error))
      return FALSE;
  }
  return TRUE;
}

/* The names beside the files, or the usual ones. */
static GPtrArray *
read_names (const Cifar *self, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->paths[0]);
  g_autofree char *path = g_build_filename (folder, self->format->names_file, NULL);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return tau_cifar_usual_names (self->format);
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = tau_file_read (path, MAX_NAMES_BYTES, &local);
  if (bytes == NULL) {
    tau_dataset_set_not_found (path, local, error);
    return NULL;
  }
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  return tau_cifar_parse_names (self->format, text != NULL ? text : "", length, name, error);
}

static void
fill (Cifar *self, GPtrArray *names)
{
  tau_dataset_init (&self->parent, &cifar_class, self->labels->len);
  g_ptr_array_unref (self->parent.classes);
  self->parent.classes = names;
  memcpy (self->parent.labels, self->labels->data, self->labels->len * sizeof (guint16));
}

static TauDataset *
open_format (const TauCifarFormat *format, const char *path, const char *part, GError **error)
{
  Cifar *self = g_new0 (Cifar, 1);
  GPtrArray *names = NULL;
  self->format = format;
  self->labels = g_array_new (FALSE, FALSE, sizeof (guint16));
  gboolean single = part == NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR);
  if (single ? add_file (self, path, error) : add_part (self, path, part, error))
    names = read_names (self, error);
  if (names == NULL) {
    cifar_free (&self->parent);
    return NULL;
  }
  fill (self, names);
  return &self->parent;
}

static TauDataset *
open_10 (const char *path, const char *part, GError **error)
{
  return open_format (&tau_cifar_10, path, part, error);
}

static TauDataset *
open_100 (const char *path, const char *part, GError **error)
{
  return open_format (&tau_cifar_100, path, part, error);
}

/* PATH: the folder with the .bin files, its parent, or one .bin file. CIFAR-100 uses the fine
 * classes. */
const TauDatasetReader tau_dataset_reader_cifar10 = {
  .name = "cifar10",
  .syntax = "cifar10:PATH[:train|:test]",
  .title = N_ ("CIFAR-10"),
  .description = N_ ("CIFAR-10, the binary version"),
  .request = N_ ("Choose the folder of CIFAR-10’s binary files (data_batch_1.bin and so on)."),
  .has_parts = TRUE,
  .mirrorable = TRUE,
  .side = TAU_CIFAR_SIDE,
  .open = open_10,
};

const TauDatasetReader tau_dataset_reader_cifar100 = {
  .name = "cifar100",
  .syntax = "cifar100:PATH[:train|:test]",
  .title = N_ ("CIFAR-100"),
  .description = N_ ("CIFAR-100, the binary version, with its 100 fine classes"),
  .request = N_ ("Choose the folder of CIFAR-100’s binary files (train.bin and test.bin)."),
  .has_parts = TRUE,
  .mirrorable = TRUE,
  .side = TAU_CIFAR_SIDE,
  .open = open_100,
};
