/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-tally.h"

#include "model/tau-session-cost.h"

/* Like the paper's Table 3; NAN if a corruption of the group was not evaluated. */
static double
group_mean (const TauMethodResult *method, TauCorruptionGroup group)
{
  double sum = 0;
  guint n = 0;
  for (guint c = 0; c < TAU_N_CORRUPTIONS; c++)
    if (tau_corruption_get (c)->group == group && !tau_corruption_get (c)->held_out) {
      sum += method->ce[c];
      n++;
    }
  return sum / n;
}

/* Each corruption counts as much, held out or not. */
static double
seen_by_mean (const TauMethodResult *method, const TauEvaluation *self, TauSeenBy seen_by)
{
  const TauCorruptionSet *corruptions = &self->spec->corruptions;
  TauMean mean = { 0 };
  for (guint i = 0; i < corruptions->n && self->knows_seen_by; i++)
    if (self->seen_by[corruptions->list[i]] == seen_by)
      tau_mean_add (&mean, method->ce[corruptions->list[i]]);
  return tau_mean_get (&mean);
}

/* Mean over the requested severities, then over the requested corruptions. */
static void
fill_corruptions (TauMethodResult *out, const TauEvaluation *self)
{
  TauMean mce[2] = { { 0 } }, alexnet[2] = { { 0 } };
  for (guint c = 0; c < TAU_N_CORRUPTIONS; c++) {
    const TauCorruption *type = tau_corruption_get (c);
    TauMean ce = { 0 };
    for (guint i = 0; i < self->n_cells; i++)
      if (self->cells[i].type == type)
        tau_mean_add (&ce, out->cell_error[i]);
    out->ce[c] = tau_mean_get (&ce);
    tau_mean_add (&mce[type->held_out], out->ce[c]);
    if (type->alexnet_error > 0)
      tau_mean_add (&alexnet[type->held_out], out->ce[c] / type->alexnet_error);
  }
  for (guint g = 0; g < TAU_N_CORRUPTION_GROUPS; g++)
    out->group[g] = group_mean (out, g);
  for (guint s = 0; s < TAU_N_SEEN_BY; s++)
    out->seen_by[s] = seen_by_mean (out, self, s);
  tau_method_result_average_severities (out, self);
  out->mce = tau_mean_get (&mce[0]);
  out->heldout_mce = tau_mean_get (&mce[1]);
  out->mce_alexnet = tau_mean_get (&alexnet[0]);
  out->heldout_mce_alexnet = tau_mean_get (&alexnet[1]);
}

static void
fill_method (TauMethodResult *out, const TauTally *tally, guint number, const TauEvaluation *self)
{
  const TauSession *session = tally->plan->session;
  const double target = tau_session_target_cost (session);
  const double predictor = tau_session_predictor_cost (session);
  const TauMetrics *metrics = tally->metrics + (gsize)number * self->n_cells;
  TauMean error[TAU_N_SETS] = { { 0 } }, nll[TAU_N_SETS] = { { 0 } }, ece[TAU_N_SETS] = { { 0 } };

  out->method = tally->plan->spec->methods[number];
  out->relative_cost = tau_method_cost (&out->method, target, predictor);
  out->time_cost = isnan (self->ms_target)
                       ? NAN
                       : tau_method_cost (&out->method, self->ms_target, self->ms_predictor);
  out->cell_error = g_new (double, MAX (self->n_cells, 1));
  for (guint i = 0; i < self->n_cells; i++) {
    const TauEvaluateSet set = tau_cell_set (&self->cells[i]);
    out->cell_error[i] = 100 * tau_metrics_error_rate (&metrics[i]);
    tau_mean_add (&error[set], out->cell_error[i]);
    tau_mean_add (&nll[set], tau_metrics_nll (&metrics[i]));
    tau_mean_add (&ece[set], tau_metrics_ece (&metrics[i]));
  }
  for (guint s = 0; s < TAU_N_SETS; s++) {
    out->error[s] = tau_mean_get (&error[s]);
    out->error_low[s] = out->error_high[s] = NAN;
    out->nll[s] = tau_mean_get (&nll[s]);
    out->ece[s] = tau_mean_get (&ece[s]);
  }
  fill_corruptions (out, self);
  tau_method_result_clear_differences (out);
  if (tau_method_is_searched (&out->method) && tally->n_policy[out->method.corrupted] > 0) {
    const guint *policy = out->method.kind == TAU_METHOD_FIXED
                              ? tally->fixed[out->method.corrupted][out->method.k - 1]
                              : tally->policy[out->method.corrupted];
    out->n_policy = MIN (out->method.k, TAU_N_TRANSFORMS);
    for (int i = 0; i < out->n_policy; i++)
      out->policy[i] = policy[i];
  }
}

static void
fill_predictor (TauEvaluation *self, const TauTally *tally)
{
  for (guint s = 0; s < TAU_N_SETS; s++) {
    self->spearman[s] = tau_mean_get (&tally->spearman[s]);
    self->pearson[s] = tau_mean_get (&tally->pearson[s]);
  }
  for (guint c = 0; c <= TAU_N_CORRUPTIONS; c++) {
    guint64 n = 0;
    for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
      n += tally->choices[c][t];
    for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
      self->choices[c][t] = n > 0 ? (double)tally->choices[c][t] / n : NAN;
  }
}

static int
compare_examples (gconstpointer a, gconstpointer b)
{
  const TauExample *x = a, *y = b;
  if (x->cell != y->cell)
    return x->cell < y->cell ? -1 : 1;
  if (x->outcome != y->outcome)
    return x->outcome < y->outcome ? -1 : 1;
  return x->index < y->index ? -1 : x->index > y->index;
}

TauEvaluation *
tau_tally_snapshot (TauTally *tally, gboolean intervals)
{
  const TauPlan *plan = tally->plan;
  const TauPack *pack = plan->session->pack;
  TauEvaluation *self = g_new0 (TauEvaluation, 1);
  self->ref_count = 1;
  self->spec = tau_evaluate_spec_copy (plan->spec);
  self->spec->rows = NULL; /* the result outlives them */
  self->pack_name = g_strdup (pack->name);
  self->lender = g_strdup (pack->lender);
  self->target_sha256 = g_strdup (pack->target.sha256);
  self->predictor_sha256 = g_strdup (pack->has_predictor ? pack->predictor.sha256 : NULL);
  self->knows_seen_by = pack->knows_target_corruptions;
  for (guint c = 0; c < TAU_N_CORRUPTIONS; c++) {
    self->seen[c] = tau_pack_has_seen (pack, c);
    if (self->knows_seen_by)
      self->seen_by[c] =
          (tau_corruption_set_has (&pack->target_trained_on, c) ? TAU_SEEN_BY_TARGET : 0) |
          (tau_corruption_set_has (&pack->trained_on, c) ? TAU_SEEN_BY_PREDICTOR : 0);
  }
  self->n_classes = plan->session->n_classes;
  self->n_images = tally->n_images;
  self->n_wanted = plan->n_wanted;
  self->n_unreadable = tally->n_unreadable;
  self->complete = tally->n_images + tally->n_unreadable == plan->n_wanted;
  self->n_validation = tally->n_validation;
  self->validation = g_strdup (plan->validation_name);
  self->remarks = g_strdupv (plan->remarks);
  self->n_cells = plan->cells->len;
  self->cells = g_memdup2 (plan->cells->data, plan->cells->len * sizeof (TauCorruptionSpec));
  self->all_losses = plan->predict && plan->all_transforms;
  self->n_inferences = tally->n_inferences;
  self->n_reused = tally->n_reused;
  self->images_per_second = NAN;
  self->ms_target = tally->n_timed[0] > 0 ? tally->time_us[0] / 1e3 / tally->n_timed[0] : NAN;
  self->ms_predictor = tally->n_timed[1] > 0 ? tally->time_us[1] / 1e3 / tally->n_timed[1] : NAN;
  self->n_methods = tally->n_methods;
  self->methods = g_new0 (TauMethodResult, MAX (tally->n_methods, 1));
  for (guint m = 0; m < tally->n_methods; m++) {
    if (plan->spec->methods[m].kind == TAU_METHOD_PER_CORRUPTION)
      tau_typed_answer (tally->typed, plan->cells, tally->metrics + (gsize)m * self->n_cells,
                        tally->wrong->data, tally->row, m);
    fill_method (&self->methods[m], tally, m, self);
  }
  self->images_sha256 = tau_tally_dup_images (tally);
  self->images_side = plan->session->pack->target.input_size + plan->session->pack->margin;
  if (intervals)
    tau_tally_fill_intervals (tally, self);
  fill_predictor (self, tally);
  self->outcomes = g_memdup2 (tally->outcomes, self->n_cells * TAU_N_OUTCOMES * sizeof (guint));
  self->examples = g_array_new (FALSE, FALSE, sizeof (TauExample));
  g_array_append_vals (self->examples, tally->examples->data, tally->examples->len);
  g_array_sort (self->examples, compare_examples);
  return self;
}
