/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot-palette.h"

G_BEGIN_DECLS

/* A number with its interval. NaN: not measured, or without an interval. */
typedef struct {
  double value, low, high;
  int mark; /* as tau_table_mark(), against the reference */
} TauPlotCell;

/* Numbers in rows and columns with titles: the data of a heat map or of bars (a group for each row,
 * with a bar for each column). Plain data; nothing here knows of pixels. */
typedef struct {
  guint n_rows, n_columns; /* each at least 1; of bars at most TAU_PLOT_N_BAR_SERIES columns */
  char **rows, **columns;  /* titles */
  TauPlotCell *cells;      /* n_rows x n_columns */
  guint decimals;          /* of the numbers in the cells */
  char *title;             /* a line that says what the numbers are, with the unit */
  char *unit;              /* follows a number when it is read aloud: "points", "%" */

  /* For bars. */
  int reference; /* the row the others are compared with, drawn as lines; -1: none */

  /* For a heat map. */
  TauPlotPalette palette;
  double limit;    /* > 0: where the palette ends; a diverging one starts at -limit */
  guint split_row; /* a gap before this row separates two kinds of rows; 0: none */
  guint split_column;
  char *columns_title; /* what the columns are; NULL: their titles say it */
  char *low, *high;    /* what the ends of a diverging palette mean */
  gboolean reversed;   /* the palette's colours from high to low: less is better */
} TauPlotGrid;

/* All values NaN and all titles empty, with a sequential palette. */
TauPlotGrid *tau_plot_grid_new (guint n_rows, guint n_columns);
void tau_plot_grid_free (TauPlotGrid *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauPlotGrid, tau_plot_grid_free)

void tau_plot_grid_set_row (TauPlotGrid *self, guint row, const char *title);
void tau_plot_grid_set_column (TauPlotGrid *self, guint column, const char *title);
void tau_plot_grid_set (TauPlotGrid *self, guint row, guint column, double value);
void tau_plot_grid_set_interval (TauPlotGrid *self, guint row, guint column, double low,
                                 double high);
void tau_plot_grid_set_mark (TauPlotGrid *self, guint row, guint column, int mark);
const TauPlotCell *tau_plot_grid_get (const TauPlotGrid *self, guint row, guint column);

/* Sets the limit to the smallest number of one digit and zeros that covers every value, but no less
 * than `at_least`, so that noise alone does not look like a result. */
void tau_plot_grid_fit_limit (TauPlotGrid *self, double at_least);

/* The range from 0, or the lowest value if negative, to the largest value or interval end. */
void tau_plot_grid_get_range (const TauPlotGrid *self, double *low, double *high);

/* The number as shown: with a true minus sign, and a plus sign if the palette is diverging. */
char *tau_plot_grid_format (const TauPlotGrid *self, double value);

/* Sentences for screen readers: what the plot shows, and the largest and smallest number, or the
 * smallest in each column. */
char *tau_plot_grid_describe (gconstpointer grid);
char *tau_plot_grid_describe_columns (gconstpointer grid);
/* "Fog, 3: +2.1 points"; "Ours (1), Corrupted: 24.3 %, between 22.9 and 25.8". The cell is
 * row * n_columns + column of a TauPlotGrid. */
char *tau_plot_grid_describe_cell (gconstpointer grid, int cell);

G_END_DECLS
