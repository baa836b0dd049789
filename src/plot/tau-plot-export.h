/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

#define TAU_FIGURE_ERROR (tau_figure_error_quark ())

typedef enum {
  TAU_FIGURE_ERROR_TYPE = 1, /* the name does not end in .svg, .pdf or .png */
  TAU_FIGURE_ERROR_SIZE,  /* outside TAU_FIGURE_MIN_MM to TAU_FIGURE_MAX_MM, or too many pixels */
  TAU_FIGURE_ERROR_DRAW,  /* Cairo ran out of memory */
  TAU_FIGURE_ERROR_WRITE, /* the file could not be written; no partial file is left */
} TauFigureError;

#define TAU_FIGURE_MIN_MM  20
#define TAU_FIGURE_MAX_MM  1000
#define TAU_FIGURE_PNG_DPI 300
#define TAU_FIGURE_MIN_DPI 50
#define TAU_FIGURE_MAX_DPI 1200

/* Anything that can be drawn at any size and written to a file. Everything is borrowed. */
typedef struct {
  /* Draws everything with its background, from (0, 0) of `cr`, in width x height points. May be
   * called on any thread. */
  void (*draw) (gconstpointer data, cairo_t *cr, double width, double height);
  gconstpointer data;
  const char *title;       /* of the document */
  const char *description; /* one paragraph for those who cannot see it */
  int dpi;                 /* of PNG; 0: TAU_FIGURE_PNG_DPI */
} TauPlotExport;

GQuark tau_figure_error_quark (void);

/* Writes SVG (text as outlines), PDF (fonts embedded) or PNG, depending on the extension of `path`.
 * Writes a temporary file beside it, then renames that. */
gboolean tau_plot_export_write (const TauPlotExport *self, const char *path, double width_mm,
                                double height_mm, GError **error);
/* The bytes of such a file. */
GBytes *tau_plot_export_render (const TauPlotExport *self, const char *path, double width_mm,
                                double height_mm, GError **error);
/* Sets TYPE if the extension is none of these. */
gboolean tau_plot_export_check_path (const char *path, GError **error);

G_END_DECLS
