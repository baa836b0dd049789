/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot-grid.h"

G_BEGIN_DECLS

/* Where the cells of a heat map lie, in the units of the drawing. */
typedef struct {
  double width, height;
  double left, top;               /* of the first cell */
  double cell_width, cell_height; /* at least 1 */
  double split;                   /* width of the gap at split_row and split_column */
  guint split_row, split_column;
  guint n_rows, n_columns;
  double legend_top;    /* title and key lie above this */
  double number_size;   /* font size of the numbers; 0: no room for them */
  gboolean turned;      /* the column titles are read from bottom to top */
  gboolean has_columns; /* there is room for a line saying what the columns are */
} TauPlotMatrixScale;

void tau_plot_matrix_fit (const TauPlotGrid *data, const TauPlotStyle *style, double width,
                          double height, TauPlotMatrixScale *scale);

/* The height that shows all rows well in this width. */
double tau_plot_matrix_natural_height (const TauPlotGrid *data, const TauPlotStyle *style,
                                       double width);

/* The corner of a cell. */
void tau_plot_matrix_scale_get_cell (const TauPlotMatrixScale *self, guint row, guint column,
                                     double *x, double *y);

/* The cell under (x, y) as row * n_columns + column, or -1. */
int tau_plot_matrix_hit_test (const TauPlotMatrixScale *self, double x, double y);

G_END_DECLS
