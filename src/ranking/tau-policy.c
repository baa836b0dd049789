/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ranking/tau-policy.h"

#include "ranking/tau-ranking.h"

#include <math.h>

/* Sum of the losses when view `view` joins the `taken` ones, whose summed likelihoods are in
 * `sums`. */
static double
loss_with (const double *likelihood, gsize n, guint m, const double *sums, guint taken, guint view)
{
  double loss = 0;
  for (gsize i = 0; i < n; i++) {
    const double mean = (sums[i] + likelihood[i * m + view]) / (taken + 1);
    loss -= log (CLAMP (mean, TAU_MIN_PROBABILITY, 1.0));
  }
  return loss;
}

guint
tau_policy_search (const double *likelihood, gsize n, guint m, guint k, guint *out)
{
  if (n == 0)
    return 0;
  g_autofree double *sums = g_new0 (double, n);
  g_autofree gboolean *used = g_new0 (gboolean, m);
  k = MIN (k, m);
  for (guint taken = 0; taken < k; taken++) {
    double best_loss = INFINITY;
    guint best = m;
    for (guint view = 0; view < m; view++) {
      if (used[view])
        continue;
      const double loss = loss_with (likelihood, n, m, sums, taken, view);
      if (best == m || loss < best_loss) {
        best = view;
        best_loss = loss;
      }
    }
    used[best] = TRUE;
    out[taken] = best;
    for (gsize i = 0; i < n; i++)
      sums[i] += likelihood[i * m + best];
  }
  return k;
}
