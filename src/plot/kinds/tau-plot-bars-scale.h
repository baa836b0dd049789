/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot-grid.h"
#include "plot/tau-plot-scale.h"
#include "plot/tau-plot-style.h"

G_BEGIN_DECLS

/* Where horizontal bars lie, in the units of the drawing. Each row of the data is a group; each
 * column (a series) is a bar in every group. */
typedef struct {
  TauPlotAxis x;
  double width, height;
  double top, bottom; /* of the frame around the bars */
  double pitch;       /* from one group to the next */
  double bar_height;  /* of one series */
  guint n_groups, n_series;
  guint key_rows;    /* rows that the key of the series takes */
  gboolean numbered; /* there is room for the numbers behind the bars */
} TauPlotBarsScale;

void tau_plot_bars_fit (const TauPlotGrid *data, const TauPlotStyle *style, double width,
                        double height, TauPlotBarsScale *scale);

/* The height that shows all bars well in this width. */
double tau_plot_bars_natural_height (const TauPlotGrid *data, const TauPlotStyle *style,
                                     double width);

/* The upper edge of a bar. */
double tau_plot_bars_scale_get_y (const TauPlotBarsScale *self, guint group, guint series);

/* Where an entry of the key starts; index n_series is the reference's. */
void tau_plot_bars_place_key (const TauPlotGrid *data, const TauPlotStyle *style, double width,
                              guint index, double *x, guint *row);

/* The bar at the height of (x, y), as group * n_series + series, or -1. Only y decides, so that
 * short bars can be pointed at too. */
int tau_plot_bars_hit_test (const TauPlotBarsScale *self, double x, double y);

/* The text for the reference line in the key. */
char *tau_plot_bars_reference_text (const TauPlotGrid *data);

G_END_DECLS
