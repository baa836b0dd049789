/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-measure.h"

#include "base/tau-json.h"
#include "ranking/tau-ranking.h"

#include <math.h>

static gboolean
is_wrong (const TauTruth *truth, guint i, const guint *transforms, guint k, float *mean)
{
  const float *rows = truth->probabilities + (gsize)i * TAU_N_TRANSFORMS * truth->n_classes;
  tau_ensemble_mean (rows, truth->n_classes, transforms, k, mean);
  return (gint32)tau_argmax (mean, truth->n_classes) != truth->labels[i];
}

static void
add_defined (double correlation, double *sum, guint *n)
{
  if (isnan (correlation))
    return;
  *sum += correlation;
  ++*n;
}

void
tau_measure (const TauTruth *truth, const float *predicted, TauMeasure *out)
{
  g_autofree float *mean = g_new (float, truth->n_classes);
  guint center = 0, ours1 = 0, ours2 = 0, all = 0, oracle = 0, defined[2] = { 0 };
  double spearman = 0, pearson = 0, regret = 0;

  for (guint i = 0; i < truth->n; i++) {
    double p[TAU_N_TRANSFORMS], actual[TAU_N_TRANSFORMS];
    guint order[TAU_N_TRANSFORMS];
    const guint identity = 0;
    tau_widen (predicted + (gsize)i * TAU_N_TRANSFORMS, TAU_N_TRANSFORMS, p);
    tau_widen (truth->losses + (gsize)i * TAU_N_TRANSFORMS, TAU_N_TRANSFORMS, actual);
    tau_argsort (p, TAU_N_TRANSFORMS, order);
    const guint best = tau_argmin (actual, TAU_N_TRANSFORMS);
    add_defined (tau_spearman (p, actual, TAU_N_TRANSFORMS), &spearman, &defined[0]);
    add_defined (tau_relative_correlation (p, actual, TAU_N_TRANSFORMS), &pearson, &defined[1]);
    regret += tau_regret (actual, TAU_N_TRANSFORMS, order[0]);
    center += is_wrong (truth, i, &identity, 1, mean);
    ours1 += is_wrong (truth, i, order, 1, mean);
    ours2 += is_wrong (truth, i, order, 2, mean);
    all += is_wrong (truth, i, NULL, TAU_N_TRANSFORMS, mean);
    oracle += is_wrong (truth, i, &best, 1, mean);
  }
  double percent = 100.0 / MAX (truth->n, 1);
  *out = (TauMeasure){
    .n = truth->n,
    .spearman = defined[0] > 0 ? spearman / defined[0] : NAN,
    .pearson = defined[1] > 0 ? pearson / defined[1] : NAN,
    .error_center = center * percent,
    .error_ours1 = ours1 * percent,
    .error_ours2 = ours2 * percent,
    .error_all = all * percent,
    .error_oracle = oracle * percent,
    .regret = regret / MAX (truth->n, 1),
  };
}

/* -- as JSON --------------------------------------------------------------------------------- */

static const struct {
  const char *name;
  gsize offset;
} members[] = {
  { "spearman", G_STRUCT_OFFSET (TauMeasure, spearman) },
  { "pearson", G_STRUCT_OFFSET (TauMeasure, pearson) },
  { "center", G_STRUCT_OFFSET (TauMeasure, error_center) },
  { "ours:1", G_STRUCT_OFFSET (TauMeasure, error_ours1) },
  { "ours:2", G_STRUCT_OFFSET (TauMeasure, error_ours2) },
  { "all", G_STRUCT_OFFSET (TauMeasure, error_all) },
  { "oracle", G_STRUCT_OFFSET (TauMeasure, error_oracle) },
  { "regret", G_STRUCT_OFFSET (TauMeasure, regret) },
};

void
tau_measure_init (TauMeasure *self)
{
  *self = (TauMeasure){ 0 };
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    G_STRUCT_MEMBER (double, self, members[i].offset) = NAN;
}

void
tau_measure_add_to_json (const TauMeasure *self, JsonBuilder *b)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    tau_json_add_double (b, members[i].name, G_STRUCT_MEMBER (double, self, members[i].offset));
}

void
tau_measure_from_json (TauMeasure *self, JsonObject *object)
{
  tau_measure_init (self);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    G_STRUCT_MEMBER (double, self, members[i].offset) =
        tau_json_get_double (object, members[i].name);
}

/* -- the sets -------------------------------------------------------------------------------- */

static const struct {
  const char *name, *corruptions;
  guint copies;
} sets[TAU_N_MEASURE_SETS] = {
  { "clean", "none", 1 },
  { "corrupted", "all", 3 },
  { "heldout", "heldout", 1 },
};

const char *
tau_measure_set_name (guint set)
{
  return sets[set].name;
}

guint
tau_measure_copies (guint first)
{
  guint n = 0;
  for (guint i = first; i < TAU_N_MEASURE_SETS; i++)
    n += sets[i].copies;
  return n;
}

gboolean
tau_measure_set (TauSession *session, const TauTruthSpec *spec, guint set, TauPredictFunc predict,
                 gpointer data, TauProgressFunc progress, GCancellable *cancellable,
                 TauMeasure *out, GError **error)
{
  TauTruthSpec full = *spec;
  g_autofree guint *chosen = tau_count_up (spec->samples->n);
  full.chosen = chosen;
  full.n_chosen = spec->samples->n;
  full.copies = sets[set].copies;
  full.share = 1;
  full.probabilities = TRUE;
  if (!tau_corruption_set_parse (sets[set].corruptions, &full.corruptions, error))
    return FALSE;
  g_autoptr (TauTruth) truth =
      tau_truth_compute (session, &full, progress, data, cancellable, error);
  if (truth == NULL)
    return FALSE;
  g_autofree float *predicted = g_new (float, (gsize)truth->n *TAU_N_TRANSFORMS);
  if (!predict (truth, predicted, data, error))
    return FALSE;
  tau_measure (truth, predicted, out);
  return TRUE;
}
