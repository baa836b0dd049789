/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-sample-find.h"

#include "dataset/tau-dataset-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* `open`: the data sets that were opened so far (of TauDataset, by what was asked for). */
static TauDataset *
open_dataset (const char *spec, GHashTable *open)
{
  TauDataset *dataset = g_hash_table_lookup (open, spec);
  if (dataset == NULL && (dataset = tau_dataset_open (spec, NULL)) != NULL)
    g_hash_table_insert (open, g_strdup (spec), dataset);
  return dataset;
}

static TauSample *
find_in_dataset (const char *path, GHashTable *open)
{
  const char *space = strrchr (path, ' ');
  guint64 index;
  if (space == NULL || !g_ascii_string_to_unsigned (space + 1, 10, 0, G_MAXUINT, &index, NULL))
    return NULL;
  g_autofree char *spec = g_strndup (path, space - path);
  const TauDatasetReader *reader = tau_dataset_reader_find (spec);
  TauDataset *dataset = reader != NULL && !reader->has_files ? open_dataset (spec, open) : NULL;
  return dataset != NULL && index < dataset->n_images
             ? tau_sample_new_for_dataset (dataset, (guint)index)
             : NULL;
}

static TauSample *
find_file (const char *path)
{
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR) && strstr (path, "://") == NULL)
    return NULL;
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  return tau_sample_new_for_file (file);
}

static GHashTable *
open_datasets_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)tau_dataset_unref);
}

static TauSample *
find_sample (const char *path, GHashTable *open)
{
  TauSample *sample = find_in_dataset (path, open);
  return sample != NULL ? sample : find_file (path);
}

TauSample *
tau_sample_find (const char *path, GError **error)
{
  g_autoptr (GHashTable) open = open_datasets_new ();
  TauSample *sample = find_sample (path, open);
  if (sample != NULL)
    return sample;
  g_autofree char *shown = g_filename_display_name (path);
  g_set_error (
      error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
      _ ("The image “%s” is no longer there, or it was never a file. Locate it, and all runs of "
         "this image have it there from now on."),
      shown);
  return NULL;
}

/* -- many at once --------------------------------------------------------------------------- */

void
tau_samples_found_free (TauSamplesFound *self)
{
  g_ptr_array_unref (self->samples);
  g_ptr_array_unref (self->gone);
  g_free (self);
}

static gpointer
find_all (TauWorkerState *state, gpointer images, GCancellable *cancellable, GError **error)
{
  g_autoptr (TauSamplesFound) self = g_new0 (TauSamplesFound, 1);
  g_autoptr (GHashTable) open = open_datasets_new ();
  GVariantIter iter;
  const char *path, *class;
  self->samples = g_ptr_array_new_with_free_func (g_object_unref);
  self->gone = g_ptr_array_new_with_free_func (g_free);
  g_variant_iter_init (&iter, images);
  while (g_variant_iter_next (&iter, "(^&ay^&ay)", &path, &class)) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return NULL;
    TauSample *sample = find_sample (path, open);
    if (sample == NULL) {
      g_ptr_array_add (self->gone, g_filename_display_basename (path));
      continue;
    }
    if (*class != '\0' && tau_sample_get_class_name (sample) == NULL)
      tau_sample_set_class_name (sample, class);
    g_ptr_array_add (self->samples, sample);
  }
  return g_steal_pointer (&self);
}

void
tau_samples_find_async (TauWorker *worker, GVariant *images, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, find_all, (GDestroyNotify)g_variant_unref,
                                      (GDestroyNotify)tau_samples_found_free };
  tau_worker_ask (worker, &kind, g_variant_ref (images), cancellable, callback, data);
}
