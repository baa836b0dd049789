/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/tau-plot-stamp.h"

#include <math.h>

#define PHASES 4 /* places between two pixels, along each axis */

struct _TauPlotStamp {
  TauPlotTrace trace;
  gconstpointer data;
  double scale;                            /* device pixels of a unit; 0: there are no pixels */
  int reach;                               /* of the surfaces' centre, in device pixels */
  cairo_surface_t *masks[PHASES * PHASES]; /* made when they are needed */
  cairo_pattern_t *color;
};

/* Device pixels of a unit, where a copied shape is the same as a drawn one; else 0. */
static double
get_scale (cairo_t *cr)
{
  cairo_surface_t *target = cairo_get_target (cr);
  cairo_matrix_t matrix;
  double x, y;
  cairo_get_matrix (cr, &matrix);
  cairo_surface_get_device_scale (target, &x, &y);
  const gboolean plain = matrix.xx == 1 && matrix.yy == 1 && matrix.xy == 0 && matrix.yx == 0 &&
                         matrix.x0 == 0 && matrix.y0 == 0;
  return plain && x == y && cairo_surface_get_type (target) == CAIRO_SURFACE_TYPE_IMAGE ? x : 0;
}

TauPlotStamp *
tau_plot_stamp_new (cairo_t *cr, TauPlotTrace trace, gconstpointer data, double reach)
{
  TauPlotStamp *self = g_new0 (TauPlotStamp, 1);
  self->trace = trace;
  self->data = data;
  self->scale = get_scale (cr);
  self->reach = (int)ceil (reach * self->scale) + 1;
  return self;
}

void
tau_plot_stamp_free (TauPlotStamp *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (self->masks); i++)
    g_clear_pointer (&self->masks[i], cairo_surface_destroy);
  g_clear_pointer (&self->color, cairo_pattern_destroy);
  g_free (self);
}

/* The shape so many quarters of a pixel to the right of and below the centre of its surface. */
static cairo_surface_t *
get_mask (TauPlotStamp *self, int right, int below)
{
  cairo_surface_t **mask = &self->masks[PHASES * below + right];
  if (*mask != NULL)
    return *mask;
  *mask = cairo_image_surface_create (CAIRO_FORMAT_A8, 2 * self->reach + 1, 2 * self->reach + 1);
  cairo_t *cr = cairo_create (*mask);
  cairo_translate (cr, self->reach + right / (double)PHASES, self->reach + below / (double)PHASES);
  cairo_scale (cr, self->scale, self->scale);
  self->trace (cr, self->data);
  if (self->color == NULL)
    self->color = cairo_pattern_reference (cairo_get_source (cr));
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_set_device_scale (*mask, self->scale, self->scale);
  return *mask;
}

void
tau_plot_stamp_put (TauPlotStamp *self, cairo_t *cr, double x, double y)
{
  if (self->scale == 0) {
    cairo_save (cr);
    cairo_translate (cr, x, y);
    self->trace (cr, self->data);
    cairo_fill (cr);
    cairo_restore (cr);
    return;
  }
  const double right = floor (x * self->scale * PHASES + 0.5);
  const double below = floor (y * self->scale * PHASES + 0.5);
  const double left = floor (right / PHASES), top = floor (below / PHASES);
  cairo_surface_t *mask =
      get_mask (self, (int)(right - PHASES * left), (int)(below - PHASES * top));
  cairo_set_source (cr, self->color);
  cairo_mask_surface (cr, mask, (left - self->reach) / self->scale,
                      (top - self->reach) / self->scale);
}
