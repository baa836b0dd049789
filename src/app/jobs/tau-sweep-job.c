/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-sweep-job.h"

static gpointer
make_cell (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  const TauLookRequest *look = data;
  TauSession *session;
  g_autoptr (TauImage) picture = tau_look_request_prepare (look, state, &session, error);
  if (picture == NULL)
    return NULL;
  TauInspectRequest request = look->request;
  request.picture = picture;
  g_autoptr (TauInspection) inspection = tau_inspect (session, &request, cancellable, error);
  return inspection != NULL ? tau_sweep_cell_new (inspection) : NULL;
}

void
tau_sweep_job_async (TauWorker *worker, const TauLookRequest *look, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, make_cell,
                                      (GDestroyNotify)tau_look_request_free,
                                      (GDestroyNotify)tau_sweep_cell_free };
  tau_worker_ask (worker, &kind, tau_look_request_copy (look), cancellable, callback, data);
}
