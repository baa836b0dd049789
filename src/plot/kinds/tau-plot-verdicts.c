/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/kinds/tau-plot-verdicts.h"

#include "plot/tau-plot-marks.h"
#include "plot/scatter/tau-plot-scatter.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Lengths in ems of the style's font. */
#define EDGE        0.5
#define GAP         0.5 /* titles to cells */
#define SPLIT       0.6 /* between two families of rows */
#define ROW_HEIGHT  1.7
#define TEXT_ROW    2.9 /* with a text below the marks */
#define TEXT_WIDTH  6.5 /* a narrower cell has no text */
#define LABEL_SHARE 0.4 /* of the width, for the row titles at most */
#define KEY_ROW     1.6
#define MARK        0.32
#define MARK_PITCH  1.1
#define ENTRY_GAP   1.1

typedef struct {
  double width, height, left, top;
  double cell_width, cell_height;
  double split; /* between two families of rows */
  gboolean texts;
} Where;

TauPlotVerdicts *
tau_plot_verdicts_new (guint n_rows, guint n_columns, guint n_marks)
{
  TauPlotVerdicts *self = g_new0 (TauPlotVerdicts, 1);
  self->n_rows = n_rows;
  self->n_columns = n_columns;
  self->n_marks = MIN (n_marks, TAU_PLOT_VERDICT_MARKS);
  self->rows = g_new0 (char *, n_rows + 1);
  self->columns = g_new0 (char *, n_columns + 1);
  self->starts = g_new0 (guint8, n_rows);
  self->cells = g_new0 (TauPlotVerdict, (gsize)n_rows * n_columns);
  self->present = -1;
  return self;
}

void
tau_plot_verdicts_free (TauPlotVerdicts *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_rows * self->n_columns; i++) {
    g_free (self->cells[i].text);
    g_free (self->cells[i].name);
  }
  for (guint i = 0; i < TAU_PLOT_VERDICT_MARKS; i++)
    g_free (self->mark_titles[i]);
  g_strfreev (self->rows);
  g_strfreev (self->columns);
  g_free (self->columns_title);
  g_free (self->shade_title);
  g_free (self->title);
  g_free (self->starts);
  g_free (self->cells);
  g_free (self);
}

TauPlotVerdict *
tau_plot_verdicts_get (const TauPlotVerdicts *self, guint row, guint column)
{
  g_return_val_if_fail (row < self->n_rows && column < self->n_columns, NULL);
  return &self->cells[(gsize)row * self->n_columns + column];
}

/* -- the key -------------------------------------------------------------------------------- */

/* "right answer" and "wrong answer" with their marks, and what the places in a cell mean. Draws
 * unless cr is NULL; returns the number of rows. */
static guint
draw_key (cairo_t *cr, const TauPlotVerdicts *data, const TauPlotStyle *style, double width)
{
  const double em = style->font_size;
  g_autofree char *places =
      g_strjoin (" · ", data->mark_titles[0], data->mark_titles[1], data->mark_titles[2], NULL);
  const char *texts[] = { tau_plot_scatter_verdict (data->label_given, TRUE),
                          tau_plot_scatter_verdict (data->label_given, FALSE), places,
                          data->shade_title };
  double x = EDGE * em;
  guint row = 0;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    double text_width, height;
    if (texts[i] == NULL)
      continue;
    tau_plot_style_measure (style, TAU_PLOT_TEXT_SMALL, texts[i], &text_width, &height);
    const double symbol = i < 2 ? 1.2 * em : 0;
    if (x > EDGE * em && x + symbol + text_width > width - EDGE * em) {
      x = EDGE * em;
      row++;
    }
    const double y = (row + 0.5) * KEY_ROW * em + EDGE * em;
    if (cr != NULL && i < 2)
      tau_plot_mark_draw (cr, style, i == 0, x + 0.4 * em, y, MARK * em);
    if (cr != NULL) {
      tau_plot_set_color (cr, i < 2 ? &style->foreground : &style->dim);
      tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, texts[i], x + symbol, y,
                                width - x - symbol - EDGE * em, 0, 0.5);
    }
    x += symbol + text_width + ENTRY_GAP * em;
  }
  return row + 1;
}

/* -- where things lie ----------------------------------------------------------------------- */

static guint
count_gaps (const TauPlotVerdicts *data, guint before)
{
  guint n = 0;
  for (guint row = 0; row < before; row++)
    n += data->starts[row] != 0;
  return n;
}

/* Everything but the height of the cells. */
static void
fit_columns (const TauPlotVerdicts *data, const TauPlotStyle *style, double width, Where *where)
{
  const double em = style->font_size;
  const double line = tau_plot_style_line_height (style, TAU_PLOT_TEXT_SMALL);
  *where = (Where){ .width = width, .split = SPLIT * em };
  where->left =
      EDGE * em + MIN (tau_plot_style_widest (style, data->rows), LABEL_SHARE * width) + GAP * em;
  where->cell_width = MAX ((width - where->left - EDGE * em) / data->n_columns, 1);
  where->texts = where->cell_width >= TEXT_WIDTH * em;
  where->top = EDGE * em + draw_key (NULL, data, style, width) * KEY_ROW * em + 2 * line + GAP * em;
}

static double
natural_height_cb (gconstpointer verdicts, const TauPlotStyle *style, double width)
{
  const TauPlotVerdicts *data = verdicts;
  const double em = style->font_size;
  Where where;
  fit_columns (data, style, width, &where);
  return ceil (where.top + data->n_rows * (where.texts ? TEXT_ROW : ROW_HEIGHT) * em +
               count_gaps (data, data->n_rows) * SPLIT * em + EDGE * em);
}

static void
fit_cb (gconstpointer verdicts, const TauPlotStyle *style, double width, double height,
        gpointer scale)
{
  const TauPlotVerdicts *data = verdicts;
  const double em = style->font_size;
  Where *where = scale;
  fit_columns (data, style, width, where);
  where->height = height;
  const double room =
      height - where->top - EDGE * em - count_gaps (data, data->n_rows) * SPLIT * em;
  where->cell_height = MAX (room / data->n_rows, 1);
  where->texts &= where->cell_height >= 0.85 * TEXT_ROW * em;
}

static void
get_corner (const TauPlotVerdicts *data, const Where *where, guint cell, double *x, double *y)
{
  const guint row = cell / data->n_columns;
  *x = where->left + cell % data->n_columns * where->cell_width;
  *y = where->top + row * where->cell_height + count_gaps (data, row + 1) * where->split;
}

/* -- drawing -------------------------------------------------------------------------------- */

static void
draw_row_titles (cairo_t *cr, const TauPlotVerdicts *data, const Where *where,
                 const TauPlotStyle *style)
{
  const double em = style->font_size;
  double x, y;
  tau_plot_set_color (cr, &style->foreground);
  for (guint row = 0; row < data->n_rows; row++) {
    get_corner (data, where, row * data->n_columns, &x, &y);
    tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, data->rows[row], x - GAP * em,
                              y + where->cell_height / 2, x - (EDGE + GAP) * em, 1, 0.5);
  }
}

static void
draw_column_titles (cairo_t *cr, const TauPlotVerdicts *data, const Where *where,
                    const TauPlotStyle *style)
{
  const double line = tau_plot_style_line_height (style, TAU_PLOT_TEXT_SMALL);
  const double base = where->top - GAP / 2 * style->font_size;
  tau_plot_set_color (cr, &style->foreground);
  for (guint column = 0; column < data->n_columns; column++)
    tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, data->columns[column],
                              where->left + (column + 0.5) * where->cell_width, base,
                              where->cell_width, 0.5, 1);
  if (data->columns_title == NULL)
    return;
  const double room = where->width - where->left;
  tau_plot_set_color (cr, &style->dim);
  tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, data->columns_title,
                            where->left + room / 2, base - line, room, 0.5, 1);
}

static void
draw_cell (cairo_t *cr, const TauPlotVerdicts *data, const Where *where, const TauPlotStyle *style,
           guint index)
{
  const TauPlotVerdict *cell = &data->cells[index];
  const double em = style->font_size;
  double x, y;
  get_corner (data, where, index, &x, &y);
  TauPlotColor color = tau_plot_palette_get (
      TAU_PLOT_PALETTE_SEQUENTIAL, tau_plot_style_is_dark (style),
      /* At most half of the palette, so that marks and text are legible on it. */
      cell->known && isfinite (cell->shade) ? 0.5 * CLAMP (cell->shade, 0, 1) : 0);
  color.alpha = cell->known ? 1 : 0.4;
  tau_plot_set_color (cr, &color);
  cairo_rectangle (cr, x + 1, y + 1, where->cell_width - 2, where->cell_height - 2);
  cairo_fill (cr);
  if (!cell->known)
    return;
  const double pitch = MIN (MARK_PITCH * em, where->cell_width / (data->n_marks + 0.3));
  const double radius = MIN (MARK * em, 0.32 * pitch);
  const gboolean text = where->texts && cell->text != NULL;
  const double middle = y + where->cell_height * (text ? 0.32 : 0.5);
  for (guint i = 0; i < data->n_marks; i++)
    tau_plot_mark_draw (cr, style, cell->correct[i],
                        x + where->cell_width / 2 + (i - (data->n_marks - 1) / 2.0) * pitch, middle,
                        radius);
  if (!text)
    return;
  const TauPlotColor ink = tau_plot_palette_get_text (&color);
  tau_plot_set_color (cr, &ink);
  tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, cell->text, x + where->cell_width / 2,
                            y + where->cell_height * 0.72, where->cell_width - 0.4 * em, 0.5, 0.5);
}

static void
draw_outline (cairo_t *cr, const TauPlotVerdicts *data, const Where *where,
              const TauPlotStyle *style, int index, double width)
{
  double x, y;
  if (index < 0 || index >= (int)(data->n_rows * data->n_columns))
    return;
  get_corner (data, where, index, &x, &y);
  tau_plot_outline_draw (cr, style, x, y, where->cell_width, where->cell_height, width);
}

static void
draw_cb (gconstpointer verdicts, cairo_t *cr, const TauPlotStyle *style, gconstpointer scale,
         const TauPlotState *state)
{
  const TauPlotVerdicts *data = verdicts;
  const Where *where = scale;
  draw_key (cr, data, style, where->width);
  draw_row_titles (cr, data, where, style);
  draw_column_titles (cr, data, where, style);
  for (guint i = 0; i < data->n_rows * data->n_columns; i++)
    draw_cell (cr, data, where, style, i);
  draw_outline (cr, data, where, style, state->hovered, style->line_width);
  draw_outline (cr, data, where, style, data->present, 1.5 * style->line_width);
  draw_outline (cr, data, where, style, state->selected, 2.5 * style->line_width);
}

/* -- pointing ------------------------------------------------------------------------------- */

static int
hit_test_cb (gconstpointer verdicts, gconstpointer where, double x, double y)
{
  const TauPlotVerdicts *data = verdicts;
  const Where *scale = where;
  for (guint i = 0; i < data->n_rows * data->n_columns; i++) {
    double left, top;
    get_corner (data, scale, i, &left, &top);
    if (x >= left && x < left + scale->cell_width && y >= top && y < top + scale->cell_height)
      return i;
  }
  return -1;
}

static gboolean
move_cb (gconstpointer verdicts, TauPlotStep step, int *item)
{
  const TauPlotVerdicts *data = verdicts;
  const int n_columns = data->n_columns;
  if (step > TAU_PLOT_DOWN)
    return FALSE;
  if (*item < 0) {
    *item = MAX (data->present, 0);
    return TRUE;
  }
  const int column = *item % n_columns + (step == TAU_PLOT_RIGHT) - (step == TAU_PLOT_LEFT);
  const int row = *item / n_columns + (step == TAU_PLOT_DOWN) - (step == TAU_PLOT_UP);
  *item = CLAMP (row, 0, (int)data->n_rows - 1) * n_columns + CLAMP (column, 0, n_columns - 1);
  return TRUE;
}

static char *
describe_cb (gconstpointer verdicts)
{
  const TauPlotVerdicts *data = verdicts;
  guint n_known = 0, n_correct[TAU_PLOT_VERDICT_MARKS] = { 0 };
  for (guint i = 0; i < data->n_rows * data->n_columns; i++) {
    n_known += data->cells[i].known;
    for (guint m = 0; m < data->n_marks && data->cells[i].known; m++)
      n_correct[m] += data->cells[i].correct[m];
  }
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_printf (
      text, g_dngettext (GETTEXT_PACKAGE, "%u cell is known.", "%u cells are known.", n_known),
      n_known);
  for (guint m = 0; m < data->n_marks; m++)
    /* Translators: "Center crop: right in 57." */
    g_string_append_printf (text,
                            data->label_given ? _ (" %s: right in %u.")
                                              : _ (" %s: the model’s own answer in %u."),
                            data->mark_titles[m], n_correct[m]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
describe_item_cb (gconstpointer verdicts, int item)
{
  const TauPlotVerdicts *data = verdicts;
  const TauPlotVerdict *cell = &data->cells[item];
  const char *row = data->rows[item / data->n_columns];
  const char *column = data->columns[item % data->n_columns];
  return g_strdup_printf ("%s, %s %s: %s", row, data->columns_title, column,
                          cell->known && cell->name != NULL ? cell->name : _ ("not known yet"));
}

static const TauPlotKind kind = {
  .scale_size = sizeof (Where),
  .fit = fit_cb,
  .get_natural_height = natural_height_cb,
  .draw = draw_cb,
  .hit_test = hit_test_cb,
  .move = move_cb,
  .describe = describe_cb,
  .describe_item = describe_item_cb,
  .free = (GDestroyNotify)tau_plot_verdicts_free,
  .min_width = 280,
  .natural_width = 560,
};

TauPlot *
tau_plot_new_for_verdicts (TauPlotVerdicts *data)
{
  return tau_plot_new (&kind, data, data->title, data->n_rows * data->n_columns);
}
