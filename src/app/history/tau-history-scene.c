/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/history/tau-history-requests.h"

#include "app/jobs/tau-known-packs.h"
#include "app/jobs/tau-sample-find.h"

#include <glib/gi18n-lib.h>

static TauPack *
find_pack (TauWorkerState *state, const TauStoreRun *run)
{
  g_autoptr (GPtrArray) packs = tau_known_packs_list (state);
  g_autoptr (TauPack) with =
      tau_pack_find_models (packs, run->target_sha256, run->predictor_sha256);
  TauPack *pack = with != NULL && run->predictor_sha256 == NULL ? tau_pack_borrow (with, NULL)
                                                                : g_steal_pointer (&with);
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

typedef struct {
  TauHistoryItem *item;
  GFile *file; /* or NULL */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;
  g_object_unref (request->item);
  g_clear_object (&request->file);
  g_free (request);
}

/* The run's image, where the user says that it is, or where it was. */
static TauSample *
find_sample (TauStore *store, TauStoreRun *run, GFile *file, GCancellable *cancellable,
             GError **error)
{
  g_autoptr (TauSample) sample = NULL;
  if (file != NULL) {
    sample = tau_sample_new_for_file (file);
    g_free (run->path);
    run->path = g_strdup (tau_sample_get_path (sample));
  } else {
    sample = tau_sample_find (run->path != NULL ? run->path : "", error);
  }
  if (sample == NULL || !check_image (run, sample, cancellable, error))
    return NULL;
  if (file != NULL && run->image_sha256 != NULL &&
      !tau_store_move_image (store, run->image_sha256, run->path, error))
    return NULL;
  return g_steal_pointer (&sample);
}

static gpointer
find_scene (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  const Request *request = data;
  g_autoptr (TauStoreRun) run =
      tau_store_get_run (state->store, tau_history_item_get_id (request->item), error);
  g_autoptr (TauSample) sample =
      run != NULL ? find_sample (state->store, run, request->file, cancellable, error) : NULL;
  if (sample == NULL)
    return NULL;
  g_autoptr (TauPack) pack = find_pack (state, run);
  TauCorruptionSpec corruption = run->corruption;
  corruption.preset = TAU_PRESET_AUTO;
  TauScene *scene = tau_scene_new (sample, &corruption);
  tau_scene_set_label (scene, g_strcmp0 (run->label_source, "given") == 0 ? run->label : NULL);
  scene->frame = (TauFrame){ run->x, run->y, run->side };
  scene->ensemble = run->ensemble;
  if (pack != NULL)
    tau_scene_set_pack (scene, pack);
  else
    scene->pack = g_strdup (run->pack); /* who opens it tells that it is gone */
  return scene;
}

void
tau_history_scene_async (TauWorker *worker, TauHistoryItem *item, GFile *file,
                         GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, find_scene, request_free,
                                      (GDestroyNotify)tau_scene_free };
  Request *request = g_new (Request, 1);
  *request = (Request){ g_object_ref (item), file != NULL ? g_object_ref (file) : NULL };
  tau_worker_ask (worker, &kind, request, NULL, callback, data);
}
