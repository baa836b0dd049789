/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/kinds/tau-plot-sheet.h"

#include "plot/tau-plot-image.h"
#include "plot/tau-plot-marks.h"

#define COLUMNS 4 /* at least, so that images of a short sheet are not huge */
/* Lengths in ems of the style's font. */
#define EDGE   0.7
#define LINE   1.4
#define GAP    1.0 /* between images */
#define SYMBOL 1.5 /* that a mark takes */

TauPlotSheet *
tau_plot_sheet_new (void)
{
  TauPlotSheet *self = g_new0 (TauPlotSheet, 1);
  self->row_titles = g_ptr_array_new_with_free_func (g_free);
  self->row_lengths = g_array_new (FALSE, FALSE, sizeof (guint));
  self->items = g_array_new (FALSE, FALSE, sizeof (TauPlotSheetItem));
  return self;
}

static const TauPlotSheetItem *
get (const TauPlotSheet *self, guint index)
{
  return &g_array_index (self->items, TauPlotSheetItem, index);
}

void
tau_plot_sheet_free (TauPlotSheet *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->items->len; i++) {
    TauPlotSheetItem *item = &g_array_index (self->items, TauPlotSheetItem, i);
    g_clear_pointer (&item->image, tau_image_unref);
    g_free (item->title);
    g_free (item->answer);
    g_free (item->verdict);
    g_free (item->name);
  }
  g_ptr_array_unref (self->row_titles);
  g_array_unref (self->row_lengths);
  g_array_unref (self->items);
  g_free (self->title);
  g_free (self->note);
  g_free (self);
}

void
tau_plot_sheet_add_row (TauPlotSheet *self, const char *title)
{
  const guint none = 0;
  g_ptr_array_add (self->row_titles, g_strdup (title));
  g_array_append_val (self->row_lengths, none);
}

void
tau_plot_sheet_add (TauPlotSheet *self, const TauPlotSheetItem *item)
{
  g_return_if_fail (self->row_lengths->len > 0);
  TauPlotSheetItem own = *item;
  if (own.image != NULL)
    tau_image_ref (own.image);
  g_array_append_val (self->items, own);
  g_array_index (self->row_lengths, guint, self->row_lengths->len - 1)++;
}

/* -- drawing -------------------------------------------------------------------------------- */

/* The side of the square that an image has. */
static double
get_side (const TauPlotSheet *data, const TauPlotStyle *style, double width)
{
  const double em = style->font_size;
  guint columns = COLUMNS;
  for (guint i = 0; i < data->row_lengths->len; i++)
    columns = MAX (columns, g_array_index (data->row_lengths, guint, i));
  return MAX ((width - 2 * EDGE * em - (columns - 1) * GAP * em) / columns, 1);
}

/* An image with the line above it and the two below; (x, y) is the corner. */
static void
draw_item (cairo_t *cr, const TauPlotStyle *style, const TauPlotSheetItem *item, double x, double y,
           double side)
{
  const double em = style->font_size;
  tau_plot_set_color (cr, &style->foreground);
  tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, item->title, x, y, side, 0, 0);
  y += LINE * em;
  if (item->image == NULL)
    return;
  tau_plot_image_draw (cr, style, item->image, x, y, side,
                       item->correct ? &style->right : &style->wrong);
  y += side + 0.3 * em;
  tau_plot_mark_draw (cr, style, item->correct, x + 0.6 * em, y + LINE / 2 * em,
                      style->mark_radius);
  tau_plot_set_color (cr, &style->foreground);
  tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, item->answer, x + SYMBOL * em, y,
                            side - SYMBOL * em, 0, 0);
  tau_plot_set_color (cr, &style->dim);
  tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, item->verdict, x + SYMBOL * em,
                            y + LINE * em, side - SYMBOL * em, 0, 0);
}

/* Returns the height; `cr` NULL: only measures. */
static double
draw_sheet (cairo_t *cr, const TauPlotSheet *data, const TauPlotStyle *style, double width)
{
  const double em = style->font_size, side = get_side (data, style, width);
  const double room = width - 2 * EDGE * em;
  double y = EDGE * em;
  guint item = 0;
  if (cr != NULL)
    tau_plot_set_color (cr, &style->foreground);
  y += tau_plot_style_show_paragraph (style, cr, TAU_PLOT_TEXT_BOLD, data->title, EDGE * em, y,
                                      room);
  if (cr != NULL)
    tau_plot_set_color (cr, &style->dim);
  y += tau_plot_style_show_paragraph (style, cr, TAU_PLOT_TEXT_SMALL, data->note, EDGE * em, y,
                                      room) +
       0.5 * em;
  for (guint row = 0; row < data->row_lengths->len; row++) {
    if (cr != NULL) {
      tau_plot_set_color (cr, &style->foreground);
      tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_BOLD, data->row_titles->pdata[row],
                                EDGE * em, y, room, 0, 0);
    }
    y += LINE * em;
    for (guint i = 0; i < g_array_index (data->row_lengths, guint, row); i++, item++)
      if (cr != NULL)
        draw_item (cr, style, get (data, item), EDGE * em + i * (side + GAP * em), y, side);
    y += side + (3 * LINE + 0.3 + GAP) * em;
  }
  return y;
}

/* -- the kind of plot ----------------------------------------------------------------------- */

typedef struct {
  double width;
} SheetScale;

static void
fit_cb (gconstpointer data, const TauPlotStyle *style, double width, double height, gpointer scale)
{
  ((SheetScale *)scale)->width = width;
}

static double
natural_height_cb (gconstpointer data, const TauPlotStyle *style, double width)
{
  return draw_sheet (NULL, data, style, width);
}

static void
draw_cb (gconstpointer data, cairo_t *cr, const TauPlotStyle *style, gconstpointer scale,
         const TauPlotState *state)
{
  draw_sheet (cr, data, style, ((const SheetScale *)scale)->width);
}

static int
hit_test_cb (gconstpointer data, gconstpointer scale, double x, double y)
{
  return -1;
}

static gboolean
move_cb (gconstpointer data, TauPlotStep step, int *item)
{
  return FALSE;
}

static char *
describe_cb (gconstpointer sheet)
{
  const TauPlotSheet *data = sheet;
  GString *text = g_string_new (data->note);
  for (guint i = 0; i < data->items->len; i++)
    if (get (data, i)->name != NULL)
      g_string_append_printf (text, "%s%s.", text->len > 0 ? " " : "", get (data, i)->name);
  return g_string_free (text, FALSE);
}

static char *
describe_item_cb (gconstpointer data, int item)
{
  return g_strdup (get (data, (guint)item)->name);
}

static void
free_cb (gpointer data)
{
  tau_plot_sheet_free (data);
}

static const TauPlotKind kind = {
  .scale_size = sizeof (SheetScale),
  .fit = fit_cb,
  .get_natural_height = natural_height_cb,
  .draw = draw_cb,
  .hit_test = hit_test_cb,
  .move = move_cb,
  .describe = describe_cb,
  .describe_item = describe_item_cb,
  .free = free_cb,
  .min_width = 280,
  .natural_width = 560,
  .sparse = TRUE,
};

TauPlot *
tau_plot_new_for_sheet (TauPlotSheet *data)
{
  return tau_plot_new (&kind, data, data->title, data->items->len);
}
