/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot.h"
#include "transform/tau-transform.h"

G_BEGIN_DECLS

typedef struct {
  const char *title;
  double x, x_low, x_high; /* where it lies and how far it spreads; NAN: not drawn */
  double y, y_low, y_high;
  guint n_correct, n_chosen, n_best; /* of TauPlotSpread.n */
} TauPlotSpreadPoint;

/* The scatter over many drawings of the same thing: each transform is a point with its spread. A
 * plain value; all strings are borrowed. */
typedef struct {
  const char *title, *x_title, *y_title;
  guint n_points;
  TauPlotSpreadPoint points[TAU_N_TRANSFORMS];
  guint n;              /* drawings */
  gboolean label_given; /* FALSE: right means unchanged */
} TauPlotSpread;

/* Copies the data. The items are the points. The left and right keys step by x, up and down by y.
 */
TauPlot *tau_plot_new_for_spread (const TauPlotSpread *data);

G_END_DECLS
