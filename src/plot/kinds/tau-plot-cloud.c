/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/kinds/tau-plot-cloud.h"

#include "plot/tau-plot-axes.h"
#include "plot/tau-plot-marks.h"
#include "plot/tau-plot-stamp.h"

#include <math.h>

/* Lengths in ems of the style's font. */
#define EDGE      0.7  /* at the edges of the drawing */
#define SYMBOL    1.4  /* that a mark of the key takes */
#define GAP       1.2  /* between entries of the key */
#define ROW       1.8  /* of the key */
#define DOT       0.11 /* half the side of a square */
#define GROWS     1.6  /* the mark that is pointed at */
#define MARK      0.62 /* of the style's radius: there are many */
#define REACH     14.0 /* px: how near the pointer must come */
#define DOT_ALPHA 0.45 /* of a square: where there are many it is darker */

TauPlotCloud *
tau_plot_cloud_new (void)
{
  TauPlotCloud *self = g_new0 (TauPlotCloud, 1);
  self->points = g_array_new (FALSE, FALSE, sizeof (TauPlotCloudPoint));
  return self;
}

static TauPlotCloudPoint *
get (const TauPlotCloud *self, int index)
{
  return &g_array_index (self->points, TauPlotCloudPoint, index);
}

void
tau_plot_cloud_free (TauPlotCloud *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->points->len; i++)
    g_free (get (self, (int)i)->name);
  for (guint i = 0; i < TAU_PLOT_N_CLOUD_KINDS; i++)
    g_free (self->keys[i]);
  g_array_unref (self->points);
  g_free (self->title);
  g_free (self->note);
  g_free (self->x_title);
  g_free (self->y_title);
  g_free (self);
}

void
tau_plot_cloud_add (TauPlotCloud *self, double x, double y, TauPlotCloudKind kind, guint64 id,
                    char *name)
{
  const TauPlotCloudPoint point = { x, y, kind, id, name };
  g_array_append_val (self->points, point);
}

/* -- what is above the frame ---------------------------------------------------------------- */

/* The outline of a mark, and its colour. */
static void
trace_mark (cairo_t *cr, const TauPlotStyle *style, TauPlotCloudKind kind, double x, double y,
            double size)
{
  const double radius = size * style->mark_radius, dot = size * DOT / MARK * style->font_size;
  switch (kind) {
  case TAU_PLOT_CLOUD_BETTER:
    cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
    tau_plot_set_color (cr, &style->right);
    break;
  case TAU_PLOT_CLOUD_WORSE:
    cairo_move_to (cr, x, y - 1.4 * radius);
    cairo_line_to (cr, x + 1.21 * radius, y + 0.7 * radius);
    cairo_line_to (cr, x - 1.21 * radius, y + 0.7 * radius);
    cairo_close_path (cr);
    tau_plot_set_color (cr, &style->wrong);
    break;
  default:
    cairo_rectangle (cr, x - dot, y - dot, 2 * dot, 2 * dot);
    cairo_set_source_rgba (cr, style->dim.red, style->dim.green, style->dim.blue, DOT_ALPHA);
  }
}

static void
draw_mark (cairo_t *cr, const TauPlotStyle *style, TauPlotCloudKind kind, double x, double y,
           double size)
{
  trace_mark (cr, style, kind, x, y, size);
  cairo_fill (cr);
}

/* Title, note and key, from the top; returns their height. `cr` NULL: only measures. */
static double
draw_head (const TauPlotCloud *data, const TauPlotStyle *style, double width, cairo_t *cr)
{
  const double em = style->font_size;
  const double room = width - 2 * EDGE * em;
  double y = EDGE * em, x = EDGE * em;
  if (cr != NULL)
    tau_plot_set_color (cr, &style->foreground);
  y += tau_plot_style_show_paragraph (style, cr, TAU_PLOT_TEXT_BOLD, data->title, x, y, room) +
       0.3 * em;
  if (cr != NULL)
    tau_plot_set_color (cr, &style->dim);
  y += tau_plot_style_show_paragraph (style, cr, TAU_PLOT_TEXT_SMALL, data->note, x, y, room) +
       0.3 * em;
  for (guint i = 0; i < TAU_PLOT_N_CLOUD_KINDS; i++) {
    double key_width, key_height;
    if (data->keys[i] == NULL)
      continue;
    tau_plot_style_measure (style, TAU_PLOT_TEXT_SMALL, data->keys[i], &key_width, &key_height);
    if (x > EDGE * em && x + SYMBOL * em + key_width > width - EDGE * em) {
      x = EDGE * em;
      y += ROW * em;
    }
    if (cr != NULL) {
      draw_mark (cr, style, i, x + 0.5 * em, y + ROW / 2 * em, GROWS * MARK);
      tau_plot_set_color (cr, &style->foreground);
      tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, data->keys[i], x + SYMBOL * em,
                                y + ROW / 2 * em, G_MAXDOUBLE, 0, 0.5);
    }
    x += SYMBOL * em + key_width + GAP * em;
  }
  return y + ROW * em;
}

/* -- the frame ------------------------------------------------------------------------------ */

static void
get_axes (const TauPlotCloud *data, const TauPlotStyle *style, double width, TauPlotAxes *axes)
{
  /* Both axes show zero: what changes nothing. */
  double x_low = 0, x_high = 0, y_low = 0, y_high = 0;
  for (guint i = 0; i < data->points->len; i++) {
    const TauPlotCloudPoint *point = get (data, (int)i);
    x_low = MIN (x_low, point->x);
    x_high = MAX (x_high, point->x);
    y_low = MIN (y_low, point->y);
    y_high = MAX (y_high, point->y);
  }
  *axes = (TauPlotAxes){
    .x_low = x_low,
    .x_high = x_high > x_low ? x_high : 1,
    .y_low = y_low,
    .y_high = y_high > y_low ? y_high : 1,
    .x_padding = 0.03,
    .y_padding = 0.05,
    .room = style->mark_radius,
    .x_title = data->x_title,
    .y_title = data->y_title,
    .top = draw_head (data, style, width, NULL),
  };
}

static void
fit_cb (gconstpointer data, const TauPlotStyle *style, double width, double height, gpointer scale)
{
  TauPlotAxes axes;
  get_axes (data, style, width, &axes);
  tau_plot_axes_fit (&axes, style, width, height, scale);
}

static void
place (const TauPlotCloud *data, const TauPlotScale *scale, int index, double *x, double *y)
{
  *x = tau_plot_axis_to_pixel (&scale->x, get (data, index)->x);
  *y = tau_plot_axis_to_pixel (&scale->y, get (data, index)->y);
}

static void
draw_zero_lines (cairo_t *cr, const TauPlotScale *scale, const TauPlotStyle *style)
{
  const double x = tau_plot_crisp (tau_plot_axis_to_pixel (&scale->x, 0));
  const double y = tau_plot_crisp (tau_plot_axis_to_pixel (&scale->y, 0));
  cairo_set_line_width (cr, style->line_width);
  tau_plot_set_color (cr, &style->frame);
  cairo_move_to (cr, scale->x.pixel_low, y);
  cairo_line_to (cr, scale->x.pixel_high, y);
  cairo_move_to (cr, x, scale->y.pixel_low);
  cairo_line_to (cr, x, scale->y.pixel_high);
  cairo_stroke (cr);
}

/* Larger than its neighbours, with a ring. */
static void
draw_named (cairo_t *cr, const TauPlotCloud *data, const TauPlotScale *scale,
            const TauPlotStyle *style, int index)
{
  double x, y;
  if (index < 0 || index >= (int)data->points->len)
    return;
  place (data, scale, index, &x, &y);
  tau_plot_ring_draw (cr, style, FALSE, x, y, style->mark_radius);
  draw_mark (cr, style, get (data, index)->kind, x, y, GROWS * MARK);
}

typedef struct {
  const TauPlotStyle *style;
  TauPlotCloudKind kind;
} Mark;

static void
trace_cb (cairo_t *cr, gconstpointer data)
{
  const Mark *mark = data;
  trace_mark (cr, mark->style, mark->kind, 0, 0, MARK);
}

/* Squares first: there are many. */
static void
draw_points (cairo_t *cr, const TauPlotCloud *data, const TauPlotScale *scale,
             const TauPlotStyle *style)
{
  const double reach = 1.4 * MAX (MARK * style->mark_radius, DOT * style->font_size);
  Mark marks[TAU_PLOT_N_CLOUD_KINDS];
  TauPlotStamp *stamps[TAU_PLOT_N_CLOUD_KINDS];
  for (guint kind = 0; kind < TAU_PLOT_N_CLOUD_KINDS; kind++) {
    marks[kind] = (Mark){ style, kind };
    stamps[kind] = tau_plot_stamp_new (cr, trace_cb, &marks[kind], reach);
  }
  cairo_new_path (cr);
  for (guint few = 0; few < 2; few++)
    for (guint i = 0; i < data->points->len; i++) {
      const TauPlotCloudKind kind = get (data, (int)i)->kind;
      double x, y;
      if ((kind != TAU_PLOT_CLOUD_SAME) != (gboolean)few)
        continue;
      place (data, scale, (int)i, &x, &y);
      tau_plot_stamp_put (stamps[kind], cr, x, y);
    }
  for (guint kind = 0; kind < TAU_PLOT_N_CLOUD_KINDS; kind++)
    tau_plot_stamp_free (stamps[kind]);
}

static void
draw_cb (gconstpointer cloud, cairo_t *cr, const TauPlotStyle *style, gconstpointer scale,
         const TauPlotState *state)
{
  const TauPlotCloud *data = cloud;
  const TauPlotScale *where = scale;
  TauPlotAxes axes;
  get_axes (data, style, where->width, &axes);
  draw_head (data, style, where->width, cr);
  tau_plot_axes_draw (&axes, style, where, cr);
  draw_zero_lines (cr, where, style);
  draw_points (cr, data, where, style);
}

static void
draw_pointed_cb (gconstpointer cloud, cairo_t *cr, const TauPlotStyle *style, gconstpointer scale,
                 const TauPlotState *state)
{
  draw_named (cr, cloud, scale, style, state->selected);
  draw_named (cr, cloud, scale, style, state->hovered);
}

/* -- pointing ------------------------------------------------------------------------------- */

/* The nearest point; of those as near, the one drawn last. */
static int
hit_test_cb (gconstpointer cloud, gconstpointer scale, double x, double y)
{
  const TauPlotCloud *data = cloud;
  double nearest = REACH;
  int hit = -1;
  for (guint i = 0; i < data->points->len; i++) {
    double at_x, at_y;
    place (data, scale, (int)i, &at_x, &at_y);
    const double distance = hypot (at_x - x, at_y - y);
    const gboolean below =
        hit >= 0 && distance == nearest && get (data, (int)i)->kind > get (data, hit)->kind;
    if (distance > nearest || below)
      continue;
    nearest = distance;
    hit = (int)i;
  }
  return hit;
}

/* Negative, 0 or positive if point `a` comes before, is, or comes after `b` along an axis. */
static int
compare (const TauPlotCloud *data, int a, int b, gboolean along_y)
{
  const TauPlotCloudPoint *first = get (data, a), *second = get (data, b);
  const double from = along_y ? first->y : first->x, to = along_y ? second->y : second->x;
  return from != to ? (from > to) - (from < to) : a - b;
}

static gboolean
move_cb (gconstpointer cloud, TauPlotStep step, int *item)
{
  const TauPlotCloud *data = cloud;
  const gboolean along_y = step == TAU_PLOT_UP || step == TAU_PLOT_DOWN;
  const int way = step == TAU_PLOT_UP || step == TAU_PLOT_RIGHT || step == TAU_PLOT_FIRST ? 1 : -1;
  const int from = step == TAU_PLOT_FIRST || step == TAU_PLOT_LAST ? -1 : *item;
  int found = -1;
  if (step == TAU_PLOT_NOWHERE) {
    found = *item;
    *item = -1;
    return found >= 0;
  }
  for (int i = 0; i < (int)data->points->len; i++)
    if ((from < 0 || way * compare (data, i, from, along_y) > 0) &&
        (found < 0 || way * compare (data, i, found, along_y) < 0))
      found = i;
  if (found >= 0)
    *item = found;
  return data->points->len > 0;
}

static int
follow_cb (gconstpointer cloud, gconstpointer before, int item)
{
  const TauPlotCloud *data = cloud;
  const guint64 id = get (before, item)->id;
  for (guint i = 0; i < data->points->len; i++)
    if (get (data, (int)i)->id == id)
      return (int)i;
  return -1;
}

static char *
describe_cb (gconstpointer cloud)
{
  const TauPlotCloud *data = cloud;
  return g_strdup (data->note != NULL ? data->note : "");
}

static char *
describe_item_cb (gconstpointer cloud, int item)
{
  return g_strdup (get (cloud, item)->name);
}

static double
natural_height_cb (gconstpointer data, const TauPlotStyle *style, double width)
{
  return draw_head (data, style, width, NULL) +
         CLAMP (0.5 * width, 18 * style->font_size, 30 * style->font_size);
}

static void
free_cb (gpointer data)
{
  tau_plot_cloud_free (data);
}

static const TauPlotKind kind = {
  .scale_size = sizeof (TauPlotScale),
  .fit = fit_cb,
  .get_natural_height = natural_height_cb,
  .draw = draw_cb,
  .draw_pointed = draw_pointed_cb,
  .hit_test = hit_test_cb,
  .move = move_cb,
  .follow = follow_cb,
  .describe = describe_cb,
  .describe_item = describe_item_cb,
  .free = free_cb,
  .min_width = 280,
  .natural_width = 560,
  .sparse = TRUE,
};

TauPlot *
tau_plot_new_for_cloud (TauPlotCloud *data)
{
  return tau_plot_new (&kind, data, data->title, data->points->len);
}
