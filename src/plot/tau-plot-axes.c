/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/tau-plot-axes.h"

#include <math.h>

/* Lengths in ems of the style's font. */
#define EDGE            0.5 /* free space at the edges of the drawing */
#define TICK_GAP        0.5 /* frame to tick label */
#define TITLE_GAP       0.4 /* tick label to title */
#define MIN_FRAME       7.0 /* a frame shorter than this gets no titles */
#define LABEL_GAP       1.4 /* between the labels of neighbouring ticks */
#define X_TICK_EMS      6.0 /* usual distance of ticks */
#define Y_TICK_EMS      3.2

#define MAX_TITLE_LINES 2

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

/* A title beside an axis of that length: in as many lines as it needs, up to the most. */
static PangoLayout *
create_title (const TauPlotStyle *style, cairo_t *cr, const char *title, double length)
{
  PangoLayout *layout = tau_plot_style_create_layout (style, cr, TAU_PLOT_TEXT_NORMAL, title);
  double width, height;
  tau_plot_layout_get_size (layout, &width, &height);
  if (width > length) {
    pango_layout_set_width (layout, (int)(MAX (length, 1) * PANGO_SCALE));
    pango_layout_set_height (layout, -MAX_TITLE_LINES);
    pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  }
  return layout;
}

/* What the title takes beside the axis, its gap included. */
static double
title_space (const TauPlotStyle *style, const char *title, double length)
{
  g_autoptr (PangoLayout) layout = create_title (style, NULL, title, length);
  double width, height;
  tau_plot_layout_get_size (layout, &width, &height);
  return height + TITLE_GAP * style->font_size;
}

static gboolean
is_title_whole (const TauPlotStyle *style, const char *title, double length)
{
  if (title == NULL)
    return TRUE;
  g_autoptr (PangoLayout) layout = create_title (style, NULL, title, length);
  return !pango_layout_is_ellipsized (layout);
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

static void
fit_y (const TauPlotAxes *self, const TauPlotStyle *style, double height, double x_title_space,
       TauPlotAxis *y)
{
  double em = style->font_size, small = tau_plot_style_line_height (style, TAU_PLOT_TEXT_SMALL);
  double top = self->top + MAX (EDGE * em, self->top > 0 ? 0 : small / 2);
  double bottom = height - EDGE * em - TICK_GAP * em - small - x_title_space;
  keep_open (&top, &bottom);
  (self->y_log ? tau_plot_axis_init_log : tau_plot_axis_init) (
      y, self->y_low, self->y_high, padding_for (self->y_padding, self->room, bottom - top), bottom,
      top, ticks_for (bottom - top, Y_TICK_EMS * em));
}

static void
fit_x (const TauPlotAxes *self, const TauPlotStyle *style, double width, double left,
       TauPlotAxis *x)
{
  double em = style->font_size;
  /* Symmetrical where possible: half a tick label may extend beyond the frame on the right. */
  double right = width - 2 * EDGE * em;
  keep_open (&left, &right);
  /* Whole numbers have short labels: as many as do not touch. */
  guint max_ticks = self->x_counts ? TAU_PLOT_MAX_TICKS : ticks_for (right - left, X_TICK_EMS * em);
  double padding = padding_for (self->x_padding, self->room, right - left);
  for (;; max_ticks--) {
    tau_plot_axis_init (x, self->x_low, self->x_high, padding, left, right, max_ticks);
    if (self->x_counts)
      tau_plot_axis_count (x, self->x_low, self->x_high);
    double label = widest_tick_label (x, style);
    double step = tau_plot_axis_get_step (x) * (x->pixel_high - left) / (x->high - x->low);
    double last = tau_plot_axis_to_pixel (x, tau_plot_axis_get_tick (x, x->n_ticks - 1));
    if (last + label / 2 > width - EDGE * em)
      x->pixel_high = MAX (left + 1, right - (last + label / 2 - width + EDGE * em));
    if (step >= label + LABEL_GAP * em || max_ticks <= 5)
      break;
  }
}

void
tau_plot_axes_fit (const TauPlotAxes *self, const TauPlotStyle *style, double width, double height,
                   TauPlotScale *scale)
{
  gboolean titles = has_titles (style, width, height, self->top);
  double x_space = 0, before;
  if (titles && self->x_title != NULL)
    x_space = title_space (style, self->x_title, G_MAXINT / PANGO_SCALE);
  /* How long each axis is depends on the lines of the other one's title. */
  do {
    before = x_space;
    fit_y (self, style, height, x_space, &scale->y);
    double left = (EDGE + TICK_GAP) * style->font_size + widest_tick_label (&scale->y, style);
    if (titles && self->y_title != NULL)
      left += title_space (style, self->y_title, scale->y.pixel_low - scale->y.pixel_high);
    fit_x (self, style, width, left, &scale->x);
    if (titles && self->x_title != NULL)
      x_space = title_space (style, self->x_title, scale->x.pixel_high - scale->x.pixel_low);
  } while (x_space > before);
  scale->width = width;
  scale->height = height;
}

gboolean
tau_plot_axes_is_legible (const TauPlotAxes *self, const TauPlotStyle *style,
                          const TauPlotScale *scale)
{
  return has_titles (style, scale->width, scale->height, self->top) &&
         is_title_whole (style, self->x_title, scale->x.pixel_high - scale->x.pixel_low) &&
         is_title_whole (style, self->y_title, scale->y.pixel_low - scale->y.pixel_high);
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

/* Centred at (0, 0), which is above (0) or below (1) it. */
static void
draw_title (const TauPlotStyle *style, cairo_t *cr, const char *title, double length,
            double y_align)
{
  g_autoptr (PangoLayout) layout = create_title (style, cr, title, length);
  tau_plot_layout_show (layout, cr, 0, 0, 0.5, y_align);
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
    cairo_translate (cr, (x->pixel_low + x->pixel_high) / 2, scale->height - edge);
    draw_title (style, cr, self->x_title, x->pixel_high - x->pixel_low, 1);
    cairo_restore (cr);
  }
  if (self->y_title != NULL) {
    cairo_save (cr);
    tau_plot_set_color (cr, &style->foreground);
    cairo_translate (cr, edge, (y->pixel_low + y->pixel_high) / 2);
    cairo_rotate (cr, -G_PI / 2);
    draw_title (style, cr, self->y_title, y->pixel_low - y->pixel_high, 0);
    cairo_restore (cr);
  }
}
