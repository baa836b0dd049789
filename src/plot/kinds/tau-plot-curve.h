/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TAU_PLOT_CURVE_MAX 3

typedef struct {
  double x, y; /* y NAN or infinite: a gap */
} TauPlotCurvePoint;

/* One line of a chart. */
typedef struct {
  const char *title; /* borrowed */
  GArray *points;    /* of TauPlotCurvePoint, x never decreases */
} TauPlotCurveLine;

/* What a chart of curves over the epochs of a training shows. Nothing here knows of pixels or
 * colours. */
typedef struct {
  const char *title;             /* borrowed */
  const char *x_title, *y_title; /* borrowed, with the unit */
  const char *unit;              /* after a value: " %" or "" */
  guint decimals;                /* of a value shown as text */
  double x_end;                  /* the axis runs from 0 to at least here */
  guint n_curves;
  TauPlotCurveLine curves[TAU_PLOT_CURVE_MAX];
  GArray *places; /* of double, increasing: each x with a value; NULL: no curves */
} TauPlotCurve;

/* Initialises with no curves. Call tau_plot_curve_clear() when done. */
void tau_plot_curve_init (TauPlotCurve *self);
void tau_plot_curve_clear (TauPlotCurve *self);

/* Appends an empty curve and returns its index. */
guint tau_plot_curve_add (TauPlotCurve *self, const char *title);
void tau_plot_curve_append (TauPlotCurve *self, guint curve, double x, double y);

guint tau_plot_curve_get_n_places (const TauPlotCurve *self);
/* The index of the place nearest to `x`; -1: nothing can be drawn. */
int tau_plot_curve_nearest (const TauPlotCurve *self, double x);
/* The x of a place; NAN for -1. */
double tau_plot_curve_get_place (const TauPlotCurve *self, int place);
/* The curve's value at this x, or NAN. */
double tau_plot_curve_value (const TauPlotCurve *self, guint curve, double x);

/* "ours:1 2.41 %", or the title alone if there is no value. No unit if the axis beside it already
 * shows it. */
char *tau_plot_curve_name_value (const TauPlotCurve *self, guint curve, double x,
                                 gboolean with_unit);
/* For screen readers: the current and the first value of each curve; and all values at a place. */
char *tau_plot_curve_describe (const TauPlotCurve *self);
char *tau_plot_curve_describe_place (const TauPlotCurve *self, int place);

G_END_DECLS
