/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/scatter/tau-plot-scatter.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/tau-number.h"
#include "base/tau-table.h"
#include "ranking/tau-ranking.h"

void
tau_plot_scatter_init (TauPlotScatter *self)
{
  *self = (TauPlotScatter){
    .chosen = -1,
    .best = -1,
    .correlation = NAN,
    .mean_loss = NAN,
    .label_given = TRUE,
    .x_title = _ ("Predicted loss (predictor’s scale)"),
  };
  tau_plot_scatter_set_loss_scale (self, TAU_PLOT_LOSS_LINEAR);
}

void
tau_plot_scatter_set_loss_scale (TauPlotScatter *self, TauPlotLossScale scale)
{
  self->loss_scale = scale;
  if (scale == TAU_PLOT_LOSS_RELATIVE)
    self->y_title = self->label_given ? _ ("Actual loss minus identity’s (nats)")
                                      : _ ("Own-answer loss minus identity’s (nats)");
  else
    self->y_title =
        self->label_given ? _ ("Actual loss (nats)") : _ ("Loss against own answer (nats)");
}

void
tau_plot_scatter_set_ghosts (TauPlotScatter *self, const TauPlotScatter *other)
{
  self->n_ghosts = other != NULL && other->n_points == self->n_points ? self->n_points : 0;
  for (guint i = 0; i < self->n_ghosts; i++) {
    self->ghosts[i] = other->points[i];
    if (self->ranked || other->ranked)
      self->ghosts[i].x = self->points[i].x;
  }
}

static double
place_loss (const TauPlotScatter *self, const TauPlotScatterPoint *points, double loss)
{
  if (self->loss_scale == TAU_PLOT_LOSS_RELATIVE)
    return loss - points[TAU_TRANSFORM_IDENTITY].y;
  /* A comparison with NAN is false: it stays. */
  return self->loss_scale == TAU_PLOT_LOSS_LOG && loss < TAU_PLOT_LEAST_LOSS ? TAU_PLOT_LEAST_LOSS
                                                                             : loss;
}

double
tau_plot_scatter_get_y (const TauPlotScatter *self, int index)
{
  return place_loss (self, self->points, self->points[index].y);
}

double
tau_plot_scatter_get_ghost_y (const TauPlotScatter *self, int index)
{
  return place_loss (self, self->ghosts, self->ghosts[index].y);
}

double
tau_plot_scatter_get_mean_y (const TauPlotScatter *self)
{
  return self->n_members > 0 ? place_loss (self, self->points, self->mean_loss) : NAN;
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
         isfinite (tau_plot_scatter_get_y (self, index));
}

gboolean
tau_plot_scatter_has_ghost (const TauPlotScatter *self, int index)
{
  return index >= 0 && (guint)index < self->n_ghosts && isfinite (self->ghosts[index].x) &&
         isfinite (tau_plot_scatter_get_ghost_y (self, index));
}

guint
tau_plot_scatter_n_drawable (const TauPlotScatter *self)
{
  guint n = 0;
  for (guint i = 0; i < self->n_points; i++)
    n += tau_plot_scatter_is_drawable (self, i);
  return n;
}

static void
include (TauPlotScatterBounds *bounds, double x, double y)
{
  bounds->x_low = MIN (bounds->x_low, x);
  bounds->x_high = MAX (bounds->x_high, x);
  bounds->y_low = MIN (bounds->y_low, y);
  bounds->y_high = MAX (bounds->y_high, y);
}

gboolean
tau_plot_scatter_get_bounds (const TauPlotScatter *self, TauPlotScatterBounds *bounds)
{
  TauPlotScatterBounds b = { INFINITY, -INFINITY, INFINITY, -INFINITY };

  if (tau_plot_scatter_n_drawable (self) == 0) {
    *bounds = (TauPlotScatterBounds){ 0, 1, 0, 1 };
    return FALSE;
  }
  for (int i = 0; i < (int)self->n_points; i++) {
    if (tau_plot_scatter_is_drawable (self, i))
      include (&b, self->points[i].x, tau_plot_scatter_get_y (self, i));
    if (tau_plot_scatter_has_ghost (self, i))
      include (&b, self->ghosts[i].x, tau_plot_scatter_get_ghost_y (self, i));
  }
  if (isfinite (tau_plot_scatter_get_mean_y (self)))
    include (&b, b.x_low, tau_plot_scatter_get_mean_y (self));
  if (self->holds) {
    include (&b, self->held.x_low, self->held.y_low);
    include (&b, self->held.x_high, self->held.y_high);
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

const char *
tau_plot_scatter_best_name (gboolean label_given)
{
  return label_given ? _ ("Best") : _ ("Best against own answer");
}

static void
describe_ensemble (const TauPlotScatter *self, GString *text)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *loss = tau_number_significant (self->mean_loss, 3);
  for (guint i = 0; i < self->n_points; i++)
    if (self->member[i])
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", self->points[i].title);
  g_string_append_printf (text, _ (" Ensemble of %u: %s; the loss of their mean is %s, %s."),
                          self->n_members, names->str, loss,
                          tau_plot_scatter_verdict (self->label_given, self->mean_correct));
}

char *
tau_plot_scatter_describe (const TauPlotScatter *self)
{
  const char *chosen = title_of (self, self->chosen);
  const char *best = title_of (self, self->best);
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->ranked)
    return g_strdup_printf (_ ("Ranked by actual loss, without a predictor. %s: %s."),
                            tau_plot_scatter_best_name (self->label_given),
                            best != NULL ? best : "?");
  if (chosen != NULL && self->chosen == self->best)
    g_string_append_printf (text,
                            self->label_given ? _ ("Chosen and best: %s.")
                                              : _ ("Chosen and best against own answer: %s."),
                            chosen);
  else if (chosen != NULL && best != NULL)
    g_string_append_printf (text, _ ("Chosen: %s. %s: %s."), chosen,
                            tau_plot_scatter_best_name (self->label_given), best);
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
  if (self->n_members > 0)
    describe_ensemble (self, text);
  if (self->n_ghosts > 0)
    g_string_append (text, _ (" The pinned state is shown too."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
