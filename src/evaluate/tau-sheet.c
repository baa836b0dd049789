/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-sheet.h"

#include "plot/tau-plot-bars-draw.h"
#include "plot/tau-plot-matrix-draw.h"

#include <glib/gi18n-lib.h>
#include <math.h>

TauSheet *
tau_sheet_new (const char *title)
{
  TauSheet *self = g_new0 (TauSheet, 1);
  self->ref_count = 1;
  self->title = g_strdup (title);
  self->columns = g_ptr_array_new_with_free_func (g_free);
  self->rows = g_ptr_array_new ();
  return self;
}

TauSheet *
tau_sheet_ref (TauSheet *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
tau_sheet_unref (TauSheet *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  for (guint row = 0; row < self->rows->len; row++) {
    TauSheetCell *cells = g_ptr_array_index (self->rows, row);
    for (guint column = 0; column < self->columns->len; column++)
      g_free (cells[column].text);
    g_free (cells);
  }
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->columns);
  g_free (self->title);
  g_free (self);
}

guint
tau_sheet_add_column (TauSheet *self, const char *title)
{
  g_return_val_if_fail (self->rows->len == 0, 0);
  g_ptr_array_add (self->columns, g_strdup (title));
  return self->columns->len - 1;
}

guint
tau_sheet_add_row (TauSheet *self, const char *name)
{
  TauSheetCell *cells = g_new0 (TauSheetCell, self->columns->len);
  for (guint column = 0; column < self->columns->len; column++)
    cells[column].value = NAN;
  cells[0].text = g_strdup (name);
  g_ptr_array_add (self->rows, cells);
  return self->rows->len - 1;
}

static TauSheetCell *
get_cell (const TauSheet *self, guint row, guint column)
{
  g_return_val_if_fail (row < self->rows->len && column < self->columns->len, NULL);
  return (TauSheetCell *)g_ptr_array_index (self->rows, row) + column;
}

const TauSheetCell *
tau_sheet_get (const TauSheet *self, guint row, guint column)
{
  return get_cell (self, row, column);
}

void
tau_sheet_set_text (TauSheet *self, guint row, guint column, const char *text)
{
  TauSheetCell *cell = get_cell (self, row, column);
  g_free (cell->text);
  cell->text = g_strdup (text);
}

char *
tau_sheet_format_number (double value, guint decimals)
{
  if (!isfinite (value))
    return g_strdup ("–");
  g_autofree char *digits = g_strdup_printf ("%.*f", (int)decimals, fabs (value));
  gboolean negative = value < 0 && g_ascii_strtod (digits, NULL) != 0;
  return g_strconcat (negative ? "\xe2\x88\x92" : "", digits, NULL);
}

void
tau_sheet_set_number (TauSheet *self, guint row, guint column, double value, guint decimals)
{
  g_autofree char *text = tau_sheet_format_number (value, decimals);
  tau_sheet_set_text (self, row, column, text);
  get_cell (self, row, column)->value = value;
}

void
tau_sheet_set_error (TauSheet *self, guint row, guint column, double error, double low, double high,
                     double reference)
{
  static const char *const signs[] = { " ↓", "", " ↑" };
  int mark = tau_evaluation_mark (error, reference);
  g_autofree char *number = tau_sheet_format_number (error, 1);
  g_autofree char *half = tau_sheet_format_number ((high - low) / 2, 1);
  gboolean has_interval = isfinite (error) && isfinite (high - low);
  g_autofree char *text = g_strconcat (number, has_interval ? " ± " : "", has_interval ? half : "",
                                       signs[mark + 1], NULL);
  tau_sheet_set_text (self, row, column, text);
  get_cell (self, row, column)->value = error;
  get_cell (self, row, column)->mark = mark;
}

static TauSheet *
new_for_matrix (const TauPlotMatrix *matrix)
{
  TauSheet *self = tau_sheet_new (matrix->title);
  tau_sheet_add_column (self, "");
  for (guint column = 0; column < matrix->n_columns; column++) {
    g_autofree char *title =
        matrix->columns_title != NULL && g_ascii_isdigit (*matrix->columns[column])
            ? g_strdup_printf ("%s %s", matrix->columns_title, matrix->columns[column])
            : g_strdup (matrix->columns[column]);
    tau_sheet_add_column (self, title);
  }
  for (guint row = 0; row < matrix->n_rows; row++) {
    tau_sheet_add_row (self, matrix->rows[row]);
    for (guint column = 0; column < matrix->n_columns; column++) {
      double value = tau_plot_matrix_get (matrix, row, column);
      g_autofree char *text = tau_plot_matrix_format (matrix, value);
      tau_sheet_set_text (self, row, column + 1, text);
      get_cell (self, row, column + 1)->value = value;
    }
  }
  return self;
}

static TauSheet *
new_for_bars (const TauPlotBars *bars)
{
  TauSheet *self = tau_sheet_new (bars->title);
  tau_sheet_add_column (self, "");
  for (guint series = 0; series < bars->n_series; series++)
    tau_sheet_add_column (self, bars->series[series]);
  for (guint group = 0; group < bars->n_groups; group++) {
    tau_sheet_add_row (self, bars->groups[group]);
    for (guint series = 0; series < bars->n_series; series++) {
      const TauPlotBar *bar = tau_plot_bars_get (bars, group, series);
      double reference = bars->reference >= 0
                             ? tau_plot_bars_get (bars, (guint)bars->reference, series)->value
                             : NAN;
      tau_sheet_set_error (self, group, series + 1, bar->value, bar->low, bar->high, reference);
    }
  }
  return self;
}

TauSheet *
tau_sheet_new_for_chart (TauPlot *chart)
{
  const TauPlotMatrix *matrix = tau_plot_get_matrix (chart);
  return matrix != NULL ? new_for_matrix (matrix) : new_for_bars (tau_plot_get_bars (chart));
}
