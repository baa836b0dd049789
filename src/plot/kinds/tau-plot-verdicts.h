/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot.h"

G_BEGIN_DECLS

#define TAU_PLOT_VERDICT_MARKS 3 /* at most, side by side in a cell */

typedef struct {
  gboolean known;
  gboolean correct[TAU_PLOT_VERDICT_MARKS];
  double shade; /* 0 to 1, and above: darker; NAN: none */
  char *text;   /* below the marks where there is room; may be NULL */
  char *name;   /* a sentence for pointer, keyboard and screen readers; may be NULL */
} TauPlotVerdict;

/* A map of cells, each with several verdicts (right or wrong) side by side. Plain data. */
typedef struct {
  char *title;
  guint n_rows, n_columns, n_marks;
  char **rows, **columns;                    /* titles */
  char *columns_title;                       /* what the columns are */
  char *mark_titles[TAU_PLOT_VERDICT_MARKS]; /* what the marks are, from left to right */
  char *shade_title;                         /* what the shade means, with its range */
  guint8 *starts;                            /* n_rows: a gap before this row */
  TauPlotVerdict *cells;                     /* n_rows x n_columns */
  int present;                               /* the cell that is shown elsewhere, or -1 */
  gboolean label_given;                      /* FALSE: right means unchanged */
} TauPlotVerdicts;

/* Nothing known, and no titles. */
TauPlotVerdicts *tau_plot_verdicts_new (guint n_rows, guint n_columns, guint n_marks);
void tau_plot_verdicts_free (TauPlotVerdicts *self);
TauPlotVerdict *tau_plot_verdicts_get (const TauPlotVerdicts *self, guint row, guint column);

/* Takes the data. An item is the cell row * n_columns + column; the arrow keys go from cell to
 * cell. */
TauPlot *tau_plot_new_for_verdicts (TauPlotVerdicts *data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauPlotVerdicts, tau_plot_verdicts_free)

G_END_DECLS
