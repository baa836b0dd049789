/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/kinds/tau-plot-lines.h"

#include "base/tau-number.h"
#include "plot/tau-plot-axes.h"
#include "plot/scatter/tau-plot-legend.h"
#include "plot/tau-plot-marks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Lengths in ems of the style's font. */
#define LINE       0.09
#define PLAIN_LINE 0.13
#define PATH       0.42 /* through what was chosen */
#define NAMED_LINE 0.2
#define LABEL_GAP  0.6
#define MIN_WIDTH  26.0 /* a narrower drawing has no titles beside the lines */
#define REACH      1.3

typedef struct {
  TauPlotScale scale;
  double label_room; /* right of the frame; 0: no titles there */
  double width;
} Where;

void
tau_plot_lines_init (TauPlotLines *self)
{
  *self = (TauPlotLines){ .title = "", .present = -1, .plain = -1 };
  for (guint step = 0; step < TAU_PLOT_LINES_STEPS; step++)
    self->chosen[step] = self->best[step] = -1;
}

static const TauPlotLinesPoint *
get_point (const TauPlotLines *data, int item)
{
  const int line = item / TAU_PLOT_LINES_STEPS, step = item % TAU_PLOT_LINES_STEPS;
  return item >= 0 && line < (int)data->n_lines && step < (int)data->n_steps &&
                 isfinite (data->points[line][step].y)
             ? &data->points[line][step]
             : NULL;
}

/* -- where things lie ----------------------------------------------------------------------- */

/* The key of the scatter, for a plot with a chosen and a best. */
static void
get_key (const TauPlotLines *data, TauPlotScatter *key)
{
  tau_plot_scatter_init (key);
  tau_plot_scatter_add (key, 0, 0, TRUE, "");
  key->label_given = data->label_given;
  key->correlation = NAN;
  for (guint step = 0; step < data->n_steps; step++) {
    key->chosen = data->chosen[step] >= 0 ? 0 : key->chosen;
    key->best = data->best[step] >= 0 ? 0 : key->best;
  }
}

/* Where a loss lies on its axis. */
static double
on_axis (const TauPlotLines *data, double loss)
{
  return data->log ? fmax (loss, TAU_PLOT_LEAST_LOSS) : loss;
}

static double
label_room (const TauPlotLines *data, const TauPlotStyle *style, double width)
{
  double most = 0, text_width, height;
  if (width < MIN_WIDTH * style->font_size)
    return 0;
  for (guint line = 0; line < data->n_lines; line++) {
    tau_plot_style_measure (style, TAU_PLOT_TEXT_SMALL, data->titles[line], &text_width, &height);
    most = MAX (most, text_width);
  }
  return MIN (most, width / 3) + LABEL_GAP * style->font_size;
}

static void
get_axes (const TauPlotLines *data, const TauPlotStyle *style, double width, TauPlotAxes *axes)
{
  TauPlotScatter key;
  double low = INFINITY, high = -INFINITY;
  for (guint line = 0; line < data->n_lines; line++)
    for (guint step = 0; step < data->n_steps; step++)
      if (isfinite (data->points[line][step].y)) {
        low = MIN (low, on_axis (data, data->points[line][step].y));
        high = MAX (high, on_axis (data, data->points[line][step].y));
      }
  get_key (data, &key);
  *axes = (TauPlotAxes){
    .x_high = MAX (data->n_steps, 2) - 1,
    .y_low = low > high  ? (data->log ? 0.1 : 0)
             : data->log ? low
                         : MIN (low, 0),
    .y_high = low <= high ? high : 1,
    .y_log = data->log,
    .x_padding = 0.02,
    .y_padding = 0.04,
    .x_counts = TRUE,
    .room = tau_plot_ring_extent (TRUE, style->mark_radius),
    .x_title = data->x_title,
    .y_title = data->y_title,
    .top = tau_plot_legend_height (&key, style, width),
  };
}

static void
fit_cb (gconstpointer lines, const TauPlotStyle *style, double width, double height, gpointer where)
{
  Where *self = where;
  TauPlotAxes axes;
  self->width = width;
  self->label_room = label_room (lines, style, width);
  get_axes (lines, style, width, &axes);
  tau_plot_axes_fit (&axes, style, width - self->label_room, height, &self->scale);
}

static void
place (const TauPlotLines *data, const Where *where, guint line, guint step, double *x, double *y)
{
  *x = tau_plot_axis_to_pixel (&where->scale.x, step);
  *y = tau_plot_axis_to_pixel (&where->scale.y, on_axis (data, data->points[line][step].y));
}

/* -- drawing -------------------------------------------------------------------------------- */

/* The line at each step; NULL: `line` throughout. */
static void
stroke_path (cairo_t *cr, const TauPlotLines *data, const Where *where, const int *lines, int line)
{
  gboolean pen_down = FALSE;
  double x, y;
  for (guint step = 0; step < data->n_steps; step++) {
    const int at = lines != NULL ? lines[step] : line;
    if (at < 0 || !isfinite (data->points[at][step].y)) {
      pen_down = FALSE;
      continue;
    }
    place (data, where, at, step, &x, &y);
    if (pen_down)
      cairo_line_to (cr, x, y);
    else
      cairo_move_to (cr, x, y);
    pen_down = TRUE;
  }
  cairo_stroke (cr);
}

static void
draw_lines (cairo_t *cr, const TauPlotLines *data, const Where *where, const TauPlotStyle *style,
            int named)
{
  const double em = style->font_size;
  TauPlotColor path = style->series[0];
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  path.alpha = 0.35;
  tau_plot_set_color (cr, &path);
  cairo_set_line_width (cr, PATH * em);
  stroke_path (cr, data, where, data->chosen, -1);
  for (int line = 0; line < (int)data->n_lines; line++) {
    const gboolean strong = line == data->plain;
    tau_plot_set_color (cr, strong ? &style->foreground : &style->frame);
    cairo_set_line_width (cr, (strong ? PLAIN_LINE : LINE) * em);
    stroke_path (cr, data, where, NULL, line);
  }
  if (named < 0)
    return;
  tau_plot_set_color (cr, &style->series[2]);
  cairo_set_line_width (cr, NAMED_LINE * em);
  stroke_path (cr, data, where, NULL, named);
}

static void
draw_marks (cairo_t *cr, const TauPlotLines *data, const Where *where, const TauPlotStyle *style,
            const TauPlotState *state)
{
  const double radius = 0.62 * style->mark_radius;
  double x, y;
  for (guint step = 0; step < data->n_steps; step++) {
    const int chosen = data->chosen[step], best = data->best[step];
    for (int line = 0; line < (int)data->n_lines; line++) {
      const int item = TAU_PLOT_LINES_ITEM (line, step);
      if (get_point (data, item) == NULL || line == chosen || line == best)
        continue;
      place (data, where, line, step, &x, &y);
      tau_plot_mark_draw (cr, style, data->points[line][step].correct, x, y,
                          item == state->selected || item == state->hovered ? 1.5 * radius
                                                                            : radius);
    }
    /* These last, so that no other mark hides them. */
    for (guint i = 0; i < 2; i++) {
      const int line = i == 0 ? best : chosen;
      if (line < 0 || get_point (data, TAU_PLOT_LINES_ITEM (line, step)) == NULL)
        continue;
      place (data, where, line, step, &x, &y);
      if (line == best)
        tau_plot_star_draw (cr, style, x, y, 1.2 * radius);
      if (line == chosen)
        tau_plot_ring_draw (cr, style, line == best, x, y, 1.2 * radius);
      tau_plot_mark_draw (cr, style, data->points[line][step].correct, x, y, 1.2 * radius);
    }
  }
}

/* Spreads the labels so that none touches another, each as near as possible to its line's end. */
static void
spread (double *y, guint n, double height, double low, double high)
{
  for (guint i = 0; i < n; i++)
    y[i] = MAX (y[i], i == 0 ? low : y[i - 1] + height);
  for (guint i = n; i-- > 0;)
    y[i] = MIN (y[i], i + 1 == n ? high : y[i + 1] - height);
}

static void
draw_titles (cairo_t *cr, const TauPlotLines *data, const Where *where, const TauPlotStyle *style,
             int named)
{
  const double height = tau_plot_style_line_height (style, TAU_PLOT_TEXT_SMALL);
  const double top = where->scale.y.pixel_high, bottom = where->scale.y.pixel_low;
  const guint last = data->n_steps - 1;
  const gboolean all = data->n_lines * height <= bottom - top;
  guint order[TAU_N_TRANSFORMS], n = 0;
  double y[TAU_N_TRANSFORMS];
  for (int line = 0; line < (int)data->n_lines; line++) {
    const gboolean matters = line == data->chosen[last] || line == data->best[last] ||
                             line == data->plain || line == named;
    if (!isfinite (data->points[line][last].y) || (!all && !matters))
      continue;
    guint at = n++;
    for (; at > 0 && data->points[order[at - 1]][last].y < data->points[line][last].y; at--)
      order[at] = order[at - 1];
    order[at] = line;
  }
  for (guint i = 0; i < n; i++)
    y[i] = tau_plot_axis_to_pixel (&where->scale.y, on_axis (data, data->points[order[i]][last].y));
  spread (y, n, height, top + height / 2, bottom - height / 2);
  for (guint i = 0; i < n; i++) {
    const int line = order[i];
    const double x = where->scale.x.pixel_high + LABEL_GAP / 2 * style->font_size;
    const gboolean strong = line == data->chosen[last] || line == data->plain || line == named;
    tau_plot_set_color (cr, strong ? &style->foreground : &style->dim);
    tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, data->titles[line], x, y[i],
                              where->width - x, 0, 0.5);
  }
}

/* A band behind the step that is shown elsewhere. */
static void
draw_present (cairo_t *cr, const TauPlotLines *data, const Where *where, const TauPlotStyle *style)
{
  if (data->present < 0)
    return;
  const double x = tau_plot_axis_to_pixel (&where->scale.x, data->present);
  const double half = 0.9 * style->font_size;
  tau_plot_set_color (cr, &style->grid);
  cairo_rectangle (cr, x - half, where->scale.y.pixel_high, 2 * half,
                   where->scale.y.pixel_low - where->scale.y.pixel_high);
  cairo_fill (cr);
}

static void
draw_cb (gconstpointer lines, cairo_t *cr, const TauPlotStyle *style, gconstpointer scale,
         const TauPlotState *state)
{
  const TauPlotLines *data = lines;
  const Where *where = scale;
  const int item = state->hovered >= 0 ? state->hovered : state->selected;
  const int named = get_point (data, item) != NULL ? item / TAU_PLOT_LINES_STEPS : -1;
  TauPlotScatter key;
  TauPlotAxes axes;

  get_key (data, &key);
  get_axes (data, style, where->width, &axes);
  tau_plot_legend_draw (&key, style, where->width, cr);
  draw_present (cr, data, where, style);
  tau_plot_axes_draw (&axes, style, &where->scale, cr);
  draw_lines (cr, data, where, style, named);
  draw_marks (cr, data, where, style, state);
  if (where->label_room > 0)
    draw_titles (cr, data, where, style, named);
}

/* -- pointing ------------------------------------------------------------------------------- */

static int
hit_test_cb (gconstpointer lines, gconstpointer scale, double x, double y)
{
  const TauPlotLines *data = lines;
  const Where *where = scale;
  double nearest = 16; /* px */
  int hit = -1;
  for (guint line = 0; line < data->n_lines; line++)
    for (guint step = 0; step < data->n_steps; step++) {
      double at_x, at_y;
      place (data, where, line, step, &at_x, &at_y);
      const double distance = hypot (at_x - x, at_y - y);
      if (distance < nearest) {
        nearest = distance;
        hit = TAU_PLOT_LINES_ITEM (line, step);
      }
    }
  return hit;
}

/* The next line up (1) or down (-1) at a step, or the same. */
static int
neighbour (const TauPlotLines *data, int line, int step, int way)
{
  const double from = data->points[line][step].y;
  int found = line;
  for (int other = 0; other < (int)data->n_lines; other++) {
    const double gain = way * (data->points[other][step].y - from);
    /* Equal losses are passed in the order of the lines. */
    if (other == line || !(gain > 0 || (gain == 0 && way * (other - line) > 0)))
      continue;
    const double best = found == line ? INFINITY : way * (data->points[found][step].y - from);
    if (gain < best || (gain == best && way * (found - other) > 0))
      found = other;
  }
  return found;
}

static gboolean
move_cb (gconstpointer lines, TauPlotStep step, int *item)
{
  const TauPlotLines *data = lines;
  if (step == TAU_PLOT_NOWHERE) {
    const gboolean named = *item >= 0;
    *item = -1;
    return named;
  }
  if (step > TAU_PLOT_DOWN || data->n_lines == 0)
    return FALSE;
  if (get_point (data, *item) == NULL) {
    const int at = MAX (data->present, 0);
    *item = TAU_PLOT_LINES_ITEM (MAX (data->chosen[at], 0), at);
    return TRUE;
  }
  const int line = *item / TAU_PLOT_LINES_STEPS, at = *item % TAU_PLOT_LINES_STEPS;
  int next = *item;
  if (step == TAU_PLOT_LEFT || step == TAU_PLOT_RIGHT)
    next = CLAMP (at + (step == TAU_PLOT_RIGHT ? 1 : -1), 0, (int)data->n_steps - 1) +
           line * TAU_PLOT_LINES_STEPS;
  else
    next = TAU_PLOT_LINES_ITEM (neighbour (data, line, at, step == TAU_PLOT_UP ? 1 : -1), at);
  if (get_point (data, next) != NULL)
    *item = next;
  return TRUE;
}

static char *
describe_cb (gconstpointer lines)
{
  const TauPlotLines *data = lines;
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint step = 0; step < data->n_steps; step++) {
    const int chosen = data->chosen[step], best = data->best[step];
    if (best < 0)
      continue;
    g_autofree char *low = tau_number_take (g_strdup_printf ("%.3g", data->points[best][step].y));
    if (text->len > 0)
      g_string_append_c (text, ' ');
    if (chosen >= 0)
      /* Translators: "Severity 3: chosen Zoom 1.2, best Identity with 0.12." */
      g_string_append_printf (text, _ ("%s %u: chosen %s, best %s with %s."), data->x_title, step,
                              data->titles[chosen], data->titles[best], low);
    else
      g_string_append_printf (text, _ ("%s %u: best %s with %s."), data->x_title, step,
                              data->titles[best], low);
  }
  if (text->len == 0)
    return g_strdup (_ ("No values yet."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
describe_item_cb (gconstpointer lines, int item)
{
  const TauPlotLines *data = lines;
  const TauPlotLinesPoint *point = get_point (data, item);
  const guint line = item / TAU_PLOT_LINES_STEPS, step = item % TAU_PLOT_LINES_STEPS;
  if (point == NULL)
    return NULL;
  g_autofree char *loss = tau_number_take (g_strdup_printf ("%.3g", point->y));
  return g_strdup_printf (_ ("%s, %s %u: %s, %s%s%s"), data->titles[line], data->x_title, step,
                          loss, tau_plot_scatter_verdict (data->label_given, point->correct),
                          (int)line == data->chosen[step] ? _ (", chosen") : "",
                          (int)line == data->best[step] ? _ (", best") : "");
}

static const TauPlotKind kind = {
  .scale_size = sizeof (Where),
  .fit = fit_cb,
  .get_natural_height = tau_plot_half_height,
  .draw = draw_cb,
  .hit_test = hit_test_cb,
  .move = move_cb,
  .describe = describe_cb,
  .describe_item = describe_item_cb,
  .free = g_free,
  .min_width = 280,
  .natural_width = 560,
  .sparse = TRUE,
};

TauPlot *
tau_plot_new_for_lines (const TauPlotLines *data)
{
  return tau_plot_new (&kind, g_memdup2 (data, sizeof *data), data->title,
                       TAU_N_TRANSFORMS * TAU_PLOT_LINES_STEPS);
}
