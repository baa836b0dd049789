/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/result/tau-evaluation-private.h"

#include "ranking/tau-bootstrap.h"

#include <math.h>

/* Added to differences of counts, which are in -95..95, to make them bytes. */
#define MIDDLE 128

/* The same images under the same corruptions: row i is image i of both. The corruptions and the
 * images left out for gps depend on the seed too. */
static gboolean
same_rows (const TauEvaluation *a, const TauEvaluation *b)
{
  return a->counts != NULL && b->counts != NULL && a->n_images == b->n_images &&
         a->n_wanted == b->n_wanted && a->spec->limit == b->spec->limit &&
         a->spec->seed == b->spec->seed && g_str_equal (a->spec->dataset, b->spec->dataset);
}

/* The number of cells of the set; 0 if the two evaluations have different ones. */
static guint
count_cells (const TauEvaluation *a, const TauEvaluation *b, TauEvaluateSet set)
{
  guint n = 0, i = 0, j = 0;
  for (;;) {
    while (i < a->n_cells && tau_cell_set (&a->cells[i]) != set)
      i++;
    while (j < b->n_cells && tau_cell_set (&b->cells[j]) != set)
      j++;
    if (i == a->n_cells || j == b->n_cells)
      return i == a->n_cells && j == b->n_cells ? n : 0;
    if (a->cells[i].type != b->cells[j].type || a->cells[i].severity != b->cells[j].severity)
      return 0;
    i++, j++, n++;
  }
}

void
tau_evaluation_pair (TauEvaluation *self, const TauEvaluation *other)
{
  const guint columns = self->n_methods * TAU_N_SETS;
  for (guint m = 0; m < self->n_methods; m++)
    for (guint s = 0; s < TAU_N_SETS; s++)
      self->methods[m].paired_low[s] = self->methods[m].paired_high[s] = NAN;
  self->paired = other;
  if (!same_rows (self, other) || columns == 0)
    return;

  const gsize n = self->n_images;
  const guint8 *a = g_bytes_get_data (self->counts, NULL),
               *b = g_bytes_get_data (other->counts, NULL);
  g_autofree guint8 *differences = g_malloc (MAX (n * columns, 1));
  g_autofree double *low = g_new (double, columns), *high = g_new (double, columns);
  for (guint m = 0; m < self->n_methods; m++) {
    const TauMethodResult *method = tau_evaluation_find (other, self->methods[m].method.id);
    const guint place = method != NULL ? method - other->methods : 0;
    for (gsize i = 0; i < n; i++)
      for (guint s = 0; s < TAU_N_SETS; s++)
        differences[(i * self->n_methods + m) * TAU_N_SETS + s] =
            MIDDLE + (method != NULL ? b[(i * other->n_methods + place) * TAU_N_SETS + s] : 0) -
            a[(i * self->n_methods + m) * TAU_N_SETS + s];
  }
  tau_bootstrap_means (differences, n, columns, self->spec->seed, 0.95, low, high);
  for (guint s = 0; s < TAU_N_SETS; s++) {
    const guint n_cells = count_cells (self, other, s);
    for (guint m = 0; m < self->n_methods && n_cells > 0; m++) {
      if (tau_evaluation_find (other, self->methods[m].method.id) == NULL)
        continue;
      self->methods[m].paired_low[s] = 100 * (low[m * TAU_N_SETS + s] - MIDDLE) / n_cells;
      self->methods[m].paired_high[s] = 100 * (high[m * TAU_N_SETS + s] - MIDDLE) / n_cells;
    }
  }
}
