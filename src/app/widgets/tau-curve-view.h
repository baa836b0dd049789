/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plot/tau-plot-curve.h"
#include "plot/tau-plot-scale.h"

G_BEGIN_DECLS

/* A chart of curves over epochs. The pointer, or the left and right arrow keys, Home and End, name
 * an epoch: its values are then in the legend and in the description for screen readers. */
#define TAU_TYPE_CURVE_VIEW (tau_curve_view_get_type ())
G_DECLARE_FINAL_TYPE (TauCurveView, tau_curve_view, TAU, CURVE_VIEW, GtkWidget)

/* The name for screen readers. */
void tau_curve_view_set_name (TauCurveView *self, const char *name);
/* Takes the curves out of `data`, which is empty then. */
void tau_curve_view_take_data (TauCurveView *self, TauPlotCurve *data);
const TauPlotCurve *tau_curve_view_get_data (TauCurveView *self);

/* The epoch that is named, or NAN. */
double tau_curve_view_get_cursor (TauCurveView *self);
/* The scale in pixels of the widget, for tests; valid once it has a size. */
const TauPlotScale *tau_curve_view_get_scale (TauCurveView *self);

G_END_DECLS
