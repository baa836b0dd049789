/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/tau-plot-style.h"

#include <math.h>

#define RGBA(hex, alpha)                                                                           \
  {                                                                                                \
    (((hex) >> 16) & 255) / 255.0, (((hex) >> 8) & 255) / 255.0, ((hex)&255) / 255.0, (alpha)      \
  }

/* Colours of the GNOME palette. Text has a contrast of at least 4.5 to the background, marks at
 * least 3. */
static const TauPlotStyle light_style = {
  .background = RGBA (0xffffff, 1),
  .foreground = RGBA (0x2e2e33, 1),
  .dim = RGBA (0x5e5c64, 1),
  .frame = RGBA (0x2e2e33, 0.35),
  .grid = RGBA (0x2e2e33, 0.10),
  .right = RGBA (0xc01c28, 1),
  .wrong = RGBA (0x1c71d8, 1),
  .star = RGBA (0xf6d32d, 1),
  .star_edge = RGBA (0x905400, 1),
  .series = { RGBA (0x1a5fb4, 1), RGBA (0x77767b, 1), RGBA (0xc64600, 1) },
};

static const TauPlotStyle dark_style = {
  .background = RGBA (0x242424, 1),
  .foreground = RGBA (0xf6f5f4, 1),
  .dim = RGBA (0xc0bfbc, 1),
  .frame = RGBA (0xffffff, 0.35),
  .grid = RGBA (0xffffff, 0.10),
  .right = RGBA (0xff6b5e, 1),
  .wrong = RGBA (0x78aeed, 1),
  .star = RGBA (0xf5c211, 1),
  .star_edge = RGBA (0xf9f06b, 1),
  .series = { RGBA (0x78aeed, 1), RGBA (0x9a9996, 1), RGBA (0xffa348, 1) },
};

void
tau_plot_style_init (TauPlotStyle *self, gboolean dark, const char *font_family, double font_size)
{
  g_return_if_fail (font_size > 0);

  *self = dark ? dark_style : light_style;
  self->font_family = font_family != NULL ? font_family : "Cantarell, Sans";
  self->font_size = font_size;
  self->line_width = font_size / 12;
  self->mark_radius = font_size * 0.45;
}

void
tau_plot_style_make_safe (TauPlotStyle *self, gboolean dark)
{
  const TauPlotColor orange = RGBA (0xe69f00, 1), sky_blue = RGBA (0x56b4e9, 1);
  const TauPlotColor vermilion = RGBA (0xd55e00, 1), blue = RGBA (0x0072b2, 1);
  const TauPlotColor yellow = RGBA (0xf0e442, 1);

  self->right = dark ? orange : vermilion;
  self->wrong = dark ? sky_blue : blue;
  self->star = yellow;
}

void
tau_plot_style_make_strong (TauPlotStyle *self)
{
  self->dim = self->foreground;
  self->frame.alpha = 0.8;
  self->grid.alpha = 0.3;
}

PangoLayout *
tau_plot_style_create_layout (const TauPlotStyle *self, cairo_t *cr, TauPlotTextKind kind,
                              const char *text)
{
  PangoFontMap *map = pango_cairo_font_map_get_default (); /* one per thread */
  PangoContext *context = pango_font_map_create_context (map);
  cairo_font_options_t *options = cairo_font_options_create ();
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  /* Grey antialiasing: the plot may be on a transparent surface, and its text may be rotated. */
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_context_set_round_glyph_positions (context, FALSE);
  if (cr != NULL)
    pango_cairo_update_context (cr, context);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);

  double size = kind == TAU_PLOT_TEXT_SMALL ? self->font_size * 0.9 : self->font_size;
  PangoFontDescription *font = pango_font_description_new ();
  pango_font_description_set_family (font, self->font_family);
  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  if (kind == TAU_PLOT_TEXT_BOLD)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);

  PangoLayout *layout = pango_layout_new (context);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  pango_font_description_free (font);
  g_object_unref (context); /* the layout holds it */
  return layout;
}

void
tau_plot_layout_get_size (PangoLayout *layout, double *width, double *height)
{
  PangoRectangle logical;
  pango_layout_get_extents (layout, NULL, &logical);
  *width = (double)logical.width / PANGO_SCALE;
  *height = (double)logical.height / PANGO_SCALE;
}

void
tau_plot_style_measure (const TauPlotStyle *self, TauPlotTextKind kind, const char *text,
                        double *width, double *height)
{
  g_autoptr (PangoLayout) layout = tau_plot_style_create_layout (self, NULL, kind, text);
  tau_plot_layout_get_size (layout, width, height);
}

double
tau_plot_style_line_height (const TauPlotStyle *self, TauPlotTextKind kind)
{
  double width, height;
  tau_plot_style_measure (self, kind, "0", &width, &height);
  return height;
}

double
tau_plot_style_widest (const TauPlotStyle *self, char **texts)
{
  double most = 0;
  for (char **text = texts; *text != NULL; text++) {
    double width, height;
    tau_plot_style_measure (self, TAU_PLOT_TEXT_SMALL, *text, &width, &height);
    most = MAX (most, width);
  }
  return most;
}

void
tau_plot_layout_show (PangoLayout *layout, cairo_t *cr, double x, double y, double x_align,
                      double y_align)
{
  PangoRectangle logical;
  pango_layout_get_extents (layout, NULL, &logical);
  cairo_move_to (cr, x - (logical.x + x_align * logical.width) / PANGO_SCALE,
                 y - (logical.y + y_align * logical.height) / PANGO_SCALE);
  pango_cairo_show_layout (cr, layout);
}

double
tau_plot_style_show_text (const TauPlotStyle *self, cairo_t *cr, TauPlotTextKind kind,
                          const char *text, double x, double y, double room, double x_align,
                          double y_align)
{
  g_autoptr (PangoLayout) layout = tau_plot_style_create_layout (self, cr, kind, text);
  double width, height;

  tau_plot_layout_get_size (layout, &width, &height);
  if (width > room) {
    pango_layout_set_width (layout, (int)(MAX (room, 0) * PANGO_SCALE));
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    tau_plot_layout_get_size (layout, &width, &height);
  }
  tau_plot_layout_show (layout, cr, x, y, x_align, y_align);
  return width;
}

double
tau_plot_style_show_paragraph (const TauPlotStyle *self, cairo_t *cr, TauPlotTextKind kind,
                               const char *text, double x, double y, double width)
{
  g_autoptr (PangoLayout) layout = tau_plot_style_create_layout (self, cr, kind, text);
  double text_width, height;
  pango_layout_set_width (layout, (int)(MAX (width, 1) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  tau_plot_layout_get_size (layout, &text_width, &height);
  if (cr != NULL)
    tau_plot_layout_show (layout, cr, x, y, 0, 0);
  return height;
}

double
tau_plot_crisp (double v)
{
  return floor (v) + 0.5;
}

void
tau_plot_set_color (cairo_t *cr, const TauPlotColor *color)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha);
}
