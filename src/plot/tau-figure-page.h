/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot-export.h"
#include "plot/tau-figure.h"

G_BEGIN_DECLS

#define TAU_FIGURE_WIDTH_MM  180 /* the usual size of one image's figure: a page's width */
#define TAU_FIGURE_HEIGHT_MM 70
#define TAU_FIGURE_COLUMN_MM 85 /* the width of a column of a page */
/* Print is not made smaller than this, whatever the size. */
#define TAU_FIGURE_MIN_FONT 6.0 /* pt */

/* The page that figures are written on, one below the other. */
typedef struct {
  double width_mm;
  double height_mm; /* of the page; 0: tau_figure_page_get_height_mm */
  int dpi;          /* of PNG */
  gboolean dark;
  gboolean safe; /* tau_plot_style_make_safe */
} TauFigurePage;

/* TAU_FIGURE_WIDTH_MM wide, as high as needed, TAU_FIGURE_PNG_DPI, light, the paper's colours. */
void tau_figure_page_init (TauFigurePage *self);

/* The height that so many figures take at this width: in a column, where the scatter stands below
 * the images, more than over the whole width. */
double tau_figure_page_get_height_mm (double width_mm, guint n_figures);

/* As tau_plot_export_write; n > 0. A page that leaves a figure less than TAU_FIGURE_MIN_MM is
 * refused with SIZE. */
gboolean tau_figure_page_write (const TauFigurePage *self, const TauFigureSpec *figures, guint n,
                                const char *path, GError **error);

G_END_DECLS
