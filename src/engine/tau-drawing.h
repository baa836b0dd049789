/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

#define TAU_FIGURE_ERROR (tau_figure_error_quark ())

typedef enum {
  TAU_FIGURE_ERROR_TYPE = 1, /* the name ends in none of .svg, .pdf, .png */
  TAU_FIGURE_ERROR_SIZE,     /* outside TAU_FIGURE_MIN_MM to TAU_FIGURE_MAX_MM */
  TAU_FIGURE_ERROR_DRAW,     /* Cairo failed, for want of memory */
  TAU_FIGURE_ERROR_WRITE,    /* could not be written; nothing is left half-written */
} TauFigureError;

#define TAU_FIGURE_MIN_MM  20
#define TAU_FIGURE_MAX_MM  600
#define TAU_FIGURE_PNG_DPI 300

/* Anything that can be drawn at any size and put in a file. Everything is borrowed. */
typedef struct {
  /* The whole picture with its background, from (0, 0) of `cr`, in width x height points. May be
   * called on any thread. */
  void (*draw) (gconstpointer data, cairo_t *cr, double width, double height);
  gconstpointer data;
  const char *title;       /* of the document */
  const char *description; /* one paragraph for those who cannot see it */
} TauDrawing;

GQuark tau_figure_error_quark (void);

/* SVG, PDF or PNG (TAU_FIGURE_PNG_DPI), by the ending of `path`; written beside it and renamed. */
gboolean tau_drawing_write (const TauDrawing *self, const char *path, double width_mm,
                            double height_mm, GError **error);

G_END_DECLS
