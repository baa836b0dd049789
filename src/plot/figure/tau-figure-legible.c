/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/figure/tau-figure-private.h"

#include <glib/gi18n-lib.h>

#include "plot/scatter/tau-plot-scatter-draw.h"

#define MIN_SIDE 6.0 /* ems: a smaller image shows nothing */
/* ems of a class's name: the rest of a longer one may be cut off. */
#define MIN_NAME 6.0

/* Whether the text takes no more than that many lines, and no word is broken. */
static gboolean
fits (const TauPlotStyle *style, TauPlotTextKind kind, const char *text, double room, int lines)
{
  g_autoptr (PangoLayout) layout = tau_plot_style_create_layout (style, NULL, kind, text);
  double width, height;
  pango_layout_set_width (layout, (int)(room * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD);
  tau_plot_layout_get_size (layout, &width, &height);
  return width <= room && pango_layout_get_line_count (layout) <= lines;
}

static gboolean
fits_answer (const TauPlotStyle *style, const TauFigureAnswer *answer, double room)
{
  const double em = style->font_size;
  const char *name = answer->class_name != NULL ? answer->class_name : "?";
  g_autofree char *percent = tau_figure_describe_confidence (answer);
  double name_width, percent_width, height;
  tau_plot_style_measure (style, TAU_PLOT_TEXT_NORMAL, name, &name_width, &height);
  tau_plot_style_measure (style, TAU_PLOT_TEXT_NORMAL, percent, &percent_width, &height);
  return (TAU_FIGURE_SYMBOL + TAU_FIGURE_SYMBOL_GAP) * em + MIN (name_width, MIN_NAME * em) +
             percent_width <=
         room;
}

gboolean
tau_figure_is_legible (const TauFigureSpec *self, const TauPlotStyle *style, double width,
                       double height)
{
  g_autofree char *corruption = tau_corruption_spec_to_text (&self->corruption);
  g_autofree char *transform = tau_figure_describe_transform (self);
  TauFigureLayout layout;
  tau_figure_layout (style->font_size, width, height, &layout);
  const double side = layout.input.side;
  return side >= MIN_SIDE * style->font_size &&
         fits (style, TAU_PLOT_TEXT_BOLD, _ ("Input"), side, 1) &&
         fits (style, TAU_PLOT_TEXT_BOLD, transform, side, 1) &&
         fits (style, TAU_PLOT_TEXT_SMALL, corruption, side, TAU_FIGURE_TEXT_LINES) &&
         fits (style, TAU_PLOT_TEXT_SMALL, tau_figure_describe_ranking (self), side,
               TAU_FIGURE_TEXT_LINES) &&
         fits_answer (style, &self->input_answer, side) &&
         fits_answer (style, &self->transformed_answer, side) &&
         tau_plot_scatter_is_legible (&self->plot, style, layout.plot_width, layout.plot_height);
}
