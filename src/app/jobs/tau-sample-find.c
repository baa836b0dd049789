/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-sample-find.h"

#include "dataset/tau-dataset-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

TauSample *
tau_sample_find (const char *path, GError **error)
{
  const char *space = strrchr (path, ' ');
  guint64 index;
  if (space != NULL && g_ascii_string_to_unsigned (space + 1, 10, 0, G_MAXUINT, &index, NULL)) {
    g_autofree char *spec = g_strndup (path, space - path);
    const TauDatasetReader *reader = tau_dataset_reader_find (spec);
    g_autoptr (TauDataset) dataset =
        reader != NULL && !reader->has_files ? tau_dataset_open (spec, NULL) : NULL;
    if (dataset != NULL && index < dataset->n_images)
      return tau_sample_new_for_dataset (dataset, (guint)index);
  }
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR) || strstr (path, "://") != NULL) {
    g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
    return tau_sample_new_for_file (file);
  }
  g_autofree char *shown = g_filename_display_name (path);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
               _ ("The image “%s” of this run is no longer there, or it was never a file."), shown);
  return NULL;
}
