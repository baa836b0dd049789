/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/tau-plot.h"

#include <glib/gi18n-lib.h>

#include "plot/tau-plot-export.h"

#define FILE_FONT_SIZE 9.0 /* pt, as in a paper's figures */
#define POINTS_PER_MM  (72.0 / 25.4)

struct _TauPlot {
  GObject parent_instance;

  const TauPlotKind *kind;
  gpointer data;
  const char *title;
  guint n_items;
};

G_DEFINE_FINAL_TYPE (TauPlot, tau_plot, G_TYPE_OBJECT)

static void
tau_plot_finalize (GObject *object)
{
  TauPlot *self = TAU_PLOT (object);
  self->kind->free (self->data);
  G_OBJECT_CLASS (tau_plot_parent_class)->finalize (object);
}

static void
tau_plot_class_init (TauPlotClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tau_plot_finalize;
}

static void
tau_plot_init (TauPlot *self)
{
}

TauPlot *
tau_plot_new (const TauPlotKind *kind, gpointer data, const char *title, guint n_items)
{
  TauPlot *self = g_object_new (TAU_TYPE_PLOT, NULL);
  self->kind = kind;
  self->data = data;
  self->title = title != NULL ? title : "";
  self->n_items = n_items;
  return self;
}

const TauPlotKind *
tau_plot_get_kind (TauPlot *self)
{
  return self->kind;
}

gconstpointer
tau_plot_get_data (TauPlot *self, const TauPlotKind *kind)
{
  return self->kind == kind ? self->data : NULL;
}

const TauPlotGrid *
tau_plot_get_grid (TauPlot *self)
{
  return self->kind->is_grid ? self->data : NULL;
}

const char *
tau_plot_get_title (TauPlot *self)
{
  return self->title;
}

guint
tau_plot_get_n_items (TauPlot *self)
{
  return self->n_items;
}

double
tau_plot_get_natural_height (TauPlot *self, const TauPlotStyle *style, double width)
{
  return self->kind->get_natural_height != NULL
             ? self->kind->get_natural_height (self->data, style, width)
             : 0;
}

gpointer
tau_plot_fit (TauPlot *self, const TauPlotStyle *style, double width, double height)
{
  gpointer scale = g_malloc0 (self->kind->scale_size);
  self->kind->fit (self->data, style, width, height, scale);
  return scale;
}

static const TauPlotState nothing = TAU_PLOT_STATE_INIT;

void
tau_plot_draw_still (TauPlot *self, cairo_t *cr, const TauPlotStyle *style, gconstpointer scale)
{
  cairo_save (cr);
  self->kind->draw (self->data, cr, style, scale, &nothing);
  cairo_restore (cr);
}

void
tau_plot_draw_pointed (TauPlot *self, cairo_t *cr, const TauPlotStyle *style, gconstpointer scale,
                       const TauPlotState *state)
{
  cairo_save (cr);
  self->kind->draw_pointed (self->data, cr, style, scale, state);
  cairo_restore (cr);
}

void
tau_plot_draw (TauPlot *self, cairo_t *cr, const TauPlotStyle *style, gconstpointer scale,
               const TauPlotState *state)
{
  if (state == NULL)
    state = &nothing;
  cairo_save (cr);
  self->kind->draw (self->data, cr, style, scale, state);
  cairo_restore (cr);
  if (self->kind->draw_pointed != NULL)
    tau_plot_draw_pointed (self, cr, style, scale, state);
}

void
tau_plot_paint (TauPlot *self, cairo_t *cr, const TauPlotStyle *style, double width, double height)
{
  g_autofree gpointer scale = tau_plot_fit (self, style, width, height);
  tau_plot_set_color (cr, &style->background);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
  tau_plot_draw (self, cr, style, scale, NULL);
}

int
tau_plot_hit_test (TauPlot *self, gconstpointer scale, double x, double y)
{
  return self->kind->hit_test (self->data, scale, x, y);
}

gboolean
tau_plot_move (TauPlot *self, TauPlotStep step, int *item)
{
  return self->kind->move (self->data, step, item);
}

int
tau_plot_follow (TauPlot *self, TauPlot *before, int item)
{
  if (item < 0 || self->kind != before->kind)
    return -1;
  if (self->kind->follow != NULL)
    return self->kind->follow (self->data, before->data, item);
  return self->n_items == before->n_items ? item : -1;
}

char *
tau_plot_describe_item (TauPlot *self, int item)
{
  g_return_val_if_fail (item >= 0 && (guint)item < self->n_items, NULL);
  return self->kind->describe_item (self->data, item);
}

char *
tau_plot_describe (TauPlot *self, int item)
{
  g_autofree char *text = self->kind->describe (self->data);
  g_autofree char *name = item >= 0 ? tau_plot_describe_item (self, item) : NULL;
  return name != NULL ? g_strdup_printf (_ ("%s Named: %s."), text, name) : g_steal_pointer (&text);
}

static void
draw_cb (gconstpointer data, cairo_t *cr, double width, double height)
{
  TauPlotStyle style;
  tau_plot_style_init (&style, FALSE, NULL, FILE_FONT_SIZE);
  tau_plot_paint (TAU_PLOT ((gpointer)data), cr, &style, width, height);
}

gboolean
tau_plot_write (TauPlot *self, const char *path, double width_mm, GError **error)
{
  g_autofree char *description = tau_plot_describe (self, -1);
  const TauPlotExport file = {
    .draw = draw_cb,
    .data = self,
    .title = self->title,
    .description = description,
  };
  TauPlotStyle style;
  tau_plot_style_init (&style, FALSE, NULL, FILE_FONT_SIZE);
  double height = tau_plot_get_natural_height (self, &style, width_mm * POINTS_PER_MM);
  return tau_plot_export_write (
      &file, path, width_mm, CLAMP (height / POINTS_PER_MM, TAU_FIGURE_MIN_MM, TAU_FIGURE_MAX_MM),
      error);
}

double
tau_plot_half_height (gconstpointer data, const TauPlotStyle *style, double width)
{
  return CLAMP (0.5 * width, 22 * style->font_size, 34 * style->font_size);
}
