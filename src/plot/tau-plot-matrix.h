/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot-palette.h"

G_BEGIN_DECLS

/* What a heat map shows: a number per row and column. Plain data; nothing here knows of pixels. */
typedef struct {
  guint n_rows, n_columns; /* each at least 1 */
  char **rows, **columns;  /* titles */
  double *values;          /* n_rows x n_columns; NaN: not measured */
  TauPlotPalette palette;
  double limit;    /* > 0: where the palette ends; a diverging one starts at -limit */
  guint decimals;  /* of the numbers in the cells */
  guint split_row; /* a gap before this row tells two kinds of rows apart; 0: none */
  guint split_column;
  char *title;         /* a line that says what the numbers are, with the unit */
  char *unit;          /* follows a number when it is read aloud: "points", "%" */
  char *columns_title; /* what the columns are; NULL: their titles say it */
  char *low, *high;    /* what the ends of a diverging palette mean */
} TauPlotMatrix;

/* All values NaN, titles to be set by tau_plot_matrix_set_row and _column. */
TauPlotMatrix *tau_plot_matrix_new (guint n_rows, guint n_columns, TauPlotPalette palette);
void tau_plot_matrix_free (TauPlotMatrix *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauPlotMatrix, tau_plot_matrix_free)

void tau_plot_matrix_set_row (TauPlotMatrix *self, guint row, const char *title);
void tau_plot_matrix_set_column (TauPlotMatrix *self, guint column, const char *title);
void tau_plot_matrix_set (TauPlotMatrix *self, guint row, guint column, double value);
double tau_plot_matrix_get (const TauPlotMatrix *self, guint row, guint column);

/* Sets the limit to the next number of one digit and zeros that holds every value; at least
 * `at_least`, so that noise alone does not look like a result. */
void tau_plot_matrix_fit_limit (TauPlotMatrix *self, double at_least);

/* The number as the cell shows it: a true minus, and a plus where the palette is diverging. */
char *tau_plot_matrix_format (const TauPlotMatrix *self, double value);

/* Sentences for screen readers: what it shows, and the largest and the smallest number. */
char *tau_plot_matrix_describe (const TauPlotMatrix *self);
/* "Fog, 3: +2.1 points" */
char *tau_plot_matrix_describe_cell (const TauPlotMatrix *self, guint row, guint column);

G_END_DECLS
