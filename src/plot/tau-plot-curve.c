/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/tau-plot-curve.h"

#include <glib/gi18n-lib.h>
#include <math.h>

void
tau_plot_curve_init (TauPlotCurve *self)
{
  *self = (TauPlotCurve){ .unit = "", .decimals = 3, .x_end = 1 };
}

void
tau_plot_curve_clear (TauPlotCurve *self)
{
  for (guint i = 0; i < self->n_curves; i++)
    g_array_unref (self->curves[i].points);
  tau_plot_curve_init (self);
}

guint
tau_plot_curve_add (TauPlotCurve *self, const char *title)
{
  g_return_val_if_fail (self->n_curves < TAU_PLOT_CURVE_MAX, 0);
  self->curves[self->n_curves] = (TauPlotCurveLine){
    .title = title,
    .points = g_array_new (FALSE, FALSE, sizeof (TauPlotCurvePoint)),
  };
  return self->n_curves++;
}

void
tau_plot_curve_append (TauPlotCurve *self, guint curve, double x, double y)
{
  g_return_if_fail (curve < self->n_curves);
  const TauPlotCurvePoint point = { x, y };
  g_array_append_val (self->curves[curve].points, point);
}

/* Calls for each value: the one whose x is best by `better` wins. */
static double
choose (const TauPlotCurve *self, double x,
        gboolean (*better) (double candidate, double best, double x))
{
  double best = NAN;
  for (guint c = 0; c < self->n_curves; c++)
    for (guint i = 0; i < self->curves[c].points->len; i++) {
      const TauPlotCurvePoint *point =
          &g_array_index (self->curves[c].points, TauPlotCurvePoint, i);
      if (isfinite (point->y) && better (point->x, best, x))
        best = point->x;
    }
  return best;
}

static gboolean
is_nearer (double candidate, double best, double x)
{
  return isnan (best) || fabs (candidate - x) < fabs (best - x);
}

static gboolean
is_next_after (double candidate, double best, double x)
{
  return candidate > x && (isnan (best) || candidate < best);
}

static gboolean
is_next_before (double candidate, double best, double x)
{
  return candidate < x && (isnan (best) || candidate > best);
}

double
tau_plot_curve_nearest (const TauPlotCurve *self, double x)
{
  return choose (self, x, is_nearer);
}

double
tau_plot_curve_next (const TauPlotCurve *self, double x, int direction)
{
  return choose (self, x, direction > 0 ? is_next_after : is_next_before);
}

gboolean
tau_plot_curve_is_empty (const TauPlotCurve *self)
{
  return isnan (tau_plot_curve_nearest (self, 0));
}

double
tau_plot_curve_value (const TauPlotCurve *self, guint curve, double x)
{
  g_return_val_if_fail (curve < self->n_curves, NAN);
  GArray *points = self->curves[curve].points;
  double value = NAN;
  for (guint i = 0; i < points->len; i++)
    if (g_array_index (points, TauPlotCurvePoint, i).x == x)
      value = g_array_index (points, TauPlotCurvePoint, i).y;
  return value;
}

char *
tau_plot_curve_name_value (const TauPlotCurve *self, guint curve, double x, gboolean with_unit)
{
  double value = tau_plot_curve_value (self, curve, x);
  return isfinite (value)
             ? g_strdup_printf ("%s %.*f%s", self->curves[curve].title, (int)self->decimals, value,
                                with_unit ? self->unit : "")
             : g_strdup (self->curves[curve].title);
}

char *
tau_plot_curve_describe (const TauPlotCurve *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint c = 0; c < self->n_curves; c++) {
    GArray *points = self->curves[c].points;
    const TauPlotCurvePoint *first = NULL, *last = NULL;
    for (guint i = 0; i < points->len; i++) {
      const TauPlotCurvePoint *point = &g_array_index (points, TauPlotCurvePoint, i);
      if (!isfinite (point->y))
        continue;
      first = first != NULL ? first : point;
      last = point;
    }
    if (last == NULL)
      continue;
    g_string_append_printf (text, _ ("%s%s: from %.*f%s to %.*f%s at epoch %.4g."),
                            text->len > 0 ? " " : "", self->curves[c].title, (int)self->decimals,
                            first->y, self->unit, (int)self->decimals, last->y, self->unit,
                            last->x);
  }
  if (text->len == 0)
    return g_strdup (_ ("No values yet."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
