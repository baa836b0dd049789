/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/result/tau-evaluation-charts.h"
#include "evaluate/result/tau-evaluation-private.h"

#include "corruption/tau-corruption.h"
#include "plot/kinds/tau-plot-bars-draw.h"
#include "plot/kinds/tau-plot-matrix-draw.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Differences below this many points keep pale colours: chance alone causes them. */
#define LEAST_LIMIT 5.0

static double
get_error (const TauEvaluation *self, const TauMethodResult *method, const TauCorruptionSpec *cell)
{
  for (guint i = 0; i < self->n_cells; i++)
    if (self->cells[i].type == cell->type && self->cells[i].severity == cell->severity)
      return method->cell_error[i];
  return NAN;
}

/* The differences a - b: each severity, and their mean. */
static TauPlotGrid *
make_differences (const TauEvaluation *first, const TauMethodResult *a, const TauEvaluation *second,
                  const TauMethodResult *b)
{
  /* After “clean”, the cells are ordered by corruption, then severity. */
  const guint first_cell = first->n_cells > 0 && first->cells[0].type == NULL;
  const TauCorruptionSpec *cells = first->cells + first_cell;
  const guint n_cells = first->n_cells - first_cell;
  guint n_columns = 0, n_trained = 0, next[2] = { 0 };
  while (n_columns < n_cells && cells[n_columns].type == cells[0].type)
    n_columns++;
  if (n_columns == 0)
    return NULL;
  const guint n_rows = n_cells / n_columns;

  TauPlotGrid *matrix = tau_plot_grid_new (n_rows, n_columns + 1);
  matrix->palette = TAU_PLOT_PALETTE_DIVERGING;
  for (guint column = 0; column < n_columns; column++) {
    g_autofree char *title = g_strdup_printf ("%d", cells[column].severity);
    tau_plot_grid_set_column (matrix, column, title);
  }
  tau_plot_grid_set_column (matrix, n_columns, _ ("Mean"));
  for (guint i = 0; i < n_rows; i++)
    n_trained += !cells[i * n_columns].type->held_out;
  next[1] = n_trained; /* the held-out ones come last */
  for (guint i = 0; i < n_rows; i++) {
    const TauCorruptionSpec *cell = &cells[i * n_columns];
    const TauCorruption *corruption = cell->type;
    const guint row = next[corruption->held_out]++;
    double sum = 0;
    tau_plot_grid_set_row (matrix, row, _ (corruption->title));
    for (guint column = 0; column < n_columns; column++, cell++) {
      double difference = get_error (first, a, cell) - get_error (second, b, cell);
      tau_plot_grid_set (matrix, row, column, difference);
      sum += difference;
    }
    tau_plot_grid_set (matrix, row, n_columns, sum / n_columns);
  }
  matrix->split_row = n_trained < n_rows ? n_trained : 0;
  matrix->split_column = n_columns;
  matrix->unit = g_strdup (_ ("points"));
  matrix->columns_title = g_strdup (_ ("Severity"));
  tau_plot_grid_fit_limit (matrix, LEAST_LIMIT);
  return matrix;
}

TauPlot *
tau_evaluation_get_gain_chart (const TauEvaluation *self, guint method)
{
  const TauMethodResult *center = tau_evaluation_find (self, "center");
  if (center == NULL || method >= self->n_methods)
    return NULL;
  const TauMethodResult *result = &self->methods[method];
  TauPlotGrid *matrix = make_differences (self, center, self, result);
  if (matrix == NULL)
    return NULL;
  g_autofree char *title = tau_method_get_title (&result->method);
  matrix->title = g_strdup_printf (_ ("Gain of %s over center crop (points of error)"), title);
  matrix->low = g_strdup (_ ("worse"));
  matrix->high = g_strdup (_ ("better"));
  return tau_plot_new_for_matrix (matrix);
}

TauPlot *
tau_evaluation_get_compared_chart (const TauEvaluation *self, const TauEvaluation *other,
                                   const char *method_id, const char *name, const char *other_name)
{
  const TauMethodResult *a = tau_evaluation_find (self, method_id);
  const TauMethodResult *b = tau_evaluation_find (other, method_id);
  if (a == NULL || b == NULL)
    return NULL;
  /* The sign of the table's differences. Blue is better, as in the gain of a method. */
  TauPlotGrid *matrix = make_differences (other, b, self, a);
  if (matrix == NULL)
    return NULL;
  g_autofree char *title = tau_method_get_title (&a->method);
  matrix->title =
      g_strdup_printf (_ ("%s: error of %s minus that of %s (points)"), title, other_name, name);
  matrix->low = g_strdup (_ ("better"));
  matrix->high = g_strdup (_ ("worse"));
  matrix->reversed = TRUE;
  return tau_plot_new_for_matrix (matrix);
}

TauPlot *
tau_evaluation_get_errors_chart (const TauEvaluation *self)
{
  guint sets[TAU_N_SETS], n_sets = 0;
  for (guint set = 0; set < TAU_N_SETS && self->n_methods > 0; set++)
    if (isfinite (self->methods[0].error[set]))
      sets[n_sets++] = set;
  if (n_sets == 0)
    return NULL;

  TauPlotGrid *bars = tau_plot_grid_new (self->n_methods, n_sets);
  for (guint i = 0; i < n_sets; i++)
    tau_plot_grid_set_column (bars, i, tau_set_title (self, sets[i]));
  for (guint m = 0; m < self->n_methods; m++) {
    const TauMethodResult *method = &self->methods[m];
    g_autofree char *title = tau_method_get_title (&method->method);
    tau_plot_grid_set_row (bars, m, title);
    if (method->method.kind == TAU_METHOD_CENTER)
      bars->reference = (int)m;
    for (guint i = 0; i < n_sets; i++) {
      tau_plot_grid_set (bars, m, i, method->error[sets[i]]);
      tau_plot_grid_set_interval (bars, m, i, method->error_low[sets[i]],
                                  method->error_high[sets[i]]);
      if (bars->reference >= 0)
        tau_plot_grid_set_mark (
            bars, m, i,
            tau_evaluation_mark (method->error[sets[i]],
                                 tau_plot_grid_get (bars, bars->reference, i)->value,
                                 &method->difference[sets[i]]));
    }
  }
  bars->title =
      g_strdup (tau_evaluation_has_intervals (self)
                    ? /* xgettext:no-c-format */ _ ("Error of each method (%), with 95 % intervals")
                    : _ ("Error of each method (%)"));
  bars->unit = g_strdup ("%");
  return tau_plot_new_for_bars (bars);
}

TauPlot *
tau_evaluation_get_choices_chart (const TauEvaluation *self)
{
  guint8 order[TAU_N_CORRUPTIONS];
  guint rows[1 + TAU_N_CORRUPTIONS], n_rows = 0, split = 0;
  const guint n_trained = tau_corruption_list (FALSE, order);
  tau_corruption_list (TRUE, order + n_trained); /* the held-out ones come last */
  for (guint i = 0; i < 1 + TAU_N_CORRUPTIONS; i++) {
    const guint row = i == 0 ? 0 : 1u + order[i - 1];
    if (!isfinite (self->choices[row][0]))
      continue;
    if (split == 0 && i > n_trained)
      split = n_rows;
    rows[n_rows++] = row;
  }
  if (n_rows == 0)
    return NULL;

  TauPlotGrid *matrix = tau_plot_grid_new (n_rows, TAU_N_TRANSFORMS);
  for (guint column = 0; column < TAU_N_TRANSFORMS; column++)
    tau_plot_grid_set_column (matrix, column, _ (tau_transform_get (column)->title));
  for (guint row = 0; row < n_rows; row++) {
    tau_plot_grid_set_row (
        matrix, row, rows[row] == 0 ? _ ("Clean") : _ (tau_corruption_get (rows[row] - 1)->title));
    for (guint column = 0; column < TAU_N_TRANSFORMS; column++)
      tau_plot_grid_set (matrix, row, column, 100 * self->choices[rows[row]][column]);
  }
  matrix->split_row = split;
  matrix->limit = 100;
  matrix->decimals = 0;
  matrix->title = g_strdup (
      /* xgettext:no-c-format */ _ ("Transforms that the predictor ranks first (% of the images)"));
  matrix->unit = g_strdup ("%");
  return tau_plot_new_for_matrix (matrix);
}
