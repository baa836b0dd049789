/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-library.h"

#include "dataset/tau-dataset-reader.h"

#include <glib/gi18n-lib.h>

/* As many as a person looks through. */
#define MAX_SAMPLES 48
#define FIRST_SIGN  15

/* -- on the worker's thread ------------------------------------------------------------- */

static gboolean
is_same_pack (gconstpointer a, gconstpointer b)
{
  return g_str_equal (((const TauPack *)a)->folder, ((const TauPack *)b)->folder);
}

static void
list_packs_job (GTask *task, TauWorkerState *state G_GNUC_UNUSED, gpointer task_data,
                GCancellable *cancellable G_GNUC_UNUSED)
{
  const char *wanted = task_data;
  GError *error = NULL;
  g_autoptr (TauPack) first =
      wanted != NULL ? tau_pack_find (wanted, &error) : tau_pack_load_default (&error);
  if (first == NULL) {
    g_task_return_error (task, error);
    return;
  }
  GPtrArray *packs = tau_pack_list (NULL);
  guint index;
  if (g_ptr_array_find_with_equal_func (packs, first, is_same_pack, &index))
    g_ptr_array_remove_index (packs, index);
  g_ptr_array_insert (packs, 0, g_steal_pointer (&first));
  g_task_return_pointer (task, packs, (GDestroyNotify)g_ptr_array_unref);
}

static gboolean
has_classes (TauPack *pack, TauDataset *dataset)
{
  for (guint i = 0; i < dataset->classes->len; i++)
    if (tau_pack_find_class (pack, g_ptr_array_index (dataset->classes, i)) < 0)
      return FALSE;
  return TRUE;
}

/* A pack's own samples, or NULL. */
static TauDataset *
open_own_samples (TauPack *pack)
{
  g_autofree char *folder = g_build_filename (pack->folder, "samples", NULL);
  g_autofree char *spec = g_strconcat ("folder:", folder, NULL);
  return g_file_test (folder, G_FILE_TEST_IS_DIR) ? tau_dataset_open (spec, NULL) : NULL;
}

/* Where they are sorted by class they are spread over the set; of mixed ones the first are taken,
 * of the built-in signs from one on that the window's first corruption makes the target misread. */
static void
list_samples_job (GTask *task, TauWorkerState *state G_GNUC_UNUSED, gpointer task_data,
                  GCancellable *cancellable G_GNUC_UNUSED)
{
  TauPack *pack = task_data;
  GPtrArray *samples = g_ptr_array_new_with_free_func (g_object_unref);
  TauDataset *own = open_own_samples (pack);
  g_autoptr (TauDataset) dataset = own != NULL ? own : tau_dataset_open ("signs:test", NULL);
  if (dataset != NULL && has_classes (pack, dataset)) {
    guint n = MIN (dataset->n_images, MAX_SAMPLES);
    for (guint i = 0; i < n; i++) {
      const guint64 spread = (guint64)i * dataset->n_images / n;
      g_ptr_array_add (samples, tau_sample_new_for_dataset (
                                    dataset, dataset->reader->sorted ? spread : FIRST_SIGN + i));
    }
  }
  g_task_return_pointer (task, samples, (GDestroyNotify)g_ptr_array_unref);
}

typedef struct {
  char *spec;
  guint index;
} Wanted;

static void
wanted_free (Wanted *wanted)
{
  g_free (wanted->spec);
  g_free (wanted);
}

static void
find_sample_job (GTask *task, TauWorkerState *state G_GNUC_UNUSED, gpointer task_data,
                 GCancellable *cancellable G_GNUC_UNUSED)
{
  const Wanted *wanted = task_data;
  GError *error = NULL;
  g_autoptr (TauDataset) dataset = tau_dataset_open (wanted->spec, &error);
  if (dataset == NULL)
    g_task_return_error (task, error);
  else if (wanted->index >= dataset->n_images)
    g_task_return_new_error (task, TAU_DATASET_ERROR, TAU_DATASET_ERROR_NOT_FOUND,
                             _ ("“%s” has no image %u any more; it now holds %u, counted from 0"),
                             wanted->spec, wanted->index, dataset->n_images);
  else
    g_task_return_pointer (task, tau_sample_new_for_dataset (dataset, wanted->index),
                           g_object_unref);
}

/* -- requests ---------------------------------------------------------------------------- */

void
tau_library_list_packs_async (TauWorker *worker, const char *wanted, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_source_tag (task, tau_library_list_packs_async);
  g_task_set_task_data (task, g_strdup (wanted), g_free);
  tau_worker_push (worker, TAU_LANE_OTHER, task, list_packs_job);
}

GPtrArray *
tau_library_list_packs_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
tau_library_list_samples_async (TauWorker *worker, TauPack *pack, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_source_tag (task, tau_library_list_samples_async);
  g_task_set_task_data (task, tau_pack_ref (pack), (GDestroyNotify)tau_pack_unref);
  tau_worker_push (worker, TAU_LANE_OTHER, task, list_samples_job);
}

GPtrArray *
tau_library_list_samples_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
tau_library_find_sample_async (TauWorker *worker, const char *spec, guint index,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Wanted *wanted = g_new (Wanted, 1);
  wanted->spec = g_strdup (spec);
  wanted->index = index;
  g_task_set_source_tag (task, tau_library_find_sample_async);
  g_task_set_task_data (task, wanted, (GDestroyNotify)wanted_free);
  tau_worker_push (worker, TAU_LANE_OTHER, task, find_sample_job);
}

TauSample *
tau_library_find_sample_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
