/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/kinds/tau-plot-table.h"

#include <math.h>

TauTable *
tau_plot_to_table (TauPlot *plot)
{
  const TauPlotGrid *grid = tau_plot_get_grid (plot);
  TauTable *table = tau_table_new (grid->title);
  tau_table_add_column (table, "");
  for (guint row = 0; row < grid->n_rows; row++)
    tau_table_add_row (table, grid->rows[row]);
  for (guint column = 0; column < grid->n_columns; column++) {
    gboolean named = grid->columns_title != NULL && g_ascii_isdigit (*grid->columns[column]);
    g_autofree char *title =
        named ? g_strdup_printf ("%s %s", grid->columns_title, grid->columns[column])
              : g_strdup (grid->columns[column]);
    tau_table_add_column (table, title);
    for (guint row = 0; row < grid->n_rows; row++) {
      const TauPlotCell *cell = tau_plot_grid_get (grid, row, column);
      if (grid->reference >= 0 || isfinite (cell->high - cell->low))
        tau_table_set_error (table, row, column + 1, cell->value, cell->low, cell->high,
                             cell->mark);
      else
        tau_table_take (table, row, column + 1, tau_plot_grid_format (grid, cell->value),
                        cell->value, 0);
    }
  }
  return table;
}
