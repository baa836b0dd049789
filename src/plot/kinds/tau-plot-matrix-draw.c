/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/kinds/tau-plot-matrix-draw.h"

#include <math.h>

#include "plot/kinds/tau-plot-matrix-scale.h"
#include "plot/tau-plot-marks.h"

#define EDGE       0.5 /* ems, as in the scale */
#define GAP        0.5
#define KEY_LENGTH 9.0 /* ems, of the strip that shows the palette */
#define KEY_STEPS  64
#define SEPARATOR  1.0 /* between cells, in line widths */

static TauPlotColor
cell_color (const TauPlotGrid *data, const TauPlotStyle *style, double value)
{
  const double share = value / data->limit;
  return tau_plot_palette_get (data->palette, tau_plot_style_is_dark (style),
                               data->reversed ? -share : share);
}

/* Draws the title, and below it "-10 worse [strip] +10 better". */
static void
draw_key (cairo_t *cr, const TauPlotGrid *data, const TauPlotMatrixScale *scale,
          const TauPlotStyle *style)
{
  double em = style->font_size, x = EDGE * em, end = scale->width - EDGE * em;
  gboolean diverging = data->palette == TAU_PLOT_PALETTE_DIVERGING;
  /* The limit is a round number: from 1 up it needs no decimals. */
  TauPlotGrid rounded = *data;
  if (data->limit >= 1)
    rounded.decimals = 0;
  g_autofree char *low = tau_plot_grid_format (&rounded, diverging ? -data->limit : 0);
  g_autofree char *high = tau_plot_grid_format (&rounded, data->limit);
  g_autofree char *low_text = data->low ? g_strconcat (low, " ", data->low, NULL) : g_strdup (low);
  g_autofree char *high_text =
      g_strconcat (high, " ", data->high != NULL ? data->high : data->unit, NULL);

  tau_plot_set_color (cr, &style->foreground);
  tau_plot_style_show_paragraph (style, cr, TAU_PLOT_TEXT_BOLD,
                                 data->title != NULL ? data->title : "", x, EDGE * em, end - x);
  tau_plot_set_color (cr, &style->dim);

  double y = scale->legend_top - 0.8 * em, half = 0.4 * em;
  double length = MIN (KEY_LENGTH * em, (end - x) / 3);
  x += tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, low_text, x, y, end - x, 0, 0.5) +
       0.6 * em;
  for (guint i = 0; i < KEY_STEPS; i++) {
    double share = (i + 0.5) / KEY_STEPS;
    TauPlotColor color =
        cell_color (data, style, data->limit * (diverging ? 2 * share - 1 : share));
    tau_plot_set_color (cr, &color);
    /* Half a unit wider, to avoid seams between the steps. */
    cairo_rectangle (cr, x + i * length / KEY_STEPS, y - half,
                     length / KEY_STEPS + (i + 1 < KEY_STEPS ? 0.5 : 0), 2 * half);
    cairo_fill (cr);
  }
  cairo_rectangle (cr, x, y - half, length, 2 * half);
  cairo_set_line_width (cr, style->line_width);
  tau_plot_set_color (cr, &style->frame);
  cairo_stroke (cr);
  x += length + 0.6 * em;
  tau_plot_set_color (cr, &style->dim);
  tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, high_text, x, y, end - x, 0, 0.5);
}

static void
draw_titles (cairo_t *cr, const TauPlotGrid *data, const TauPlotMatrixScale *scale,
             const TauPlotStyle *style)
{
  double em = style->font_size, x, y;

  tau_plot_set_color (cr, &style->foreground);
  for (guint row = 0; row < data->n_rows; row++) {
    tau_plot_matrix_scale_get_cell (scale, row, 0, &x, &y);
    tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, data->rows[row], x - GAP * em,
                              y + scale->cell_height / 2, x - (EDGE + GAP) * em, 1, 0.5);
  }
  double base = scale->top - GAP * em / 2;
  for (guint column = 0; column < data->n_columns; column++) {
    double room = scale->cell_width;
    tau_plot_matrix_scale_get_cell (scale, 0, column, &x, &y);
    if (scale->turned)
      room = base - scale->legend_top;
    cairo_save (cr);
    cairo_translate (cr, x + scale->cell_width / 2, base);
    if (scale->turned)
      cairo_rotate (cr, -G_PI / 2);
    tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, data->columns[column], 0, 0, room,
                              scale->turned ? 0 : 0.5, scale->turned ? 0.5 : 1);
    cairo_restore (cr);
  }
  if (scale->has_columns) {
    double from = scale->left, to = scale->width - EDGE * em;
    tau_plot_set_color (cr, &style->dim);
    tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, data->columns_title, (from + to) / 2,
                              scale->legend_top + GAP * em / 2, to - from, 0.5, 0);
  }
}

static void
draw_cell (cairo_t *cr, const TauPlotGrid *data, const TauPlotMatrixScale *scale,
           const TauPlotStyle *style, const TauPlotStyle *numbers, guint row, guint column)
{
  double value = tau_plot_grid_get (data, row, column)->value, x, y;
  TauPlotColor color = cell_color (data, style, value), text_color = style->dim;
  double inset = MIN (SEPARATOR * style->line_width / 2, scale->cell_width / 8);

  tau_plot_matrix_scale_get_cell (scale, row, column, &x, &y);
  if (isfinite (value)) {
    tau_plot_set_color (cr, &color);
    cairo_rectangle (cr, x + inset, y + inset, scale->cell_width - 2 * inset,
                     scale->cell_height - 2 * inset);
    cairo_fill (cr);
    text_color = tau_plot_palette_get_text (&color);
  }
  if (numbers == NULL)
    return;
  g_autofree char *text = tau_plot_grid_format (data, value);
  tau_plot_set_color (cr, &text_color);
  tau_plot_style_show_text (numbers, cr, TAU_PLOT_TEXT_NORMAL, text, x + scale->cell_width / 2,
                            y + scale->cell_height / 2, G_MAXDOUBLE, 0.5, 0.5);
}

static void
draw_outline (cairo_t *cr, const TauPlotMatrixScale *scale, const TauPlotStyle *style, int index,
              double width)
{
  double x, y;
  if (index < 0 || index >= (int)(scale->n_rows * scale->n_columns))
    return;
  tau_plot_matrix_scale_get_cell (scale, index / scale->n_columns, index % scale->n_columns, &x,
                                  &y);
  tau_plot_outline_draw (cr, style, x, y, scale->cell_width, scale->cell_height, width);
}

static void
draw_cb (gconstpointer grid, cairo_t *cr, const TauPlotStyle *style, gconstpointer where,
         const TauPlotState *state)
{
  const TauPlotGrid *data = grid;
  const TauPlotMatrixScale *scale = where;
  TauPlotStyle numbers = *style;

  numbers.font_size = scale->number_size;
  draw_key (cr, data, scale, style);
  draw_titles (cr, data, scale, style);
  for (guint row = 0; row < data->n_rows; row++)
    for (guint column = 0; column < data->n_columns; column++)
      draw_cell (cr, data, scale, style, scale->number_size > 0 ? &numbers : NULL, row, column);
  draw_outline (cr, scale, style, state->hovered, style->line_width);
  draw_outline (cr, scale, style, state->selected, 2 * style->line_width);
}

/* -- the kind of plot ----------------------------------------------------------------------- */

static void
fit_cb (gconstpointer data, const TauPlotStyle *style, double width, double height, gpointer scale)
{
  tau_plot_matrix_fit (data, style, width, height, scale);
}

static double
natural_height_cb (gconstpointer data, const TauPlotStyle *style, double width)
{
  return tau_plot_matrix_natural_height (data, style, width);
}

static int
hit_test_cb (gconstpointer data, gconstpointer scale, double x, double y)
{
  return tau_plot_matrix_hit_test (scale, x, y);
}

static gboolean
move_cb (gconstpointer grid, TauPlotStep step, int *item)
{
  const TauPlotGrid *data = grid;
  int n_columns = (int)data->n_columns, column = *item % n_columns, row = *item / n_columns;
  if (step > TAU_PLOT_DOWN)
    return FALSE;
  if (*item < 0) {
    *item = 0;
    return TRUE;
  }
  column += (step == TAU_PLOT_RIGHT) - (step == TAU_PLOT_LEFT);
  row += (step == TAU_PLOT_DOWN) - (step == TAU_PLOT_UP);
  *item = CLAMP (row, 0, (int)data->n_rows - 1) * n_columns + CLAMP (column, 0, n_columns - 1);
  return TRUE;
}

static const TauPlotKind kind = {
  .scale_size = sizeof (TauPlotMatrixScale),
  .fit = fit_cb,
  .get_natural_height = natural_height_cb,
  .draw = draw_cb,
  .hit_test = hit_test_cb,
  .move = move_cb,
  .describe = tau_plot_grid_describe,
  .describe_item = tau_plot_grid_describe_cell,
  .is_grid = TRUE,
  .free = (GDestroyNotify)tau_plot_grid_free,
  .min_width = 280,
  .natural_width = 480,
};

TauPlot *
tau_plot_new_for_matrix (TauPlotGrid *data)
{
  return tau_plot_new (&kind, data, data->title, data->n_rows * data->n_columns);
}
