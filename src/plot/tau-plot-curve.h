/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TAU_CURVE_MAX 3

typedef struct {
  double x, y; /* y NAN or infinite: a gap */
} TauCurvePoint;

/* One line of a chart. */
typedef struct {
  const char *title; /* borrowed */
  GArray *points;    /* of TauCurvePoint, x never falling */
} TauCurve;

/* What a chart of curves over the epochs of a training shows. Nothing here knows of pixels or
 * colours. */
typedef struct {
  const char *x_title, *y_title; /* borrowed, with the unit */
  const char *unit;              /* after a value: " %" or "" */
  guint decimals;                /* of a value that is named */
  double x_end;                  /* the axis goes from 0 at least to here */
  guint n_curves;
  TauCurve curves[TAU_CURVE_MAX];
} TauCurveData;

/* No curves. Clear what was initialised. */
void tau_curve_data_init (TauCurveData *self);
void tau_curve_data_clear (TauCurveData *self);

/* Appends an empty curve and returns its index. */
guint tau_curve_data_add (TauCurveData *self, const char *title);
void tau_curve_data_append (TauCurveData *self, guint curve, double x, double y);

/* Whether anything can be drawn. */
gboolean tau_curve_data_is_empty (const TauCurveData *self);

/* The x nearest to `x` at which some curve has a value; NAN: there is none. */
double tau_curve_data_nearest (const TauCurveData *self, double x);
/* The next such x after (direction 1) or before (-1) `x`; NAN: there is none. */
double tau_curve_data_next (const TauCurveData *self, double x, int direction);
/* The curve's value at this x, or NAN. */
double tau_curve_data_value (const TauCurveData *self, guint curve, double x);

/* "ours:1 2.41 %", or the title alone where there is no value; without the unit beside an axis that
 * has it. */
char *tau_curve_data_name_value (const TauCurveData *self, guint curve, double x,
                                 gboolean with_unit);
/* For screen readers: what each curve is at now and where it began. */
char *tau_curve_data_describe (const TauCurveData *self);

G_END_DECLS
