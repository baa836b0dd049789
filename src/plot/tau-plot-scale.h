/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TAU_PLOT_MAX_TICKS      24
#define TAU_PLOT_TICK_TEXT_SIZE 48

/* A linear or logarithmic axis: data values to pixels (or points of a page) and back, with ticks at
 * 1, 2 or 5 times a power of ten. Always usable: high > low, whatever the input. */
typedef struct {
  double low, high;             /* data at the two ends, padding included; log: their logarithms */
  double pixel_low, pixel_high; /* where they lie; pixel_low > pixel_high for an axis going up */
  int tick_mantissa;            /* 1, 2 or 5 */
  int tick_exponent;            /* the step is mantissa * 10^exponent */
  double first_tick;            /* in steps */
  guint n_ticks;
  gboolean log;
  int log_step; /* decades from tick to tick; 0: ticks at 1, 2 and 5 in each decade */
} TauPlotAxis;

/* Both axes of a drawing of the given size; the frame is the box between the ends of the axes. */
typedef struct {
  TauPlotAxis x, y;
  double width, height;
} TauPlotScale;

/* An axis that shows low to high plus `padding` (a share of that range) at both ends. Values that
 * are not finite count as missing; a range too narrow to show is widened around its middle. There
 * are at least 2 ticks and at most max_ticks (5 to TAU_PLOT_MAX_TICKS). */
void tau_plot_axis_init (TauPlotAxis *self, double low, double high, double padding,
                         double pixel_low, double pixel_high, guint max_ticks);

/* A logarithmic axis of the same kind, for 0 < low <= high. Values that are not positive lie at its
 * low end. */
void tau_plot_axis_init_log (TauPlotAxis *self, double low, double high, double padding,
                             double pixel_low, double pixel_high, guint max_ticks);

/* For an axis of whole numbers: leaves out the ticks that are no whole numbers from low to high.
 * Both are whole numbers themselves; at least one tick is left. */
void tau_plot_axis_count (TauPlotAxis *self, double low, double high);

/* NaN stays NaN. Values outside the axis map outside the frame. */
double tau_plot_axis_to_pixel (const TauPlotAxis *self, double value);
double tau_plot_axis_to_data (const TauPlotAxis *self, double pixel);

double tau_plot_axis_get_step (const TauPlotAxis *self);
double tau_plot_axis_get_tick (const TauPlotAxis *self, guint index); /* its data value */

/* The tick's text, with just the decimals the step needs and a true minus sign. */
void tau_plot_axis_format_tick (const TauPlotAxis *self, guint index,
                                char text[TAU_PLOT_TICK_TEXT_SIZE]);

G_END_DECLS
