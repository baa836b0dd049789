/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-sheet.h"

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

TauSheet *
tau_sheet_new_for_chart (TauPlot *chart)
{
  const TauPlotGrid *grid = tau_plot_get_grid (chart);
  TauSheet *self = tau_sheet_new (grid->title);
  tau_sheet_add_column (self, "");
  for (guint column = 0; column < grid->n_columns; column++) {
    gboolean named = grid->columns_title != NULL && g_ascii_isdigit (*grid->columns[column]);
    g_autofree char *title =
        named ? g_strdup_printf ("%s %s", grid->columns_title, grid->columns[column])
              : g_strdup (grid->columns[column]);
    tau_sheet_add_column (self, title);
  }
  for (guint row = 0; row < grid->n_rows; row++) {
    tau_sheet_add_row (self, grid->rows[row]);
    for (guint column = 0; column < grid->n_columns; column++) {
      const TauPlotCell *cell = tau_plot_grid_get (grid, row, column);
      double reference = grid->reference >= 0
                             ? tau_plot_grid_get (grid, (guint)grid->reference, column)->value
                             : NAN;
      if (isfinite (reference) || isfinite (cell->high - cell->low)) {
        tau_sheet_set_error (self, row, column + 1, cell->value, cell->low, cell->high, reference);
        continue;
      }
      g_autofree char *text = tau_plot_grid_format (grid, cell->value);
      tau_sheet_set_text (self, row, column + 1, text);
      get_cell (self, row, column + 1)->value = cell->value;
    }
  }
  return self;
}
