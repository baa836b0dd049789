/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/tau-chart.h"

#include "plot/tau-plot-bars-draw.h"
#include "plot/tau-plot-matrix-draw.h"

#define FILE_FONT_SIZE 9.0 /* pt: that of a paper's figures */
#define POINTS_PER_MM  (72.0 / 25.4)

struct _TauChart {
  GObject parent_instance;

  /* One of the two. */
  TauPlotMatrix *matrix;
  TauPlotBars *bars;
};

G_DEFINE_FINAL_TYPE (TauChart, tau_chart, G_TYPE_OBJECT)

static void
tau_chart_finalize (GObject *object)
{
  TauChart *self = TAU_CHART (object);
  g_clear_pointer (&self->matrix, tau_plot_matrix_free);
  g_clear_pointer (&self->bars, tau_plot_bars_free);
  G_OBJECT_CLASS (tau_chart_parent_class)->finalize (object);
}

static void
tau_chart_class_init (TauChartClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tau_chart_finalize;
}

static void
tau_chart_init (TauChart *self G_GNUC_UNUSED)
{
}

TauChart *
tau_chart_new_for_matrix (TauPlotMatrix *matrix)
{
  TauChart *self = g_object_new (TAU_TYPE_CHART, NULL);
  self->matrix = matrix;
  return self;
}

TauChart *
tau_chart_new_for_bars (TauPlotBars *bars)
{
  TauChart *self = g_object_new (TAU_TYPE_CHART, NULL);
  self->bars = bars;
  return self;
}

const TauPlotMatrix *
tau_chart_get_matrix (TauChart *self)
{
  return self->matrix;
}

const TauPlotBars *
tau_chart_get_bars (TauChart *self)
{
  return self->bars;
}

const char *
tau_chart_get_title (TauChart *self)
{
  const char *title = self->matrix != NULL ? self->matrix->title : self->bars->title;
  return title != NULL ? title : "";
}

static guint
count_columns (TauChart *self)
{
  return self->matrix != NULL ? self->matrix->n_columns : self->bars->n_series;
}

static guint
count_rows (TauChart *self)
{
  return self->matrix != NULL ? self->matrix->n_rows : self->bars->n_groups;
}

guint
tau_chart_get_n_items (TauChart *self)
{
  return count_rows (self) * count_columns (self);
}

double
tau_chart_get_natural_height (TauChart *self, const TauPlotStyle *style, double width)
{
  return self->matrix != NULL ? tau_plot_matrix_natural_height (self->matrix, style, width)
                              : tau_plot_bars_natural_height (self->bars, style, width);
}

void
tau_chart_draw (TauChart *self, cairo_t *cr, const TauPlotStyle *style, double width, double height,
                const TauPlotState *state)
{
  if (self->matrix != NULL) {
    TauPlotMatrixScale scale;
    tau_plot_matrix_fit (self->matrix, style, width, height, &scale);
    tau_plot_matrix_draw (cr, self->matrix, &scale, style, state);
  } else {
    TauPlotBarsScale scale;
    tau_plot_bars_fit (self->bars, style, width, height, &scale);
    tau_plot_bars_draw (cr, self->bars, &scale, style, state);
  }
}

int
tau_chart_hit_test (TauChart *self, const TauPlotStyle *style, double width, double height,
                    double x, double y)
{
  if (self->matrix != NULL) {
    TauPlotMatrixScale scale;
    tau_plot_matrix_fit (self->matrix, style, width, height, &scale);
    return tau_plot_matrix_hit_test (&scale, x, y);
  }
  TauPlotBarsScale scale;
  tau_plot_bars_fit (self->bars, style, width, height, &scale);
  return tau_plot_bars_hit_test (&scale, x, y);
}

int
tau_chart_move (TauChart *self, int item, int dx, int dy)
{
  int n_columns = (int)count_columns (self), n_rows = (int)count_rows (self);
  if (item < 0 || item >= n_columns * n_rows)
    return 0;
  if (self->bars != NULL) {
    /* The bars lie below one another: one step is one bar, whichever group it is in. */
    return CLAMP (item + dx + dy, 0, n_columns * n_rows - 1);
  }
  int column = CLAMP (item % n_columns + dx, 0, n_columns - 1);
  int row = CLAMP (item / n_columns + dy, 0, n_rows - 1);
  return row * n_columns + column;
}

char *
tau_chart_describe (TauChart *self)
{
  return self->matrix != NULL ? tau_plot_matrix_describe (self->matrix)
                              : tau_plot_bars_describe (self->bars);
}

char *
tau_chart_describe_item (TauChart *self, int item)
{
  guint n_columns = count_columns (self);
  g_return_val_if_fail (item >= 0 && item < (int)tau_chart_get_n_items (self), NULL);
  return self->matrix != NULL
             ? tau_plot_matrix_describe_cell (self->matrix, item / n_columns, item % n_columns)
             : tau_plot_bars_describe_bar (self->bars, item / n_columns, item % n_columns);
}

static void
draw_cb (gconstpointer data, cairo_t *cr, double width, double height)
{
  TauPlotStyle style;
  tau_plot_style_init (&style, FALSE, NULL, FILE_FONT_SIZE);
  tau_plot_set_color (cr, &style.background);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
  tau_chart_draw (TAU_CHART ((gpointer)data), cr, &style, width, height, NULL);
}

gboolean
tau_chart_write (TauChart *self, const char *path, double width_mm, GError **error)
{
  g_autofree char *description = tau_chart_describe (self);
  const TauPlotExport drawing = {
    .draw = draw_cb,
    .data = self,
    .title = tau_chart_get_title (self),
    .description = description,
  };
  TauPlotStyle style;
  tau_plot_style_init (&style, FALSE, NULL, FILE_FONT_SIZE);
  double height = tau_chart_get_natural_height (self, &style, width_mm * POINTS_PER_MM);
  return tau_plot_export_write (
      &drawing, path, width_mm,
      CLAMP (height / POINTS_PER_MM, TAU_FIGURE_MIN_MM, TAU_FIGURE_MAX_MM), error);
}
