/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset-reader.h"

#include "base/tau-text.h"
#include "dataset/files/tau-label-list.h"
#include "dataset/files/tau-csv.h"
#include "dataset/files/tau-image-walk.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A list of images and labels. Paths count from the list's folder. */

static const char *const path_titles[] = { "path",      "file",       "filename", "file_name",
                                           "filepath",  "file_path",  "image",    "image_path",
                                           "imagepath", "img",        "img_path", "image_id",
                                           "imageid",   "image_name", "id",       NULL };
static const char *const label_titles[] = { "label",     "labels",  "class",    "class_name",
                                            "classname", "target",  "category", "y",
                                            "class_id",  "species", NULL };

typedef struct {
  char *folder, *shown;
  GPtrArray *rows;
  guint first;     /* row: 1 after a heading */
  int path, label; /* columns; label -1: none */
  char *below;     /* what is put before a path, and after it */
  const char *ending;
  TauImageWalk walk;
  TauLabelList classes;
} Csv;

static void
csv_clear (Csv *self)
{
  g_free (self->folder);
  g_free (self->shown);
  g_free (self->below);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  tau_image_walk_clear (&self->walk);
  tau_label_list_clear (&self->classes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Csv, csv_clear)

static const char *
cell (const Csv *self, guint row, int column)
{
  char **cells = g_ptr_array_index (self->rows, row);
  return column >= 0 && (guint)column < g_strv_length (cells) ? cells[column] : "";
}

/* -- columns ----------------------------------------------------- */

/* The column with the first of the titles that there is. */
static int
find_title (char **cells, const char *const *titles)
{
  for (; *titles != NULL; titles++)
    for (int i = 0; cells[i] != NULL; i++) {
      g_autofree char *lower = g_ascii_strdown (cells[i], -1);
      g_strdelimit (lower, " -", '_');
      if (g_str_equal (lower, *titles))
        return i;
    }
  return -1;
}

static gboolean
is_file (const Csv *self, const char *path)
{
  g_autofree char *full =
      g_path_is_absolute (path) ? g_strdup (path) : g_build_filename (self->folder, path, NULL);
  return *path != '\0' && g_file_test (full, G_FILE_TEST_EXISTS) &&
         !g_file_test (full, G_FILE_TEST_IS_DIR);
}

/* Where the columns of images and of classes cannot be told from the others. */
static gboolean
refuse_columns (const Csv *self, char **first, GError **error)
{
  g_autofree char *titles = g_strjoinv (", ", first);
  g_autofree char *line = tau_text_line (titles);
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED,
               _ ("“%s” has the columns %s; call the one of the images “path” and the one of the "
                  "classes “label”"),
               self->shown, line);
  return FALSE;
}

/* A row whose cells name no image, and which is not the only one, is a heading. */
static gboolean
find_columns (Csv *self, GError **error)
{
  char **first = g_ptr_array_index (self->rows, 0);
  const int n = g_strv_length (first);
  self->path = self->label = -1;
  for (int i = 0; i < n && self->path < 0; i++)
    if (is_file (self, first[i]) || tau_image_walk_is_image (&self->walk, first[i]))
      self->path = i;
  if (self->path >= 0) {
    self->label = n > 1 ? self->path == 0 : -1;
    return n <= 2 || refuse_columns (self, first, error);
  }
  self->path = find_title (first, path_titles);
  self->label = find_title (first, label_titles);
  self->first = self->path >= 0 || self->label >= 0;
  if (self->path < 0)
    self->path = self->label == 0 && n > 1 ? 1 : 0;
  if (self->label >= 0 || n == 1)
    return TRUE;
  self->label = n == 2 ? 1 - self->path : -1;
  return self->label >= 0 || refuse_columns (self, first, error);
}

/* -- images ------------------------------------------------------ */

/* The path of an image as the list gives it, perhaps in another folder, without its ending, or with
 * the separators of Windows. */
static char *
complete_path (const Csv *self, const char *path)
{
  char *full = g_strconcat (self->below, path, self->ending, NULL);
  if (strchr (full, '\\') != NULL && !is_file (self, full))
    g_strdelimit (full, "\\", '/');
  return full;
}

/* Looks where the first images are: beside the list, in a folder called as the list is, or in
 * “images”; with or without an ending. */
static void
find_below (Csv *self, const char *path)
{
  static const char *const endings[] = { "", ".jpg", ".png", ".jpeg", ".JPG", ".JPEG", ".PNG" };
  g_autofree char *name = g_path_get_basename (path);
  char *dot = strrchr (name, '.');
  if (dot != NULL)
    *dot = '\0';
  g_autofree char *own = g_strconcat (name, "/", NULL);
  const char *const folders[] = { "", own, "images/", "train/", "test/" };
  const guint n_rows = MIN (self->rows->len, self->first + 10);
  for (guint f = 0; f < G_N_ELEMENTS (folders); f++)
    for (guint e = 0; e < G_N_ELEMENTS (endings); e++) {
      g_free (self->below);
      self->below = g_strdup (folders[f]);
      self->ending = endings[e];
      for (guint r = self->first; r < n_rows; r++) {
        const char *given = cell (self, r, self->path);
        g_autofree char *full = complete_path (self, given);
        if (*given != '\0' && is_file (self, full))
          return;
      }
    }
  g_free (self->below);
  self->below = g_strdup ("");
  self->ending = "";
}

static gboolean
add_rows (Csv *self, GError **error)
{
  for (guint r = self->first; r < self->rows->len; r++) {
    const char *given = cell (self, r, self->path), *label = cell (self, r, self->label);
    g_autofree char *path = complete_path (self, given);
    if (*given == '\0' || !is_file (self, path))
      self->walk.left_out[TAU_LEFT_OUT_MISSING]++;
    else if (!tau_image_walk_is_image (&self->walk, path))
      self->walk.left_out[TAU_LEFT_OUT_NO_IMAGE]++;
    else if (self->label >= 0 && *label == '\0')
      self->walk.left_out[TAU_LEFT_OUT_NO_CLASS]++;
    else if (self->label >= 0 && !tau_label_list_add (&self->classes, label)) {
      g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED,
                   _ ("“%s” has more than 65535 classes"), self->shown);
      return FALSE;
    } else
      g_ptr_array_add (self->walk.files, g_steal_pointer (&path));
  }
  if (self->walk.files->len > 0)
    return TRUE;
  const char *first = self->rows->len > self->first ? cell (self, self->first, self->path) : "–";
  g_autofree char *line = tau_text_line (first);
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_EMPTY,
               _ ("“%s” lists no image that is there with a class; its first is “%s”, and paths "
                  "count from the folder of the list"),
               self->shown, line);
  return FALSE;
}

static TauDataset *
open_csv (const char *path, const char *part, GError **error)
{
  g_auto (Csv)
      self = { .folder = g_path_get_dirname (path), .shown = g_filename_display_name (path) };
  tau_image_walk_init (&self.walk, self.folder);
  tau_label_list_init (&self.classes);
  self.rows = tau_csv_read (path, TAU_CSV_SEPARATORS, error);
  if (self.rows == NULL)
    return NULL;
  if (self.rows->len == 0) {
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_EMPTY, _ ("“%s” is empty"),
                 self.shown);
    return NULL;
  }
  if (!find_columns (&self, error))
    return NULL;
  find_below (&self, path);
  if (!add_rows (&self, error))
    return NULL;
  tau_label_list_sort (&self.classes);
  g_array_set_size (self.classes.labels, self.walk.files->len);
  return tau_file_set_new (self.folder, self.walk.files, self.classes.names, self.classes.labels,
                           &self.walk);
}

static gboolean
recognise (const char *path)
{
  return (g_str_has_suffix (path, ".csv") || g_str_has_suffix (path, ".tsv")) &&
         g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

const TauDatasetReader tau_dataset_reader_csv = {
  .name = "csv",
  .syntax = "csv:FILE",
  .title = N_ ("List of Images"),
  .description = N_ ("a table with the path of an image and its class in each row"),
  .request = N_ ("Choose the table of paths and classes."),
  .file_ending = ".csv",
  .has_files = TRUE,
  .mirrorable = TRUE,
  .side = 32,
  .recognises = recognise,
  .open = open_csv,
};
