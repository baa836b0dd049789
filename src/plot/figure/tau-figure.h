/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/scatter/tau-plot-scatter.h"
#include "plot/tau-plot-style.h"
#include "corruption/tau-corruption-spec.h"
#include "image/tau-image.h"

G_BEGIN_DECLS

/* The target's answer for one image. */
typedef struct {
  const char *class_name;
  double confidence; /* 0 to 1 */
  gboolean correct;
} TauFigureAnswer;

/* Figure 3 of the paper for one image (METHOD "Figure 3"). Everything is borrowed. */
typedef struct {
  const TauImage *input;       /* as corrupted */
  const TauImage *transformed; /* by the transform chosen, or the best if the plot is ranked; the
                                  input again for the identity */
  TauPlotScatter plot;
  TauFigureAnswer input_answer;
  TauFigureAnswer transformed_answer;
  const char *label;    /* a class; NULL: not mentioned */
  gboolean label_given; /* FALSE: the target's own answer is used instead */
  TauCorruptionSpec corruption;
} TauFigureSpec;

/* The style, with a font that suits the size (both in pt or px). */
void tau_figure_init_style (double width, double height, gboolean dark, TauPlotStyle *style);

/* The whole figure with its background, from (0, 0) of `cr`: image, scatter, image; the scatter
 * below the images when the figure is not wide. */
void tau_figure_draw (const TauFigureSpec *self, const TauPlotStyle *style, cairo_t *cr,
                      double width, double height);

/* Whether the figure shows all of its text in that size: no heading, note, title or key is cut off,
 * left out or covered. Names of classes may be, since they can be of any length. */
gboolean tau_figure_is_legible (const TauFigureSpec *self, const TauPlotStyle *style, double width,
                                double height);

/* One paragraph that says what the figure shows, for those who cannot see it. */
char *tau_figure_describe (const TauFigureSpec *self);

G_END_DECLS
