/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset-reader.h"

#include "base/tau-file.h"
#include "dataset/sets/tau-cifar.h"
#include "dataset/files/tau-data-file.h"
#include "dataset/files/tau-pickle.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Records read at once when labels are gathered; their pixels are not kept. */
#define RECORDS_AT_ONCE 256
#define MAX_NAMES_BYTES 65536

/* A pickle is read whole: 148 MB for all of CIFAR-100's training images. */
#define MAX_PICKLE_BYTES (G_GUINT64_CONSTANT (1) << 30)

/* A file of the binary or the Python version. */
typedef struct {
  char *path;
  TauDataFile *file;
  guint n;        /* images */
  guint64 start;  /* where the pixels of the first begin, */
  gsize stride;   /* and how far those of the next are */
  guint8 *pixels; /* the pixels, if the file does not hold them as bytes */
} CifarFile;

/* One or more files of CIFAR-10 or CIFAR-100, one after the other. */
typedef struct {
  TauDataset parent;
  const TauCifarFormat *format;
  gboolean python; /* the version of the last file */
  guint n_files;
  CifarFile files[5];
  GArray *labels; /* of guint16, of all files */
} Cifar;

static TauImage *
cifar_load (TauDataset *dataset, guint index, GError **error)
{
  Cifar *self = (Cifar *)dataset;
  guint8 record[TAU_CIFAR_MAX_RECORD], *pixels = record + self->format->n_labels;
  const CifarFile *file = self->files;
  while (index >= file->n)
    index -= file++->n;
  const guint64 at = file->start + (guint64)index * file->stride;
  if (file->pixels != NULL)
    memcpy (pixels, file->pixels + at, TAU_CIFAR_PIXEL_BYTES);
  else if (!tau_data_file_read (file->file, at, pixels, TAU_CIFAR_PIXEL_BYTES, error))
    return NULL;
  return tau_cifar_image (self->format, record);
}

static void
cifar_free (TauDataset *dataset)
{
  Cifar *self = (Cifar *)dataset;
  for (guint i = 0; i < self->n_files; i++) {
    tau_data_file_close (self->files[i].file);
    g_free (self->files[i].path);
    g_free (self->files[i].pixels);
  }
  g_array_unref (self->labels);
  g_free (self);
}

static const TauDatasetClass cifar_class = { cifar_load, NULL, cifar_free };

/* Whether `path` is a file that begins as a pickle does. */
static gboolean
is_pickle_file (const char *path)
{
  guint8 bytes[2];
  g_autoptr (TauDataFile) file = tau_data_file_open (path, NULL);
  return file != NULL && file->size >= sizeof bytes &&
         tau_data_file_read (file, 0, bytes, sizeof bytes, NULL) &&
         tau_is_pickle (bytes, sizeof bytes);
}

static gboolean
has_any (const char *folder, const char *const *names, gboolean pickles)
{
  for (; *names != NULL; names++) {
    g_autofree char *path = g_build_filename (folder, *names, NULL);
    if (pickles ? is_pickle_file (path) : g_file_test (path, G_FILE_TEST_IS_REGULAR))
      return TRUE;
  }
  return FALSE;
}

/* The folder that holds the files, and whether they are those of the Python version: PATH, or the
 * folder below it to which the archive unpacked. NULL if they are in neither. */
static char *
find_folder (const TauCifarFormat *format, const char *path, gboolean *python)
{
  g_autofree char *binary = g_build_filename (path, format->folder, NULL);
  g_autofree char *pickles = g_build_filename (path, format->python_folder, NULL);
  *python = FALSE;
  if (g_file_test (binary, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&binary);
  if (has_any (path, format->train, FALSE) || has_any (path, format->test, FALSE))
    return g_strdup (path);
  *python = TRUE;
  if (g_file_test (pickles, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&pickles);
  if (has_any (path, format->python_train, TRUE) || has_any (path, format->python_test, TRUE))
    return g_strdup (path);
  *python = FALSE;
  return NULL;
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

/* The Python version's file: the labels, and where the pixels are. */
static gboolean
read_pickle (Cifar *self, CifarFile *out, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = tau_file_read (out->path, MAX_PICKLE_BYTES, &local);
  TauCifarPython batch;
  if (bytes == NULL) {
    tau_dataset_set_not_found (out->path, local, error);
    return FALSE;
  }
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  if (!tau_cifar_python_parse (self->format, data, length, out->file->name, &batch, error))
    return FALSE;
  g_array_append_vals (self->labels, batch.labels, batch.n);
  out->n = batch.n;
  out->start = batch.start;
  out->stride = TAU_CIFAR_PIXEL_BYTES;
  out->pixels = g_steal_pointer (&batch.pixels);
  tau_cifar_python_clear (&batch);
  return TRUE;
}

static gboolean
read_records (Cifar *self, CifarFile *out, GError **error)
{
  if (!tau_cifar_check_length (self->format, out->file->size, out->file->name, error) ||
      !gather_labels (self, out->file, error))
    return FALSE;
  out->stride = tau_cifar_record_size (self->format);
  out->n = out->file->size / out->stride;
  out->start = self->format->n_labels;
  return TRUE;
}

static gboolean
add_file (Cifar *self, const char *path, GError **error)
{
  TauDataFile *file = tau_data_file_open (path, error);
  if (file == NULL)
    return FALSE;
  CifarFile *out = &self->files[self->n_files++];
  *out = (CifarFile){ .path = g_strdup (path), .file = file };
  self->python = is_pickle_file (path);
  return self->python ? read_pickle (self, out, error) : read_records (self, out, error);
}

static gboolean
add_part (Cifar *self, const char *path, const char *part, GError **error)
{
  const TauCifarFormat *format = self->format;
  const gboolean train = g_strcmp0 (part, "train") == 0;
  gboolean python;
  g_autofree char *found = find_folder (format, path, &python);
  const char *folder = found != NULL ? found : path;
  const char *const *names = python  ? train ? format->python_train : format->python_test
                             : train ? format->train
                                     : format->test;
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
  const TauCifarFormat *format = self->format;
  g_autofree char *folder = g_path_get_dirname (self->files[0].path);
  g_autofree char *path = g_build_filename (
      folder, self->python ? format->python_names_file : format->names_file, NULL);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return tau_cifar_usual_names (format);
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = tau_file_read (path, MAX_NAMES_BYTES, &local);
  if (bytes == NULL) {
    tau_dataset_set_not_found (path, local, error);
    return NULL;
  }
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  if (self->python)
    return tau_cifar_python_parse_names (format, (const guint8 *)text, length, name, error);
  return tau_cifar_parse_names (format, text != NULL ? text : "", length, name, error);
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

static gboolean
recognise (const TauCifarFormat *format, const char *path)
{
  gboolean python;
  g_autofree char *folder = find_folder (format, path, &python);
  return folder != NULL;
}

static gboolean
recognise_10 (const char *path)
{
  return recognise (&tau_cifar_10, path);
}

static gboolean
recognise_100 (const char *path)
{
  return recognise (&tau_cifar_100, path);
}

/* PATH: the folder with the .bin files or with the pickles, its parent, or one of the files.
 * CIFAR-100 uses the fine classes. */
const TauDatasetReader tau_dataset_reader_cifar10 = {
  .name = "cifar10",
  .syntax = "cifar10:PATH[:train|:test]",
  .title = N_ ("CIFAR-10"),
  .description = N_ ("CIFAR-10, the binary or the Python version"),
  .request =
      N_ ("Choose the folder of CIFAR-10’s files (data_batch_1.bin or data_batch_1, and so on)."),
  .has_parts = TRUE,
  .mirrorable = TRUE,
  .side = TAU_CIFAR_SIDE,
  .recognises = recognise_10,
  .open = open_10,
};

const TauDatasetReader tau_dataset_reader_cifar100 = {
  .name = "cifar100",
  .syntax = "cifar100:PATH[:train|:test]",
  .title = N_ ("CIFAR-100"),
  .description = N_ ("CIFAR-100, the binary or the Python version, with its 100 fine classes"),
  .request = N_ ("Choose the folder of CIFAR-100’s files (train.bin or train, and so on)."),
  .has_parts = TRUE,
  .mirrorable = TRUE,
  .side = TAU_CIFAR_SIDE,
  .recognises = recognise_100,
  .open = open_100,
};
