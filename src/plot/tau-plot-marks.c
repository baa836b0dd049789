/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/tau-plot-marks.h"

#include <math.h>

#define RING_RADIUS      1.75 /* of the mark's radius */
#define RING_AROUND_STAR 2.95
#define RING_WIDTH       0.36
#define STAR_RADIUS      2.5
#define STAR_INNER       0.52 /* of the star's radius: leaves room for the mark inside */
#define HALO_WIDTH       0.5

void
tau_plot_mark_draw (cairo_t *cr, const TauPlotStyle *style, gboolean correct, double x, double y,
                    double radius)
{
  cairo_save (cr);
  cairo_new_path (cr);
  if (correct) {
    cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  } else {
    /* The same area as the circle, with the centre of mass on the point. */
    double reach = radius * 1.4;
    for (int i = 0; i < 3; i++) {
      double angle = -G_PI / 2 + i * 2 * G_PI / 3;
      cairo_line_to (cr, x + reach * cos (angle), y + reach * sin (angle));
    }
  }
  cairo_close_path (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, HALO_WIDTH * radius);
  tau_plot_set_color (cr, &style->background);
  cairo_stroke_preserve (cr);
  tau_plot_set_color (cr, correct ? &style->right : &style->wrong);
  cairo_fill (cr);
  cairo_restore (cr);
}

void
tau_plot_ring_draw (cairo_t *cr, const TauPlotStyle *style, gboolean around_star, double x,
                    double y, double radius)
{
  double reach = (around_star ? RING_AROUND_STAR : RING_RADIUS) * radius;

  cairo_save (cr);
  cairo_new_path (cr);
  cairo_arc (cr, x, y, reach, 0, 2 * G_PI);
  cairo_close_path (cr);
  cairo_set_line_width (cr, (RING_WIDTH + 0.3) * radius);
  tau_plot_set_color (cr, &style->background);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, RING_WIDTH * radius);
  tau_plot_set_color (cr, &style->foreground);
  cairo_stroke (cr);
  cairo_restore (cr);
}

void
tau_plot_star_draw (cairo_t *cr, const TauPlotStyle *style, double x, double y, double radius)
{
  cairo_save (cr);
  cairo_new_path (cr);
  for (int i = 0; i < 10; i++) {
    double angle = -G_PI / 2 + i * G_PI / 5;
    double reach = STAR_RADIUS * radius * (i % 2 == 0 ? 1 : STAR_INNER);
    cairo_line_to (cr, x + reach * cos (angle), y + reach * sin (angle));
  }
  cairo_close_path (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  tau_plot_set_color (cr, &style->star);
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, 0.22 * radius);
  tau_plot_set_color (cr, &style->star_edge);
  cairo_stroke (cr);
  cairo_restore (cr);
}

double
tau_plot_ring_extent (gboolean around_star, double radius)
{
  return ((around_star ? RING_AROUND_STAR : RING_RADIUS) + RING_WIDTH / 2 + 0.15) * radius;
}

double
tau_plot_star_extent (double radius)
{
  return (STAR_RADIUS + 0.11) * radius;
}

void
tau_plot_outline_draw (cairo_t *cr, const TauPlotStyle *style, double x, double y, double width,
                       double height, double line_width)
{
  cairo_rectangle (cr, x + line_width, y + line_width, MAX (width - 2 * line_width, 1),
                   MAX (height - 2 * line_width, 1));
  cairo_set_line_width (cr, 2 * line_width);
  tau_plot_set_color (cr, &style->background);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, line_width);
  tau_plot_set_color (cr, &style->foreground);
  cairo_stroke (cr);
}
