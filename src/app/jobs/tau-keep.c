/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-keep.h"

typedef struct {
  char *sha256;
  TauStoreImage image;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;
  g_free (request->sha256);
  tau_store_image_clear (&request->image);
  g_free (request);
}

static gpointer
keep (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  const Request *request = data;
  if (state->store != NULL)
    tau_store_set_image (state->store, request->sha256, &request->image, error);
  return TAU_WORKER_DONE;
}

void
tau_keep_async (TauWorker *worker, const char *image_sha256, const char *label,
                const TauFrame *frame, GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, keep, request_free, NULL };
  Request *request = g_new0 (Request, 1);
  request->sha256 = g_strdup (image_sha256);
  request->image.label = g_strdup (label);
  if (frame != NULL) {
    request->image.x = frame->x;
    request->image.y = frame->y;
    request->image.side = frame->side;
  }
  tau_worker_ask (worker, &kind, request, NULL, callback, data);
}
