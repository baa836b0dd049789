/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/history/tau-history-requests.h"

#include "dataset/tau-dataset-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

TauSample *
tau_history_find_sample (const char *path, GError **error)
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

static TauPack *
find_pack (const TauStoreRun *run)
{
  g_autoptr (GPtrArray) packs = tau_pack_list (NULL);
  TauPack *pack = tau_pack_find_models (packs, run->target_sha256, run->predictor_sha256);
  for (guint i = 0; pack == NULL && i < packs->len; i++) {
    TauPack *other = g_ptr_array_index (packs, i);
    if (g_strcmp0 (other->name, run->pack) == 0)
      pack = tau_pack_ref (other);
  }
  return pack;
}

/* The file, or the data set, may have changed since. */
static gboolean
check_image (const TauStoreRun *run, TauSample *sample, GCancellable *cancellable, GError **error)
{
  if (run->image_sha256 == NULL)
    return TRUE;
  g_autoptr (TauImage) image = tau_sample_load (sample, cancellable, error);
  if (image == NULL)
    return FALSE;
  g_autofree char *sha256 = tau_image_sha256 (image);
  if (g_str_equal (sha256, run->image_sha256))
    return TRUE;
  g_autofree char *name = g_filename_display_name (run->path);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG,
               _ ("“%s” is another image now than the one of this run."), name);
  return FALSE;
}

static gpointer
find_scene (TauWorkerState *state, gpointer item, GCancellable *cancellable, GError **error)
{
  g_autoptr (TauStoreRun) run =
      tau_store_get_run (state->store, tau_history_item_get_id (item), error);
  g_autoptr (TauSample) sample =
      run != NULL ? tau_history_find_sample (run->path != NULL ? run->path : "", error) : NULL;
  if (sample == NULL || !check_image (run, sample, cancellable, error))
    return NULL;
  g_autoptr (TauPack) pack = find_pack (run);
  TauCorruptionSpec corruption = run->corruption;
  corruption.preset = TAU_PRESET_AUTO;
  int label = pack != NULL && run->label != NULL && g_strcmp0 (run->label_source, "given") == 0
                  ? tau_pack_find_class (pack, run->label)
                  : -1;
  g_autofree char *lender = pack != NULL ? tau_pack_get_lender_folder (pack) : NULL;
  return tau_scene_new (sample, &corruption, label, pack != NULL ? pack->folder : NULL, lender);
}

void
tau_history_scene_async (TauWorker *worker, TauHistoryItem *item, GAsyncReadyCallback callback,
                         gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, find_scene, g_object_unref,
                                      (GDestroyNotify)tau_scene_free };
  tau_worker_ask (worker, &kind, g_object_ref (item), NULL, callback, data);
}
