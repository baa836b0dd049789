/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/scatter/tau-plot-scatter-layers.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define GHOST_RADIUS  0.8 /* of the mark's */
#define GHOST_ALPHA   0.55
#define MEMBER_RADIUS 1.75
#define INSET         0.4 /* ems between the mean's name and the frame */
#define GAP           0.2 /* ems between the mean's name and its line */

static void
set_pale (cairo_t *cr, const TauPlotColor *color)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, GHOST_ALPHA);
}

void
tau_plot_scatter_draw_ghost (cairo_t *cr, const TauPlotStyle *style, gboolean correct, double x,
                             double y, double radius)
{
  cairo_new_path (cr);
  if (correct)
    cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  else
    for (int i = 0; i < 3; i++) {
      const double angle = -G_PI / 2 + i * 2 * G_PI / 3;
      cairo_line_to (cr, x + 1.4 * radius * cos (angle), y + 1.4 * radius * sin (angle));
    }
  cairo_close_path (cr);
  set_pale (cr, correct ? &style->right : &style->wrong);
  cairo_set_line_width (cr, 1.5 * style->line_width);
  cairo_stroke (cr);
}

void
tau_plot_scatter_draw_ghosts (cairo_t *cr, const TauPlotScatter *data, const TauPlotScale *scale,
                              const TauPlotStyle *style)
{
  for (guint i = 0; i < data->n_ghosts; i++) {
    if (!tau_plot_scatter_has_ghost (data, i))
      continue;
    const double x = tau_plot_axis_to_pixel (&scale->x, data->ghosts[i].x);
    const double y = tau_plot_axis_to_pixel (&scale->y, tau_plot_scatter_get_ghost_y (data, i));
    if (tau_plot_scatter_is_drawable (data, i)) {
      cairo_move_to (cr, x, y);
      cairo_line_to (cr, tau_plot_axis_to_pixel (&scale->x, data->points[i].x),
                     tau_plot_axis_to_pixel (&scale->y, tau_plot_scatter_get_y (data, i)));
      set_pale (cr, &style->dim);
      cairo_set_line_width (cr, style->line_width);
      cairo_stroke (cr);
    }
    tau_plot_scatter_draw_ghost (cr, style, data->ghosts[i].correct, x, y,
                                 GHOST_RADIUS * style->mark_radius);
  }
}

void
tau_plot_scatter_draw_mean (cairo_t *cr, const TauPlotScatter *data, const TauPlotScale *scale,
                            const TauPlotStyle *style)
{
  const double value = tau_plot_scatter_get_mean_y (data);
  if (!isfinite (value))
    return;
  const double dashes[] = { 4 * style->line_width, 3 * style->line_width };
  const double at = tau_plot_crisp (tau_plot_axis_to_pixel (&scale->y, value));
  const double room = scale->x.pixel_high - scale->x.pixel_low;
  cairo_save (cr);
  tau_plot_set_color (cr, data->mean_correct ? &style->right : &style->wrong);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_set_line_width (cr, 1.5 * style->line_width);
  cairo_move_to (cr, scale->x.pixel_low, at);
  cairo_line_to (cr, scale->x.pixel_high, at);
  cairo_stroke (cr);
  cairo_restore (cr);

  g_autofree char *text =
      g_strdup_printf (_ ("Mean of %u: %s"), data->n_members,
                       tau_plot_scatter_verdict (data->label_given, data->mean_correct));
  const double inset = INSET * style->font_size, gap = GAP * style->font_size;
  /* Above the line, unless it lies at the top. */
  const gboolean above = at - scale->y.pixel_high > 2 * style->font_size;
  tau_plot_set_color (cr, &style->dim);
  tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, text, scale->x.pixel_high - inset,
                            above ? at - gap : at + gap, room - 2 * inset, 1, above ? 1 : 0);
}

void
tau_plot_scatter_draw_member (cairo_t *cr, const TauPlotStyle *style, double x, double y,
                              double radius)
{
  const double dashes[] = { 0.5 * radius, 0.4 * radius };
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_arc (cr, x, y, MEMBER_RADIUS * radius, 0, 2 * G_PI);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_set_line_width (cr, 0.3 * radius);
  tau_plot_set_color (cr, &style->foreground);
  cairo_stroke (cr);
  cairo_restore (cr);
}
