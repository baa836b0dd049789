/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot-scale.h"
#include "plot/tau-plot-style.h"

G_BEGIN_DECLS

/* What any chart with two axes needs: scatter, curves, bars, heat maps. */
typedef struct {
  double x_low, x_high, y_low, y_high; /* the data to show */
  double x_padding, y_padding;         /* share of the range left free at both ends */
  gboolean x_counts; /* x is a number of things: ticks at whole numbers from x_low to x_high only */
  gboolean y_log;    /* y_low and y_high are positive */
  double room;       /* least free space at both ends, in units of the drawing */
  const char *x_title, *y_title; /* NULL: none */
  double top;                    /* height kept free above the frame, for a legend */
} TauPlotAxes;

/* Lays out a chart of width x height: margins that hold the tick labels and titles, and as many
 * ticks as fit without touching. A title that is longer than its axis takes two lines. Titles are
 * left out if the frame would get too small. */
void tau_plot_axes_fit (const TauPlotAxes *self, const TauPlotStyle *style, double width,
                        double height, TauPlotScale *scale);

/* Whether the chart as fitted has its titles, none of them cut off. */
gboolean tau_plot_axes_is_legible (const TauPlotAxes *self, const TauPlotStyle *style,
                                   const TauPlotScale *scale);

/* Draws grid, frame, tick labels and titles; draw the marks afterwards. */
void tau_plot_axes_draw (const TauPlotAxes *self, const TauPlotStyle *style,
                         const TauPlotScale *scale, cairo_t *cr);

G_END_DECLS
