/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/kinds/tau-plot-spread.h"

#include "base/tau-number.h"
#include "plot/tau-plot-axes.h"
#include "plot/scatter/tau-plot-labels.h"
#include "plot/scatter/tau-plot-legend.h"
#include "plot/tau-plot-marks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Lengths in ems of the style's font. */
#define WHISKER 0.1
#define CAP     0.3
#define PAD     0.3 /* around a label */

static gboolean
is_drawable (const TauPlotSpread *data, int index)
{
  return index >= 0 && index < (int)data->n_points && isfinite (data->points[index].x) &&
         isfinite (data->points[index].y);
}

/* The point chosen (or best) most often, or -1. */
static int
most_often (const TauPlotSpread *data, gboolean best)
{
  int found = -1;
  guint most = 0;
  for (int i = 0; i < (int)data->n_points; i++) {
    const guint n = best ? data->points[i].n_best : data->points[i].n_chosen;
    if (n > most && is_drawable (data, i)) {
      most = n;
      found = i;
    }
  }
  return found;
}

static void
get_key (const TauPlotSpread *data, TauPlotScatter *key)
{
  tau_plot_scatter_init (key);
  tau_plot_scatter_add (key, 0, 0, TRUE, "");
  key->label_given = data->label_given;
  key->correlation = NAN;
  key->chosen = most_often (data, FALSE) >= 0 ? 0 : -1;
  key->best = most_often (data, TRUE) >= 0 ? 0 : -1;
}

static void
widen (double *low, double *high, double value)
{
  if (isfinite (value)) {
    *low = MIN (*low, value);
    *high = MAX (*high, value);
  }
}

static void
get_axes (const TauPlotSpread *data, const TauPlotStyle *style, double width, TauPlotAxes *axes)
{
  double x_low = INFINITY, x_high = -INFINITY, y_low = INFINITY, y_high = -INFINITY;
  TauPlotScatter key;
  for (int i = 0; i < (int)data->n_points; i++) {
    const TauPlotSpreadPoint *point = &data->points[i];
    if (!is_drawable (data, i))
      continue;
    widen (&x_low, &x_high, point->x);
    widen (&x_low, &x_high, point->x_low);
    widen (&x_low, &x_high, point->x_high);
    widen (&y_low, &y_high, point->y);
    widen (&y_low, &y_high, point->y_low);
    widen (&y_low, &y_high, point->y_high);
  }
  get_key (data, &key);
  *axes = (TauPlotAxes){
    .x_low = x_low <= x_high ? x_low : 0,
    .x_high = x_low <= x_high ? x_high : 1,
    .y_low = y_low <= y_high ? y_low : 0,
    .y_high = y_low <= y_high ? y_high : 1,
    .x_padding = 0.06,
    .y_padding = 0.06,
    .room = tau_plot_ring_extent (TRUE, style->mark_radius),
    .x_title = data->x_title,
    .y_title = data->y_title,
    .top = tau_plot_legend_height (&key, style, width),
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
place (const TauPlotSpread *data, const TauPlotScale *scale, int index, double *x, double *y)
{
  *x = tau_plot_axis_to_pixel (&scale->x, data->points[index].x);
  *y = tau_plot_axis_to_pixel (&scale->y, data->points[index].y);
}

/* -- drawing -------------------------------------------------------------------------------- */

static void
draw_whiskers (cairo_t *cr, const TauPlotSpread *data, const TauPlotScale *scale,
               const TauPlotStyle *style, int index)
{
  const TauPlotSpreadPoint *point = &data->points[index];
  const double cap = CAP * style->font_size;
  double x, y;
  place (data, scale, index, &x, &y);
  cairo_new_path (cr);
  if (isfinite (point->x_low) && isfinite (point->x_high)) {
    const double from = tau_plot_axis_to_pixel (&scale->x, point->x_low);
    const double to = tau_plot_axis_to_pixel (&scale->x, point->x_high);
    cairo_move_to (cr, from, y);
    cairo_line_to (cr, to, y);
    for (guint i = 0; i < 2; i++) {
      cairo_move_to (cr, i == 0 ? from : to, y - cap);
      cairo_rel_line_to (cr, 0, 2 * cap);
    }
  }
  if (isfinite (point->y_low) && isfinite (point->y_high)) {
    const double from = tau_plot_axis_to_pixel (&scale->y, point->y_low);
    const double to = tau_plot_axis_to_pixel (&scale->y, point->y_high);
    cairo_move_to (cr, x, from);
    cairo_line_to (cr, x, to);
    for (guint i = 0; i < 2; i++) {
      cairo_move_to (cr, x - cap, i == 0 ? from : to);
      cairo_rel_line_to (cr, 2 * cap, 0);
    }
  }
  cairo_stroke (cr);
}

static gboolean
is_mostly_right (const TauPlotSpread *data, int index)
{
  return 2 * data->points[index].n_correct > data->n;
}

static void
draw_mark (cairo_t *cr, const TauPlotSpread *data, const TauPlotScale *scale,
           const TauPlotStyle *style, int index)
{
  const double radius = 0.8 * style->mark_radius;
  const gboolean best = index == most_often (data, TRUE);
  double x, y;
  place (data, scale, index, &x, &y);
  if (best)
    tau_plot_star_draw (cr, style, x, y, radius);
  if (index == most_often (data, FALSE))
    tau_plot_ring_draw (cr, style, best, x, y, radius);
  tau_plot_mark_draw (cr, style, is_mostly_right (data, index), x, y, radius);
}

/* "Zoom 1.2, 7 ×": how often it was chosen; if never, its title alone where it won otherwise. */
static char *
label_text (const TauPlotSpread *data, int index)
{
  const TauPlotSpreadPoint *point = &data->points[index];
  if (point->n_chosen == 0)
    return g_strdup (point->title);
  return g_strdup_printf (_ ("%s, %u ×"), point->title, point->n_chosen);
}

static void
draw_labels (cairo_t *cr, const TauPlotSpread *data, const TauPlotScale *scale,
             const TauPlotStyle *style, const TauPlotState *state)
{
  const double em = style->font_size, extent = tau_plot_ring_extent (FALSE, style->mark_radius);
  const TauPlotBox frame = { scale->x.pixel_low, scale->y.pixel_high,
                             scale->x.pixel_high - scale->x.pixel_low,
                             scale->y.pixel_low - scale->y.pixel_high };
  TauPlotBox marks[TAU_N_TRANSFORMS], taken[TAU_N_TRANSFORMS];
  guint n_marks = 0, n_taken = 0;
  for (int i = 0; i < (int)data->n_points; i++) {
    double x, y;
    if (!is_drawable (data, i))
      continue;
    place (data, scale, i, &x, &y);
    marks[n_marks++] = (TauPlotBox){ x - extent, y - extent, 2 * extent, 2 * extent };
  }
  for (int i = 0; i < (int)data->n_points; i++) {
    double x, y, width, height;
    if (!is_drawable (data, i) || (data->points[i].n_chosen == 0 && data->points[i].n_best == 0 &&
                                   i != state->selected && i != state->hovered))
      continue;
    g_autofree char *text = label_text (data, i);
    tau_plot_style_measure (style, TAU_PLOT_TEXT_SMALL, text, &width, &height);
    place (data, scale, i, &x, &y);
    if (!tau_plot_place_label (&frame, marks, n_marks, taken, n_taken, x, y, extent,
                               width + 2 * PAD * em, height + PAD * em, &taken[n_taken]))
      continue;
    const TauPlotBox *box = &taken[n_taken++];
    cairo_set_source_rgba (cr, style->background.red, style->background.green,
                           style->background.blue, 0.88);
    cairo_rectangle (cr, box->x, box->y, box->width, box->height);
    cairo_fill (cr);
    tau_plot_set_color (cr, &style->foreground);
    tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, text, box->x + box->width / 2,
                              box->y + box->height / 2, G_MAXDOUBLE, 0.5, 0.5);
  }
}

static void
draw_cb (gconstpointer spread, cairo_t *cr, const TauPlotStyle *style, gconstpointer scale,
         const TauPlotState *state)
{
  const TauPlotSpread *data = spread;
  const TauPlotScale *where = scale;
  TauPlotScatter key;
  TauPlotAxes axes;
  get_key (data, &key);
  get_axes (data, style, where->width, &axes);
  tau_plot_legend_draw (&key, style, where->width, cr);
  tau_plot_axes_draw (&axes, style, where, cr);
  cairo_set_line_width (cr, WHISKER * style->font_size);
  for (int i = 0; i < (int)data->n_points; i++) {
    if (!is_drawable (data, i))
      continue;
    const gboolean named = i == state->hovered || i == state->selected;
    tau_plot_set_color (cr, named ? &style->foreground : &style->frame);
    draw_whiskers (cr, data, where, style, i);
  }
  for (int i = 0; i < (int)data->n_points; i++)
    if (is_drawable (data, i))
      draw_mark (cr, data, where, style, i);
  draw_labels (cr, data, where, style, state);
}

/* -- pointing ------------------------------------------------------------------------------- */

static int
hit_test_cb (gconstpointer spread, gconstpointer scale, double x, double y)
{
  const TauPlotSpread *data = spread;
  double nearest = 18; /* px */
  int hit = -1;
  for (int i = 0; i < (int)data->n_points; i++) {
    double at_x, at_y;
    if (!is_drawable (data, i))
      continue;
    place (data, scale, i, &at_x, &at_y);
    if (hypot (at_x - x, at_y - y) < nearest) {
      nearest = hypot (at_x - x, at_y - y);
      hit = i;
    }
  }
  return hit;
}

static gboolean
move_cb (gconstpointer spread, TauPlotStep step, int *item)
{
  const TauPlotSpread *data = spread;
  const gboolean along_y = step == TAU_PLOT_UP || step == TAU_PLOT_DOWN;
  const int way = step == TAU_PLOT_UP || step == TAU_PLOT_RIGHT ? 1 : -1;
  int found = -1;
  if (step == TAU_PLOT_NOWHERE) {
    found = *item;
    *item = -1;
    return found >= 0;
  }
  if (step > TAU_PLOT_DOWN)
    return FALSE;
  if (!is_drawable (data, *item)) {
    found = most_often (data, FALSE);
    for (int i = 0; found < 0 && i < (int)data->n_points; i++)
      found = is_drawable (data, i) ? i : -1;
    *item = found;
    return found >= 0;
  }
#define KEY(i) (along_y ? data->points[i].y : data->points[i].x)
  for (int i = 0; i < (int)data->n_points; i++) {
    const double gain = is_drawable (data, i) ? way * (KEY (i) - KEY (*item)) : 0;
    if (gain > 0 && (found < 0 || gain < way * (KEY (found) - KEY (*item))))
      found = i;
  }
#undef KEY
  *item = found >= 0 ? found : *item;
  return TRUE;
}

static char *
describe_cb (gconstpointer spread)
{
  const TauPlotSpread *data = spread;
  const int chosen = most_often (data, FALSE), best = most_often (data, TRUE);
  if (best < 0)
    return g_strdup (_ ("No values yet."));
  if (chosen < 0)
    return g_strdup_printf (_ ("Most often best: %s, with %u of %u seeds."),
                            data->points[best].title, data->points[best].n_best, data->n);
  return g_strdup_printf (
      _ ("Most often chosen: %s, with %u of %u seeds. Most often best: %s, with %u."),
      data->points[chosen].title, data->points[chosen].n_chosen, data->n, data->points[best].title,
      data->points[best].n_best);
}

static char *
describe_item_cb (gconstpointer spread, int item)
{
  const TauPlotSpread *data = spread;
  if (!is_drawable (data, item))
    return NULL;
  const TauPlotSpreadPoint *point = &data->points[item];
  g_autofree char *mean = tau_number_take (g_strdup_printf ("%.3g", point->y));
  g_autofree char *low = tau_number_take (g_strdup_printf ("%.3g", point->y_low));
  g_autofree char *high = tau_number_take (g_strdup_printf ("%.3g", point->y_high));
  return g_strdup_printf (
      _ ("%s: actual loss %s on average, from %s to %s; chosen with %u, best with %u of %u seeds"),
      point->title, mean, low, high, point->n_chosen, point->n_best, data->n);
}

static const TauPlotKind kind = {
  .scale_size = sizeof (TauPlotScale),
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
tau_plot_new_for_spread (const TauPlotSpread *data)
{
  return tau_plot_new (&kind, g_memdup2 (data, sizeof *data), data->title, data->n_points);
}
