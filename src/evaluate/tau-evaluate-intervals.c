/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-tally.h"

#include "ranking/tau-bootstrap.h"

#define LEVEL 0.95

/* Wrong answers to an image are counted in columns: clean, then each corruption of the registry
 * over its severities, then each severity over the corruptions, held out or not. */
#define N_TYPES                      (1 + TAU_N_CORRUPTIONS)
#define SEVERITY_COLUMN(held_out, s) (N_TYPES + (held_out)*TAU_N_SEVERITIES + (s)-1)
#define N_COLUMNS                    (N_TYPES + 2 * TAU_N_SEVERITIES)

/* Which of the columns a mean is taken over, and the cells it stands for. */
typedef struct {
  gboolean column[N_COLUMNS];
  guint n_cells[N_COLUMNS]; /* of each column, whichever the mean is over */
} Columns;

static guint
type_column (const TauCorruptionSpec *cell)
{
  return 1 + tau_corruption_get_index (cell->type);
}

/* 0: clean images have none. */
static guint
severity_column (const TauCorruptionSpec *cell)
{
  return cell->type != NULL ? SEVERITY_COLUMN (cell->type->held_out, cell->severity) : 0;
}

static void
columns_init (Columns *self, const TauEvaluation *evaluation)
{
  *self = (Columns){ 0 };
  for (guint i = 0; i < evaluation->n_cells; i++) {
    const guint severity = severity_column (&evaluation->cells[i]);
    self->n_cells[type_column (&evaluation->cells[i])]++;
    if (severity > 0)
      self->n_cells[severity]++;
  }
}

static TauEvaluateSet
column_set (guint column)
{
  if (column == 0)
    return TAU_SET_CLEAN;
  return tau_corruption_get (column - 1)->held_out ? TAU_SET_HELDOUT : TAU_SET_CORRUPTED;
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

/* The wrong answers of each method minus those of center, which is the first. */
static gint8 *
subtract_center (const TauTally *tally, const TauEvaluation *self)
{
  const gsize row = (gsize)tally->n_methods * N_COLUMNS;
  gint8 *differences = g_malloc0 (MAX (tally->n_images * row, 1));
  for (gsize i = 0; i < tally->n_images; i++) {
    const guint8 *wrong = tally->wrong->data + i * tally->row;
    for (guint m = 0; m < tally->n_methods; m++)
      for (guint c = 0; c < self->n_cells; c++) {
        const int difference = tau_answer_is_wrong (wrong, m, self->n_cells, c) -
                               tau_answer_is_wrong (wrong, 0, self->n_cells, c);
        gint8 *columns = differences + i * row + m * N_COLUMNS;
        const guint severity = severity_column (&self->cells[c]);
        columns[type_column (&self->cells[c])] += difference;
        if (severity > 0)
          columns[severity] += difference;
      }
  }
  return differences;
}

/* The interval, in points, of the mean over the columns; weighted by their cells unless `alike`:
 * then each counts as much. `means`: the replicates of the method's columns. */
static TauInterval
find_interval (const Columns *columns, gboolean alike, const double *means)
{
  double sums[TAU_BOOTSTRAP_REPLICATES] = { 0 }, total = 0;
  TauInterval interval;
  for (guint c = 0; c < N_COLUMNS; c++) {
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
    for (guint c = 0; c < N_TYPES; c++)
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
  for (guint h = 0; h < 2; h++)
    for (guint s = 1; s <= TAU_N_SEVERITIES; s++) {
      Columns columns = *all;
      columns.column[SEVERITY_COLUMN (h, s)] = TRUE;
      out->severity_difference[h][s - 1] = find_interval (&columns, FALSE, means);
    }
}

void
tau_tally_fill_intervals (const TauTally *tally, TauEvaluation *self)
{
  const guint n_columns = tally->n_methods * N_COLUMNS;
  Columns columns;
  self->wrong = g_bytes_new (tally->wrong->data, tally->wrong->len);
  tau_evaluation_count_wrong (self);
  fill_errors (self);
  if (tally->n_images == 0)
    return;
  g_autofree gint8 *differences = subtract_center (tally, self);
  g_autofree double *means = g_new (double, (gsize)n_columns *TAU_BOOTSTRAP_REPLICATES);
  tau_bootstrap_replicates (differences, tally->n_images, n_columns, self->spec->seed, means);
  columns_init (&columns, self);
  for (guint m = 0; m < tally->n_methods; m++)
    fill_method (&self->methods[m], self, &columns,
                 means + (gsize)m * N_COLUMNS * TAU_BOOTSTRAP_REPLICATES);
}
