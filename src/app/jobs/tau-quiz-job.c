/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-quiz-job.h"

#include "app/widgets/image/tau-frame.h"

typedef struct {
  TauPack *pack;
  TauSample *sample;
  int label;
  TauCorruptionSpec corruption;
} Request;

static void
request_free (gpointer data)
{
  Request *self = data;
  tau_pack_unref (self->pack);
  g_object_unref (self->sample);
  g_free (self);
}

static gpointer
inspect_sample (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  const Request *self = data;
  TauFrame frame;
  TauSession *session;
  g_autoptr (TauImage) image = tau_sample_load (self->sample, cancellable, error);
  if (image == NULL)
    return NULL;
  tau_frame_center (&frame, image->width, image->height);
  const TauLookRequest look = {
    .pack = self->pack, .source = image, .x = frame.x, .y = frame.y, .side = frame.side
  };
  g_autoptr (TauImage) picture = tau_look_request_prepare (&look, state, &session, error);
  if (picture == NULL)
    return NULL;
  const TauInspectRequest request = { .picture = picture,
                                      .corruption = self->corruption,
                                      .label = self->label };
  return tau_inspect (session, &request, cancellable, error);
}

void
tau_quiz_job_async (TauWorker *worker, TauPack *pack, TauSample *sample, int label,
                    const TauCorruptionSpec *corruption, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, inspect_sample, request_free,
                                      (GDestroyNotify)tau_inspection_unref };
  Request *request = g_new (Request, 1);
  *request = (Request){ tau_pack_ref (pack), g_object_ref (sample), label, *corruption };
  tau_worker_ask (worker, &kind, request, cancellable, callback, data);
}
