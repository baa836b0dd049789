/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/kinds/tau-plot-curve.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/tau-table.h"

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
  g_clear_pointer (&self->places, g_array_unref);
  tau_plot_curve_init (self);
}

guint
tau_plot_curve_add (TauPlotCurve *self, const char *title)
{
  g_return_val_if_fail (self->n_curves < TAU_PLOT_CURVE_MAX, 0);
  if (self->places == NULL)
    self->places = g_array_new (FALSE, FALSE, sizeof (double));
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
  if (!isfinite (y))
    return;
  guint place = self->places->len;
  while (place > 0 && g_array_index (self->places, double, place - 1) > x)
    place--;
  if (place == 0 || g_array_index (self->places, double, place - 1) < x)
    g_array_insert_val (self->places, place, x);
}

guint
tau_plot_curve_get_n_places (const TauPlotCurve *self)
{
  return self->places != NULL ? self->places->len : 0;
}

double
tau_plot_curve_get_place (const TauPlotCurve *self, int place)
{
  return place >= 0 && (guint)place < tau_plot_curve_get_n_places (self)
             ? g_array_index (self->places, double, place)
             : NAN;
}

int
tau_plot_curve_nearest (const TauPlotCurve *self, double x)
{
  int nearest = (int)tau_plot_curve_get_n_places (self) - 1;
  for (int i = nearest - 1; i >= 0; i--)
    if (fabs (tau_plot_curve_get_place (self, i) - x) <=
        fabs (tau_plot_curve_get_place (self, nearest) - x))
      nearest = i;
  return nearest;
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
  g_autofree char *number = tau_table_format_number (value, self->decimals);
  return isfinite (value) ? g_strdup_printf ("%s %s%s", self->curves[curve].title, number,
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
    g_autofree char *from = tau_table_format_number (first->y, self->decimals);
    g_autofree char *to = tau_table_format_number (last->y, self->decimals);
    g_string_append_printf (text, _ ("%s%s: from %s%s to %s%s at epoch %.4g."),
                            text->len > 0 ? " " : "", self->curves[c].title, from, self->unit, to,
                            self->unit, last->x);
  }
  if (text->len == 0)
    return g_strdup (_ ("No values yet."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
tau_plot_curve_describe_place (const TauPlotCurve *self, int place)
{
  double x = tau_plot_curve_get_place (self, place);
  g_autoptr (GString) values = g_string_new (NULL);
  for (guint c = 0; c < self->n_curves; c++) {
    g_autofree char *value = tau_plot_curve_name_value (self, c, x, TRUE);
    g_string_append_printf (values, "%s%s", c > 0 ? ", " : "", value);
  }
  return g_strdup_printf (_ ("epoch %.4g: %s"), x, values->str);
}
