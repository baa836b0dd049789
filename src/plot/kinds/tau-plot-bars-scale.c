/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/kinds/tau-plot-bars-scale.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Lengths in ems of the style's font. */
#define EDGE        0.5
#define GAP         0.5
#define BAR_HEIGHT  0.85 /* natural, of one series */
#define GROUP_GAP   0.9
#define LABEL_SHARE 0.4 /* of the width, for the titles at most */
#define KEY_ROW     1.6
#define KEY_SYMBOL  1.5 /* symbol and the space after it */
#define KEY_GAP     1.2
#define TICK_EMS    5.0
#define MIN_BAR     0.6 /* thinner bars have no room for numbers */

char *
tau_plot_bars_reference_text (const TauPlotGrid *data)
{
  return data->reference >= 0 ? g_strdup_printf (_ ("as %s"), data->rows[data->reference]) : NULL;
}

void
tau_plot_bars_place_key (const TauPlotGrid *data, const TauPlotStyle *style, double width,
                         guint index, double *x, guint *row)
{
  double em = style->font_size, at = EDGE * em;
  g_autofree char *reference = tau_plot_bars_reference_text (data);

  *row = 0;
  for (guint i = 0;; i++) {
    double text_width, height;
    const char *text = i < data->n_columns ? data->columns[i] : reference;
    tau_plot_style_measure (style, TAU_PLOT_TEXT_SMALL, text != NULL ? text : "", &text_width,
                            &height);
    double length = KEY_SYMBOL * em + text_width;
    if (at > EDGE * em && at + length > width - EDGE * em) {
      at = EDGE * em;
      (*row)++;
    }
    *x = at;
    if (i >= index)
      return;
    at += length + KEY_GAP * em;
  }
}

/* The height of everything except the bars. */
static double
fit_frame (const TauPlotGrid *data, const TauPlotStyle *style, double width,
           TauPlotBarsScale *scale)
{
  double em = style->font_size, x;
  double line = tau_plot_style_line_height (style, TAU_PLOT_TEXT_BOLD);
  double small = tau_plot_style_line_height (style, TAU_PLOT_TEXT_SMALL);
  guint row;

  tau_plot_bars_place_key (data, style, width, data->n_columns - (data->reference < 0 ? 1 : 0), &x,
                           &row);
  *scale = (TauPlotBarsScale){
    .width = width,
    .n_groups = data->n_rows,
    .n_series = data->n_columns,
    .key_rows = row + 1,
  };
  scale->top = EDGE * em + line + (row + 1) * KEY_ROW * em + GAP * em;
  return scale->top + GAP * em + small + EDGE * em;
}

static double
widest_number (const TauPlotGrid *data, const TauPlotStyle *style)
{
  double most = 0;
  for (guint i = 0; i < data->n_rows * data->n_columns; i++) {
    g_autofree char *text = tau_plot_grid_format (data, data->cells[i].value);
    double width, height;
    tau_plot_style_measure (style, TAU_PLOT_TEXT_SMALL, text, &width, &height);
    most = MAX (most, width);
  }
  return most;
}

void
tau_plot_bars_fit (const TauPlotGrid *data, const TauPlotStyle *style, double width, double height,
                   TauPlotBarsScale *scale)
{
  double em = style->font_size, low, high;
  double other = fit_frame (data, style, width, scale);

  scale->height = height;
  scale->pitch = MAX ((height - other) / data->n_rows, 1);
  scale->bottom = scale->top + scale->pitch * data->n_rows;
  double gap = MIN (GROUP_GAP * em, scale->pitch / 3);
  scale->bar_height = (scale->pitch - gap) / data->n_columns;
  scale->numbered = scale->bar_height >= MIN_BAR * em;

  double left =
      EDGE * em + MIN (tau_plot_style_widest (style, data->rows), LABEL_SHARE * width) + GAP * em;
  double right = width - EDGE * em;
  if (scale->numbered)
    right -= widest_number (data, style) + GAP * em;
  right = MAX (right, left + 1);
  tau_plot_grid_get_range (data, &low, &high);
  tau_plot_axis_init (&scale->x, low, high, 0, left, right,
                      (guint)CLAMP ((right - left) / (TICK_EMS * em), 5, 12));
}

double
tau_plot_bars_natural_height (const TauPlotGrid *data, const TauPlotStyle *style, double width)
{
  TauPlotBarsScale scale;
  double other = fit_frame (data, style, width, &scale);
  double bar = data->n_columns == 1 ? 1.5 * BAR_HEIGHT : BAR_HEIGHT;
  return ceil (other + data->n_rows * (data->n_columns * bar + GROUP_GAP) * style->font_size);
}

double
tau_plot_bars_scale_get_y (const TauPlotBarsScale *self, guint group, guint series)
{
  double gap = self->pitch - self->n_series * self->bar_height;
  return self->top + group * self->pitch + gap / 2 + series * self->bar_height;
}

int
tau_plot_bars_hit_test (const TauPlotBarsScale *self, double x, double y)
{
  if (!(x >= 0 && x < self->width))
    return -1;
  for (guint group = 0; group < self->n_groups; group++)
    for (guint series = 0; series < self->n_series; series++) {
      double top = tau_plot_bars_scale_get_y (self, group, series);
      if (y >= top && y < top + self->bar_height)
        return (int)(group * self->n_series + series);
    }
  return -1;
}
