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

/* How the axis of the actual losses is drawn. */
typedef enum {
  TAU_PLOT_LOSS_LINEAR,
  TAU_PLOT_LOSS_LOG,      /* losses below TAU_PLOT_LEAST_LOSS are drawn there */
  TAU_PLOT_LOSS_RELATIVE, /* minus the loss of the first point, the image as it is */
} TauPlotLossScale;

#define TAU_PLOT_LEAST_LOSS 1e-8 /* nats; single precision knows no probability nearer to 1 */

/* The smallest box around the drawable points, as they are drawn. */
typedef struct {
  double x_low, x_high, y_low, y_high;
} TauPlotScatterBounds;

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
  TauPlotLossScale loss_scale;

  /* The ensemble: its members, and what their mean has. */
  guint n_members; /* 0: none */
  gboolean member[TAU_N_TRANSFORMS];
  double mean_loss;
  gboolean mean_correct;

  /* Another state of the same points, drawn pale and joined to them; n_ghosts is 0 or n_points. */
  guint n_ghosts;
  TauPlotScatterPoint ghosts[TAU_N_TRANSFORMS];

  gboolean holds; /* the axes show at least this, whatever the points are */
  TauPlotScatterBounds held;
} TauPlotScatter;

/* Initialises with no points, nothing chosen, and the axis titles of Figure 3. */
void tau_plot_scatter_init (TauPlotScatter *self);

/* Appends; at most TAU_N_TRANSFORMS. */
void tau_plot_scatter_add (TauPlotScatter *self, double x, double y, gboolean correct,
                           const char *title);

/* Without predictions: makes a dot plot of the points, x being their place when sorted by y, with a
 * title that says so. Nothing is chosen, and there is no correlation. */
void tau_plot_scatter_rank (TauPlotScatter *self);

/* Sets the axis, with a title that says what the losses are measured by (label_given). */
void tau_plot_scatter_set_loss_scale (TauPlotScatter *self, TauPlotLossScale scale);

/* Makes the points of `other`, which has the same transforms, the ghosts. If one of both is ranked,
 * only the actual losses can be compared: a ghost then has the x of its point. */
void tau_plot_scatter_set_ghosts (TauPlotScatter *self, const TauPlotScatter *other);

/* The y of a point or its ghost on the axis of losses, and that of the ensemble's mean. */
double tau_plot_scatter_get_y (const TauPlotScatter *self, int index);
double tau_plot_scatter_get_ghost_y (const TauPlotScatter *self, int index);
double tau_plot_scatter_get_mean_y (const TauPlotScatter *self);

/* Whether the point of this index exists and both its values are finite. */
gboolean tau_plot_scatter_is_drawable (const TauPlotScatter *self, int index);
gboolean tau_plot_scatter_has_ghost (const TauPlotScatter *self, int index);
guint tau_plot_scatter_n_drawable (const TauPlotScatter *self);

/* Of points, ghosts, the ensemble's mean and what is held. FALSE, with 0 to 1 on both axes, if no
 * point can be drawn. */
gboolean tau_plot_scatter_get_bounds (const TauPlotScatter *self, TauPlotScatterBounds *bounds);

/* "right" or "wrong". Without a label, "unchanged" or "changed": whether the answer is still the
 * one for the untransformed image. */
const char *tau_plot_scatter_verdict (gboolean label_given, gboolean correct);

/* "Best", or without a label "Best against own answer": what the losses are measured by is part of
 * the name. */
const char *tau_plot_scatter_best_name (gboolean label_given);

/* A few sentences for screen readers: the chosen and the best transform, the
 * correlation, the ensemble and what is pinned. */
char *tau_plot_scatter_describe (const TauPlotScatter *self);

G_END_DECLS
