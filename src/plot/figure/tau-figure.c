/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/figure/tau-figure-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "plot/tau-plot-image.h"
#include "plot/scatter/tau-plot-scatter-draw.h"
#include "plot/tau-plot-marks.h"

#define GAP           1.0 /* ems between the parts and at the edges */
#define HEADING_LINES 1.7 /* line heights above and below an image */
#define CAPTION_LINES 5.0
#define LINE          1.35 /* ems */
#define WIDE          1.5  /* width over height from which the parts are side by side */
#define MAX_SHARE     0.26 /* of a wide figure's width, for each image */
void
tau_figure_init_style (double width, double height, gboolean dark, TauPlotStyle *style)
{
  gboolean wide = width >= WIDE * height;
  double size = wide ? MIN (width / 62, height / 20) : MIN (width / 42, height / 48);
  tau_plot_style_init (style, dark, NULL, MAX (size, 1));
}

static void
layout_wide (TauFigureLayout *self, double em, double width, double height)
{
  double text = (HEADING_LINES + CAPTION_LINES) * LINE * em;
  double side = MAX (1, MIN (MAX_SHARE * width, height - text - 2 * GAP * em));
  /* Heading, image and caption are centred vertically as one block. */
  double y = (height - side - text) / 2 + HEADING_LINES * LINE * em;

  self->input = (TauFigurePlace){ GAP * em, y, side };
  self->transformed = (TauFigurePlace){ width - GAP * em - side, y, side };
  self->plot_x = side + 1.5 * GAP * em;
  self->plot_y = 0;
  self->plot_width = MAX (1, width - 2 * self->plot_x);
  self->plot_height = height;
}

static void
layout_tall (TauFigureLayout *self, double em, double width, double height)
{
  double text = (HEADING_LINES + CAPTION_LINES) * LINE * em;
  double side = MAX (1, MIN ((width - 4 * GAP * em) / 2, 0.5 * height - text));
  double y = GAP * em + HEADING_LINES * LINE * em;

  self->input = (TauFigurePlace){ width / 4 - side / 2, y, side };
  self->transformed = (TauFigurePlace){ 3 * width / 4 - side / 2, y, side };
  self->plot_x = 0;
  self->plot_y = y + side + CAPTION_LINES * LINE * em;
  self->plot_width = width;
  self->plot_height = MAX (1, height - self->plot_y);
}

void
tau_figure_layout (double em, double width, double height, TauFigureLayout *out)
{
  if (width >= WIDE * height)
    layout_wide (out, em, width, height);
  else
    layout_tall (out, em, width, height);
}

/* Draws one paragraph within the given width and number of lines; returns the height it took. */
static double
draw_text (cairo_t *cr, const TauPlotStyle *style, TauPlotTextKind kind, const TauPlotColor *color,
           const char *text, double x, double y, double width, int max_lines)
{
  g_autoptr (PangoLayout) layout = tau_plot_style_create_layout (style, cr, kind, text);
  double text_width, height;

  pango_layout_set_width (layout, (int)(MAX (width, 1) * PANGO_SCALE));
  pango_layout_set_height (layout, -max_lines);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  tau_plot_layout_get_size (layout, &text_width, &height);
  tau_plot_set_color (cr, color);
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
  return height;
}

char *
tau_figure_describe_confidence (const TauFigureAnswer *answer)
{
  return g_strdup_printf (_ ("%.0f %%"), CLAMP (answer->confidence, 0, 1) * 100);
}

/* Draws the mark from the scatter, the class and the confidence. A long class name does not push
 * the confidence out. */
static double
draw_answer (cairo_t *cr, const TauPlotStyle *style, const TauFigureAnswer *answer,
             const TauFigurePlace *place, double y)
{
  double em = style->font_size;
  double symbol = TAU_FIGURE_SYMBOL * em, gap = TAU_FIGURE_SYMBOL_GAP * em;
  const char *name = answer->class_name != NULL ? answer->class_name : "?";
  g_autofree char *percent = tau_figure_describe_confidence (answer);
  double name_width, percent_width, height;

  tau_plot_style_measure (style, TAU_PLOT_TEXT_NORMAL, name, &name_width, &height);
  tau_plot_style_measure (style, TAU_PLOT_TEXT_NORMAL, percent, &percent_width, &height);
  name_width = MIN (name_width + 0.1 * em, place->side - symbol - gap - percent_width);
  tau_plot_mark_draw (cr, style, answer->correct, place->x + 0.6 * em, y + height / 2,
                      style->mark_radius);
  draw_text (cr, style, TAU_PLOT_TEXT_NORMAL, &style->foreground, name, place->x + symbol, y,
             name_width, 1);
  draw_text (cr, style, TAU_PLOT_TEXT_NORMAL, &style->dim, percent,
             place->x + symbol + name_width + gap, y, percent_width + em, 1);
  return height;
}

static char *
describe_label (const TauFigureSpec *self)
{
  return g_strdup_printf (
      self->label_given ? _ ("Label: %s") : _ ("Label: %s (the target’s answer)"), self->label);
}

const char *
tau_figure_describe_ranking (const TauFigureSpec *self)
{
  return self->plot.ranked ? _ ("Lowest actual loss") : _ ("Lowest predicted loss");
}

char *
tau_figure_describe_transform (const TauFigureSpec *self)
{
  const TauPlotScatter *plot = &self->plot;
  const int shown = plot->ranked ? plot->best : plot->chosen;
  if (shown < 0 || (guint)shown >= plot->n_points)
    return g_strdup (_ ("After the transform"));
  return g_strdup_printf (_ ("After %s"), plot->points[shown].title);
}

static void
draw_input (const TauFigureSpec *self, const TauPlotStyle *style, cairo_t *cr,
            const TauFigurePlace *place)
{
  double em = style->font_size;
  double y = place->y + place->side + 0.5 * em;
  g_autofree char *corruption = tau_corruption_spec_to_text (&self->corruption);

  draw_text (cr, style, TAU_PLOT_TEXT_BOLD, &style->foreground, _ ("Input"), place->x,
             place->y - HEADING_LINES * em, place->side, 1);
  tau_plot_image_draw (cr, style, self->input, place->x, place->y, place->side, NULL);
  y += draw_answer (cr, style, &self->input_answer, place, y);
  y += draw_text (cr, style, TAU_PLOT_TEXT_SMALL, &style->dim, corruption, place->x, y, place->side,
                  2);
  if (self->label != NULL) {
    g_autofree char *label = describe_label (self);
    draw_text (cr, style, TAU_PLOT_TEXT_SMALL, &style->dim, label, place->x, y, place->side, 2);
  }
}

static void
draw_transformed (const TauFigureSpec *self, const TauPlotStyle *style, cairo_t *cr,
                  const TauFigurePlace *place)
{
  double em = style->font_size;
  double y = place->y + place->side + 0.5 * em;
  g_autofree char *heading = tau_figure_describe_transform (self);

  draw_text (cr, style, TAU_PLOT_TEXT_BOLD, &style->foreground, heading, place->x,
             place->y - HEADING_LINES * em, place->side, 1);
  tau_plot_image_draw (cr, style, self->transformed, place->x, place->y, place->side, NULL);
  y += draw_answer (cr, style, &self->transformed_answer, place, y);
  draw_text (cr, style, TAU_PLOT_TEXT_SMALL, &style->dim, tau_figure_describe_ranking (self),
             place->x, y, place->side, TAU_FIGURE_TEXT_LINES);
}

void
tau_figure_draw (const TauFigureSpec *self, const TauPlotStyle *style, cairo_t *cr, double width,
                 double height)
{
  TauFigureLayout layout;
  TauPlotScale scale;

  g_return_if_fail (self->input != NULL && self->transformed != NULL);

  tau_figure_layout (style->font_size, width, height, &layout);
  cairo_save (cr);
  tau_plot_set_color (cr, &style->background);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
  draw_input (self, style, cr, &layout.input);
  draw_transformed (self, style, cr, &layout.transformed);
  cairo_translate (cr, layout.plot_x, layout.plot_y);
  tau_plot_scatter_fit (&self->plot, style, layout.plot_width, layout.plot_height, &scale);
  tau_plot_scatter_draw (cr, &self->plot, &scale, style, NULL);
  cairo_restore (cr);
}

char *
tau_figure_describe (const TauFigureSpec *self)
{
  g_autofree char *corruption = tau_corruption_spec_to_text (&self->corruption);
  g_autofree char *plot = tau_plot_scatter_describe (&self->plot);
  g_autofree char *transform = tau_figure_describe_transform (self);
  const TauFigureAnswer *before = &self->input_answer, *after = &self->transformed_answer;

  return g_strdup_printf (
      _ ("Input (%s): %s, %.0f %%, %s. %s: %s, %.0f %%, %s. %s"), corruption,
      before->class_name != NULL ? before->class_name : "?", before->confidence * 100,
      tau_plot_scatter_verdict (self->label_given, before->correct), transform,
      after->class_name != NULL ? after->class_name : "?", after->confidence * 100,
      tau_plot_scatter_verdict (self->label_given, after->correct), plot);
}
