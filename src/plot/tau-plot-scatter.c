/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/tau-plot-scatter.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/tau-table.h"
#include "ranking/tau-ranking.h"

void
tau_plot_scatter_init (TauPlotScatter *self)
{
  *self = (TauPlotScatter){
    .chosen = -1,
    .best = -1,
    .correlation = NAN,
    .label_given = TRUE,
    .x_title = _ ("Predicted loss (predictor’s scale)"),
    .y_title = _ ("Actual loss (nats)"),
  };
}

void
tau_plot_scatter_add (TauPlotScatter *self, double x, double y, gboolean correct, const char *title)
{
  g_return_if_fail (self->n_points < TAU_N_TRANSFORMS);

  self->points[self->n_points++] = (TauPlotScatterPoint){ x, y, correct, title };
}

void
tau_plot_scatter_rank (TauPlotScatter *self)
{
  double y[TAU_N_TRANSFORMS];
  guint order[TAU_N_TRANSFORMS];
  for (guint i = 0; i < self->n_points; i++)
    y[i] = isnan (self->points[i].y) ? INFINITY : self->points[i].y;
  tau_argsort (y, self->n_points, order);
  for (guint i = 0; i < self->n_points; i++)
    self->points[order[i]].x = i + 1;
  self->x_title = _ ("Rank by actual loss");
  self->ranked = TRUE;
  self->chosen = -1;
  self->correlation = NAN;
}

gboolean
tau_plot_scatter_is_drawable (const TauPlotScatter *self, int index)
{
  return index >= 0 && (guint)index < self->n_points && isfinite (self->points[index].x) &&
         isfinite (self->points[index].y);
}

guint
tau_plot_scatter_n_drawable (const TauPlotScatter *self)
{
  guint n = 0;
  for (guint i = 0; i < self->n_points; i++)
    n += tau_plot_scatter_is_drawable (self, i);
  return n;
}

gboolean
tau_plot_scatter_get_bounds (const TauPlotScatter *self, TauPlotScatterBounds *bounds)
{
  TauPlotScatterBounds b = { INFINITY, -INFINITY, INFINITY, -INFINITY };

  if (tau_plot_scatter_n_drawable (self) == 0) {
    *bounds = (TauPlotScatterBounds){ 0, 1, 0, 1 };
    return FALSE;
  }
  for (guint i = 0; i < self->n_points; i++) {
    const TauPlotScatterPoint *point = &self->points[i];
    if (!tau_plot_scatter_is_drawable (self, i))
      continue;
    b.x_low = MIN (b.x_low, point->x);
    b.x_high = MAX (b.x_high, point->x);
    b.y_low = MIN (b.y_low, point->y);
    b.y_high = MAX (b.y_high, point->y);
  }
  *bounds = b;
  return TRUE;
}

const char *
tau_plot_scatter_verdict (gboolean label_given, gboolean correct)
{
  if (label_given)
    return correct ? _ ("right") : _ ("wrong");
  return correct ? _ ("unchanged") : _ ("changed");
}

static const char *
title_of (const TauPlotScatter *self, int index)
{
  return index >= 0 && (guint)index < self->n_points ? self->points[index].title : NULL;
}

char *
tau_plot_scatter_describe (const TauPlotScatter *self)
{
  const char *chosen = title_of (self, self->chosen);
  const char *best = title_of (self, self->best);
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->ranked)
    return g_strdup_printf (_ ("Ranked by actual loss, without a predictor. Best: %s."),
                            best != NULL ? best : "?");
  if (chosen != NULL && self->chosen == self->best)
    g_string_append_printf (text, _ ("Chosen and best: %s."), chosen);
  else if (chosen != NULL && best != NULL)
    g_string_append_printf (text, _ ("Chosen: %s. Best: %s."), chosen, best);
  else if (chosen != NULL)
    g_string_append_printf (text, _ ("Chosen: %s."), chosen);
  else
    g_string_append (text, _ ("Nothing is chosen yet."));

  g_string_append_c (text, ' ');
  g_autofree char *correlation = tau_table_format_number (self->correlation, 2);
  if (isfinite (self->correlation))
    g_string_append_printf (text, _ ("Spearman correlation %s."), correlation);
  else
    g_string_append (text, _ ("The correlation is not defined."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
