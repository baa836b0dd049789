/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

G_BEGIN_DECLS

#define TAU_PLOT_N_SERIES 3

typedef struct {
  double red, green, blue, alpha; /* 0 to 1 */
} TauPlotColor;

/* How a plot looks. Red and blue differ in lightness as well as in hue and always come with a
 * shape, so the answer is clear with any colour blindness and in grey print. */
typedef struct {
  TauPlotColor background; /* behind the plot: for halos and label plates; the caller paints it */
  TauPlotColor foreground; /* titles, labels, the ring */
  TauPlotColor dim;        /* tick labels, notes */
  TauPlotColor frame;
  TauPlotColor grid;
  TauPlotColor right; /* red circle: the target answers with the label */
  TauPlotColor wrong; /* blue triangle: it does not */
  TauPlotColor star;  /* the best transform */
  TauPlotColor star_edge;
  TauPlotColor series[TAU_PLOT_N_SERIES]; /* blue, grey, orange; differ in lightness too */
  const char *font_family;                /* Pango family list; borrowed */
  double font_size;                       /* px or pt: the unit of the drawing */
  double line_width;                      /* grid and frame */
  double mark_radius;
} TauPlotStyle;

typedef enum {
  TAU_PLOT_TEXT_NORMAL,
  TAU_PLOT_TEXT_SMALL, /* tick labels, notes */
  TAU_PLOT_TEXT_BOLD,
} TauPlotTextKind;

/* font_family NULL: Cantarell, else the system's sans serif. All lengths derive from font_size. */
void tau_plot_style_init (TauPlotStyle *self, gboolean dark, const char *font_family,
                          double font_size);

/* Gives marks and star the colours of Okabe and Ito (2008), which are distinct with every kind of
 * colour vision. The shapes stay the same. */
void tau_plot_style_make_safe (TauPlotStyle *self, gboolean dark);

/* For high contrast: no text is dim, and grid and frame are clear. */
void tau_plot_style_make_strong (TauPlotStyle *self);

/* A layout for `cr`, or for measuring when cr is NULL. Text measures the same on screen, page and
 * PNG: its metrics are not rounded to pixels. */
PangoLayout *tau_plot_style_create_layout (const TauPlotStyle *self, cairo_t *cr,
                                           TauPlotTextKind kind, const char *text);
void tau_plot_style_measure (const TauPlotStyle *self, TauPlotTextKind kind, const char *text,
                             double *width, double *height);
double tau_plot_style_line_height (const TauPlotStyle *self, TauPlotTextKind kind);
/* The width of the widest of `texts` (NULL-terminated) in small text. */
double tau_plot_style_widest (const TauPlotStyle *self, char **texts);

/* Shows a line of text like tau_plot_layout_show, ellipsized if wider than `room`; returns its
 * width. */
double tau_plot_style_show_text (const TauPlotStyle *self, cairo_t *cr, TauPlotTextKind kind,
                                 const char *text, double x, double y, double room, double x_align,
                                 double y_align);

/* Shows text in as many lines as the width needs, from (x, y) down; returns their height. `cr`
 * NULL: only measures. */
double tau_plot_style_show_paragraph (const TauPlotStyle *self, cairo_t *cr, TauPlotTextKind kind,
                                      const char *text, double x, double y, double width);

void tau_plot_layout_get_size (PangoLayout *layout, double *width, double *height);

/* Shows a layout so that the point at fractions (x_align, y_align) of its box is at (x, y). */
void tau_plot_layout_show (PangoLayout *layout, cairo_t *cr, double x, double y, double x_align,
                           double y_align);

/* The centre of a pixel: a thin line there is one sharp pixel wide instead of two pale ones. */
double tau_plot_crisp (double v);

void tau_plot_set_color (cairo_t *cr, const TauPlotColor *color);

G_END_DECLS
