/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/tau-plot-axes.h"

#include <math.h>

/* Lengths in ems of the style's font. */
#define EDGE       0.5 /* free space at the edges of the drawing */
#define TICK_GAP   0.5 /* frame to tick label */
#define TITLE_GAP  0.4 /* tick label to title */
#define MIN_FRAME  7.0 /* a frame shorter than this gets no titles */
#define LABEL_GAP  1.4 /* between the labels of neighbouring ticks */
#define X_TICK_EMS 6.0 /* usual distance of ticks */
#define Y_TICK_EMS 3.2

static double
widest_tick_label (const TauPlotAxis *axis, const TauPlotStyle *style)
{
  double widest = 0;
  for (guint i = 0; i < axis->n_ticks; i++) {
    char text[TAU_PLOT_TICK_TEXT_SIZE];
    double width, height;
    tau_plot_axis_format_tick (axis, i, text);
    tau_plot_style_measure (style, TAU_PLOT_TEXT_SMALL, text, &width, &height);
    widest = MAX (widest, width);
  }
  return widest;
}

static guint
ticks_for (double length, double distance)
{
  return (guint)CLAMP (length / distance, 5, TAU_PLOT_MAX_TICKS);
}

/* Whether there is room for the titles of both axes. */
static gboolean
has_titles (const TauPlotStyle *style, double width, double height, double top)
{
  double em = style->font_size;
  return width > (MIN_FRAME + 6) * em && height - top > (MIN_FRAME + 4) * em;
}

/* The frame keeps at least one unit each way, so that the mapping can always be inverted. */
static void
keep_open (double *low, double *high)
{
  if (*high - *low < 1)
    *high = *low + 1;
}

/* The share that leaves both the requested padding and the required room at the ends of an axis. */
static double
padding_for (double padding, double room, double length)
{
  double inner = MAX (length - 2 * room, length / 4);
  return MAX (padding, room / inner);
}

void
tau_plot_axes_fit (const TauPlotAxes *self, const TauPlotStyle *style, double width, double height,
                   TauPlotScale *scale)
{
  double em = style->font_size;
  double small = tau_plot_style_line_height (style, TAU_PLOT_TEXT_SMALL);
  double normal = tau_plot_style_line_height (style, TAU_PLOT_TEXT_NORMAL);
  gboolean titles = has_titles (style, width, height, self->top);
  double title_space = titles ? normal + TITLE_GAP * em : 0;

  double top = self->top + MAX (EDGE * em, self->top > 0 ? 0 : small / 2);
  double bottom = height - EDGE * em - TICK_GAP * em - small;
  if (self->x_title != NULL)
    bottom -= title_space;
  keep_open (&top, &bottom);
  (self->y_log ? tau_plot_axis_init_log : tau_plot_axis_init) (
      &scale->y, self->y_low, self->y_high, padding_for (self->y_padding, self->room, bottom - top),
      bottom, top, ticks_for (bottom - top, Y_TICK_EMS * em));

  double left = (EDGE + TICK_GAP) * em + widest_tick_label (&scale->y, style);
  if (self->y_title != NULL)
    left += title_space;
  /* Symmetrical where possible: half a tick label may extend beyond the frame on the right. */
  double right = width - 2 * EDGE * em;
  keep_open (&left, &right);
  /* Whole numbers have short labels: as many as do not touch. */
  guint max_ticks = self->x_counts ? TAU_PLOT_MAX_TICKS : ticks_for (right - left, X_TICK_EMS * em);
  double padding = padding_for (self->x_padding, self->room, right - left);
  for (;; max_ticks--) {
    tau_plot_axis_init (&scale->x, self->x_low, self->x_high, padding, left, right, max_ticks);
    if (self->x_counts)
      tau_plot_axis_count (&scale->x, self->x_low, self->x_high);
    double label = widest_tick_label (&scale->x, style);
    double step = tau_plot_axis_get_step (&scale->x) * (scale->x.pixel_high - left) /
                  (scale->x.high - scale->x.low);
    double last = tau_plot_axis_to_pixel (&scale->x,
                                          tau_plot_axis_get_tick (&scale->x, scale->x.n_ticks - 1));
    if (last + label / 2 > width - EDGE * em)
      scale->x.pixel_high = MAX (left + 1, right - (last + label / 2 - width + EDGE * em));
    if (step >= label + LABEL_GAP * em || max_ticks <= 5)
      break;
  }
  scale->width = width;
  scale->height = height;
}

gboolean
tau_plot_axes_is_legible (const TauPlotAxes *self, const TauPlotStyle *style,
                          const TauPlotScale *scale)
{
  double x = 0, y = 0, height;
  if (self->x_title != NULL)
    tau_plot_style_measure (style, TAU_PLOT_TEXT_NORMAL, self->x_title, &x, &height);
  if (self->y_title != NULL)
    tau_plot_style_measure (style, TAU_PLOT_TEXT_NORMAL, self->y_title, &y, &height);
  return has_titles (style, scale->width, scale->height, self->top) &&
         x <= scale->x.pixel_high - scale->x.pixel_low &&
         y <= scale->y.pixel_low - scale->y.pixel_high;
}

static void
draw_grid (const TauPlotStyle *style, const TauPlotScale *scale, cairo_t *cr)
{
  const TauPlotAxis *x = &scale->x, *y = &scale->y;

  cairo_set_line_width (cr, style->line_width);
  tau_plot_set_color (cr, &style->grid);
  for (guint i = 0; i < x->n_ticks; i++) {
    double at = tau_plot_crisp (tau_plot_axis_to_pixel (x, tau_plot_axis_get_tick (x, i)));
    cairo_move_to (cr, at, y->pixel_high);
    cairo_line_to (cr, at, y->pixel_low);
  }
  for (guint i = 0; i < y->n_ticks; i++) {
    double at = tau_plot_crisp (tau_plot_axis_to_pixel (y, tau_plot_axis_get_tick (y, i)));
    cairo_move_to (cr, x->pixel_low, at);
    cairo_line_to (cr, x->pixel_high, at);
  }
  cairo_stroke (cr);

  tau_plot_set_color (cr, &style->frame);
  cairo_rectangle (cr, tau_plot_crisp (x->pixel_low), tau_plot_crisp (y->pixel_high),
                   round (x->pixel_high - x->pixel_low), round (y->pixel_low - y->pixel_high));
  cairo_stroke (cr);
}

static void
draw_tick_labels (const TauPlotStyle *style, const TauPlotScale *scale, cairo_t *cr)
{
  const TauPlotAxis *axes[] = { &scale->x, &scale->y };
  double gap = TICK_GAP * style->font_size;
  /* If even the fewest labels would touch, leaves out every other one. */
  double taken = -G_MAXDOUBLE;

  tau_plot_set_color (cr, &style->dim);
  for (guint a = 0; a < 2; a++)
    for (guint i = 0; i < axes[a]->n_ticks; i++) {
      char text[TAU_PLOT_TICK_TEXT_SIZE];
      double at = tau_plot_axis_to_pixel (axes[a], tau_plot_axis_get_tick (axes[a], i));
      double width, height;
      tau_plot_axis_format_tick (axes[a], i, text);
      g_autoptr (PangoLayout) layout =
          tau_plot_style_create_layout (style, cr, TAU_PLOT_TEXT_SMALL, text);
      tau_plot_layout_get_size (layout, &width, &height);
      if (a == 1) {
        tau_plot_layout_show (layout, cr, scale->x.pixel_low - gap, at, 1, 0.5);
      } else if (at - width / 2 >= taken) {
        tau_plot_layout_show (layout, cr, at, scale->y.pixel_low + gap, 0.5, 0);
        taken = at + width / 2 + gap;
      }
    }
}

void
tau_plot_axes_draw (const TauPlotAxes *self, const TauPlotStyle *style, const TauPlotScale *scale,
                    cairo_t *cr)
{
  const TauPlotAxis *x = &scale->x, *y = &scale->y;
  double edge = EDGE * style->font_size;

  cairo_save (cr);
  draw_grid (style, scale, cr);
  draw_tick_labels (style, scale, cr);
  cairo_restore (cr);
  if (!has_titles (style, scale->width, scale->height, self->top))
    return;

  if (self->x_title != NULL) {
    cairo_save (cr);
    tau_plot_set_color (cr, &style->foreground);
    cairo_translate (cr, (x->pixel_low + x->pixel_high) / 2,
                     scale->height - edge -
                         tau_plot_style_line_height (style, TAU_PLOT_TEXT_NORMAL));
    tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_NORMAL, self->x_title, 0, 0,
                              x->pixel_high - x->pixel_low, 0.5, 0);
    cairo_restore (cr);
  }
  if (self->y_title != NULL) {
    cairo_save (cr);
    tau_plot_set_color (cr, &style->foreground);
    cairo_translate (cr, edge, (y->pixel_low + y->pixel_high) / 2);
    cairo_rotate (cr, -G_PI / 2);
    tau_plot_style_show_text (style, cr, TAU_PLOT_TEXT_NORMAL, self->y_title, 0, 0,
                              y->pixel_low - y->pixel_high, 0.5, 0);
    cairo_restore (cr);
  }
}
