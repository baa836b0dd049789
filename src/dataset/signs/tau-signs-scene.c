/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/signs/tau-signs.h"

#include <math.h>

/* The surroundings behind, under and in front of the sign. */

#define SIDE TAU_SIGN_SIDE

typedef enum { PLACE_ROAD, PLACE_TOWN, PLACE_LEAVES, PLACE_SKY, PLACE_WALL, N_PLACES } Place;

static double
between (TauRandom *random, double low, double high)
{
  return tau_random_uniform (random, low, high);
}

/* C does not define the order in which the arguments of a call are evaluated. Each expression may
 * draw at most once, or the images would depend on the compiler. */

/* A colour between two, all channels by the same amount, each with a small variation. */
static void
mix_source (cairo_t *cr, TauRandom *random, const TauSignColour a, const TauSignColour b,
            double alpha)
{
  double t = between (random, 0, 1);
  TauSignColour c;
  for (int i = 0; i < 3; i++)
    c[i] = CLAMP (a[i] + (b[i] - a[i]) * t + between (random, -0.03, 0.03), 0, 1);
  cairo_set_source_rgba (cr, c[0], c[1], c[2], alpha);
}

static void
draw_sky (cairo_t *cr, TauRandom *random, TauSignScene *scene, double horizon)
{
  double grey =
      tau_random_chance (random, 0.4) ? between (random, 0.6, 1.0) : between (random, 0, 0.35);
  double light = between (random, 0.72, 1.0);
  TauSignColour blue = { 0.38, 0.58, 0.86 }, pale = { 0.84, 0.89, 0.95 },
                dull = { 0.86, 0.87, 0.88 };
  TauSignColour top;
  for (int i = 0; i < 3; i++) {
    top[i] = light * (blue[i] + (dull[i] - blue[i]) * grey);
    scene->air[i] = light * (pale[i] + (dull[i] - pale[i]) * grey);
  }
  cairo_pattern_t *pattern = cairo_pattern_create_linear (0, 0, 0, MAX (horizon, 20));
  cairo_pattern_add_color_stop_rgb (pattern, 0, top[0], top[1], top[2]);
  cairo_pattern_add_color_stop_rgb (pattern, 1, scene->air[0], scene->air[1], scene->air[2]);
  cairo_set_source (cr, pattern);
  cairo_paint (cr);
  cairo_pattern_destroy (pattern);

  guint clouds = tau_random_below (random, 4);
  for (guint i = 0; i < clouds; i++) {
    double x = between (random, 0, SIDE), y = between (random, 0, horizon);
    cairo_set_source_rgba (cr, 1, 1, 1, between (random, 0.1, 0.5));
    for (int j = 0; j < 4; j++) {
      double dx = between (random, -8, 8), dy = between (random, -2, 2);
      cairo_arc (cr, x + dx, y + dy, between (random, 2, 6), 0, 2 * G_PI);
      cairo_fill (cr);
    }
  }
}

/* A treetop or a bush: darker below, lighter spots on the side of the sun. */
static void
draw_leaves (cairo_t *cr, TauRandom *random, const TauSignScene *scene, double x, double y,
             double radius)
{
  static const TauSignColour dark = { 0.10, 0.17, 0.07 }, light = { 0.42, 0.52, 0.20 };
  static const TauSignColour rust = { 0.34, 0.22, 0.08 }, gold = { 0.72, 0.52, 0.18 };
  gboolean autumn = tau_random_chance (random, 0.15);
  int spots = 5 + (int)(radius / 2);
  for (int i = 0; i < spots; i++) {
    double angle = between (random, 0, 2 * G_PI),
           way = radius * 0.8 * sqrt (between (random, 0, 1));
    mix_source (cr, random, autumn ? rust : dark, autumn ? gold : light, 0.9);
    cairo_arc (cr, x + way * cos (angle) + i * scene->sun * radius * 0.02, y + way * sin (angle),
               radius * between (random, 0.15, 0.5), 0, 2 * G_PI);
    cairo_fill (cr);
  }
}

static void
draw_ground (cairo_t *cr, TauRandom *random, double horizon)
{
  static const TauSignColour grass_a = { 0.20, 0.30, 0.12 }, grass_b = { 0.50, 0.52, 0.28 };
  static const TauSignColour tar_a = { 0.28, 0.28, 0.30 }, tar_b = { 0.56, 0.56, 0.56 };
  double left = between (random, -30, 50), vanish = between (random, 0, SIDE);
  mix_source (cr, random, grass_a, grass_b, 1);
  cairo_rectangle (cr, 0, horizon, SIDE, SIDE - horizon);
  cairo_fill (cr);

  mix_source (cr, random, tar_a, tar_b, 1);
  cairo_move_to (cr, vanish - 1.5, horizon);
  cairo_line_to (cr, vanish + 1.5, horizon);
  cairo_line_to (cr, left + between (random, 30, 70), SIDE);
  cairo_line_to (cr, left, SIDE);
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_set_source_rgba (cr, 0.95, 0.95, 0.92, 0.8);
  cairo_set_line_width (cr, 1.2);
  cairo_move_to (cr, vanish, horizon);
  cairo_line_to (cr, left + 4, SIDE);
  cairo_stroke (cr);
}

static void
draw_house (cairo_t *cr, TauRandom *random, double horizon)
{
  static const TauSignColour brick = { 0.48, 0.30, 0.24 }, plaster = { 0.82, 0.79, 0.72 };
  static const TauSignColour glass_a = { 0.12, 0.14, 0.18 }, glass_b = { 0.50, 0.58, 0.66 };
  double x = between (random, -20, SIDE - 8), width = between (random, 14, 44);
  double top = between (random, -10, horizon - 6);
  double step = between (random, 6, 11), row = between (random, 7, 12);
  mix_source (cr, random, brick, plaster, 1);
  cairo_rectangle (cr, x, top, width, horizon + 3 - top);
  cairo_fill (cr);
  mix_source (cr, random, glass_a, glass_b, 0.9);
  for (double v = top + 3; v < horizon - 4; v += row)
    for (double u = x + 2; u < x + width - 4; u += step)
      cairo_rectangle (cr, u, v, step * 0.5, row * 0.55);
  cairo_fill (cr);
  if (tau_random_chance (random, 0.4)) {
    cairo_set_source_rgb (cr, 0.40, 0.22, 0.17);
    cairo_move_to (cr, x - 2, top);
    cairo_line_to (cr, x + width / 2, top - between (random, 5, 14));
    cairo_line_to (cr, x + width + 2, top);
    cairo_fill (cr);
  }
}

/* Cars, people, boards: patches of any colour along the road, so that red or blue alone does not
 * identify a sign. */
static void
draw_clutter (cairo_t *cr, TauRandom *random, double horizon)
{
  guint n = tau_random_below (random, 5);
  for (guint i = 0; i < n; i++) {
    double width = between (random, 3, 16), height = between (random, 3, 10);
    double x = between (random, -6, SIDE), y = horizon + between (random, -8, 14);
    TauSignColour c;
    for (int j = 0; j < 3; j++)
      c[j] = between (random, 0, 1);
    cairo_set_source_rgba (cr, c[0], c[1], c[2], between (random, 0.5, 1));
    cairo_rectangle (cr, x, y, width, height);
    cairo_fill (cr);
  }
}

static void
draw_wall (cairo_t *cr, TauRandom *random, TauSignScene *scene)
{
  static const TauSignColour a = { 0.25, 0.22, 0.20 }, b = { 0.80, 0.78, 0.72 };
  double row = between (random, 4, 14);
  mix_source (cr, random, a, b, 1);
  cairo_paint (cr);
  for (int i = 0; i < 12; i++) {
    mix_source (cr, random, a, b, 0.25);
    double x = between (random, -16, SIDE), y = between (random, -16, SIDE);
    double width = between (random, 8, 40), height = between (random, 8, 40);
    cairo_rectangle (cr, x, y, width, height);
    cairo_fill (cr);
  }
  cairo_set_source_rgba (cr, 0, 0, 0, between (random, 0.05, 0.3));
  cairo_set_line_width (cr, 1);
  for (double y = between (random, 0, row); y < SIDE; y += row) {
    cairo_move_to (cr, 0, y);
    cairo_line_to (cr, SIDE, y + between (random, -0.5, 0.5));
  }
  cairo_stroke (cr);
  for (int i = 0; i < 3; i++)
    scene->air[i] = 0.8;
}

/* Treetops and bushes with their centres in a box. */
static void
draw_bushes (cairo_t *cr, TauRandom *random, const TauSignScene *scene, guint n, double top,
             double bottom, double least, double most)
{
  for (guint i = 0; i < n; i++) {
    double x = between (random, -4, SIDE + 4), y = between (random, top, bottom);
    double radius = between (random, least, most);
    draw_leaves (cr, random, scene, x, y, radius);
  }
}

/* Makes it night over everything drawn so far; lamps and windows stay bright. */
static void
draw_night (cairo_t *cr, TauRandom *random, TauSignScene *scene)
{
  cairo_set_source_rgba (cr, 0.02, 0.02, 0.05, between (random, 0.75, 0.95));
  cairo_paint (cr);
  for (guint i = 0, n = tau_random_below (random, 5); i < n; i++) {
    double green = between (random, 0.6, 1), blue = between (random, 0.3, 0.9);
    double x = between (random, 0, SIDE), y = between (random, 0, SIDE);
    cairo_set_source_rgba (cr, 1, green, blue, between (random, 0.3, 0.9));
    cairo_arc (cr, x, y, between (random, 1, 4), 0, 2 * G_PI);
    cairo_fill (cr);
  }
  for (int i = 0; i < 3; i++)
    scene->air[i] = 0.12;
}

void
tau_sign_draw_background (cairo_t *cr, TauRandom *random, TauSignScene *scene)
{
  Place place = tau_random_below (random, N_PLACES);
  double horizon = between (random, 26, 62);
  scene->sun = between (random, -1, 1);
  scene->night = tau_random_chance (random, 0.08);

  if (place == PLACE_WALL)
    draw_wall (cr, random, scene);
  else
    draw_sky (cr, random, scene, horizon);
  if (place == PLACE_TOWN)
    for (guint i = 0, n = 1 + tau_random_below (random, 3); i < n; i++)
      draw_house (cr, random, horizon);
  if (place == PLACE_LEAVES)
    draw_bushes (cr, random, scene, 10, 0, SIDE, 7, 18);
  if (place == PLACE_ROAD || place == PLACE_TOWN) {
    draw_bushes (cr, random, scene, tau_random_below (random, 7), horizon - 14, horizon, 4, 13);
    draw_ground (cr, random, horizon);
    draw_clutter (cr, random, horizon);
  }
  if (scene->night)
    draw_night (cr, random, scene);
}

/* The supplementary plate under many signs: white, with lines too small to read. */
static void
draw_supplement (cairo_t *cr, TauRandom *random, double radius)
{
  double width = radius * between (random, 0.7, 1.0), top = radius * 1.12;
  double height = radius * between (random, 0.35, 0.6);
  double light = between (random, 0.7, 0.95);
  cairo_rectangle (cr, -width, top, 2 * width, height);
  cairo_set_source_rgb (cr, light, light, light);
  cairo_fill_preserve (cr);
  cairo_set_source_rgb (cr, 0.15, 0.15, 0.15);
  cairo_set_line_width (cr, 0.8);
  cairo_stroke (cr);
  cairo_set_line_width (cr, height * 0.25);
  cairo_set_dash (cr, (const double[]){ radius * 0.13, radius * 0.06 }, 2, between (random, 0, 5));
  cairo_move_to (cr, -width * between (random, 0.5, 0.85), top + height / 2);
  cairo_line_to (cr, width * between (random, 0.5, 0.85), top + height / 2);
  cairo_stroke (cr);
}

void
tau_sign_draw_post (cairo_t *cr, TauRandom *random, const TauSignScene *scene, double x, double y,
                    double radius, double tilt)
{
  double width = radius * between (random, 0.09, 0.16);
  double grey = between (random, 0.35, 0.7) * (scene->night ? 0.5 : 1);
  double above = tau_random_chance (random, 0.3) ? 3 : 0.6;
  double bright = grey + 0.25, dim = grey - 0.15;
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, tilt);
  cairo_pattern_t *pattern = cairo_pattern_create_linear (-width, 0, width, 0);
  cairo_pattern_add_color_stop_rgb (pattern, 0, dim, dim, dim);
  cairo_pattern_add_color_stop_rgb (pattern, 0.5 + 0.35 * scene->sun, bright, bright, bright);
  cairo_pattern_add_color_stop_rgb (pattern, 1, dim, dim, dim);
  cairo_set_source (cr, pattern);
  cairo_rectangle (cr, -width, -above * radius, 2 * width, (above + 4) * radius);
  cairo_fill (cr);
  cairo_pattern_destroy (pattern);
  if (tau_random_chance (random, 0.2))
    draw_supplement (cr, random, radius);
  cairo_restore (cr);
}

/* A twig that reaches in from the edge of the image over a part of the sign. */
static void
draw_twig (cairo_t *cr, TauRandom *random, const TauSignScene *scene, double x, double y,
           double radius)
{
  double angle = between (random, 0, 2 * G_PI), reach = between (random, 0.70, 1.05);
  double u = x + cos (angle) * radius * reach, v = y + sin (angle) * radius * reach;
  double dark = scene->night ? 0.3 : between (random, 0.6, 1);
  double green = between (random, 0.35, 0.6);
  for (int i = 0; i < 14; i++) {
    double shade = dark * between (random, 0.5, 1.1);
    double out = between (random, 0, 1);
    double dx = between (random, -0.3, 0.3), dy = between (random, -0.3, 0.3);
    double length = between (random, 0.08, 0.2), width = between (random, 0.04, 0.1);
    cairo_save (cr);
    cairo_translate (cr, u + (cos (angle) * out + dx) * radius,
                     v + (sin (angle) * out + dy) * radius);
    cairo_rotate (cr, between (random, 0, G_PI));
    cairo_scale (cr, radius * length, radius * width);
    cairo_arc (cr, 0, 0, 1, 0, 2 * G_PI);
    cairo_restore (cr);
    cairo_set_source_rgb (cr, 0.45 * shade, green * shade, 0.15 * shade);
    cairo_fill (cr);
  }
}

/* A lamp post, a trunk or a cable between the camera and the sign. */
static void
draw_bar (cairo_t *cr, TauRandom *random, const TauSignScene *scene, double x, double radius)
{
  double width = radius * between (random, 0.06, 0.2), lean = between (random, -8, 8);
  double grey = between (random, 0.08, 0.5) * (scene->night ? 0.3 : 1);
  double way = between (random, 0.35, 0.9);
  double u = x + (tau_random_chance (random, 0.5) ? way : -way) * radius;
  cairo_set_source_rgb (cr, grey * 1.1, grey, grey * 0.85);
  cairo_set_line_width (cr, width);
  cairo_move_to (cr, u - lean, -2);
  cairo_line_to (cr, u + lean, SIDE + 2);
  cairo_stroke (cr);
}

/* Snow that lies on the upper edge. */
static void
draw_snow (cairo_t *cr, TauRandom *random, const TauSignScene *scene, double x, double y,
           double radius)
{
  double light = scene->night ? 0.5 : between (random, 0.85, 1);
  cairo_set_source_rgb (cr, light * 0.97, light * 0.98, light);
  for (int i = 0; i < 16; i++) {
    double u = between (random, -0.8, 0.8);
    cairo_arc (cr, x + u * radius, y - radius * (sqrt (1 - u * u) - 0.02),
               radius * between (random, 0.05, 0.16), 0, 2 * G_PI);
    cairo_fill (cr);
  }
}

void
tau_sign_draw_front (cairo_t *cr, TauRandom *random, const TauSignScene *scene, double x, double y,
                     double radius)
{
  double which = between (random, 0, 1);
  if (which < 0.12)
    draw_twig (cr, random, scene, x, y, radius);
  else if (which < 0.17)
    draw_bar (cr, random, scene, x, radius);
  else if (which < 0.20)
    draw_snow (cr, random, scene, x, y, radius);
}
