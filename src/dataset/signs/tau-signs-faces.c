/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/signs/tau-signs.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* The faces follow the Vienna Convention on Road Signs and Signals (1968) in the proportions of the
 * German catalogue (VzKat), simplified to what 64 px can show. */

typedef enum {
  PLATE_ROUND,
  PLATE_OCTAGON,
  PLATE_UP,
  PLATE_DOWN,
  PLATE_DIAMOND,
  PLATE_SQUARE
} Plate;

typedef void (*DrawSymbol) (cairo_t *cr, const TauSignPaint *paint);

typedef struct {
  const char *name;
  Plate plate;
  DrawSymbol draw;
  gboolean mirrored; /* left and right exchanged */
  const char *text;  /* of a speed limit */
} Face;

static void
use (cairo_t *cr, const TauSignColour colour)
{
  cairo_set_source_rgb (cr, colour[0], colour[1], colour[2]);
}

static void
trace_polygon (cairo_t *cr, const double (*points)[2], int n)
{
  for (int i = 0; i < n; i++)
    cairo_line_to (cr, points[i][0], points[i][1]);
  cairo_close_path (cr);
}

static void
fill_polygon (cairo_t *cr, const double (*points)[2], int n)
{
  cairo_new_path (cr);
  trace_polygon (cr, points, n);
  cairo_fill (cr);
}

static void
fill_disc (cairo_t *cr, double x, double y, double radius)
{
  cairo_new_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  cairo_fill (cr);
}

/* A polygon of n corners at `radius` from (0, y), their tips rounded by `corner`. */
static void
trace_rounded (cairo_t *cr, int n, double radius, double y, double turn, double corner)
{
  double inner = radius - corner / cos (G_PI / n);
  cairo_new_path (cr);
  for (int i = 0; i < n; i++) {
    double angle = turn + 2 * G_PI * i / n;
    cairo_arc (cr, inner * cos (angle), y + inner * sin (angle), corner, angle - G_PI / n,
               angle + G_PI / n);
  }
  cairo_close_path (cr);
}

/* The plate of the given kind, shrunk to `scale` about its own centre. */
static void
trace_shape (cairo_t *cr, Plate plate, double scale)
{
  switch (plate) {
  case PLATE_ROUND:
    cairo_new_path (cr);
    cairo_arc (cr, 0, 0, scale, 0, 2 * G_PI);
    break;
  case PLATE_OCTAGON:
    trace_rounded (cr, 8, 1.06 * scale, 0, G_PI / 8, 0.04);
    break;
  case PLATE_UP:
    trace_rounded (cr, 3, 1.18 * scale, 0.26, -G_PI / 2, 0.09 * scale);
    break;
  case PLATE_DOWN:
    trace_rounded (cr, 3, 1.18 * scale, -0.26, G_PI / 2, 0.09 * scale);
    break;
  case PLATE_DIAMOND:
    trace_rounded (cr, 4, 1.05 * scale, 0, 0, 0.09 * scale);
    break;
  case PLATE_SQUARE:
    trace_rounded (cr, 4, 1.27 * scale, 0, G_PI / 4, 0.08 * scale);
    break;
  }
}

static void
fill_shape (cairo_t *cr, Plate plate, double scale, const TauSignColour colour)
{
  trace_shape (cr, plate, scale);
  use (cr, colour);
  cairo_fill (cr);
}

static void
draw_prohibition (cairo_t *cr, const TauSignPaint *paint, const TauSignColour field)
{
  fill_shape (cr, PLATE_ROUND, 0.96, paint->red);
  fill_shape (cr, PLATE_ROUND, 0.96 - 0.19 * paint->border, field);
}

static void
draw_limit (cairo_t *cr, const TauSignPaint *paint, const char *text)
{
  gboolean wide = text[1] != '\0' && text[2] != '\0';
  draw_prohibition (cr, paint, paint->field);
  use (cr, paint->black);
  cairo_save (cr);
  if (wide)
    cairo_scale (cr, 0.80, 1);
  tau_sign_draw_text (cr, text, 0.82 * paint->size, paint->weight);
  cairo_restore (cr);
}

static void
draw_end_of_limits (cairo_t *cr, const TauSignPaint *paint)
{
  fill_shape (cr, PLATE_ROUND, 0.96, paint->black);
  fill_shape (cr, PLATE_ROUND, 0.91, paint->white);
  cairo_save (cr);
  trace_shape (cr, PLATE_ROUND, 0.91);
  cairo_clip (cr);
  use (cr, paint->black);
  cairo_set_line_width (cr, 0.055 * paint->weight);
  for (int i = -2; i <= 2; i++) {
    double d = i * 0.085;
    cairo_move_to (cr, -0.75 + d, 0.75 + d);
    cairo_line_to (cr, 0.75 + d, -0.75 + d);
  }
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* A car from behind, about (x, 0.03). */
static void
draw_car (cairo_t *cr, double x)
{
  static const double body[][2] = { { -0.26, 0.22 },  { -0.26, 0.0 },  { -0.21, -0.06 },
                                    { -0.15, -0.24 }, { 0.15, -0.24 }, { 0.21, -0.06 },
                                    { 0.26, 0.0 },    { 0.26, 0.22 },  { 0.22, 0.22 },
                                    { 0.22, 0.34 },   { 0.10, 0.34 },  { 0.10, 0.22 },
                                    { -0.10, 0.22 },  { -0.10, 0.34 }, { -0.22, 0.34 },
                                    { -0.22, 0.22 } };
  static const double window[][2] = {
    { -0.14, -0.05 }, { -0.10, -0.17 }, { 0.10, -0.17 }, { 0.14, -0.05 }
  };
  cairo_save (cr);
  cairo_translate (cr, x, -0.02);
  cairo_new_path (cr);
  trace_polygon (cr, body, G_N_ELEMENTS (body));
  trace_polygon (cr, window, G_N_ELEMENTS (window));
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_fill (cr);
  cairo_restore (cr);
}

static void
draw_no_overtaking (cairo_t *cr, const TauSignPaint *paint)
{
  draw_prohibition (cr, paint, paint->field);
  use (cr, paint->red);
  draw_car (cr, -0.33);
  use (cr, paint->black);
  draw_car (cr, 0.33);
}

static void
draw_no_vehicles (cairo_t *cr, const TauSignPaint *paint)
{
  draw_prohibition (cr, paint, paint->field);
}

static void
draw_no_entry (cairo_t *cr, const TauSignPaint *paint)
{
  double height = 0.36 * paint->size;
  fill_shape (cr, PLATE_ROUND, 0.95, paint->red);
  use (cr, paint->white);
  cairo_rectangle (cr, -0.70, -height / 2, 1.40, height);
  cairo_fill (cr);
}

static void
draw_no_parking (cairo_t *cr, const TauSignPaint *paint)
{
  double inner = 0.96 - 0.19 * paint->border;
  fill_shape (cr, PLATE_ROUND, 0.96, paint->red);
  fill_shape (cr, PLATE_ROUND, inner, paint->blue);
  use (cr, paint->red);
  cairo_set_line_width (cr, 0.19 * paint->border);
  cairo_move_to (cr, -0.62, -0.62);
  cairo_line_to (cr, 0.62, 0.62);
  cairo_stroke (cr);
}

static void
draw_stop (cairo_t *cr, const TauSignPaint *paint)
{
  fill_shape (cr, PLATE_OCTAGON, 0.94, paint->red);
  use (cr, paint->white);
  cairo_save (cr);
  cairo_scale (cr, 0.80, 1);
  tau_sign_draw_text (cr, "STOP", 0.70 * paint->size, 0.95 * paint->weight);
  cairo_restore (cr);
}

static void
draw_yield (cairo_t *cr, const TauSignPaint *paint)
{
  fill_shape (cr, PLATE_DOWN, 0.96, paint->red);
  fill_shape (cr, PLATE_DOWN, 0.96 - 0.34 * paint->border, paint->field);
}

static void
draw_priority_road (cairo_t *cr, const TauSignPaint *paint)
{
  fill_shape (cr, PLATE_DIAMOND, 0.94, paint->black);
  fill_shape (cr, PLATE_DIAMOND, 0.91, paint->white);
  fill_shape (cr, PLATE_DIAMOND, 0.62 * paint->size, paint->yellow);
}

/* The shaft from (x0, y0) through the corner (x1, y1) to the tip (x2, y2), with an arrowhead
 * there. */
static void
draw_arrow (cairo_t *cr, const TauSignPaint *paint, const double (*points)[2], int n)
{
  const double *tip = points[n - 1], *before = points[n - 2];
  double dx = tip[0] - before[0], dy = tip[1] - before[1];
  double length = hypot (dx, dy);
  double width = 0.26 * paint->weight, head = 0.40;
  dx /= length;
  dy /= length;

  use (cr, paint->white);
  cairo_new_path (cr);
  for (int i = 0; i < n - 1; i++)
    cairo_line_to (cr, points[i][0], points[i][1]);
  cairo_line_to (cr, tip[0] - dx * head * 0.9, tip[1] - dy * head * 0.9);
  cairo_set_line_width (cr, width);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
  cairo_stroke (cr);

  cairo_move_to (cr, tip[0], tip[1]);
  cairo_line_to (cr, tip[0] - dx * head - dy * head * 0.95, tip[1] - dy * head + dx * head * 0.95);
  cairo_line_to (cr, tip[0] - dx * head + dy * head * 0.95, tip[1] - dy * head - dx * head * 0.95);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
draw_mandatory (cairo_t *cr, const TauSignPaint *paint)
{
  fill_shape (cr, PLATE_ROUND, 0.95, paint->blue);
}

static void
draw_ahead_only (cairo_t *cr, const TauSignPaint *paint)
{
  static const double arrow[][2] = { { 0, 0.72 }, { 0, -0.74 } };
  draw_mandatory (cr, paint);
  draw_arrow (cr, paint, arrow, G_N_ELEMENTS (arrow));
}

/* The turn-right sign: up from below, then to the right. */
static void
draw_turn_right (cairo_t *cr, const TauSignPaint *paint)
{
  static const double arrow[][2] = { { -0.24, 0.68 }, { -0.24, -0.12 }, { 0.74, -0.12 } };
  draw_mandatory (cr, paint);
  draw_arrow (cr, paint, arrow, G_N_ELEMENTS (arrow));
}

static void
draw_keep_right (cairo_t *cr, const TauSignPaint *paint)
{
  static const double arrow[][2] = { { -0.50, -0.50 }, { 0.54, 0.54 } };
  draw_mandatory (cr, paint);
  draw_arrow (cr, paint, arrow, G_N_ELEMENTS (arrow));
}

static void
draw_roundabout (cairo_t *cr, const TauSignPaint *paint)
{
  draw_mandatory (cr, paint);
  use (cr, paint->white);
  for (int i = 0; i < 3; i++) {
    cairo_save (cr);
    cairo_rotate (cr, i * 2 * G_PI / 3);
    cairo_set_line_width (cr, 0.19 * paint->weight);
    cairo_new_path (cr);
    cairo_arc_negative (cr, 0, 0, 0.50, 0.40, -0.95);
    cairo_stroke (cr);
    cairo_rotate (cr, -0.92);
    cairo_move_to (cr, 0.50 - 0.27, 0.02);
    cairo_line_to (cr, 0.50 + 0.27, 0.02);
    cairo_line_to (cr, 0.50 - 0.05, -0.38);
    cairo_close_path (cr);
    cairo_fill (cr);
    cairo_restore (cr);
  }
}

/* A person walking to the left, about 1 high, around the origin. */
static void
draw_walker (cairo_t *cr)
{
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  fill_disc (cr, -0.02, -0.42, 0.095);
  cairo_set_line_width (cr, 0.17);
  cairo_move_to (cr, 0.0, -0.20);
  cairo_line_to (cr, 0.03, 0.05);
  cairo_stroke (cr);
  cairo_set_line_width (cr, 0.10);
  cairo_move_to (cr, 0.02, 0.05);
  cairo_line_to (cr, -0.12, 0.24);
  cairo_line_to (cr, -0.17, 0.48);
  cairo_move_to (cr, 0.04, 0.05);
  cairo_line_to (cr, 0.15, 0.26);
  cairo_line_to (cr, 0.25, 0.47);
  cairo_move_to (cr, 0.0, -0.22);
  cairo_line_to (cr, -0.17, -0.08);
  cairo_line_to (cr, -0.24, 0.05);
  cairo_move_to (cr, 0.03, -0.22);
  cairo_line_to (cr, 0.17, -0.07);
  cairo_line_to (cr, 0.20, 0.06);
  cairo_stroke (cr);
}

static void
draw_pedestrian_crossing (cairo_t *cr, const TauSignPaint *paint)
{
  static const double triangle[][2] = { { 0, -0.72 }, { 0.74, 0.60 }, { -0.74, 0.60 } };
  fill_shape (cr, PLATE_SQUARE, 0.94, paint->blue);
  use (cr, paint->white);
  fill_polygon (cr, triangle, G_N_ELEMENTS (triangle));
  use (cr, paint->black);
  cairo_save (cr);
  cairo_translate (cr, 0.0, 0.12);
  cairo_scale (cr, 0.82, 0.82);
  draw_walker (cr);
  cairo_restore (cr);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_line_width (cr, 0.06);
  for (int i = -2; i <= 2; i++) {
    cairo_move_to (cr, i * 0.22 - 0.05, 0.60);
    cairo_line_to (cr, i * 0.22 + 0.05, 0.50);
  }
  cairo_stroke (cr);
}

static void
draw_warning (cairo_t *cr, const TauSignPaint *paint)
{
  fill_shape (cr, PLATE_UP, 0.96, paint->red);
  fill_shape (cr, PLATE_UP, 0.96 - 0.27 * paint->border, paint->field);
  use (cr, paint->black);
}

static void
draw_general_danger (cairo_t *cr, const TauSignPaint *paint)
{
  static const double stroke[][2] = {
    { -0.115, -0.40 }, { 0.115, -0.40 }, { 0.065, 0.24 }, { -0.065, 0.24 }
  };
  draw_warning (cr, paint);
  cairo_save (cr);
  cairo_scale (cr, paint->weight, 1);
  fill_polygon (cr, stroke, G_N_ELEMENTS (stroke));
  fill_disc (cr, 0, 0.40, 0.105);
  cairo_restore (cr);
}

static void
draw_road_works (cairo_t *cr, const TauSignPaint *paint)
{
  static const double heap[][2] = { { 0.04, 0.52 }, { 0.27, 0.20 }, { 0.50, 0.52 } };
  draw_warning (cr, paint);
  fill_polygon (cr, heap, G_N_ELEMENTS (heap));
  fill_disc (cr, -0.08, -0.30, 0.095);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, 0.15);
  cairo_move_to (cr, -0.14, -0.13);
  cairo_line_to (cr, -0.25, 0.10);
  cairo_stroke (cr);
  cairo_set_line_width (cr, 0.095);
  cairo_move_to (cr, -0.25, 0.12);
  cairo_line_to (cr, -0.12, 0.28);
  cairo_line_to (cr, -0.13, 0.48);
  cairo_move_to (cr, -0.27, 0.12);
  cairo_line_to (cr, -0.37, 0.30);
  cairo_line_to (cr, -0.46, 0.48);
  cairo_move_to (cr, -0.12, -0.14);
  cairo_line_to (cr, 0.04, 0.04);
  cairo_stroke (cr);
  cairo_set_line_width (cr, 0.055);
  cairo_move_to (cr, -0.16, -0.02);
  cairo_line_to (cr, 0.24, 0.18);
  cairo_stroke (cr);
}

/* A bend to the right, in the warning sign's thick line. */
static void
draw_curve_right (cairo_t *cr, const TauSignPaint *paint)
{
  static const double head[][2] = { { 0.42, 0.04 }, { 0.10, -0.08 }, { 0.32, -0.30 } };
  draw_warning (cr, paint);
  cairo_set_line_width (cr, 0.17 * paint->weight);
  cairo_move_to (cr, -0.16, 0.54);
  cairo_curve_to (cr, -0.16, 0.20, -0.22, -0.10, 0.06, -0.14);
  cairo_line_to (cr, 0.24, -0.12);
  cairo_stroke (cr);
  fill_polygon (cr, head, G_N_ELEMENTS (head));
}

static const Face faces[TAU_SIGN_N_CLASSES] = {
  [TAU_SIGN_LIMIT_30] = { N_ ("speed limit 30"), PLATE_ROUND, NULL, FALSE, "30" },
  [TAU_SIGN_LIMIT_50] = { N_ ("speed limit 50"), PLATE_ROUND, NULL, FALSE, "50" },
  [TAU_SIGN_LIMIT_60] = { N_ ("speed limit 60"), PLATE_ROUND, NULL, FALSE, "60" },
  [TAU_SIGN_LIMIT_70] = { N_ ("speed limit 70"), PLATE_ROUND, NULL, FALSE, "70" },
  [TAU_SIGN_LIMIT_80] = { N_ ("speed limit 80"), PLATE_ROUND, NULL, FALSE, "80" },
  [TAU_SIGN_LIMIT_100] = { N_ ("speed limit 100"), PLATE_ROUND, NULL, FALSE, "100" },
  [TAU_SIGN_LIMIT_120] = { N_ ("speed limit 120"), PLATE_ROUND, NULL, FALSE, "120" },
  [TAU_SIGN_END_OF_LIMITS] = { N_ ("end of limits"), PLATE_ROUND, draw_end_of_limits, FALSE, NULL },
  [TAU_SIGN_NO_OVERTAKING] = { N_ ("no overtaking"), PLATE_ROUND, draw_no_overtaking, FALSE, NULL },
  [TAU_SIGN_NO_VEHICLES] = { N_ ("no vehicles"), PLATE_ROUND, draw_no_vehicles, FALSE, NULL },
  [TAU_SIGN_NO_ENTRY] = { N_ ("no entry"), PLATE_ROUND, draw_no_entry, FALSE, NULL },
  [TAU_SIGN_NO_PARKING] = { N_ ("no parking"), PLATE_ROUND, draw_no_parking, FALSE, NULL },
  [TAU_SIGN_STOP] = { N_ ("stop"), PLATE_OCTAGON, draw_stop, FALSE, NULL },
  [TAU_SIGN_YIELD] = { N_ ("yield"), PLATE_DOWN, draw_yield, FALSE, NULL },
  [TAU_SIGN_PRIORITY_ROAD] = { N_ ("priority road"), PLATE_DIAMOND, draw_priority_road, FALSE,
                               NULL },
  [TAU_SIGN_AHEAD_ONLY] = { N_ ("ahead only"), PLATE_ROUND, draw_ahead_only, FALSE, NULL },
  [TAU_SIGN_TURN_LEFT] = { N_ ("turn left"), PLATE_ROUND, draw_turn_right, TRUE, NULL },
  [TAU_SIGN_TURN_RIGHT] = { N_ ("turn right"), PLATE_ROUND, draw_turn_right, FALSE, NULL },
  [TAU_SIGN_KEEP_LEFT] = { N_ ("keep left"), PLATE_ROUND, draw_keep_right, TRUE, NULL },
  [TAU_SIGN_KEEP_RIGHT] = { N_ ("keep right"), PLATE_ROUND, draw_keep_right, FALSE, NULL },
  [TAU_SIGN_ROUNDABOUT] = { N_ ("roundabout"), PLATE_ROUND, draw_roundabout, FALSE, NULL },
  [TAU_SIGN_PEDESTRIAN_CROSSING] = { N_ ("pedestrian crossing"), PLATE_SQUARE,
                                     draw_pedestrian_crossing, FALSE, NULL },
  [TAU_SIGN_GENERAL_DANGER] = { N_ ("general danger"), PLATE_UP, draw_general_danger, FALSE, NULL },
  [TAU_SIGN_ROAD_WORKS] = { N_ ("road works"), PLATE_UP, draw_road_works, FALSE, NULL },
  [TAU_SIGN_CURVE_LEFT] = { N_ ("curve left"), PLATE_UP, draw_curve_right, TRUE, NULL },
  [TAU_SIGN_CURVE_RIGHT] = { N_ ("curve right"), PLATE_UP, draw_curve_right, FALSE, NULL },
};

const char *
tau_sign_class_name (TauSignClass sign)
{
  return faces[sign].name;
}

void
tau_sign_draw_face (cairo_t *cr, TauSignClass sign, const TauSignPaint *paint)
{
  const Face *face = &faces[sign];
  cairo_save (cr);
  fill_shape (cr, face->plate, 1, paint->rim);
  if (face->mirrored)
    cairo_scale (cr, -1, 1);
  if (face->text != NULL)
    draw_limit (cr, paint, face->text);
  else
    face->draw (cr, paint);
  cairo_restore (cr);
}
