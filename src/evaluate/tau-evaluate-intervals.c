/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-tally.h"

#include "ranking/tau-bootstrap.h"

#define LEVEL 0.95

/* Which of the tally's columns a mean is taken over, and the cells it stands for. */
typedef struct {
  gboolean column[TAU_N_TALLY_COLUMNS];
  guint n_cells[TAU_N_TALLY_COLUMNS]; /* of each column, whichever the mean is over */
} Columns;

static void
columns_init (Columns *self, const TauEvaluation *evaluation)
{
  *self = (Columns){ 0 };
  for (guint i = 0; i < evaluation->n_cells; i++)
    self->n_cells[1 + tau_corruption_get_index (evaluation->cells[i].type)]++;
}

static TauEvaluateSet
column_set (guint column)
{
  if (column == 0)
    return TAU_SET_CLEAN;
  return tau_corruption_get (column - 1)->held_out ? TAU_SET_HELDOUT : TAU_SET_CORRUPTED;
}

/* Wrong answers in each set: n_images x n_methods x TAU_N_SETS. */
static GBytes *
add_up_sets (const TauTally *tally)
{
  const gsize n = (gsize)tally->n_images * tally->n_methods;
  guint8 *counts = g_malloc0 (MAX (n * TAU_N_SETS, 1));
  for (gsize i = 0; i < n; i++)
    for (guint c = 0; c < TAU_N_TALLY_COLUMNS; c++)
      counts[i * TAU_N_SETS + column_set (c)] += tally->counts->data[i * TAU_N_TALLY_COLUMNS + c];
  return g_bytes_new_take (counts, n * TAU_N_SETS);
}

/* The bootstrap's interval of a share that was never seen is 0 to 0; Wilson's is not. */
static void
fill_errors (TauEvaluation *self)
{
  const guint columns = self->n_methods * TAU_N_SETS;
  const guint8 *counts = g_bytes_get_data (self->counts, NULL);
  guint n_cells[TAU_N_SETS] = { 0 };
  g_autofree double *low = g_new (double, columns), *high = g_new (double, columns);
  tau_bootstrap_means (counts, self->n_images, columns, self->spec->seed, LEVEL, low, high);
  for (guint i = 0; i < self->n_cells; i++)
    n_cells[tau_cell_set (&self->cells[i])]++;
  for (guint m = 0; m < self->n_methods; m++)
    for (guint s = 0; s < TAU_N_SETS; s++) {
      const guint column = m * TAU_N_SETS + s;
      TauMethodResult *method = &self->methods[m];
      if (n_cells[s] == 0 || self->n_images == 0)
        continue;
      method->error_low[s] = 100 * low[column] / n_cells[s];
      method->error_high[s] = 100 * high[column] / n_cells[s];
      if (method->error[s] == 0)
        method->error_high[s] = 100 * tau_wilson_high (self->n_images);
      else if (method->error[s] == 100)
        method->error_low[s] = 100 - 100 * tau_wilson_high (self->n_images);
    }
}

/* The answers of each method minus those of center, which is the first. */
static gint8 *
subtract_center (const TauTally *tally)
{
  const gsize row = (gsize)tally->n_methods * TAU_N_TALLY_COLUMNS;
  gint8 *differences = g_malloc (MAX (tally->n_images * row, 1));
  for (gsize i = 0; i < tally->n_images; i++)
    for (gsize j = 0; j < row; j++)
      differences[i * row + j] = (gint8)(tally->counts->data[i * row + j] -
                                         tally->counts->data[i * row + j % TAU_N_TALLY_COLUMNS]);
  return differences;
}

/* The interval, in points, of the mean over the columns; weighted by their cells unless `alike`:
 * then each counts as much. `means`: the replicates of the method's columns. */
static TauInterval
find_interval (const Columns *columns, gboolean alike, const double *means)
{
  double sums[TAU_BOOTSTRAP_REPLICATES] = { 0 }, total = 0;
  TauInterval interval;
  for (guint c = 0; c < TAU_N_TALLY_COLUMNS; c++) {
    if (!columns->column[c] || columns->n_cells[c] == 0)
      continue;
    const double scale = alike ? 1.0 / columns->n_cells[c] : 1;
    for (guint r = 0; r < TAU_BOOTSTRAP_REPLICATES; r++)
      sums[r] += scale * means[(gsize)c * TAU_BOOTSTRAP_REPLICATES + r];
    total += scale * columns->n_cells[c];
  }
  if (!(total > 0))
    return (TauInterval){ NAN, NAN };
  for (guint r = 0; r < TAU_BOOTSTRAP_REPLICATES; r++)
    sums[r] *= 100 / total;
  tau_bootstrap_interval (sums, LEVEL, &interval.low, &interval.high);
  return interval;
}

static void
fill_method (TauMethodResult *out, const TauEvaluation *self, const Columns *all,
             const double *means)
{
  for (guint s = 0; s < TAU_N_SETS; s++) {
    Columns columns = *all;
    for (guint c = 0; c < TAU_N_TALLY_COLUMNS; c++)
      columns.column[c] = column_set (c) == s;
    out->difference[s] = find_interval (&columns, FALSE, means);
  }
  for (guint c = 0; c < TAU_N_CORRUPTIONS; c++) {
    Columns columns = *all;
    columns.column[1 + c] = TRUE;
    out->ce_difference[c] = find_interval (&columns, TRUE, means);
  }
  for (guint g = 0; g < TAU_N_CORRUPTION_GROUPS; g++) {
    Columns columns = *all;
    for (guint c = 0; c < TAU_N_CORRUPTIONS; c++)
      columns.column[1 + c] =
          tau_corruption_get (c)->group == g && !tau_corruption_get (c)->held_out;
    if (!isnan (out->group[g]))
      out->group_difference[g] = find_interval (&columns, TRUE, means);
  }
  for (guint s = 0; s < TAU_N_SEEN_BY && self->knows_seen_by; s++) {
    Columns columns = *all;
    for (guint c = 0; c < TAU_N_CORRUPTIONS; c++)
      columns.column[1 + c] = self->seen_by[c] == s;
    out->seen_by_difference[s] = find_interval (&columns, TRUE, means);
  }
}

void
tau_tally_fill_intervals (const TauTally *tally, TauEvaluation *self)
{
  const guint n_columns = tally->n_methods * TAU_N_TALLY_COLUMNS;
  Columns columns;
  self->counts = add_up_sets (tally);
  fill_errors (self);
  if (tally->n_images == 0)
    return;
  g_autofree gint8 *differences = subtract_center (tally);
  g_autofree double *means = g_new (double, (gsize)n_columns *TAU_BOOTSTRAP_REPLICATES);
  tau_bootstrap_replicates (differences, tally->n_images, n_columns, self->spec->seed, means);
  columns_init (&columns, self);
  for (guint m = 0; m < tally->n_methods; m++)
    fill_method (&self->methods[m], self, &columns,
                 means + (gsize)m * TAU_N_TALLY_COLUMNS * TAU_BOOTSTRAP_REPLICATES);
}
