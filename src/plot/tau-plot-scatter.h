/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "transform/tau-transform.h"

G_BEGIN_DECLS

/* One transform of the scatter (METHOD "Figure 3"). The title is borrowed: a string of a table or
 * one that outlives the data. */
typedef struct {
  double x;         /* predicted, e.g. relative loss; NaN or infinite: not drawn */
  double y;         /* actual, e.g. nats; NaN or infinite: not drawn */
  gboolean correct; /* the target's answer is then the label */
  const char *title;
} TauPlotScatterPoint;

/* What the scatter shows; a plain value, safe to copy. Nothing here knows of pixels or colours. */
typedef struct {
  guint n_points; /* 0 to TAU_N_TRANSFORMS */
  TauPlotScatterPoint points[TAU_N_TRANSFORMS];
  int chosen;          /* index, or -1 */
  int best;            /* index, or -1 */
  double correlation;  /* Spearman, -1 to 1; NaN: not defined */
  const char *x_title; /* borrowed, with the unit */
  const char *y_title;
  gboolean label_given; /* FALSE: the target's answer on `identity` is used as the label */
  gboolean ranked;      /* x is the place by y, 1 to n_points: see tau_plot_scatter_rank() */
} TauPlotScatter;

/* The smallest box around the drawable points. */
typedef struct {
  double x_low, x_high, y_low, y_high;
} TauPlotScatterBounds;

/* Initialises with no points, nothing chosen, and the axis titles of Figure 3. */
void tau_plot_scatter_init (TauPlotScatter *self);

/* Appends; at most TAU_N_TRANSFORMS. */
void tau_plot_scatter_add (TauPlotScatter *self, double x, double y, gboolean correct,
                           const char *title);

/* Without predictions: makes a dot plot of the points, x being their place when sorted by y, with a
 * title that says so. Nothing is chosen, and there is no correlation. */
void tau_plot_scatter_rank (TauPlotScatter *self);

/* Whether the point of this index exists and both its values are finite. */
gboolean tau_plot_scatter_is_drawable (const TauPlotScatter *self, int index);
guint tau_plot_scatter_n_drawable (const TauPlotScatter *self);

/* FALSE, with 0 to 1 on both axes, if nothing can be drawn. */
gboolean tau_plot_scatter_get_bounds (const TauPlotScatter *self, TauPlotScatterBounds *bounds);

/* "right" or "wrong". Without a label, "unchanged" or "changed": whether the answer is still the
 * one for the untransformed image. */
const char *tau_plot_scatter_verdict (gboolean label_given, gboolean correct);

/* One or two sentences for screen readers: the chosen and the best transform and the correlation.
 */
char *tau_plot_scatter_describe (const TauPlotScatter *self);

G_END_DECLS
