/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/figure/tau-figure.h"

G_BEGIN_DECLS

/* Where the parts of a figure lie, in ems around them. */
#define TAU_FIGURE_SYMBOL     1.6 /* ems that the mark of an answer takes */
#define TAU_FIGURE_SYMBOL_GAP 0.6 /* ems between a class and its confidence */
#define TAU_FIGURE_TEXT_LINES 2   /* of a small text below an image, at most */

typedef struct {
  double x, y, side;
} TauFigurePlace;

typedef struct {
  TauFigurePlace input, transformed;
  double plot_x, plot_y, plot_width, plot_height;
} TauFigureLayout;

void tau_figure_layout (double em, double width, double height, TauFigureLayout *out);

/* The texts that a figure shows below and above its images. */
char *tau_figure_describe_transform (const TauFigureSpec *self);
char *tau_figure_describe_confidence (const TauFigureAnswer *answer);
const char *tau_figure_describe_ranking (const TauFigureSpec *self);

G_END_DECLS
