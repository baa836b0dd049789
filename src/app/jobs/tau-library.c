/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-library.h"

#include "dataset/tau-dataset-reader.h"

/* As many as a person will look through. */
#define MAX_SAMPLES 48
#define FIRST_SIGN  15

/* -- on the worker's thread ------------------------------------------------------------- */

static gboolean
is_same_pack (gconstpointer a, gconstpointer b)
{
  return g_str_equal (((const TauPack *)a)->folder, ((const TauPack *)b)->folder);
}

static gpointer
list_packs (TauWorkerState *state, gpointer wanted, GCancellable *cancellable, GError **error)
{
  g_autoptr (TauPack) first =
      wanted != NULL ? tau_pack_find (wanted, error) : tau_pack_load_default (error);
  if (first == NULL)
    return NULL;
  GPtrArray *packs = tau_pack_list (NULL);
  guint index;
  if (g_ptr_array_find_with_equal_func (packs, first, is_same_pack, &index))
    g_ptr_array_remove_index (packs, index);
  g_ptr_array_insert (packs, 0, g_steal_pointer (&first));
  return packs;
}

static gboolean
has_classes (TauPack *pack, TauDataset *dataset)
{
  g_autofree gint32 *map = tau_pack_map_classes (pack, dataset, NULL);
  return map != NULL;
}

/* A pack's own samples, or NULL. */
static TauDataset *
open_own_samples (TauPack *pack)
{
  g_autofree char *folder = g_build_filename (pack->folder, "samples", NULL);
  g_autofree char *spec = g_strconcat ("folder:", folder, NULL);
  return g_file_test (folder, G_FILE_TEST_IS_DIR) ? tau_dataset_open (spec, NULL) : NULL;
}

/* Samples sorted by class are spread over the data set. If the classes are mixed, the first ones
 * are taken; the built-in signs start at one that the window's first corruption makes the target
 * misread. */
static gpointer
list_samples (TauWorkerState *state, gpointer pack, GCancellable *cancellable, GError **error)
{
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
  return samples;
}

/* -- requests ---------------------------------------------------------------------------- */

void
tau_library_list_packs_async (TauWorker *worker, const char *wanted, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, list_packs, g_free,
                                      (GDestroyNotify)g_ptr_array_unref };
  tau_worker_ask (worker, &kind, g_strdup (wanted), cancellable, callback, data);
}

void
tau_library_list_samples_async (TauWorker *worker, TauPack *pack, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, list_samples, (GDestroyNotify)tau_pack_unref,
                                      (GDestroyNotify)g_ptr_array_unref };
  tau_worker_ask (worker, &kind, tau_pack_ref (pack), cancellable, callback, data);
}
