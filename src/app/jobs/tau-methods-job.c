/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-methods-job.h"

static gpointer
make_board (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  const TauLookRequest *look = data;
  TauSession *session;
  g_autoptr (TauImage) picture = tau_look_request_prepare (look, state, &session, error);
  return picture != NULL ? tau_method_board_new (session, picture, &look->request.corruption,
                                                 look->request.label, cancellable, error)
                         : NULL;
}

void
tau_methods_job_async (TauWorker *worker, const TauLookRequest *look, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, make_board,
                                      (GDestroyNotify)tau_look_request_free,
                                      (GDestroyNotify)tau_method_board_free };
  tau_worker_ask (worker, &kind, tau_look_request_copy (look), cancellable, callback, data);
}
