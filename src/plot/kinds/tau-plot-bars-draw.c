/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/kinds/tau-plot-bars-draw.h"

#include <math.h>

#include "plot/kinds/tau-plot-bars-scale.h"
#include "plot/tau-plot-palette.h"

#define EDGE    0.5 /* ems, as in the scale */
#define GAP     0.5
#define KEY_ROW 1.6
#define SYMBOL  0.9 /* ems, of the square in the key */
#define CAP     0.5 /* of the bar's height, at both ends of an interval */

static void
set_dash (cairo_t *cr, const TauPlotStyle *style)
{
  const double dash[] = { 0.4 * style->font_size, 0.25 * style->font_size };
  cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0);
  cairo_set_line_width (cr, 1.5 * style->line_width);
}

static void
draw_key (cairo_t *cr, const TauPlotGrid *data, const TauPlotBarsScale *scale,
          const TauPlotStyle *style)
{
  double em = style->font_size, room = scale->width - 2 * EDGE * em;
  double first = scale->top - GAP * em - scale->key_rows * KEY_ROW * em;
  g_autofree char *reference = tau_plot_bars_reference_text (data);

  tau_plot_set_color (cr, &style->foreground);
  tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_BOLD, data->title != NULL ? data->title : "",
                            EDGE * em, (EDGE * em + first) / 2, room, 0, 0.5);
  for (guint i = 0; i < data->n_columns + (reference != NULL ? 1 : 0); i++) {
    double x;
    guint row;
    tau_plot_bars_place_key (data, style, scale->width, i, &x, &row);
    double y = first + (row + 0.5) * KEY_ROW * em;
    if (i < data->n_columns) {
      TauPlotColor color = tau_plot_palette_get_series (tau_plot_style_is_dark (style), i);
      tau_plot_set_color (cr, &color);
      cairo_rectangle (cr, x, y - SYMBOL * em / 2, SYMBOL * em, SYMBOL * em);
      cairo_fill (cr);
    } else {
      cairo_save (cr);
      set_dash (cr, style);
      tau_plot_set_color (cr, &style->foreground);
      cairo_move_to (cr, x, y);
      cairo_rel_line_to (cr, SYMBOL * em, 0);
      cairo_stroke (cr);
      cairo_restore (cr);
    }
    x += 1.5 * em;
    tau_plot_set_color (cr, &style->foreground);
    tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL,
                              i < data->n_columns ? data->columns[i] : reference, x, y,
                              scale->width - EDGE * em - x, 0, 0.5);
  }
}

static void
draw_axis (cairo_t *cr, const TauPlotBarsScale *scale, const TauPlotStyle *style)
{
  const TauPlotAxis *x = &scale->x;
  double em = style->font_size, taken = -G_MAXDOUBLE;

  cairo_set_line_width (cr, style->line_width);
  for (guint i = 0; i < x->n_ticks; i++) {
    char text[TAU_PLOT_TICK_TEXT_SIZE];
    double at = tau_plot_axis_to_pixel (x, tau_plot_axis_get_tick (x, i)), width, height;
    tau_plot_set_color (cr, tau_plot_axis_get_tick (x, i) == 0 ? &style->frame : &style->grid);
    cairo_move_to (cr, tau_plot_crisp (at), scale->top);
    cairo_line_to (cr, tau_plot_crisp (at), scale->bottom);
    cairo_stroke (cr);
    tau_plot_axis_format_tick (x, i, text);
    tau_plot_style_measure (style, TAU_PLOT_TEXT_SMALL, text, &width, &height);
    if (at - width / 2 < taken || at + width / 2 > scale->width)
      continue;
    tau_plot_set_color (cr, &style->dim);
    tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, text, at,
                              scale->bottom + GAP * em + height / 2, G_MAXINT / PANGO_SCALE, 0.5,
                              0.5);
    taken = at + width / 2 + GAP * em;
  }
}

static void
draw_interval (cairo_t *cr, const TauPlotBarsScale *scale, const TauPlotStyle *style,
               const TauPlotCell *bar, double y)
{
  double low = tau_plot_axis_to_pixel (&scale->x, bar->low);
  double high = tau_plot_axis_to_pixel (&scale->x, bar->high);
  double cap = CAP * scale->bar_height / 2;

  cairo_move_to (cr, low, y);
  cairo_line_to (cr, high, y);
  cairo_move_to (cr, low, y - cap);
  cairo_rel_line_to (cr, 0, 2 * cap);
  cairo_move_to (cr, high, y - cap);
  cairo_rel_line_to (cr, 0, 2 * cap);
  /* The line crosses bar and background: a halo keeps it distinct from both. */
  cairo_set_line_width (cr, 2.4 * style->line_width);
  tau_plot_set_color (cr, &style->background);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, 1.2 * style->line_width);
  tau_plot_set_color (cr, &style->foreground);
  cairo_stroke (cr);
}

static void
draw_bar (cairo_t *cr, const TauPlotGrid *data, const TauPlotBarsScale *scale,
          const TauPlotStyle *style, guint group, guint series)
{
  const TauPlotCell *bar = tau_plot_grid_get (data, group, series);
  TauPlotColor color = tau_plot_palette_get_series (tau_plot_style_is_dark (style), series);
  double zero = tau_plot_axis_to_pixel (&scale->x, 0), end = zero;
  double y = tau_plot_bars_scale_get_y (scale, group, series);
  double inset = MIN (0.5, scale->bar_height / 8);

  if (isfinite (bar->value)) {
    end = tau_plot_axis_to_pixel (&scale->x, bar->value);
    tau_plot_set_color (cr, &color);
    cairo_rectangle (cr, MIN (zero, end), y + inset, fabs (end - zero),
                     scale->bar_height - 2 * inset);
    cairo_fill (cr);
  }
  if (isfinite (bar->low) && isfinite (bar->high))
    draw_interval (cr, scale, style, bar, y + scale->bar_height / 2);
}

/* The number behind a bar and its interval, on a ground that a line of the reference does not
 * cross. */
static void
draw_number (cairo_t *cr, const TauPlotGrid *data, const TauPlotBarsScale *scale,
             const TauPlotStyle *style, guint group, guint series)
{
  const TauPlotCell *bar = tau_plot_grid_get (data, group, series);
  double right = tau_plot_axis_to_pixel (&scale->x, 0), width, height;
  double y = tau_plot_bars_scale_get_y (scale, group, series) + scale->bar_height / 2;

  if (isfinite (bar->value))
    right = MAX (right, tau_plot_axis_to_pixel (&scale->x, bar->value));
  if (isfinite (bar->low) && isfinite (bar->high))
    right = MAX (right, tau_plot_axis_to_pixel (&scale->x, bar->high));
  right += GAP * style->font_size;
  g_autofree char *text = tau_plot_grid_format (data, bar->value);
  tau_plot_style_measure (style, TAU_PLOT_TEXT_SMALL, text, &width, &height);
  tau_plot_set_color (cr, &style->background);
  cairo_rectangle (cr, right, y - height / 2, width, height);
  cairo_fill (cr);
  tau_plot_set_color (cr, &style->dim);
  tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, text, right, y, G_MAXINT / PANGO_SCALE,
                            0, 0.5);
}

/* Draws lines from the bars of the reference down and up through the other bars. */
static void
draw_reference (cairo_t *cr, const TauPlotGrid *data, const TauPlotBarsScale *scale,
                const TauPlotStyle *style)
{
  cairo_save (cr);
  set_dash (cr, style);
  for (guint series = 0; data->reference >= 0 && series < data->n_columns; series++) {
    double value = tau_plot_grid_get (data, (guint)data->reference, series)->value;
    if (!isfinite (value))
      continue;
    double at = tau_plot_axis_to_pixel (&scale->x, value);
    TauPlotColor color = tau_plot_palette_get_series (tau_plot_style_is_dark (style), series);
    tau_plot_set_color (cr, &color);
    cairo_move_to (cr, tau_plot_crisp (at), scale->top);
    cairo_line_to (cr, tau_plot_crisp (at), scale->bottom);
    cairo_stroke (cr);
  }
  cairo_restore (cr);
}

static void
draw_marked (cairo_t *cr, const TauPlotBarsScale *scale, const TauPlotStyle *style, int index,
             double alpha)
{
  TauPlotColor color = style->foreground;
  if (index < 0 || index >= (int)(scale->n_groups * scale->n_series))
    return;
  double y = tau_plot_bars_scale_get_y (scale, index / scale->n_series, index % scale->n_series);
  color.alpha = alpha;
  tau_plot_set_color (cr, &color);
  cairo_rectangle (cr, 0, y, scale->width, scale->bar_height);
  cairo_fill (cr);
}

static void
draw_cb (gconstpointer grid, cairo_t *cr, const TauPlotStyle *style, gconstpointer where,
         const TauPlotState *state)
{
  const TauPlotGrid *data = grid;
  const TauPlotBarsScale *scale = where;
  double em = style->font_size;

  draw_key (cr, data, scale, style);
  draw_axis (cr, scale, style);
  draw_marked (cr, scale, style, state->hovered, 0.08);
  draw_marked (cr, scale, style, state->selected, 0.16);
  for (guint group = 0; group < data->n_rows; group++) {
    double y = scale->top + (group + 0.5) * scale->pitch;
    tau_plot_set_color (cr, &style->foreground);
    tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, data->rows[group],
                              scale->x.pixel_low - GAP * em, y,
                              scale->x.pixel_low - (EDGE + GAP) * em, 1, 0.5);
    for (guint series = 0; series < data->n_columns; series++)
      draw_bar (cr, data, scale, style, group, series);
  }
  draw_reference (cr, data, scale, style);
  for (guint item = 0; scale->numbered && item < data->n_rows * data->n_columns; item++)
    draw_number (cr, data, scale, style, item / data->n_columns, item % data->n_columns);
}

/* -- the kind of plot ----------------------------------------------------------------------- */

static void
fit_cb (gconstpointer data, const TauPlotStyle *style, double width, double height, gpointer scale)
{
  tau_plot_bars_fit (data, style, width, height, scale);
}

static double
natural_height_cb (gconstpointer data, const TauPlotStyle *style, double width)
{
  return tau_plot_bars_natural_height (data, style, width);
}

static int
hit_test_cb (gconstpointer data, gconstpointer scale, double x, double y)
{
  return tau_plot_bars_hit_test (scale, x, y);
}

/* The bars are stacked vertically: one step is one bar, whichever group it is in. */
static gboolean
move_cb (gconstpointer grid, TauPlotStep step, int *item)
{
  const TauPlotGrid *data = grid;
  if (step > TAU_PLOT_DOWN)
    return FALSE;
  int by = step == TAU_PLOT_RIGHT || step == TAU_PLOT_DOWN ? 1 : -1;
  *item = *item < 0 ? 0 : CLAMP (*item + by, 0, (int)(data->n_rows * data->n_columns) - 1);
  return TRUE;
}

static const TauPlotKind kind = {
  .scale_size = sizeof (TauPlotBarsScale),
  .fit = fit_cb,
  .get_natural_height = natural_height_cb,
  .draw = draw_cb,
  .hit_test = hit_test_cb,
  .move = move_cb,
  .describe = tau_plot_grid_describe_columns,
  .describe_item = tau_plot_grid_describe_cell,
  .is_grid = TRUE,
  .free = (GDestroyNotify)tau_plot_grid_free,
  .min_width = 280,
  .natural_width = 480,
};

TauPlot *
tau_plot_new_for_bars (TauPlotGrid *data)
{
  return tau_plot_new (&kind, data, data->title, data->n_rows * data->n_columns);
}
