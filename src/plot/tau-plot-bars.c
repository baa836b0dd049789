/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/tau-plot-bars.h"

#include <glib/gi18n-lib.h>
#include <math.h>

TauPlotBars *
tau_plot_bars_new (guint n_groups, guint n_series)
{
  g_return_val_if_fail (n_groups > 0 && n_series > 0, NULL);

  TauPlotBars *self = g_new0 (TauPlotBars, 1);
  self->n_groups = n_groups;
  self->n_series = n_series;
  self->groups = g_new0 (char *, n_groups + 1);
  self->series = g_new0 (char *, n_series + 1);
  self->bars = g_new (TauPlotBar, (gsize)n_groups * n_series);
  self->reference = -1;
  self->decimals = 1;
  for (guint i = 0; i < n_groups; i++)
    self->groups[i] = g_strdup ("");
  for (guint i = 0; i < n_series; i++)
    self->series[i] = g_strdup ("");
  for (guint i = 0; i < n_groups * n_series; i++)
    self->bars[i] = (TauPlotBar){ NAN, NAN, NAN };
  return self;
}

void
tau_plot_bars_free (TauPlotBars *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->groups);
  g_strfreev (self->series);
  g_free (self->bars);
  g_free (self->title);
  g_free (self->unit);
  g_free (self);
}

void
tau_plot_bars_set_group (TauPlotBars *self, guint group, const char *title)
{
  g_return_if_fail (group < self->n_groups);
  g_free (self->groups[group]);
  self->groups[group] = g_strdup (title);
}

void
tau_plot_bars_set_series (TauPlotBars *self, guint series, const char *title)
{
  g_return_if_fail (series < self->n_series);
  g_free (self->series[series]);
  self->series[series] = g_strdup (title);
}

void
tau_plot_bars_set (TauPlotBars *self, guint group, guint series, double value, double low,
                   double high)
{
  g_return_if_fail (group < self->n_groups && series < self->n_series);
  self->bars[group * self->n_series + series] = (TauPlotBar){ value, low, high };
}

const TauPlotBar *
tau_plot_bars_get (const TauPlotBars *self, guint group, guint series)
{
  return &self->bars[group * self->n_series + series];
}

void
tau_plot_bars_get_range (const TauPlotBars *self, double *low, double *high)
{
  *low = *high = 0;
  for (guint i = 0; i < self->n_groups * self->n_series; i++) {
    const double ends[] = { self->bars[i].value, self->bars[i].low, self->bars[i].high };
    for (guint k = 0; k < G_N_ELEMENTS (ends); k++)
      if (isfinite (ends[k])) {
        *low = MIN (*low, ends[k]);
        *high = MAX (*high, ends[k]);
      }
  }
  if (*low == *high)
    *high = 1;
}

char *
tau_plot_bars_format (const TauPlotBars *self, double value)
{
  if (!isfinite (value))
    return g_strdup ("–");
  return g_strdup_printf ("%s%.*f", value < 0 ? "\xe2\x88\x92" : "", (int)self->decimals,
                          fabs (value));
}

char *
tau_plot_bars_describe_bar (const TauPlotBars *self, guint group, guint series)
{
  g_return_val_if_fail (group < self->n_groups && series < self->n_series, NULL);
  const TauPlotBar *bar = tau_plot_bars_get (self, group, series);
  g_autofree char *name = g_strdup_printf ("%s, %s", self->groups[group], self->series[series]);
  g_autofree char *value = tau_plot_bars_format (self, bar->value);
  g_autofree char *low = tau_plot_bars_format (self, bar->low);
  g_autofree char *high = tau_plot_bars_format (self, bar->high);

  if (!isfinite (bar->value))
    return g_strdup_printf (_ ("%s: not measured"), name);
  if (!isfinite (bar->low) || !isfinite (bar->high))
    return g_strdup_printf ("%s: %s %s", name, value, self->unit != NULL ? self->unit : "");
  return g_strdup_printf (_ ("%s: %s %s, between %s and %s"), name, value,
                          self->unit != NULL ? self->unit : "", low, high);
}

char *
tau_plot_bars_describe (const TauPlotBars *self)
{
  g_autoptr (GString) text = g_string_new (self->title);
  g_string_append_c (text, '.');
  for (guint series = 0; series < self->n_series; series++) {
    gssize least = -1;
    for (guint group = 0; group < self->n_groups; group++) {
      double value = tau_plot_bars_get (self, group, series)->value;
      if (isfinite (value) &&
          (least < 0 || value < tau_plot_bars_get (self, (guint)least, series)->value))
        least = group;
    }
    if (least < 0)
      continue;
    g_autofree char *bar = tau_plot_bars_describe_bar (self, (guint)least, series);
    g_string_append_c (text, ' ');
    g_string_append_printf (text, _ ("Lowest: %s."), bar);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
