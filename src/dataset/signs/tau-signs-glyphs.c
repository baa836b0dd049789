/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/signs/tau-signs.h"

#include <math.h>
#include <string.h>

/* Characters as strokes, in the style of DIN 1451, the lettering of European road signs: the same
 * image on every machine, whatever its fonts. A character is 1 high. The path is the centre line of
 * its stroke, so it keeps half a stroke's distance from the box. */

#define STROKE     0.165
#define HALF       (STROKE / 2)
#define WIDTH      0.60
#define GAP        0.11

#define DEGREES(a) ((a)*G_PI / 180)

/* An arc of an ellipse, clockwise in the image from `from` to `to` degrees (0 is right, 90
 * down). */
static void
bow (cairo_t *cr, double x, double y, double rx, double ry, double from, double to)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, rx, ry);
  if (from < to)
    cairo_arc (cr, 0, 0, 1, DEGREES (from), DEGREES (to));
  else
    cairo_arc_negative (cr, 0, 0, 1, DEGREES (from), DEGREES (to));
  cairo_restore (cr);
}

static void
ring (cairo_t *cr, double x, double y, double rx, double ry)
{
  cairo_new_sub_path (cr);
  bow (cr, x, y, rx, ry, 0, 360);
  cairo_close_path (cr);
}

static void
trace_zero (cairo_t *cr)
{
  double r = WIDTH / 2 - HALF;
  cairo_new_sub_path (cr);
  bow (cr, WIDTH / 2, HALF + r * 1.1, r, r * 1.1, 180, 360);
  bow (cr, WIDTH / 2, 1 - HALF - r * 1.1, r, r * 1.1, 0, 180);
  cairo_close_path (cr);
}

static void
trace_two (cairo_t *cr)
{
  double r = WIDTH / 2 - HALF;
  bow (cr, WIDTH / 2, HALF + r, r, r, 190, 385);
  cairo_line_to (cr, HALF + 0.02, 1 - HALF);
  cairo_line_to (cr, WIDTH, 1 - HALF);
}

static void
trace_three (cairo_t *cr)
{
  bow (cr, WIDTH / 2 - 0.01, 0.275, 0.205, 0.275 - HALF, 195, 450);
  bow (cr, WIDTH / 2 - 0.01, 0.6925, WIDTH / 2 - HALF + 0.01, 0.3075 - HALF, 270, 525);
}

static void
trace_five (cairo_t *cr)
{
  cairo_move_to (cr, WIDTH - 0.04, HALF);
  cairo_line_to (cr, 0.12, HALF);
  cairo_line_to (cr, 0.09, 0.50);
  bow (cr, WIDTH / 2 - 0.01, 0.66, WIDTH / 2 - HALF + 0.01, 0.34 - HALF, 222, 525);
}

static void
trace_six (cairo_t *cr)
{
  double r = WIDTH / 2 - HALF;
  double y = 1 - HALF - r * 1.05;
  ring (cr, WIDTH / 2, y, r, r * 1.05);
  cairo_move_to (cr, HALF, y);
  cairo_curve_to (cr, HALF, 0.46, 0.24, 0.20, 0.40, 0.0);
}

static void
trace_s (cairo_t *cr)
{
  double r = WIDTH / 2 - HALF;
  cairo_new_sub_path (cr);
  bow (cr, WIDTH / 2, 0.29, r - 0.01, 0.29 - HALF, 335, 90);
  bow (cr, WIDTH / 2, 0.705, r, 0.295 - HALF, 270, 515);
}

static void
trace_character (cairo_t *cr, char character)
{
  switch (character) {
  case '0':
  case 'O':
    trace_zero (cr);
    break;
  case '1':
    cairo_move_to (cr, 0.02, 0.30);
    cairo_line_to (cr, 0.29, HALF);
    cairo_line_to (cr, 0.29, 1);
    break;
  case '2':
    trace_two (cr);
    break;
  case '3':
    trace_three (cr);
    break;
  case '5':
    trace_five (cr);
    break;
  case '6':
    trace_six (cr);
    break;
  case '7':
    cairo_move_to (cr, 0.02, HALF);
    cairo_line_to (cr, WIDTH - HALF, HALF);
    cairo_line_to (cr, 0.22, 1);
    break;
  case '8':
    ring (cr, WIDTH / 2, 0.275, 0.195, 0.275 - HALF);
    ring (cr, WIDTH / 2, 0.6925, WIDTH / 2 - HALF, 0.3075 - HALF);
    break;
  case 'S':
    trace_s (cr);
    break;
  case 'T':
    cairo_move_to (cr, 0, HALF);
    cairo_line_to (cr, WIDTH, HALF);
    cairo_move_to (cr, WIDTH / 2, HALF);
    cairo_line_to (cr, WIDTH / 2, 1);
    break;
  case 'P':
    cairo_move_to (cr, HALF, 1);
    cairo_line_to (cr, HALF, HALF);
    cairo_line_to (cr, 0.30, HALF);
    bow (cr, 0.30, 0.31, WIDTH - HALF - 0.30, 0.31 - HALF, 270, 450);
    cairo_line_to (cr, HALF, 0.62 - HALF);
    break;
  default:
    g_assert_not_reached ();
  }
}

static double
advance (char character)
{
  return (character == '1' ? 0.38 : WIDTH) + GAP;
}

void
tau_sign_draw_text (cairo_t *cr, const char *text, double height, double weight)
{
  double length = -GAP;
  for (const char *c = text; *c != '\0'; c++)
    length += advance (*c);

  cairo_save (cr);
  cairo_scale (cr, height, height);
  cairo_translate (cr, -length / 2, -0.5);
  cairo_new_path (cr);
  for (const char *c = text; *c != '\0'; c++) {
    cairo_new_sub_path (cr);
    trace_character (cr, *c);
    cairo_translate (cr, advance (*c), 0);
  }
  cairo_set_line_width (cr, STROKE * weight);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
  cairo_stroke (cr);
  cairo_restore (cr);
}
