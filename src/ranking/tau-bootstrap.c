/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ranking/tau-bootstrap.h"

#include "base/tau-random.h"

#include <math.h>
#include <string.h>

#define STREAM 0x626f6f7473747261 /* "bootstra" */

/* How often each of the n rows is drawn in one replicate. */
static void
draw (guint64 seed, guint replicate, gsize n, guint16 *times)
{
  TauRandom random;
  tau_random_init (&random, seed, tau_random_stream (replicate, STREAM));
  memset (times, 0, n * sizeof *times);
  for (gsize i = 0; i < n; i++) {
    const guint32 row = tau_random_below (&random, n);
    times[row] += times[row] < G_MAXUINT16;
  }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

/* Between the two neighbours in the sorted values. */
static double
quantile (const double *sorted, guint n, double q)
{
  const double at = q * (n - 1);
  const guint below = MIN ((guint)at, n - 1), above = MIN (below + 1, n - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

void
tau_bootstrap_means (const guint8 *counts, gsize n, gsize m, guint64 seed, double level,
                     double *low, double *high)
{
  const guint replicates = TAU_BOOTSTRAP_REPLICATES;
  g_return_if_fail (n <= G_MAXUINT32);
  for (gsize j = 0; j < m; j++)
    low[j] = high[j] = NAN;
  if (n == 0)
    return;
  g_autofree guint16 *times = g_new (guint16, n);
  g_autofree guint64 *sums = g_new (guint64, m);
  g_autofree double *means = g_new (double, m *replicates); /* column by column */

  for (guint r = 0; r < replicates; r++) {
    draw (seed, r, n, times);
    memset (sums, 0, m * sizeof *sums);
    for (gsize i = 0; i < n; i++) {
      const guint64 weight = times[i];
      for (gsize j = 0; weight > 0 && j < m; j++)
        sums[j] += weight * counts[i * m + j];
    }
    for (gsize j = 0; j < m; j++)
      means[j * replicates + r] = (double)sums[j] / n;
  }
  for (gsize j = 0; j < m; j++) {
    double *column = means + j * replicates;
    qsort (column, replicates, sizeof *column, compare);
    low[j] = quantile (column, replicates, (1 - level) / 2);
    high[j] = quantile (column, replicates, (1 + level) / 2);
  }
}
