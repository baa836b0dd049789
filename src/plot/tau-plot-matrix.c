/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/tau-plot-matrix.h"

#include <glib/gi18n-lib.h>
#include <math.h>

TauPlotMatrix *
tau_plot_matrix_new (guint n_rows, guint n_columns, TauPlotPalette palette)
{
  TauPlotMatrix *self = g_new0 (TauPlotMatrix, 1);

  g_return_val_if_fail (n_rows > 0 && n_columns > 0, NULL);
  self->n_rows = n_rows;
  self->n_columns = n_columns;
  self->rows = g_new0 (char *, n_rows + 1);
  self->columns = g_new0 (char *, n_columns + 1);
  self->values = g_new (double, (gsize)n_rows *n_columns);
  self->palette = palette;
  self->limit = 1;
  self->decimals = 1;
  for (guint i = 0; i < n_rows; i++)
    self->rows[i] = g_strdup ("");
  for (guint i = 0; i < n_columns; i++)
    self->columns[i] = g_strdup ("");
  for (gsize i = 0; i < (gsize)n_rows * n_columns; i++)
    self->values[i] = NAN;
  return self;
}

void
tau_plot_matrix_free (TauPlotMatrix *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->rows);
  g_strfreev (self->columns);
  g_free (self->values);
  g_free (self->title);
  g_free (self->unit);
  g_free (self->columns_title);
  g_free (self->low);
  g_free (self->high);
  g_free (self);
}

void
tau_plot_matrix_set_row (TauPlotMatrix *self, guint row, const char *title)
{
  g_return_if_fail (row < self->n_rows);
  g_free (self->rows[row]);
  self->rows[row] = g_strdup (title);
}

void
tau_plot_matrix_set_column (TauPlotMatrix *self, guint column, const char *title)
{
  g_return_if_fail (column < self->n_columns);
  g_free (self->columns[column]);
  self->columns[column] = g_strdup (title);
}

void
tau_plot_matrix_set (TauPlotMatrix *self, guint row, guint column, double value)
{
  g_return_if_fail (row < self->n_rows && column < self->n_columns);
  self->values[(gsize)row * self->n_columns + column] = value;
}

double
tau_plot_matrix_get (const TauPlotMatrix *self, guint row, guint column)
{
  return self->values[(gsize)row * self->n_columns + column];
}

void
tau_plot_matrix_fit_limit (TauPlotMatrix *self, double at_least)
{
  double largest = at_least;
  for (gsize i = 0; i < (gsize)self->n_rows * self->n_columns; i++)
    if (isfinite (self->values[i]))
      largest = MAX (largest, fabs (self->values[i]));
  double power = pow (10, floor (log10 (largest)));
  /* A hair of slack: 5.000001 is 5. */
  self->limit = power * ceil (largest / power - 0.001);
}

char *
tau_plot_matrix_format (const TauPlotMatrix *self, double value)
{
  if (!isfinite (value))
    return g_strdup ("–");
  gboolean diverging = self->palette == TAU_PLOT_PALETTE_DIVERGING;
  g_autofree char *digits = g_strdup_printf ("%.*f", (int)self->decimals, fabs (value));
  /* What rounds to nothing has no sign. */
  gboolean zero = g_ascii_strtod (digits, NULL) == 0;
  const char *sign = zero ? "" : value < 0 ? "\xe2\x88\x92" : diverging ? "+" : "";
  return g_strconcat (sign, digits, NULL);
}

char *
tau_plot_matrix_describe_cell (const TauPlotMatrix *self, guint row, guint column)
{
  g_return_val_if_fail (row < self->n_rows && column < self->n_columns, NULL);
  double value = tau_plot_matrix_get (self, row, column);
  g_autofree char *number = tau_plot_matrix_format (self, value);
  if (!isfinite (value))
    return g_strdup_printf (_ ("%s, %s: not measured"), self->rows[row], self->columns[column]);
  return g_strdup_printf ("%s, %s: %s %s", self->rows[row], self->columns[column], number,
                          self->unit != NULL ? self->unit : "");
}

char *
tau_plot_matrix_describe (const TauPlotMatrix *self)
{
  gssize least = -1, most = -1;
  guint n = self->n_rows * self->n_columns, n_finite = 0;

  for (guint i = 0; i < n; i++) {
    if (!isfinite (self->values[i]))
      continue;
    n_finite++;
    if (least < 0 || self->values[i] < self->values[least])
      least = i;
    if (most < 0 || self->values[i] > self->values[most])
      most = i;
  }
  const char *title = self->title != NULL ? self->title : "";
  if (n_finite == 0)
    return g_strdup_printf (_ ("%s. Nothing is measured yet."), title);
  g_autofree char *high =
      tau_plot_matrix_describe_cell (self, most / self->n_columns, most % self->n_columns);
  g_autofree char *low =
      tau_plot_matrix_describe_cell (self, least / self->n_columns, least % self->n_columns);
  return g_strdup_printf (_ ("%s. %u rows, %u columns. Highest: %s. Lowest: %s."), title,
                          self->n_rows, self->n_columns, high, low);
}
