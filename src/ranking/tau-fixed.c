/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ranking/tau-fixed.h"

#include "ranking/tau-ranking.h"

#include <math.h>
#include <string.h>

typedef struct {
  const float *rows;
  const gint32 *labels;
  gsize n;
  guint m, n_classes, k;
  double *sums; /* (k + 1) x n x n_classes: of the first views of the set, of none to all */
  guint *set, *best;
  gsize fewest;  /* wrong answers of `best`, */
  double lowest; /* and its loss */
} Search;

/* Adds a view to the sums of the `taken` views before it. */
static void
add_view (Search *self, guint taken, guint view)
{
  const gsize size = self->n * self->n_classes;
  const double *before = self->sums + taken * size;
  double *after = self->sums + (taken + 1) * size;
  for (gsize i = 0; i < self->n; i++) {
    const float *row = self->rows + (i * self->m + view) * self->n_classes;
    for (guint c = 0; c < self->n_classes; c++)
      after[i * self->n_classes + c] = before[i * self->n_classes + c] + row[c];
  }
}

/* Of the full set. The first class of the largest sum is the answer; NaN is never right. */
static gsize
count_wrong (const Search *self, double *loss)
{
  const double *sums = self->sums + self->k * self->n * self->n_classes;
  gsize wrong = 0;
  *loss = 0;
  for (gsize i = 0; i < self->n; i++, sums += self->n_classes) {
    const gint32 label = self->labels[i];
    gboolean right = !isnan (sums[label]);
    for (gint32 c = 0; c < (gint32)self->n_classes && right; c++)
      right = c < label ? !(sums[c] >= sums[label]) : !(sums[c] > sums[label]);
    wrong += !right;
    const double mean = isnan (sums[label]) ? 0 : sums[label] / self->k;
    *loss -= log (CLAMP (mean, TAU_MIN_PROBABILITY, 1.0));
  }
  return wrong;
}

static void
try_sets (Search *self, guint taken, guint first)
{
  if (taken == self->k) {
    double loss;
    const gsize wrong = count_wrong (self, &loss);
    if (wrong > self->fewest || (wrong == self->fewest && !(loss < self->lowest)))
      return;
    self->fewest = wrong;
    self->lowest = loss;
    memcpy (self->best, self->set, self->k * sizeof *self->set);
    return;
  }
  for (guint view = first; view + (self->k - taken) <= self->m; view++) {
    self->set[taken] = view;
    add_view (self, taken, view);
    try_sets (self, taken + 1, view + 1);
  }
}

guint
tau_fixed_search (const float *rows, const gint32 *labels, gsize n, guint m, guint n_classes,
                  guint k, guint *out)
{
  k = MIN (k, m);
  if (n == 0)
    return 0;
  g_autofree double *sums = g_new0 (double, (k + 1) * n * n_classes);
  g_autofree guint *set = g_new (guint, k);
  Search search = { rows, labels, n, m, n_classes, k, sums, set, out, G_MAXSIZE, INFINITY };
  try_sets (&search, 0, 0);
  return k;
}

double
tau_entropy (const float *probabilities, gsize n)
{
  double sum = 0;
  for (gsize i = 0; i < n; i++) {
    if (isnan (probabilities[i]))
      return NAN;
    if (probabilities[i] > 0)
      sum -= probabilities[i] * log (probabilities[i]);
  }
  return MAX (sum, 0);
}
