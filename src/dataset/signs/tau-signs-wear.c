/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/signs/tau-signs.h"

#include <math.h>

/* The marks that age and weather leave on a plate, and the shadows that its surroundings cast on
 * it. Drawn with ATOP, so that nothing leaves the plate. */

static double
between (TauRandom *random, double low, double high)
{
  return tau_random_uniform (random, low, high);
}

/* A spot of one colour that fades towards its edge. */
static void
draw_spot (cairo_t *cr, double x, double y, double radius, const TauSignColour c, double alpha)
{
  cairo_pattern_t *pattern = cairo_pattern_create_radial (x, y, 0, x, y, radius);
  cairo_pattern_add_color_stop_rgba (pattern, 0, c[0], c[1], c[2], alpha);
  cairo_pattern_add_color_stop_rgba (pattern, 0.6, c[0], c[1], c[2], alpha * 0.7);
  cairo_pattern_add_color_stop_rgba (pattern, 1, c[0], c[1], c[2], 0);
  cairo_set_source (cr, pattern);
  cairo_rectangle (cr, x - radius, y - radius, 2 * radius, 2 * radius);
  cairo_fill (cr);
  cairo_pattern_destroy (pattern);
}

/* Dirt collects in clouds and runs down from them. */
static void
draw_dirt (cairo_t *cr, TauRandom *random)
{
  static const TauSignColour dirt = { 0.22, 0.19, 0.14 };
  guint n = 1 + tau_random_below (random, 4);
  for (guint i = 0; i < n; i++) {
    double x = between (random, -1, 1), y = between (random, -1, 1);
    double radius = between (random, 0.2, 0.7);
    draw_spot (cr, x, y, radius, dirt, between (random, 0.1, 0.4));
  }
  n = tau_random_below (random, 5);
  for (guint i = 0; i < n; i++) {
    double x = between (random, -0.9, 0.9), y = between (random, -0.9, 0.4);
    double length = between (random, 0.3, 1.2);
    cairo_set_source_rgba (cr, dirt[0], dirt[1], dirt[2], between (random, 0.1, 0.35));
    cairo_set_line_width (cr, between (random, 0.02, 0.07));
    cairo_move_to (cr, x, y);
    cairo_rel_line_to (cr, 0, length);
    cairo_stroke (cr);
  }
}

static void
draw_rust (cairo_t *cr, TauRandom *random)
{
  static const TauSignColour rust = { 0.42, 0.21, 0.08 };
  guint n = 1 + tau_random_below (random, 4);
  for (guint i = 0; i < n; i++) {
    double angle = between (random, 0, 2 * G_PI), way = between (random, 0.5, 1.0);
    double radius = between (random, 0.05, 0.22);
    draw_spot (cr, way * cos (angle), way * sin (angle), radius, rust, between (random, 0.5, 0.95));
  }
}

static void
draw_scratches (cairo_t *cr, TauRandom *random)
{
  guint n = 1 + tau_random_below (random, 5);
  for (guint i = 0; i < n; i++) {
    double x = between (random, -0.9, 0.9), y = between (random, -0.9, 0.9);
    double dx = between (random, -0.5, 0.5), dy = between (random, -0.5, 0.5);
    double grey = between (random, 0.3, 0.9);
    cairo_set_source_rgba (cr, grey, grey, grey, between (random, 0.3, 0.9));
    cairo_set_line_width (cr, between (random, 0.015, 0.04));
    cairo_move_to (cr, x, y);
    cairo_rel_curve_to (cr, dx * 0.3, dy * 0.5, dx * 0.8, dy * 0.6, dx, dy);
    cairo_stroke (cr);
  }
}

static void
draw_sticker (cairo_t *cr, TauRandom *random)
{
  double angle = between (random, 0, 2 * G_PI), way = between (random, 0.45, 0.85);
  double width = between (random, 0.10, 0.2), height = between (random, 0.08, 0.18);
  TauSignColour c;
  for (int i = 0; i < 3; i++)
    c[i] = between (random, 0.1, 1);
  cairo_save (cr);
  cairo_translate (cr, way * cos (angle), way * sin (angle));
  cairo_rotate (cr, between (random, -0.6, 0.6));
  cairo_rectangle (cr, -width, -height, 2 * width, 2 * height);
  cairo_set_source_rgb (cr, c[0], c[1], c[2]);
  cairo_fill (cr);
  cairo_restore (cr);
}

/* Bolts and the clamp's dents: two small dark dots on the centre line. */
static void
draw_bolts (cairo_t *cr, TauRandom *random)
{
  double y = between (random, 0.45, 0.75), grey = between (random, 0.3, 0.7);
  for (int i = -1; i <= 1; i += 2) {
    cairo_set_source_rgba (cr, grey, grey, grey, 0.8);
    cairo_arc (cr, 0, i * y, 0.035, 0, 2 * G_PI);
    cairo_fill (cr);
  }
}

void
tau_sign_draw_wear (cairo_t *cr, TauRandom *random)
{
  cairo_save (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_ATOP);
  if (tau_random_chance (random, 0.5))
    draw_dirt (cr, random);
  if (tau_random_chance (random, 0.15))
    draw_rust (cr, random);
  if (tau_random_chance (random, 0.25))
    draw_scratches (cr, random);
  if (tau_random_chance (random, 0.12))
    draw_sticker (cr, random);
  if (tau_random_chance (random, 0.3))
    draw_bolts (cr, random);
  cairo_restore (cr);
}

/* Shadows of leaves and branches, or of an edge, as cast by a low sun. */
void
tau_sign_draw_shadows (cairo_t *cr, TauRandom *random)
{
  static const TauSignColour shade = { 0.03, 0.04, 0.08 };
  double kind = between (random, 0, 1), depth = between (random, 0.3, 0.65);
  cairo_save (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_ATOP);
  if (kind < 0.16) {
    for (int i = 0; i < 12; i++) {
      double x = between (random, -1, 1), y = between (random, -1, 1);
      draw_spot (cr, x, y, between (random, 0.1, 0.4), shade, depth);
    }
  } else if (kind < 0.28) {
    double angle = between (random, 0, 2 * G_PI), way = between (random, -0.5, 0.8);
    cairo_rotate (cr, angle);
    cairo_set_source_rgba (cr, shade[0], shade[1], shade[2], depth);
    cairo_rectangle (cr, way, -2, 4, 4);
    cairo_fill (cr);
  }
  cairo_restore (cr);
}
