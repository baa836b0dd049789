/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-stay.h"

/* Of the thumbnail: a list shows it at up to this size. */
#define THUMBNAIL_SIDE 64

static void
stay_free (gpointer data)
{
  TauStay *stay = data;
  tau_inspection_unref (stay->inspection);
  tau_pack_unref (stay->pack);
  tau_picture_unref (stay->picture);
  g_free (stay);
}

static gboolean
add_thumbnail (TauStore *store, const TauPicture *picture, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) former = tau_store_get_thumbnail (store, picture->sha256, &local);
  if (former != NULL)
    return TRUE;
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  g_autoptr (TauImage) square = tau_image_center_square (picture->preview);
  g_autoptr (TauImage) small =
      square->width > THUMBNAIL_SIDE
          ? tau_image_resize_bicubic (square, THUMBNAIL_SIDE, THUMBNAIL_SIDE)
          : tau_image_ref (square);
  g_autoptr (GBytes) png = tau_image_encode_png (small, "", error);
  return png != NULL && tau_store_add_thumbnail (store, picture->sha256, png, error);
}

static gpointer
record (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  const TauStay *stay = data;
  const TauImageInfo info = {
    .path = tau_sample_get_path (stay->picture->sample),
    .sha256 = stay->picture->sha256,
    .width = stay->picture->image->width,
    .height = stay->picture->image->height,
    .x = stay->frame.x,
    .y = stay->frame.y,
    .side = stay->frame.side,
    .ensemble = stay->ensemble,
    .renews = TRUE,
  };
  if (state->store != NULL &&
      tau_inspection_record (stay->inspection, stay->pack, &info, state->store, error))
    add_thumbnail (state->store, stay->picture, error);
  return TAU_WORKER_DONE;
}

void
tau_stay_record_async (TauWorker *worker, const TauStay *stay, GAsyncReadyCallback callback,
                       gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, record, stay_free, NULL };
  TauStay *copy = g_memdup2 (stay, sizeof *stay);
  tau_inspection_ref (copy->inspection);
  tau_pack_ref (copy->pack);
  tau_picture_ref (copy->picture);
  tau_worker_ask (worker, &kind, copy, NULL, callback, data);
}
