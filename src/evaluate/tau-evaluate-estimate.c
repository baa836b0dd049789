/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-private.h"

/* Images in one trial, and how long trials are repeated. */
#define TRIAL    16
#define TRIAL_US (150 * 1000)

static double
ms_per_picture (TauSession *session, TauTorchModel *model, int size, guint n_outputs,
                GError **error)
{
  g_autofree float *planes = g_new0 (float, (gsize)TRIAL * 3 * size * size);
  g_autofree float *answers = g_new (float, (gsize)TRIAL *n_outputs);
  gint64 began = 0, spent = 0;
  guint n = 0;
  /* The first trial only warms up. */
  for (guint trial = 0; trial < 2 || spent < TRIAL_US; trial++) {
    if (!session->torch->model_run (model, planes, TRIAL, answers, NULL, error))
      return -1;
    if (trial == 0)
      began = g_get_monotonic_time ();
    else
      n += TRIAL;
    spent = g_get_monotonic_time () - began;
  }
  return spent / 1e3 / n;
}

gboolean
tau_evaluate_estimate (TauSession *session, const TauEvaluateSpec *spec, TauEvaluateEstimate *out,
                       GError **error)
{
  const TauPack *pack = session->pack;
  g_autoptr (TauPlan) plan = tau_plan_new (session, spec, error);
  if (plan == NULL)
    return FALSE;
  const guint64 images = tau_blocks_count (plan->blocks),
                validation = tau_blocks_count (plan->validation);
  /* Identity, and at most these besides: what several methods choose is computed once. */
  const guint chosen = MIN (plan->random_k + plan->ours_k + plan->flip_k, TAU_N_TRANSFORMS - 1);
  guint ends = 0, steps = 0; /* of chains, likewise at most */
  for (guint m = 0; m < plan->spec->n_methods; m++)
    if (plan->spec->methods[m].chain > 0) {
      ends += tau_method_n_views (&plan->spec->methods[m]);
      steps = MAX (steps, tau_method_n_predictions (&plan->spec->methods[m]) - 1);
    }
  const guint64 views = ends + 1 + (plan->all_transforms ? TAU_N_TRANSFORMS - 1 : chosen) +
                        plan->mirror + (plan->adapter != NULL) + 4 * plan->corners +
                        4 * plan->mirror_corners + plan->flip_k + 4 * plan->crop_k;
  *out = (TauEvaluateEstimate){
    .images = images,
    .cells = plan->cells->len,
    .target_inferences = images * plan->cells->len * views +
                         validation * plan->validation_cells->len * TAU_N_TRANSFORMS,
    .predictor_inferences =
        images * plan->cells->len * (plan->predict + plan->predict_mirrored + steps),
  };
  /* Here the network may use every core, so this is the time of the whole machine. */
  const double target =
      ms_per_picture (session, session->target, pack->target.input_size, session->n_classes, error);
  const double predictor =
      target >= 0 && out->predictor_inferences > 0
          ? ms_per_picture (session, session->predictor, pack->predictor.input_size,
                            TAU_N_TRANSFORMS, error)
          : 0;
  if (target < 0 || predictor < 0)
    return FALSE;
  out->remarks = g_strdupv (plan->remarks);
  out->seconds = (out->target_inferences * target + out->predictor_inferences * predictor) / 1e3;
  return TRUE;
}

void
tau_evaluate_estimate_free (TauEvaluateEstimate *self)
{
  if (self != NULL)
    g_strfreev (self->remarks);
  g_free (self);
}
