/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/tau-plot-matrix-draw.h"

#include <math.h>

#include "plot/tau-plot-matrix-scale.h"

#define EDGE       0.5 /* ems, as in the scale */
#define GAP        0.5
#define KEY_LENGTH 9.0 /* ems, of the strip that shows the palette */
#define KEY_STEPS  64
#define SEPARATOR  1.0 /* between cells, in line widths */

static PangoLayout *
create_text (cairo_t *cr, const TauPlotStyle *style, TauPlotTextKind kind, const char *text,
             double room, double *width)
{
  PangoLayout *layout = tau_plot_style_create_layout (style, cr, kind, text);
  double height;
  tau_plot_layout_get_size (layout, width, &height);
  if (*width > room) {
    pango_layout_set_width (layout, (int)(MAX (room, 0) * PANGO_SCALE));
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    tau_plot_layout_get_size (layout, width, &height);
  }
  return layout;
}

static TauPlotColor
cell_color (const TauPlotMatrix *data, const TauPlotStyle *style, double value)
{
  return tau_plot_palette_get (data->palette, tau_plot_style_is_dark (style), value / data->limit);
}

/* A word or number of the key; returns where it ends. */
static double
draw_key_text (cairo_t *cr, const TauPlotStyle *style, const char *text, double x, double y,
               double end)
{
  double width;
  g_autoptr (PangoLayout) layout =
      create_text (cr, style, TAU_PLOT_TEXT_SMALL, text, end - x, &width);
  tau_plot_set_color (cr, &style->dim);
  tau_plot_layout_show (layout, cr, x, y, 0, 0.5);
  return x + width;
}

/* The title, and below it "-10 worse [strip] +10 better". */
static void
draw_key (cairo_t *cr, const TauPlotMatrix *data, const TauPlotMatrixScale *scale,
          const TauPlotStyle *style)
{
  double em = style->font_size, x = EDGE * em, end = scale->width - EDGE * em, width;
  gboolean diverging = data->palette == TAU_PLOT_PALETTE_DIVERGING;
  /* The limit is a round number: it needs no decimals from 1 on. */
  TauPlotMatrix rounded = *data;
  if (data->limit >= 1)
    rounded.decimals = 0;
  g_autofree char *low = tau_plot_matrix_format (&rounded, diverging ? -data->limit : 0);
  g_autofree char *high = tau_plot_matrix_format (&rounded, data->limit);
  g_autofree char *low_text = data->low ? g_strconcat (low, " ", data->low, NULL) : g_strdup (low);
  g_autofree char *high_text =
      g_strconcat (high, " ", data->high != NULL ? data->high : data->unit, NULL);
  g_autoptr (PangoLayout) title = create_text (
      cr, style, TAU_PLOT_TEXT_BOLD, data->title != NULL ? data->title : "", end - x, &width);

  tau_plot_set_color (cr, &style->foreground);
  tau_plot_layout_show (title, cr, x, EDGE * em, 0, 0);

  double y = scale->legend_top - 0.8 * em, half = 0.4 * em;
  double length = MIN (KEY_LENGTH * em, (end - x) / 3);
  x = draw_key_text (cr, style, low_text, x, y, end) + 0.6 * em;
  for (guint i = 0; i < KEY_STEPS; i++) {
    double share = (i + 0.5) / KEY_STEPS;
    TauPlotColor color =
        cell_color (data, style, data->limit * (diverging ? 2 * share - 1 : share));
    tau_plot_set_color (cr, &color);
    /* Half a unit more: no seams between the steps. */
    cairo_rectangle (cr, x + i * length / KEY_STEPS, y - half,
                     length / KEY_STEPS + (i + 1 < KEY_STEPS ? 0.5 : 0), 2 * half);
    cairo_fill (cr);
  }
  cairo_rectangle (cr, x, y - half, length, 2 * half);
  cairo_set_line_width (cr, style->line_width);
  tau_plot_set_color (cr, &style->frame);
  cairo_stroke (cr);
  draw_key_text (cr, style, high_text, x + length + 0.6 * em, y, end);
}

static void
draw_titles (cairo_t *cr, const TauPlotMatrix *data, const TauPlotMatrixScale *scale,
             const TauPlotStyle *style)
{
  double em = style->font_size, x, y, width;

  tau_plot_set_color (cr, &style->foreground);
  for (guint row = 0; row < data->n_rows; row++) {
    tau_plot_matrix_scale_get_cell (scale, row, 0, &x, &y);
    g_autoptr (PangoLayout) layout = create_text (cr, style, TAU_PLOT_TEXT_SMALL, data->rows[row],
                                                  x - (EDGE + GAP) * em, &width);
    tau_plot_layout_show (layout, cr, x - GAP * em, y + scale->cell_height / 2, 1, 0.5);
  }
  double base = scale->top - GAP * em / 2;
  for (guint column = 0; column < data->n_columns; column++) {
    double room = scale->cell_width;
    tau_plot_matrix_scale_get_cell (scale, 0, column, &x, &y);
    if (scale->turned)
      room = base - scale->legend_top;
    g_autoptr (PangoLayout) layout =
        create_text (cr, style, TAU_PLOT_TEXT_SMALL, data->columns[column], room, &width);
    cairo_save (cr);
    cairo_translate (cr, x + scale->cell_width / 2, base);
    if (scale->turned) {
      cairo_rotate (cr, -G_PI / 2);
      tau_plot_layout_show (layout, cr, 0, 0, 0, 0.5);
    } else {
      tau_plot_layout_show (layout, cr, 0, 0, 0.5, 1);
    }
    cairo_restore (cr);
  }
  if (scale->has_columns) {
    double from = scale->left, to = scale->width - EDGE * em;
    g_autoptr (PangoLayout) layout =
        create_text (cr, style, TAU_PLOT_TEXT_SMALL, data->columns_title, to - from, &width);
    tau_plot_set_color (cr, &style->dim);
    tau_plot_layout_show (layout, cr, (from + to) / 2, scale->legend_top + GAP * em / 2, 0.5, 0);
  }
}

static void
draw_cell (cairo_t *cr, const TauPlotMatrix *data, const TauPlotMatrixScale *scale,
           const TauPlotStyle *style, const TauPlotStyle *numbers, guint row, guint column)
{
  double value = tau_plot_matrix_get (data, row, column), x, y;
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
  g_autofree char *text = tau_plot_matrix_format (data, value);
  g_autoptr (PangoLayout) layout =
      tau_plot_style_create_layout (numbers, cr, TAU_PLOT_TEXT_NORMAL, text);
  tau_plot_set_color (cr, &text_color);
  tau_plot_layout_show (layout, cr, x + scale->cell_width / 2, y + scale->cell_height / 2, 0.5,
                        0.5);
}

/* A line of the text's colour inside one of the background's: seen on every colour. */
static void
draw_outline (cairo_t *cr, const TauPlotMatrixScale *scale, const TauPlotStyle *style, int index,
              double width)
{
  double x, y;
  if (index < 0 || index >= (int)(scale->n_rows * scale->n_columns))
    return;
  tau_plot_matrix_scale_get_cell (scale, index / scale->n_columns, index % scale->n_columns, &x,
                                  &y);
  cairo_rectangle (cr, x + width, y + width, MAX (scale->cell_width - 2 * width, 1),
                   MAX (scale->cell_height - 2 * width, 1));
  cairo_set_line_width (cr, 2 * width);
  tau_plot_set_color (cr, &style->background);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, width);
  tau_plot_set_color (cr, &style->foreground);
  cairo_stroke (cr);
}

static void
draw_cb (gconstpointer matrix, cairo_t *cr, const TauPlotStyle *style, gconstpointer where,
         const TauPlotState *state)
{
  const TauPlotMatrix *data = matrix;
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
move_cb (gconstpointer matrix, TauPlotStep step, int *item)
{
  const TauPlotMatrix *data = matrix;
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

static char *
describe_cb (gconstpointer data)
{
  return tau_plot_matrix_describe (data);
}

static char *
describe_item_cb (gconstpointer matrix, int item)
{
  const TauPlotMatrix *data = matrix;
  return tau_plot_matrix_describe_cell (data, item / data->n_columns, item % data->n_columns);
}

static const TauPlotKind kind = {
  .scale_size = sizeof (TauPlotMatrixScale),
  .fit = fit_cb,
  .get_natural_height = natural_height_cb,
  .draw = draw_cb,
  .hit_test = hit_test_cb,
  .move = move_cb,
  .describe = describe_cb,
  .describe_item = describe_item_cb,
  .free = (GDestroyNotify)tau_plot_matrix_free,
  .min_width = 280,
  .natural_width = 480,
};

TauPlot *
tau_plot_new_for_matrix (TauPlotMatrix *data)
{
  return tau_plot_new (&kind, data, data->title, data->n_rows * data->n_columns);
}

const TauPlotMatrix *
tau_plot_get_matrix (TauPlot *self)
{
  return tau_plot_get_data (self, &kind);
}
