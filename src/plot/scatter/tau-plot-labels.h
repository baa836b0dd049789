/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Placement of labels: geometry only, in the units of the drawing. */

typedef struct {
  double x, y, width, height; /* (x, y) is the corner with the lowest values */
} TauPlotBox;

double tau_plot_box_overlap (const TauPlotBox *a, const TauPlotBox *b); /* area */

/* The point of the box nearest to (x, y). */
void tau_plot_box_nearest (const TauPlotBox *self, double x, double y, double *near_x,
                           double *near_y);

/* Puts a label of width x height as near as possible to (x, y), at least `clearance` away, inside
 * `frame`, never over one of the `taken` boxes (earlier labels), and covering as little as possible
 * of the `marks`. FALSE if it fits nowhere. */
gboolean tau_plot_place_label (const TauPlotBox *frame, const TauPlotBox *marks, guint n_marks,
                               const TauPlotBox *taken, guint n_taken, double x, double y,
                               double clearance, double width, double height, TauPlotBox *label);

G_END_DECLS
