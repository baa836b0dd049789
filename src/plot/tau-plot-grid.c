/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/tau-plot-grid.h"

#include "base/tau-table.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static char **
make_titles (guint n)
{
  char **titles = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    titles[i] = g_strdup ("");
  return titles;
}

static guint
count_cells (const TauPlotGrid *self)
{
  return self->n_rows * self->n_columns;
}

TauPlotGrid *
tau_plot_grid_new (guint n_rows, guint n_columns)
{
  g_return_val_if_fail (n_rows > 0 && n_columns > 0, NULL);

  TauPlotGrid *self = g_new0 (TauPlotGrid, 1);
  self->n_rows = n_rows;
  self->n_columns = n_columns;
  self->rows = make_titles (n_rows);
  self->columns = make_titles (n_columns);
  self->cells = g_new (TauPlotCell, count_cells (self));
  for (guint i = 0; i < count_cells (self); i++)
    self->cells[i] = (TauPlotCell){ NAN, NAN, NAN, 0 };
  self->decimals = 1;
  self->reference = -1;
  self->palette = TAU_PLOT_PALETTE_SEQUENTIAL;
  self->limit = 1;
  return self;
}

void
tau_plot_grid_free (TauPlotGrid *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->rows);
  g_strfreev (self->columns);
  g_free (self->cells);
  g_free (self->title);
  g_free (self->unit);
  g_free (self->columns_title);
  g_free (self->low);
  g_free (self->high);
  g_free (self);
}

void
tau_plot_grid_set_row (TauPlotGrid *self, guint row, const char *title)
{
  g_return_if_fail (row < self->n_rows);
  g_free (self->rows[row]);
  self->rows[row] = g_strdup (title);
}

void
tau_plot_grid_set_column (TauPlotGrid *self, guint column, const char *title)
{
  g_return_if_fail (column < self->n_columns);
  g_free (self->columns[column]);
  self->columns[column] = g_strdup (title);
}

void
tau_plot_grid_set (TauPlotGrid *self, guint row, guint column, double value)
{
  g_return_if_fail (row < self->n_rows && column < self->n_columns);
  self->cells[row * self->n_columns + column].value = value;
}

void
tau_plot_grid_set_interval (TauPlotGrid *self, guint row, guint column, double low, double high)
{
  g_return_if_fail (row < self->n_rows && column < self->n_columns);
  TauPlotCell *cell = &self->cells[row * self->n_columns + column];
  cell->low = low;
  cell->high = high;
}

void
tau_plot_grid_set_mark (TauPlotGrid *self, guint row, guint column, int mark)
{
  self->cells[row * self->n_columns + column].mark = mark;
}

const TauPlotCell *
tau_plot_grid_get (const TauPlotGrid *self, guint row, guint column)
{
  return &self->cells[row * self->n_columns + column];
}

void
tau_plot_grid_fit_limit (TauPlotGrid *self, double at_least)
{
  double largest = at_least;
  for (guint i = 0; i < count_cells (self); i++)
    if (isfinite (self->cells[i].value))
      largest = MAX (largest, fabs (self->cells[i].value));
  double power = pow (10, floor (log10 (largest)));
  /* A little slack: 5.000001 counts as 5. */
  self->limit = power * ceil (largest / power - 0.001);
}

void
tau_plot_grid_get_range (const TauPlotGrid *self, double *low, double *high)
{
  *low = *high = 0;
  for (guint i = 0; i < count_cells (self); i++) {
    const double ends[] = { self->cells[i].value, self->cells[i].low, self->cells[i].high };
    for (guint k = 0; k < G_N_ELEMENTS (ends); k++)
      if (isfinite (ends[k])) {
        *low = MIN (*low, ends[k]);
        *high = MAX (*high, ends[k]);
      }
  }
  if (*low == *high)
    *high = 1;
}

/* -- words ---------------------------------------------------------------------------------- */

char *
tau_plot_grid_format (const TauPlotGrid *self, double value)
{
  g_autofree char *text = tau_table_format_number (value, self->decimals);
  /* A value that rounds to zero has no sign. */
  gboolean plus = self->palette == TAU_PLOT_PALETTE_DIVERGING && value > 0 &&
                  strpbrk (text, "123456789") != NULL;
  return g_strconcat (plus ? "+" : "", text, NULL);
}

char *
tau_plot_grid_describe_cell (gconstpointer grid, int index)
{
  const TauPlotGrid *self = grid;
  g_return_val_if_fail (index >= 0 && (guint)index < count_cells (self), NULL);
  const TauPlotCell *cell = &self->cells[index];
  const char *unit = self->unit != NULL ? self->unit : "";
  g_autofree char *name = g_strdup_printf ("%s, %s", self->rows[index / self->n_columns],
                                           self->columns[index % self->n_columns]);
  g_autofree char *value = tau_plot_grid_format (self, cell->value);
  g_autofree char *low = tau_plot_grid_format (self, cell->low);
  g_autofree char *high = tau_plot_grid_format (self, cell->high);

  if (!isfinite (cell->value))
    return g_strdup_printf (_ ("%s: not measured"), name);
  if (!isfinite (cell->low) || !isfinite (cell->high))
    return g_strdup_printf ("%s: %s %s", name, value, unit);
  return g_strdup_printf (_ ("%s: %s %s, between %s and %s"), name, value, unit, low, high);
}

/* The cell of the smallest (sign 1) or largest (sign -1) value among `first`, first + step, ...; -1
 * if none of them has a value. */
static int
find_extreme (const TauPlotGrid *self, int sign, guint first, guint step)
{
  int best = -1;
  for (guint i = first; i < count_cells (self); i += step)
    if (isfinite (self->cells[i].value) &&
        (best < 0 || sign * self->cells[i].value < sign * self->cells[best].value))
      best = (int)i;
  return best;
}

char *
tau_plot_grid_describe (gconstpointer grid)
{
  const TauPlotGrid *self = grid;
  int least = find_extreme (self, 1, 0, 1), most = find_extreme (self, -1, 0, 1);
  const char *title = self->title != NULL ? self->title : "";
  if (least < 0)
    return g_strdup_printf (_ ("%s. Nothing is measured yet."), title);
  g_autofree char *high = tau_plot_grid_describe_cell (self, most);
  g_autofree char *low = tau_plot_grid_describe_cell (self, least);
  return g_strdup_printf (_ ("%s. %u rows, %u columns. Highest: %s. Lowest: %s."), title,
                          self->n_rows, self->n_columns, high, low);
}

char *
tau_plot_grid_describe_columns (gconstpointer grid)
{
  const TauPlotGrid *self = grid;
  g_autoptr (GString) text = g_string_new (self->title);
  g_string_append_c (text, '.');
  for (guint column = 0; column < self->n_columns; column++) {
    int least = find_extreme (self, 1, column, self->n_columns);
    if (least < 0)
      continue;
    g_autofree char *cell = tau_plot_grid_describe_cell (self, least);
    g_string_append_c (text, ' ');
    g_string_append_printf (text, _ ("Lowest: %s."), cell);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
