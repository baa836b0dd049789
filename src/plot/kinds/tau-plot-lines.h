/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot.h"
#include "transform/tau-transform.h"

G_BEGIN_DECLS

#define TAU_PLOT_LINES_STEPS 6 /* at most */

typedef struct {
  double y; /* NAN: not known, a gap */
  gboolean correct;
} TauPlotLinesPoint;

/* A line for each transform over a few steps (severities), each point right or wrong, and which was
 * chosen and best at each step. A plain value; all strings are borrowed. */
typedef struct {
  const char *title, *x_title, *y_title;
  guint n_lines, n_steps;
  const char *titles[TAU_N_TRANSFORMS];
  TauPlotLinesPoint points[TAU_N_TRANSFORMS][TAU_PLOT_LINES_STEPS];
  int chosen[TAU_PLOT_LINES_STEPS], best[TAU_PLOT_LINES_STEPS]; /* lines, or -1 */
  int present;                                                  /* a step, or -1 */
  int plain;            /* the line that the others are compared with, or -1 */
  gboolean log;         /* a logarithmic axis of losses, from TAU_PLOT_LEAST_LOSS up */
  gboolean label_given; /* FALSE: right means unchanged */
} TauPlotLines;

/* No lines, nothing chosen. */
void tau_plot_lines_init (TauPlotLines *self);

/* The line and step of an item, and back. */
#define TAU_PLOT_LINES_ITEM(line, step) ((line)*TAU_PLOT_LINES_STEPS + (step))

/* Copies the data. The items are the points: TAU_PLOT_LINES_ITEM(). The left and right keys step
 * along a line, up and down from line to line. */
TauPlot *tau_plot_new_for_lines (const TauPlotLines *data);

G_END_DECLS
