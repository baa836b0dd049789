/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/sets/tau-imagenet-labels.h"

#include "base/tau-file.h"
#include "dataset/files/tau-csv.h"
#include "dataset/tau-dataset.h"
#include "dataset/sets/tau-synsets.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SEPARATORS    ",;\t "
#define MAX_MAP_BYTES (G_GUINT64_CONSTANT (64) << 20)

/* In the order of preference: with the images' names first. */
static const char *const label_files[] = {
  "LOC_val_solution.csv",
  "val.txt",
  "val_labels.txt",
  "val_map.txt",
  "imagenet_2012_validation_synset_labels.txt",
  "synset_labels.txt",
  "ILSVRC2012_validation_ground_truth.txt",
  "validation_ground_truth.txt",
  "validation_labels.txt",
  "val.csv",
  "labels.txt",
  "labels.csv",
};

/* Folders beside the images, from theirs. */
static const char *const label_folders[] = {
  "",
  "..",
  "data",
  "devkit/data",
  "ILSVRC2012_devkit_t12/data",
  "../ILSVRC2012_devkit_t12/data",
  "../devkit/data",
  "../../../.." /* of ILSVRC/Data/CLS-LOC/val */
};

char *
tau_imagenet_labels_find (const char *folder)
{
  for (guint d = 0; d < G_N_ELEMENTS (label_folders); d++)
    for (guint f = 0; f < G_N_ELEMENTS (label_files); f++) {
      char *path = g_build_filename (folder, label_folders[d], label_files[f], NULL);
      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return path;
      g_free (path);
    }
  return NULL;
}

gboolean
tau_imagenet_labels_is_solution (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  return g_str_equal (name, label_files[0]) && g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

static gboolean
damaged (const char *path, const char *why, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED,
               _ ("“%s” does not hold the labels of ImageNet's images: %s"), shown, why);
  return FALSE;
}

/* -- the development kit's numbers ------------------------------- */

/* Lines of a synset and its number, in either order: “n02119789 1 kit_fox”. */
static GHashTable *
read_text_map (const char *path)
{
  g_autoptr (GPtrArray) rows = tau_csv_read (path, SEPARATORS, NULL);
  g_autoptr (GHashTable) map = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    char **row = g_ptr_array_index (rows, i);
    if (row[1] == NULL)
      continue;
    const guint synset = tau_is_synset (row[0]) ? 0 : 1;
    if (tau_is_synset (row[synset]))
      g_hash_table_replace (map, g_strdup (row[1 - synset]), g_strdup (row[synset]));
  }
  return g_hash_table_size (map) > 0 ? g_steal_pointer (&map) : NULL;
}

static GHashTable *
read_meta (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = tau_file_read (path, MAX_MAP_BYTES, error);
  g_autofree char *shown = g_filename_display_name (path);
  if (bytes == NULL)
    return NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  return tau_imagenet_meta_parse (data, length, shown, error);
}

/* Looks for the kit's list beside the labels. NULL without an error: there is none. */
static GHashTable *
find_map (const char *labels, GError **error)
{
  static const char *const texts[] = { "map_clsloc.txt", "meta.txt", "synsets.txt" };
  g_autofree char *folder = g_path_get_dirname (labels);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *path = g_build_filename (folder, texts[i], NULL);
    GHashTable *map = g_file_test (path, G_FILE_TEST_IS_REGULAR) ? read_text_map (path) : NULL;
    if (map != NULL)
      return map;
  }
  g_autofree char *meta = g_build_filename (folder, "meta.mat", NULL);
  return g_file_test (meta, G_FILE_TEST_IS_REGULAR) ? read_meta (meta, error) : NULL;
}

static gboolean
use_map (TauImagenetLabels *self, const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GHashTable) map = find_map (path, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (map == NULL)
    return damaged (path,
                    _ ("its numbers go from 1 to 1000, which are those of the development kit; put "
                       "the kit's meta.mat beside it"),
                    error);
  for (guint i = 0; i < self->labels->len; i++) {
    const char *synset = g_hash_table_lookup (map, g_ptr_array_index (self->labels, i));
    if (synset == NULL)
      return damaged (path, _ ("the development kit's list lacks one of its numbers"), error);
    g_free (g_ptr_array_index (self->labels, i));
    g_ptr_array_index (self->labels, i) = g_strdup (synset);
  }
  self->note = g_strdup (_ ("The labels are numbers from 1, of the development kit: its list says "
                            "which synsets they are"));
  return TRUE;
}

/* -- rows -------------------------------------------------------- */

static gboolean
is_number (const char *text, guint64 *number)
{
  return g_ascii_string_to_unsigned (text, 10, 0, 1000, number, NULL);
}

/* A row's label: the first word, since boxes may follow. */
static char *
take_label (const char *cell)
{
  return g_strndup (cell, strcspn (cell, " "));
}

static gboolean
add_rows (TauImagenetLabels *self, const GPtrArray *rows, const char *path, GError **error)
{
  char **head = g_ptr_array_index (rows, 0), **last = g_ptr_array_index (rows, rows->len - 1);
  const guint column = last[1] != NULL ? 1 : 0;
  guint64 number;
  guint first = 0;
  if (head[column] != NULL && rows->len > 1) {
    g_autofree char *label = take_label (head[column]);
    first = !tau_is_synset (label) && !is_number (label, &number); /* a heading */
  }
  if (column == 1)
    self->images = g_ptr_array_new_with_free_func (g_free);
  for (guint i = first; i < rows->len; i++) {
    char **row = g_ptr_array_index (rows, i);
    if (column == 1 && row[1] == NULL)
      return damaged (path, _ ("a row has no label"), error);
    g_autofree char *label = take_label (row[column]);
    if (!tau_is_synset (label) && !is_number (label, &number)) {
      g_autofree char *why = g_strdup_printf (
          _ ("row %u has neither a synset such as n01440764 nor a number up to 1000"), i + 1);
      return damaged (path, why, error);
    }
    if (column == 1)
      g_ptr_array_add (self->images, g_strdup (row[0]));
    g_ptr_array_add (self->labels, g_steal_pointer (&label));
  }
  return TRUE;
}

/* Numbers from 0 become the synsets that they count. */
static void
name_numbers (TauImagenetLabels *self)
{
  g_autoptr (TauSynsets) list = tau_synsets_load ();
  for (guint i = 0; list != NULL && i < self->labels->len; i++) {
    guint64 number;
    if (!is_number (g_ptr_array_index (self->labels, i), &number) || number >= list->synsets->len)
      continue;
    g_free (g_ptr_array_index (self->labels, i));
    g_ptr_array_index (self->labels, i) = g_strdup (g_ptr_array_index (list->synsets, number));
  }
}

gboolean
tau_imagenet_labels_read (const char *path, TauImagenetLabels *out, GError **error)
{
  g_auto (TauImagenetLabels) self = { .labels = g_ptr_array_new_with_free_func (g_free) };
  g_autofree char *base = g_path_get_basename (path);
  g_autoptr (GPtrArray) rows = tau_csv_read (path, SEPARATORS, error);
  if (rows == NULL)
    return FALSE;
  if (rows->len == 0)
    return damaged (path, _ ("it is empty"), error);
  if (!add_rows (&self, rows, path, error))
    return FALSE;
  guint64 lowest = G_MAXUINT64, highest = 0;
  guint n_numbers = 0;
  for (guint i = 0; i < self.labels->len; i++) {
    guint64 number;
    if (!is_number (g_ptr_array_index (self.labels, i), &number))
      continue;
    n_numbers++;
    lowest = MIN (lowest, number);
    highest = MAX (highest, number);
  }
  if (n_numbers > 0 && n_numbers < self.labels->len)
    return damaged (path, _ ("some labels are synsets and others are numbers"), error);
  const gboolean kit = n_numbers > 0 && (highest == 1000 || strstr (base, "ground_truth") != NULL);
  if (kit && lowest == 0)
    return damaged (path, _ ("its numbers go from 0 to 1000"), error);
  if (kit && !use_map (&self, path, error))
    return FALSE;
  if (n_numbers > 0 && !kit)
    name_numbers (&self);
  if (n_numbers > 0 && !kit)
    self.note = g_strdup (_ ("The labels are numbers from 0 to 999: 0 is taken as the first synset "
                             "in byte order, n01440764"));
  *out = self;
  self = (TauImagenetLabels){ 0 };
  return TRUE;
}

void
tau_imagenet_labels_clear (TauImagenetLabels *self)
{
  g_clear_pointer (&self->images, g_ptr_array_unref);
  g_clear_pointer (&self->labels, g_ptr_array_unref);
  g_clear_pointer (&self->note, g_free);
}
