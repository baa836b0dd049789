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
  for (gsize j = 0; j < m; j++)
    tau_bootstrap_interval (means + j * replicates, level, &low[j], &high[j]);
}

/* An entry that is not 0: its row, and its value in the low byte. */
static inline guint32
pack (gsize row, gint8 value)
{
  return (guint32)row << 8 | (guint8)value;
}

void
tau_bootstrap_replicates (const gint8 *values, gsize n, gsize m, guint64 seed, double *means)
{
  g_return_if_fail (n >= 1 && n <= 1 << 24);
  g_autofree guint16 *times = g_new (guint16, n);
  g_autofree gsize *ends = g_new0 (gsize, m + 1); /* of the columns' entries */
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < m; j++)
      ends[j + 1] += values[i * m + j] != 0;
  for (gsize j = 0; j < m; j++)
    ends[j + 1] += ends[j];
  g_autofree guint32 *entries = g_new (guint32, MAX (ends[m], 1));
  g_autofree gsize *next = g_memdup2 (ends, m * sizeof *ends);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < m; j++)
      if (values[i * m + j] != 0)
        entries[next[j]++] = pack (i, values[i * m + j]);

  for (guint r = 0; r < TAU_BOOTSTRAP_REPLICATES; r++) {
    draw (seed, r, n, times);
    for (gsize j = 0; j < m; j++) {
      gint64 sum = 0;
      for (gsize e = ends[j]; e < ends[j + 1]; e++)
        sum += times[entries[e] >> 8] * (gint8)(entries[e] & 0xff);
      means[j * TAU_BOOTSTRAP_REPLICATES + r] = (double)sum / n;
    }
  }
}

void
tau_bootstrap_interval (double *means, double level, double *low, double *high)
{
  qsort (means, TAU_BOOTSTRAP_REPLICATES, sizeof *means, compare);
  *low = quantile (means, TAU_BOOTSTRAP_REPLICATES, (1 - level) / 2);
  *high = quantile (means, TAU_BOOTSTRAP_REPLICATES, (1 + level) / 2);
}

double
tau_wilson_high (gsize n)
{
  const double z = 1.959963984540054; /* 97.5 % of a normal distribution lie below it */
  return z * z / (n + z * z);
}
