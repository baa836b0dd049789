/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/kinds/tau-plot-curve-draw.h"

#include "plot/tau-plot-axes.h"

#include <math.h>

/* Lengths in ems of the style's font. */
#define SAMPLE     1.6 /* length of the line in the legend */
#define SAMPLE_GAP 0.4
#define ENTRY_GAP  0.8
#define LEFT       0.3
#define ROW        1.5
#define LINE       0.16
#define MARK       0.28
#define MAX_MARKS  40  /* more would hide the line */
#define LEAST_SPAN 0.2 /* of the axis, of the largest value: less is noise, and looks like it */

/* -- the legend ----------------------------------------------------------------------------- */

/* The widest text that an entry can get, so that showing a value moves nothing. */
static double
entry_width (const TauPlotCurve *data, const TauPlotStyle *style, guint curve)
{
  double width, height, widest = 0;
  GArray *points = data->curves[curve].points;
  g_autofree char *title =
      g_strdup_printf ("%s 0.%0*d", data->curves[curve].title, (int)data->decimals, 0);
  tau_plot_style_measure (style, TAU_PLOT_TEXT_SMALL, title, &widest, &height);
  if (points->len > 0) {
    double x = g_array_index (points, TauPlotCurvePoint, points->len - 1).x;
    g_autofree char *text = tau_plot_curve_name_value (data, curve, x, FALSE);
    tau_plot_style_measure (style, TAU_PLOT_TEXT_SMALL, text, &width, &height);
    widest = MAX (widest, width);
  }
  return widest + (SAMPLE + SAMPLE_GAP + ENTRY_GAP) * style->font_size;
}

/* Where entry `curve` of the legend lies; returns the row below all. */
static guint
place_entries (const TauPlotCurve *data, const TauPlotStyle *style, double width,
               double x[TAU_PLOT_CURVE_MAX], guint row[TAU_PLOT_CURVE_MAX])
{
  double left = LEFT * style->font_size, at = left;
  guint line = 0;
  for (guint c = 0; c < data->n_curves; c++) {
    double need = entry_width (data, style, c);
    if (at > left && at + need - ENTRY_GAP * style->font_size > width) {
      at = left;
      line++;
    }
    x[c] = at;
    row[c] = line;
    at += need;
  }
  return line + 1;
}

/* -- lines and marks ------------------------------------------------------------------------ */

static void
set_line (cairo_t *cr, const TauPlotStyle *style, guint curve)
{
  double em = style->font_size;
  const double dashes[TAU_PLOT_CURVE_MAX][2] = { { 0, 0 },
                                                 { 0.6 * em, 0.35 * em },
                                                 { 0.16 * em, 0.3 * em } };
  tau_plot_set_color (cr, &style->series[curve]);
  cairo_set_line_width (cr, LINE * em);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, curve == 2 ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
  cairo_set_dash (cr, dashes[curve], curve == 0 ? 0 : 2, 0);
}

static void
draw_mark (cairo_t *cr, const TauPlotStyle *style, guint curve, double x, double y, double radius)
{
  cairo_new_path (cr);
  switch (curve) {
  case 0:
    cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
    break;
  case 1:
    cairo_rectangle (cr, x - 0.85 * radius, y - 0.85 * radius, 1.7 * radius, 1.7 * radius);
    break;
  default:
    cairo_move_to (cr, x, y - 1.2 * radius);
    cairo_line_to (cr, x + 1.1 * radius, y + 0.8 * radius);
    cairo_line_to (cr, x - 1.1 * radius, y + 0.8 * radius);
    cairo_close_path (cr);
  }
  tau_plot_set_color (cr, &style->series[curve]);
  cairo_fill (cr);
}

/* Where a mark goes: aside where an earlier curve has the same value, or it would hide it. */
static double
place_mark (const TauPlotCurve *data, const TauPlotScale *scale, guint curve,
            const TauPlotCurvePoint *point, double radius)
{
  const double x = tau_plot_axis_to_pixel (&scale->x, point->x);
  guint n_same = 0;
  for (guint c = 0; c < curve; c++) {
    const double other = tau_plot_curve_value (data, c, point->x);
    n_same += isfinite (other) && fabs (tau_plot_axis_to_pixel (&scale->y, other) -
                                        tau_plot_axis_to_pixel (&scale->y, point->y)) < radius;
  }
  /* One to the right, a second one to the left. */
  return n_same == 0 ? x : x + (n_same == 1 ? 2 : -2) * radius;
}

static void
draw_curve (cairo_t *cr, const TauPlotCurve *data, const TauPlotScale *scale,
            const TauPlotStyle *style, guint curve)
{
  GArray *points = data->curves[curve].points;
  gboolean pen_down = FALSE;

  set_line (cr, style, curve);
  for (guint i = 0; i < points->len; i++) {
    const TauPlotCurvePoint *point = &g_array_index (points, TauPlotCurvePoint, i);
    double x = tau_plot_axis_to_pixel (&scale->x, point->x);
    double y = tau_plot_axis_to_pixel (&scale->y, point->y);
    if (!isfinite (point->y)) {
      pen_down = FALSE;
      continue;
    }
    if (pen_down)
      cairo_line_to (cr, x, y);
    else
      cairo_move_to (cr, x, y);
    pen_down = TRUE;
  }
  cairo_stroke (cr);
  for (guint i = 0; i < points->len && points->len <= MAX_MARKS; i++) {
    const TauPlotCurvePoint *point = &g_array_index (points, TauPlotCurvePoint, i);
    if (isfinite (point->y))
      draw_mark (cr, style, curve, place_mark (data, scale, curve, point, MARK * style->font_size),
                 tau_plot_axis_to_pixel (&scale->y, point->y), MARK * style->font_size);
  }
}

static void
draw_legend (cairo_t *cr, const TauPlotCurve *data, const TauPlotStyle *style, double width,
             double cursor)
{
  double x[TAU_PLOT_CURVE_MAX], em = style->font_size;
  guint row[TAU_PLOT_CURVE_MAX];
  place_entries (data, style, width, x, row);
  for (guint c = 0; c < data->n_curves; c++) {
    double middle = (row[c] + 0.5) * ROW * em;
    g_autofree char *text = tau_plot_curve_name_value (data, c, cursor, FALSE);
    cairo_new_path (cr);
    cairo_move_to (cr, x[c], middle);
    cairo_line_to (cr, x[c] + SAMPLE * em, middle);
    set_line (cr, style, c);
    cairo_stroke (cr);
    draw_mark (cr, style, c, x[c] + SAMPLE / 2 * em, middle, MARK * em);
    tau_plot_set_color (cr, &style->foreground);
    tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, text,
                              x[c] + (SAMPLE + SAMPLE_GAP) * em, middle, G_MAXDOUBLE, 0, 0.5);
  }
}

static void
draw_cursor (cairo_t *cr, const TauPlotCurve *data, const TauPlotScale *scale,
             const TauPlotStyle *style, double cursor)
{
  double x = tau_plot_crisp (tau_plot_axis_to_pixel (&scale->x, cursor));
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_width (cr, style->line_width);
  tau_plot_set_color (cr, &style->dim);
  cairo_move_to (cr, x, scale->y.pixel_low);
  cairo_line_to (cr, x, scale->y.pixel_high);
  cairo_stroke (cr);
  for (guint c = 0; c < data->n_curves; c++) {
    double value = tau_plot_curve_value (data, c, cursor);
    if (isfinite (value))
      draw_mark (cr, style, c, tau_plot_axis_to_pixel (&scale->x, cursor),
                 tau_plot_axis_to_pixel (&scale->y, value), 1.7 * MARK * style->font_size);
  }
}

/* -- the chart ------------------------------------------------------------------------------ */

static void
get_axes (const TauPlotCurve *data, const TauPlotStyle *style, double width, TauPlotAxes *axes)
{
  double x[TAU_PLOT_CURVE_MAX], low = INFINITY, high = -INFINITY;
  guint row[TAU_PLOT_CURVE_MAX];
  *axes = (TauPlotAxes){
    .x_high = data->x_end,
    .y_padding = 0.06,
    .x_title = data->x_title,
    .y_title = data->y_title,
    .top = place_entries (data, style, width, x, row) * ROW * style->font_size,
  };
  for (guint c = 0; c < data->n_curves; c++)
    for (guint i = 0; i < data->curves[c].points->len; i++) {
      const TauPlotCurvePoint *point =
          &g_array_index (data->curves[c].points, TauPlotCurvePoint, i);
      axes->x_high = MAX (axes->x_high, point->x);
      if (isfinite (point->y)) {
        low = MIN (low, point->y);
        high = MAX (high, point->y);
      }
    }
  if (low > high) {
    low = 0;
    high = 1;
  }
  if (low >= 0 && low < 0.5 * high)
    low = 0;
  if (low == 0 && high == 0) /* no error at all: there are none below */
    high = 1;
  const double spread = LEAST_SPAN * MAX (fabs (low), fabs (high)) - (high - low);
  if (spread > 0) {
    axes->y_low = low >= 0 ? MAX (0, low - spread / 2) : low - spread / 2;
    axes->y_high = high + spread / 2;
    return;
  }
  axes->y_low = low;
  axes->y_high = high;
}

static void
fit_cb (gconstpointer data, const TauPlotStyle *style, double width, double height, gpointer scale)
{
  TauPlotAxes axes;
  get_axes (data, style, width, &axes);
  tau_plot_axes_fit (&axes, style, width, height, scale);
}

static void
draw_cb (gconstpointer curves, cairo_t *cr, const TauPlotStyle *style, gconstpointer where,
         const TauPlotState *state)
{
  const TauPlotCurve *data = curves;
  const TauPlotScale *scale = where;
  double cursor =
      tau_plot_curve_get_place (data, state->hovered >= 0 ? state->hovered : state->selected);
  TauPlotAxes axes;

  get_axes (data, style, scale->width, &axes);
  tau_plot_axes_draw (&axes, style, scale, cr);
  cairo_save (cr);
  cairo_rectangle (cr, scale->x.pixel_low - style->font_size, scale->y.pixel_high - 1,
                   scale->x.pixel_high - scale->x.pixel_low + 2 * style->font_size,
                   scale->y.pixel_low - scale->y.pixel_high + 2);
  cairo_clip (cr);
  /* The first curve is a whole line: the gaps of the others show it where they are equal. */
  for (guint c = 0; c < data->n_curves; c++)
    draw_curve (cr, data, scale, style, c);
  if (isfinite (cursor))
    draw_cursor (cr, data, scale, style, cursor);
  cairo_restore (cr);
  draw_legend (cr, data, style, scale->width, cursor);
}

static int
hit_test_cb (gconstpointer data, gconstpointer where, double x, double y)
{
  const TauPlotScale *scale = where;
  double slack = 6;
  if (x < scale->x.pixel_low - slack || x > scale->x.pixel_high + slack ||
      y < scale->y.pixel_high - slack || y > scale->y.pixel_low + slack)
    return -1;
  return tau_plot_curve_nearest (data, tau_plot_axis_to_data (&scale->x, x));
}

static gboolean
move_cb (gconstpointer curves, TauPlotStep step, int *item)
{
  const TauPlotCurve *data = curves;
  int last = (int)tau_plot_curve_get_n_places (data) - 1, from = *item;
  if (last < 0)
    return FALSE;
  switch (step) {
  case TAU_PLOT_LEFT:
    *item = from < 0 ? last : MAX (from - 1, 0);
    return TRUE;
  case TAU_PLOT_RIGHT:
    *item = MIN (from + 1, last);
    return TRUE;
  case TAU_PLOT_FIRST:
  case TAU_PLOT_LAST:
    *item = step == TAU_PLOT_FIRST ? 0 : last;
    return TRUE;
  case TAU_PLOT_NOWHERE:
    *item = -1;
    return from >= 0;
  default:
    return FALSE;
  }
}

/* A place within an unfinished epoch disappears when the next values arrive. */
static int
follow_cb (gconstpointer data, gconstpointer before, int item)
{
  return tau_plot_curve_nearest (data, tau_plot_curve_get_place (before, item));
}

static char *
describe_cb (gconstpointer data)
{
  return tau_plot_curve_describe (data);
}

static char *
describe_item_cb (gconstpointer data, int item)
{
  return tau_plot_curve_describe_place (data, item);
}

static void
free_cb (gpointer data)
{
  tau_plot_curve_clear (data);
  g_free (data);
}

static const TauPlotKind kind = {
  .scale_size = sizeof (TauPlotScale),
  .fit = fit_cb,
  .draw = draw_cb,
  .hit_test = hit_test_cb,
  .move = move_cb,
  .follow = follow_cb,
  .describe = describe_cb,
  .describe_item = describe_item_cb,
  .free = free_cb,
  .min_width = 200,
  .natural_width = 280,
  .min_height = 190,
  .natural_height = 240,
  .names_items = TRUE,
};

TauPlot *
tau_plot_new_for_curve (TauPlotCurve *data)
{
  TauPlotCurve *own = g_memdup2 (data, sizeof *data);
  tau_plot_curve_init (data);
  return tau_plot_new (&kind, own, own->title, tau_plot_curve_get_n_places (own));
}

const TauPlotCurve *
tau_plot_get_curve (TauPlot *self)
{
  return tau_plot_get_data (self, &kind);
}
