/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/kinds/tau-plot-matrix-scale.h"

#include <math.h>

/* Lengths in ems of the style's font. */
#define EDGE        0.5
#define GAP         0.5  /* titles to cells */
#define SPLIT       0.5  /* between two kinds of rows */
#define ROW_HEIGHT  1.8  /* natural */
#define MAX_TURNED  8.5  /* length of a turned column title */
#define LABEL_SHARE 0.42 /* of the width, for the row titles at most */
#define NUMBER_PAD  0.3  /* on either side of the number in its cell */
#define MIN_NUMBER  0.62 /* of the font size */
#define KEY_HEIGHT  1.7  /* the row with the palette */

/* The font size at which the longest number fits its cell. */
static double
fit_numbers (const TauPlotGrid *data, const TauPlotStyle *style, double cell_width,
             double cell_height)
{
  double most = 0, height = 0;
  for (guint i = 0; i < data->n_rows * data->n_columns; i++) {
    g_autofree char *text = tau_plot_grid_format (data, data->cells[i].value);
    double width;
    tau_plot_style_measure (style, TAU_PLOT_TEXT_NORMAL, text, &width, &height);
    most = MAX (most, width);
  }
  double room = cell_width - 2 * NUMBER_PAD * style->font_size;
  double share = MIN (1, MIN (room / MAX (most, 1e-6), cell_height / MAX (height, 1e-6)));
  return share < MIN_NUMBER ? 0 : share * style->font_size;
}

/* Computes everything except the heights of the cells; returns the height left for them. */
static double
fit_columns (const TauPlotGrid *data, const TauPlotStyle *style, double width, double height,
             TauPlotMatrixScale *scale)
{
  double em = style->font_size;
  double titles = tau_plot_style_widest (style, data->columns);

  *scale = (TauPlotMatrixScale){
    .width = width,
    .height = height,
    .split = SPLIT * em,
    .split_row = data->split_row,
    .split_column = data->split_column,
    .n_rows = data->n_rows,
    .n_columns = data->n_columns,
    .has_columns = data->columns_title != NULL,
  };
  scale->left =
      EDGE * em + MIN (tau_plot_style_widest (style, data->rows), LABEL_SHARE * width) + GAP * em;
  double room = width - scale->left - EDGE * em - (data->split_column > 0 ? scale->split : 0);
  scale->cell_width = MAX (room / data->n_columns, 1);
  scale->turned = titles > scale->cell_width - 0.3 * em;

  scale->legend_top = EDGE * em + KEY_HEIGHT * em +
                      tau_plot_style_show_paragraph (style, NULL, TAU_PLOT_TEXT_BOLD,
                                                     data->title != NULL ? data->title : "", 0, 0,
                                                     width - 2 * EDGE * em);
  scale->top = scale->legend_top + GAP * em;
  scale->top += scale->turned ? MIN (titles, MAX_TURNED * em)
                              : tau_plot_style_line_height (style, TAU_PLOT_TEXT_NORMAL);
  if (scale->has_columns)
    scale->top += tau_plot_style_line_height (style, TAU_PLOT_TEXT_NORMAL);
  scale->top += GAP * em / 2;
  return height - scale->top - EDGE * em - (data->split_row > 0 ? scale->split : 0);
}

void
tau_plot_matrix_fit (const TauPlotGrid *data, const TauPlotStyle *style, double width,
                     double height, TauPlotMatrixScale *scale)
{
  double room = fit_columns (data, style, width, height, scale);
  scale->cell_height = MAX (room / data->n_rows, 1);
  scale->number_size = fit_numbers (data, style, scale->cell_width, scale->cell_height);
}

double
tau_plot_matrix_natural_height (const TauPlotGrid *data, const TauPlotStyle *style, double width)
{
  TauPlotMatrixScale scale;
  double room = fit_columns (data, style, width, 0, &scale);
  return ceil (data->n_rows * ROW_HEIGHT * style->font_size - room);
}

void
tau_plot_matrix_scale_get_cell (const TauPlotMatrixScale *self, guint row, guint column, double *x,
                                double *y)
{
  *x = self->left + column * self->cell_width;
  *y = self->top + row * self->cell_height;
  if (self->split_column > 0 && column >= self->split_column)
    *x += self->split;
  if (self->split_row > 0 && row >= self->split_row)
    *y += self->split;
}

int
tau_plot_matrix_hit_test (const TauPlotMatrixScale *self, double x, double y)
{
  for (guint row = 0; row < self->n_rows; row++)
    for (guint column = 0; column < self->n_columns; column++) {
      double left, top;
      tau_plot_matrix_scale_get_cell (self, row, column, &left, &top);
      if (x >= left && x < left + self->cell_width && y >= top && y < top + self->cell_height)
        return (int)(row * self->n_columns + column);
    }
  return -1;
}
