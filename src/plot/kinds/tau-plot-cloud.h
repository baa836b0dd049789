/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot.h"

G_BEGIN_DECLS

/* The mark of a point: a circle, a triangle, or a small square that is drawn below both. */
typedef enum {
  TAU_PLOT_CLOUD_BETTER,
  TAU_PLOT_CLOUD_WORSE,
  TAU_PLOT_CLOUD_SAME,
  TAU_PLOT_N_CLOUD_KINDS,
} TauPlotCloudKind;

typedef struct {
  double x, y; /* finite */
  TauPlotCloudKind kind;
  guint64 id; /* the same point in another cloud has the same */
  char *name; /* a sentence for pointer, keyboard and screen readers */
} TauPlotCloudPoint;

/* Many points, all of them marks that can be pointed at. Plain data. Up to
 * TAU_PLOT_CLOUD_MOST are drawn in about 10 ms. */
typedef struct {
  char *title, *note; /* the note says in a few sentences what the points show */
  char *x_title, *y_title;
  char *keys[TAU_PLOT_N_CLOUD_KINDS]; /* what the marks mean; NULL: there are none */
  GArray *points;                     /* of TauPlotCloudPoint; at most TAU_PLOT_CLOUD_MOST */
} TauPlotCloud;

#define TAU_PLOT_CLOUD_MOST 5000

TauPlotCloud *tau_plot_cloud_new (void); /* without points and texts */
void tau_plot_cloud_free (TauPlotCloud *self);
/* Takes the name. */
void tau_plot_cloud_add (TauPlotCloud *self, double x, double y, TauPlotCloudKind kind, guint64 id,
                         char *name);

/* Takes the data. Left and right go from point to point along x, up and down along y. */
TauPlot *tau_plot_new_for_cloud (TauPlotCloud *data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauPlotCloud, tau_plot_cloud_free)

G_END_DECLS
