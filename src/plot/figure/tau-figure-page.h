/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/tau-plot-export.h"
#include "plot/figure/tau-figure.h"

G_BEGIN_DECLS

#define TAU_FIGURE_WIDTH_MM  180 /* the usual size of one image's figure: a page's width */
#define TAU_FIGURE_HEIGHT_MM 70
/* Text is never smaller than this. A page that is too small for it is refused. */
#define TAU_FIGURE_MIN_FONT 6.0 /* pt */

/* A page of figures, one below the other. */
typedef struct {
  double width_mm;
  double height_mm; /* of the page; 0: tau_figure_page_get_height_mm, or what the text needs */
  int dpi;          /* of PNG */
  gboolean dark;
  gboolean safe; /* tau_plot_style_make_safe */
} TauFigurePage;

/* The defaults: TAU_FIGURE_WIDTH_MM wide, as high as needed, TAU_FIGURE_PNG_DPI, light, the paper's
 * colours. */
void tau_figure_page_init (TauFigurePage *self);

/* The height of n_figures figures at this width. A column needs more than a full-width page,
 * because the scatter is below the images there. */
double tau_figure_page_get_height_mm (double width_mm, guint n_figures);

/* Like tau_plot_export_write; n > 0. Fails with SIZE if the page is too small for the text of its
 * figures; the message has a size at which it is not. */
gboolean tau_figure_page_write (const TauFigurePage *self, const TauFigureSpec *figures, guint n,
                                const char *path, GError **error);
/* The bytes of such a file. */
GBytes *tau_figure_page_render (const TauFigurePage *self, const TauFigureSpec *figures, guint n,
                                const char *path, GError **error);

G_END_DECLS
