/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ranking/tau-ranking.h"

#include <math.h>

void
tau_widen (const float *in, gsize n, double *out)
{
  for (gsize i = 0; i < n; i++)
    out[i] = in[i];
}

/* A NaN anywhere wins, so that it cannot hide behind a comparison. */
static double
lowest (const double *values, gsize n)
{
  double least = INFINITY;
  for (gsize i = 0; i < n; i++) {
    if (isnan (values[i]))
      return NAN;
    least = MIN (least, values[i]);
  }
  return least;
}

static float
largest_float (const float *values, gsize n)
{
  float top = -INFINITY;
  for (gsize i = 0; i < n; i++) {
    if (isnan (values[i]))
      return NAN;
    top = MAX (top, values[i]);
  }
  return top;
}

void
tau_softmax (const float *logits, gsize n, float *out)
{
  const double top = largest_float (logits, n);
  double sum = 0;
  for (gsize i = 0; i < n; i++) {
    double e = exp (logits[i] - top);
    sum += e;
    out[i] = (float)e;
  }
  for (gsize i = 0; i < n; i++)
    out[i] = (float)(out[i] / sum);
}

void
tau_temper (float *probabilities, gsize n, double temperature)
{
  /* Relative to the largest, so that a low temperature leaves one that is not 0. */
  const double most = largest_float (probabilities, n);
  double sum = 0;
  for (gsize i = 0; i < n && most > 0; i++) {
    const double power = pow (probabilities[i] / most, 1 / temperature);
    sum += power;
    probabilities[i] = (float)power;
  }
  for (gsize i = 0; i < n && most > 0; i++)
    probabilities[i] = (float)(probabilities[i] / sum);
}

double
tau_energy (const float *logits, gsize n)
{
  const double most = logits[tau_argmax (logits, n)];
  double sum = 0;
  for (gsize i = 0; i < n; i++)
    sum += exp (logits[i] - most);
  return most + log (sum);
}

void
tau_relative_losses (const double *losses, gsize n, double *out)
{
  const double least = lowest (losses, n);
  double sum = 0;
  for (gsize i = 0; i < n; i++) {
    out[i] = exp (least - losses[i]);
    sum += out[i];
  }
  for (gsize i = 0; i < n; i++)
    out[i] /= sum;
}

double
tau_cross_entropy_probabilities (const float *probabilities, gsize n, gsize label)
{
  g_return_val_if_fail (label < n, NAN);
  const double p = probabilities[label];
  /* CLAMP compares, so a NaN passes through it unchanged. The 0.0 keeps -log (1) from being -0. */
  return 0.0 - log (CLAMP (p, TAU_MIN_PROBABILITY, 1.0));
}

gsize
tau_argmax (const float *values, gsize n)
{
  gsize best = 0;
  for (gsize i = 1; i < n; i++)
    if (values[i] > values[best] || (isnan (values[best]) && !isnan (values[i])))
      best = i;
  return best;
}

gsize
tau_argmin (const double *values, gsize n)
{
  gsize best = 0;
  for (gsize i = 1; i < n; i++)
    if (values[i] < values[best] || (isnan (values[best]) && !isnan (values[i])))
      best = i;
  return best;
}

static int
compare_indices (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const double *values = user_data;
  const guint i = *(const guint *)a, j = *(const guint *)b;
  if (isnan (values[i]) != isnan (values[j]))
    return isnan (values[i]) ? 1 : -1;
  if (values[i] < values[j])
    return -1;
  if (values[i] > values[j])
    return 1;
  return i < j ? -1 : i > j;
}

void
tau_argsort (const double *values, gsize n, guint *order)
{
  g_return_if_fail (n <= G_MAXINT);
  for (gsize i = 0; i < n; i++)
    order[i] = (guint)i;
  g_qsort_with_data (order, (int)n, sizeof (guint), compare_indices, (gpointer)values);
}

void
tau_ranks (const double *values, gsize n, double *ranks)
{
  g_autofree guint *order = g_new (guint, n);
  g_autofree double *sorted = g_new (double, n);
  tau_argsort (values, n, order);
  for (gsize i = 0; i < n; i++)
    sorted[i] = values[order[i]];
  for (gsize first = 0, end; first < n; first = end) {
    for (end = first + 1; end < n && sorted[end] == sorted[first]; end++)
      ;
    /* Places first + 1 … end, shared. */
    const double rank = isnan (sorted[first]) ? NAN : (first + 1 + end) / 2.0;
    for (gsize i = first; i < end; i++)
      ranks[order[i]] = rank;
  }
}

static gboolean
is_constant (const double *values, gsize n)
{
  for (gsize i = 1; i < n; i++)
    if (values[i] != values[0])
      return FALSE;
  return TRUE;
}

static double
mean (const double *values, gsize n)
{
  double sum = 0;
  for (gsize i = 0; i < n; i++)
    sum += values[i];
  return sum / n;
}

double
tau_pearson (const double *a, const double *b, gsize n)
{
  /* Rounding leaves a constant vector with a variance of about 1e-33, so constancy needs an exact
   * test. */
  if (n < 2 || is_constant (a, n) || is_constant (b, n))
    return NAN;
  const double mean_a = mean (a, n), mean_b = mean (b, n);
  double ab = 0, aa = 0, bb = 0;
  for (gsize i = 0; i < n; i++) {
    const double da = a[i] - mean_a, db = b[i] - mean_b;
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  /* Two roots, because the product of the sums could leave the range of double. */
  const double r = ab / (sqrt (aa) * sqrt (bb));
  return isfinite (r) ? CLAMP (r, -1.0, 1.0) : NAN;
}

double
tau_spearman (const double *a, const double *b, gsize n)
{
  if (n < 2)
    return NAN;
  g_autofree double *ranks_a = g_new (double, n);
  g_autofree double *ranks_b = g_new (double, n);
  tau_ranks (a, n, ranks_a);
  tau_ranks (b, n, ranks_b);
  return tau_pearson (ranks_a, ranks_b, n);
}

double
tau_relative_correlation (const double *predicted, const double *actual, gsize n)
{
  g_autofree double *a = g_new (double, n);
  g_autofree double *b = g_new (double, n);
  tau_relative_losses (predicted, n, a);
  tau_relative_losses (actual, n, b);
  return tau_pearson (a, b, n);
}

double
tau_regret (const double *losses, gsize n, gsize chosen)
{
  g_return_val_if_fail (chosen < n, NAN);
  const double best = losses[tau_argmin (losses, n)];
  /* Infinity minus infinity would be NaN, but the best choice has no regret. */
  return losses[chosen] == best ? 0 : losses[chosen] - best;
}

double
tau_relative_cost (double target, double predictor, guint k)
{
  if (predictor == 0)
    return k;
  return target > 0 ? k + predictor / target : NAN;
}

void
tau_ensemble_mean (const float *rows, gsize n_classes, const guint *indices, guint k, float *out)
{
  g_return_if_fail (k > 0);
  /* In blocks, so that the sums stay in registers or cache and the inner loop is vectorised. */
  enum { BLOCK = 64 };
  for (gsize start = 0; start < n_classes; start += BLOCK) {
    const gsize length = MIN (BLOCK, n_classes - start);
    double sums[BLOCK] = { 0 };
    for (guint i = 0; i < k; i++) {
      const float *row = rows + (indices ? indices[i] : i) * n_classes + start;
      for (gsize c = 0; c < length; c++)
        sums[c] += row[c];
    }
    for (gsize c = 0; c < length; c++)
      out[start + c] = (float)(sums[c] / k);
  }
}

void
tau_ensemble_weighted (const float *rows, gsize n_classes, const guint *indices,
                       const double *weights, guint k, float *out)
{
  double total = 0;
  for (guint i = 0; i < k; i++)
    total += weights[i];
  for (gsize c = 0; c < n_classes; c++) {
    double sum = 0;
    for (guint i = 0; i < k; i++)
      sum += weights[i] * rows[(indices ? indices[i] : i) * n_classes + c];
    out[c] = (float)(sum / total);
  }
}

void
tau_mirror_average (const float *plain, const float *mirrored, const guint *mirror, gsize n,
                    float *out)
{
  for (gsize i = 0; i < n; i++)
    out[i] = (float)(((double)plain[i] + mirrored[mirror[i]]) / 2);
}

void
tau_find_largest (const float *values, gsize n, guint k, guint *out)
{
  guint n_found = 0;
  for (gsize i = 0; i < n; i++) {
    if (n_found == k && !(values[i] > values[out[k - 1]]))
      continue;
    guint at = n_found < k ? n_found++ : k - 1;
    for (; at > 0 && values[i] > values[out[at - 1]]; at--)
      out[at] = out[at - 1];
    out[at] = i;
  }
}

void
tau_keep_largest (float *values, gsize n, guint k, gsize label)
{
  if (k >= n)
    return;
  g_autofree guint *kept = g_new (guint, k);
  g_autofree float *copy = g_memdup2 (values, n * sizeof *values);
  tau_find_largest (values, n, k, kept);
  for (gsize i = 0; i < n; i++)
    values[i] = 0;
  for (guint i = 0; i < k; i++)
    values[kept[i]] = copy[kept[i]];
  values[label] = copy[label];
}

void
tau_metrics_add (TauMetrics *self, const float *probabilities, gsize n_classes, gsize label)
{
  g_return_if_fail (label < n_classes);
  const gsize answer = tau_argmax (probabilities, n_classes);
  const double confidence = probabilities[answer];
  self->n++;
  /* An answer of NaNs is wrong, even when the label is 0. */
  const gboolean right = answer == label && !isnan (confidence);
  self->n_wrong += !right;
  self->loss += tau_cross_entropy_probabilities (probabilities, n_classes, label);
  int bin = 0;
  if (confidence > 0)
    bin =
        (int)CLAMP (ceil (confidence * TAU_N_CALIBRATION_BINS) - 1, 0, TAU_N_CALIBRATION_BINS - 1);
  self->bin_n[bin]++;
  self->bin_right[bin] += right;
  self->bin_confidence[bin] += confidence;
}

void
tau_metrics_merge (TauMetrics *self, const TauMetrics *other)
{
  self->n += other->n;
  self->n_wrong += other->n_wrong;
  self->loss += other->loss;
  for (guint bin = 0; bin < TAU_N_CALIBRATION_BINS; bin++) {
    self->bin_n[bin] += other->bin_n[bin];
    self->bin_right[bin] += other->bin_right[bin];
    self->bin_confidence[bin] += other->bin_confidence[bin];
  }
}

double
tau_metrics_error_rate (const TauMetrics *self)
{
  return self->n ? (double)self->n_wrong / self->n : NAN;
}

double
tau_metrics_nll (const TauMetrics *self)
{
  return self->n ? self->loss / self->n : NAN;
}

double
tau_metrics_ece (const TauMetrics *self)
{
  if (self->n == 0)
    return NAN;
  double sum = 0;
  for (int i = 0; i < TAU_N_CALIBRATION_BINS; i++)
    sum += fabs (self->bin_right[i] - self->bin_confidence[i]);
  return sum / self->n;
}
