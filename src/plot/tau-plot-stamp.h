/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* One shape at very many places. On pixels it is drawn once for each of 16 places between them, and
 * then copied: 4,451 circles take a quarter of the time. In a file, or turned and enlarged, each
 * one is an outline. */
typedef struct _TauPlotStamp TauPlotStamp;

/* Adds the outline around (0, 0) to `cr`, and sets its colour. */
typedef void (*TauPlotTrace) (cairo_t *cr, gconstpointer data);

/* For drawing with `cr`, as long as its matrix stays. `data` must live as long as the stamp; no
 * point of the shape is farther than `reach` from (0, 0). */
TauPlotStamp *tau_plot_stamp_new (cairo_t *cr, TauPlotTrace trace, gconstpointer data,
                                  double reach);
void tau_plot_stamp_free (TauPlotStamp *self);
void tau_plot_stamp_put (TauPlotStamp *self, cairo_t *cr, double x, double y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauPlotStamp, tau_plot_stamp_free)

G_END_DECLS
