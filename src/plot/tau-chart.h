/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "plot/tau-plot-export.h"
#include "plot/tau-plot-bars.h"
#include "plot/tau-plot-scatter-draw.h"
#include "plot/tau-plot-matrix.h"

G_BEGIN_DECLS

/* A chart of either kind behind one face: what a widget needs to show it and to walk through it
 * with the keys, and what an export needs. It never changes once made, so that any thread may draw
 * it. Its items (cells, bars) are numbered from 0. */
#define TAU_TYPE_CHART (tau_chart_get_type ())
G_DECLARE_FINAL_TYPE (TauChart, tau_chart, TAU, CHART, GObject)

/* They take the data. */
TauChart *tau_chart_new_for_matrix (TauPlotMatrix *matrix);
TauChart *tau_chart_new_for_bars (TauPlotBars *bars);

const TauPlotMatrix *tau_chart_get_matrix (TauChart *self); /* NULL: it is none */
const TauPlotBars *tau_chart_get_bars (TauChart *self);     /* likewise */
const char *tau_chart_get_title (TauChart *self);
guint tau_chart_get_n_items (TauChart *self);

/* In the unit of the style's font. */
double tau_chart_get_natural_height (TauChart *self, const TauPlotStyle *style, double width);

/* From (0, 0) of `cr`, without a background. `state` NULL: nothing is pointed at. */
void tau_chart_draw (TauChart *self, cairo_t *cr, const TauPlotStyle *style, double width,
                     double height, const TauPlotState *state);

/* The item at (x, y) of the picture of this size; -1: none. */
int tau_chart_hit_test (TauChart *self, const TauPlotStyle *style, double width, double height,
                        double x, double y);

/* The item one step right (dx 1), left (-1), down (dy 1) or up (-1) of `item`, or `item` itself at
 * the edge. From -1 it is the first. */
int tau_chart_move (TauChart *self, int item, int dx, int dy);

char *tau_chart_describe (TauChart *self);
char *tau_chart_describe_item (TauChart *self, int item);

/* SVG, PDF or PNG as tau_plot_export_write, on white, `width_mm` wide and as high as the chart
 * asks. */
gboolean tau_chart_write (TauChart *self, const char *path, double width_mm, GError **error);

G_END_DECLS
