/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/tau-drawing.h"
#include "engine/tau-plot-data.h"
#include "engine/tau-plot-style.h"
#include "image/tau-image.h"

G_BEGIN_DECLS

#define TAU_FIGURE_WIDTH_MM  180 /* the usual size: a page's width */
#define TAU_FIGURE_HEIGHT_MM 70

/* What the target says of one picture. */
typedef struct {
  const char *class_name;
  double confidence; /* 0 to 1 */
  gboolean correct;
} TauFigureAnswer;

/* Figure 3 of the paper for one image (METHOD "Figure 3"). Everything is borrowed. */
typedef struct {
  const TauImage *input;       /* as corrupted */
  const TauImage *transformed; /* by the transform chosen; the input again for the identity */
  TauPlotData plot;
  TauFigureAnswer input_answer;
  TauFigureAnswer transformed_answer;
  const char *label;      /* a class; NULL: not mentioned */
  gboolean label_given;   /* FALSE: the target's own answer stands in for it */
  const char *corruption; /* its title; NULL: none */
  int severity;
  guint64 seed;
  gboolean dark;
} TauFigureSpec;

/* The style, with a font that suits the size (both in pt or px). */
void tau_figure_init_style (const TauFigureSpec *self, double width, double height,
                            TauPlotStyle *style);

/* The whole figure with its background, from (0, 0) of `cr`: image, scatter, image; the scatter
 * below the images when the figure is not wide. */
void tau_figure_draw (const TauFigureSpec *self, const TauPlotStyle *style, cairo_t *cr,
                      double width, double height);

/* One paragraph that says what the figure shows, for those who cannot see it. */
char *tau_figure_describe (const TauFigureSpec *self);

/* As tau_drawing_write. */
gboolean tau_figure_write (const TauFigureSpec *self, const char *path, double width_mm,
                           double height_mm, GError **error);

G_END_DECLS
