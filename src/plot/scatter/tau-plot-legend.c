/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/scatter/tau-plot-legend.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/tau-table.h"
#include "plot/tau-plot-marks.h"
#include "plot/scatter/tau-plot-scatter-layers.h"

#define EDGE       0.7 /* ems, at the edges of the drawing */
#define SYMBOL     1.9 /* ems that a symbol takes */
#define ITEM_GAP   1.2 /* ems between entries */
#define ROW_HEIGHT 1.8 /* ems */
#define MAX_ITEMS  8
#define TEXT_SIZE  256

typedef enum {
  ITEM_RIGHT,
  ITEM_WRONG,
  ITEM_CHOSEN,
  ITEM_BEST,
  ITEM_MEMBER,
  ITEM_GHOST,
  ITEM_NOTE, /* text only */
} ItemKind;

typedef struct {
  ItemKind kind;
  char text[TEXT_SIZE];
  double x;
  guint row;
} Item;

typedef struct {
  Item items[MAX_ITEMS];
  guint n_items;
  guint n_rows;
} Legend;

static void
add_item (Legend *self, ItemKind kind, const char *text)
{
  Item *item = &self->items[self->n_items++];
  item->kind = kind;
  g_utf8_strncpy (item->text, text, MIN (g_utf8_strlen (text, -1), TEXT_SIZE / 4 - 1));
}

static void
add_items (Legend *self, const TauPlotScatter *data)
{
  guint n_hidden = data->n_points - tau_plot_scatter_n_drawable (data);
  char text[TEXT_SIZE];

  add_item (self, ITEM_RIGHT, data->label_given ? _ ("Right answer") : _ ("Unchanged answer"));
  add_item (self, ITEM_WRONG, data->label_given ? _ ("Wrong answer") : _ ("Changed answer"));
  if (tau_plot_scatter_is_drawable (data, data->chosen))
    add_item (self, ITEM_CHOSEN, _ ("Chosen"));
  if (tau_plot_scatter_is_drawable (data, data->best))
    add_item (self, ITEM_BEST, tau_plot_scatter_best_name (data->label_given));
  if (data->n_members > 0)
    add_item (self, ITEM_MEMBER, _ ("In the ensemble"));
  if (data->n_ghosts > 0)
    add_item (self, ITEM_GHOST, _ ("Pinned"));
  if (n_hidden > 0) {
    g_snprintf (text, sizeof text,
                g_dngettext (GETTEXT_PACKAGE, "%u not shown", "%u not shown", n_hidden), n_hidden);
    add_item (self, ITEM_NOTE, text);
  }
  if (isfinite (data->correlation)) {
    g_autofree char *correlation = tau_table_format_number (data->correlation, 2);
    g_snprintf (text, sizeof text, _ ("Spearman correlation %s"), correlation);
    add_item (self, ITEM_NOTE, text);
  }
}

/* The width of an entry with its symbol. */
static double
measure_item (const Item *item, const TauPlotStyle *style)
{
  double width, height;
  tau_plot_style_measure (style, TAU_PLOT_TEXT_SMALL, item->text, &width, &height);
  return item->kind != ITEM_NOTE ? width + SYMBOL * style->font_size : width;
}

/* Entries flow from left to right into rows; the last one, the correlation, moves to the right
 * edge. */
static void
legend_init (Legend *self, const TauPlotScatter *data, const TauPlotStyle *style, double width)
{
  double em = style->font_size;
  double x = EDGE * em, item_width = 0;

  *self = (Legend){ .n_rows = 1 };
  add_items (self, data);
  for (guint i = 0; i < self->n_items; i++) {
    Item *item = &self->items[i];
    item_width = measure_item (item, style);
    if (i > 0 && x + item_width > width - EDGE * em) {
      x = EDGE * em;
      self->n_rows++;
    }
    item->x = x;
    item->row = self->n_rows - 1;
    x += item_width + ITEM_GAP * em;
  }
  Item *last = &self->items[self->n_items - 1];
  if (last->kind == ITEM_NOTE && self->n_rows == 1)
    last->x = width - EDGE * em - item_width;
}

gboolean
tau_plot_legend_is_legible (const TauPlotScatter *data, const TauPlotStyle *style, double width)
{
  double em = style->font_size;
  Legend legend = { 0 };
  add_items (&legend, data);
  for (guint i = 0; i < legend.n_items; i++)
    if (measure_item (&legend.items[i], style) > width - 2 * EDGE * em)
      return FALSE;
  return TRUE;
}

double
tau_plot_legend_height (const TauPlotScatter *data, const TauPlotStyle *style, double width)
{
  Legend legend;
  legend_init (&legend, data, style, width);
  return (EDGE + legend.n_rows * ROW_HEIGHT) * style->font_size;
}

static void
draw_symbol (const TauPlotStyle *style, cairo_t *cr, ItemKind kind, double x, double y)
{
  double radius = style->mark_radius * 0.9;

  switch (kind) {
  case ITEM_RIGHT:
  case ITEM_WRONG:
    tau_plot_mark_draw (cr, style, kind == ITEM_RIGHT, x, y, radius);
    break;
  case ITEM_CHOSEN:
    tau_plot_ring_draw (cr, style, FALSE, x, y, radius * 0.8);
    break;
  case ITEM_BEST:
    tau_plot_star_draw (cr, style, x, y, radius * 0.6);
    break;
  case ITEM_MEMBER:
    tau_plot_scatter_draw_member (cr, style, x, y, radius * 0.8);
    break;
  case ITEM_GHOST:
    tau_plot_scatter_draw_ghost (cr, style, TRUE, x, y, radius * 0.8);
    break;
  case ITEM_NOTE:
    break;
  }
}

void
tau_plot_legend_draw (const TauPlotScatter *data, const TauPlotStyle *style, double width,
                      cairo_t *cr)
{
  double em = style->font_size;
  Legend legend;

  legend_init (&legend, data, style, width);
  for (guint i = 0; i < legend.n_items; i++) {
    const Item *item = &legend.items[i];
    double y = (EDGE + (item->row + 0.5) * ROW_HEIGHT) * em;
    double x = item->x;

    if (item->kind != ITEM_NOTE) {
      draw_symbol (style, cr, item->kind, x + em * 0.75, y);
      x += SYMBOL * em;
    }
    tau_plot_set_color (cr, item->kind == ITEM_NOTE ? &style->dim : &style->foreground);
    tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_SMALL, item->text, x, y, G_MAXDOUBLE, 0,
                              0.5);
  }
}
