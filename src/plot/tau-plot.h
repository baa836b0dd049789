/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "plot/tau-plot-grid.h"

G_BEGIN_DECLS

/* What the user points at: items of the plot, or -1. */
typedef struct {
  int hovered;  /* under the pointer */
  int selected; /* by keyboard, by click or in a list */
} TauPlotState;

#define TAU_PLOT_STATE_INIT                                                                        \
  {                                                                                                \
    -1, -1                                                                                         \
  }

/* Where a key leads to from an item. */
typedef enum {
  TAU_PLOT_LEFT,
  TAU_PLOT_RIGHT,
  TAU_PLOT_UP,
  TAU_PLOT_DOWN,
  TAU_PLOT_FIRST,
  TAU_PLOT_LAST,
  TAU_PLOT_NOWHERE, /* no item is selected any more */
} TauPlotStep;

/* A kind of plot. It has three independent parts: data (what is shown), scale (where it lies in one
 * style and size, filled by `fit`) and drawing. Its items (marks, cells, bars, epochs) are numbered
 * from 0. No function changes the data, so that any thread may draw. */
typedef struct {
  gsize scale_size;
  void (*fit) (gconstpointer data, const TauPlotStyle *style, double width, double height,
               gpointer scale);
  /* The height that shows everything well at this width; NULL: any height will do. */
  double (*get_natural_height) (gconstpointer data, const TauPlotStyle *style, double width);
  /* Draws from (0, 0) of `cr`, without a background. */
  void (*draw) (gconstpointer data, cairo_t *cr, const TauPlotStyle *style, gconstpointer scale,
                const TauPlotState *state);
  /* Draws over it what `state` points at; `draw` then leaves that out, so that a window can keep
   * what it drew. NULL: `draw` does all. */
  void (*draw_pointed) (gconstpointer data, cairo_t *cr, const TauPlotStyle *style,
                        gconstpointer scale, const TauPlotState *state);
  /* The item at (x, y), or -1. */
  int (*hit_test) (gconstpointer data, gconstpointer scale, double x, double y);
  /* Moves *item (-1: none yet); it stops at the edges. FALSE: this kind has no such step. */
  gboolean (*move) (gconstpointer data, TauPlotStep step, int *item);
  /* The item that corresponds to an item of the data shown before, or -1. NULL: the item with the
   * same number, as long as the number of items is the same. */
  int (*follow) (gconstpointer data, gconstpointer before, int item);
  char *(*describe) (gconstpointer data); /* sentences for screen readers */
  /* Describes an item with its values; NULL: it is not visible. */
  char *(*describe_item) (gconstpointer data, int item);
  GDestroyNotify free;

  int min_width, natural_width;   /* px, in a window */
  int min_height, natural_height; /* likewise, without get_natural_height */
  gboolean is_grid;     /* the data is a TauPlotGrid, whose numbers a table can show as well */
  gboolean names_items; /* the drawing names the item pointed at: no tooltip is needed */
  gboolean sparse;      /* its items are marks, and a click beside them means nothing */
} TauPlotKind;

/* A get_natural_height of half the width: as wide as a page, the plot is not too flat; in a wide
 * window it leaves room for what is below. */
double tau_plot_half_height (gconstpointer data, const TauPlotStyle *style, double width);

/* A plot of any kind: what a widget needs to show it and to step through it with the keyboard, and
 * what an export needs. It never changes once made, so that any thread may draw it. */
#define TAU_TYPE_PLOT (tau_plot_get_type ())
G_DECLARE_FINAL_TYPE (TauPlot, tau_plot, TAU, PLOT, GObject)

/* Takes `data`; `title` (NULL: none) must live as long as the plot. Each kind has its own
 * constructor. */
TauPlot *tau_plot_new (const TauPlotKind *kind, gpointer data, const char *title, guint n_items);

const TauPlotKind *tau_plot_get_kind (TauPlot *self);
gconstpointer tau_plot_get_data (TauPlot *self,
                                 const TauPlotKind *kind); /* NULL: of another kind */
const TauPlotGrid *tau_plot_get_grid (TauPlot *self);      /* NULL: the plot has no grid */
const char *tau_plot_get_title (TauPlot *self);
guint tau_plot_get_n_items (TauPlot *self);

/* In the units of the style's font; 0: any height will do. */
double tau_plot_get_natural_height (TauPlot *self, const TauPlotStyle *style, double width);

/* The scale for width x height; free it with g_free. It remains valid for every redraw and hit test
 * until plot, style or size change. */
gpointer tau_plot_fit (TauPlot *self, const TauPlotStyle *style, double width, double height);

/* Draws from (0, 0) of `cr`, without a background. `state` NULL: nothing is pointed at. */
void tau_plot_draw (TauPlot *self, cairo_t *cr, const TauPlotStyle *style, gconstpointer scale,
                    const TauPlotState *state);
/* The two parts of a kind with draw_pointed: the first is the same whatever is pointed at. */
void tau_plot_draw_still (TauPlot *self, cairo_t *cr, const TauPlotStyle *style,
                          gconstpointer scale);
void tau_plot_draw_pointed (TauPlot *self, cairo_t *cr, const TauPlotStyle *style,
                            gconstpointer scale, const TauPlotState *state);
/* Draws the whole plot with its background, for a page or the clipboard. */
void tau_plot_paint (TauPlot *self, cairo_t *cr, const TauPlotStyle *style, double width,
                     double height);

/* As in TauPlotKind. */
int tau_plot_hit_test (TauPlot *self, gconstpointer scale, double x, double y);
gboolean tau_plot_move (TauPlot *self, TauPlotStep step, int *item);
int tau_plot_follow (TauPlot *self, TauPlot *before, int item);
char *tau_plot_describe_item (TauPlot *self, int item);

/* Describes the plot and, unless it is -1, the item. */
char *tau_plot_describe (TauPlot *self, int item);

/* Writes SVG, PDF or PNG like tau_plot_export_write, on white, `width_mm` wide and as high as the
 * plot requires. Only for kinds with a natural height. */
gboolean tau_plot_write (TauPlot *self, const char *path, double width_mm, GError **error);

G_END_DECLS
