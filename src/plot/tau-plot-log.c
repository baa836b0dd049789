/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/tau-plot-log.h"

#include <math.h>

#include "base/tau-number.h"

#define LEAST     1e-100 /* beyond these, powers of ten cannot be written well */
#define MOST      1e100
#define NARROWEST 0.35 /* decades that show at least two of 1, 2, 5, 10 wherever they begin */

static const int mantissas[] = { 1, 2, 5 };

/* A tick of the finest kind has the number 3 * decade + place; of the others, decade / step. */
static double
log_of (const TauPlotAxis *self, double number)
{
  if (self->log_step > 0)
    return number * self->log_step;
  const double decade = floor (number / G_N_ELEMENTS (mantissas));
  const guint place = (guint)(number - decade * G_N_ELEMENTS (mantissas));
  return decade + log10 (mantissas[place]);
}

static void
count_ticks (TauPlotAxis *self)
{
  const double slack = 1e-9;
  const double per_decade = self->log_step > 0 ? 1.0 / self->log_step : G_N_ELEMENTS (mantissas);
  self->first_tick = floor (self->low * per_decade) - 1;
  while (log_of (self, self->first_tick) < self->low - slack)
    self->first_tick++;
  self->n_ticks = 0;
  while (self->n_ticks < 10000 &&
         log_of (self, self->first_tick + self->n_ticks) <= self->high + slack)
    self->n_ticks++;
}

void
tau_plot_axis_init_log (TauPlotAxis *self, double low, double high, double padding,
                        double pixel_low, double pixel_high, guint max_ticks)
{
  low = isfinite (low) ? CLAMP (low, LEAST, MOST) : LEAST;
  high = isfinite (high) ? CLAMP (high, low, MOST) : MOST;
  double from = log10 (low), to = log10 (high);
  if (to - from < 2 * NARROWEST) {
    const double middle = (from + to) / 2;
    from = middle - NARROWEST;
    to = middle + NARROWEST;
  }
  const double extra = isfinite (padding) && padding > 0 ? padding * (to - from) : 0;
  *self = (TauPlotAxis){
    .low = from - extra,
    .high = to + extra,
    .pixel_low = pixel_low,
    .pixel_high = pixel_high,
    .tick_mantissa = 1,
    .log = TRUE,
  };
  max_ticks = CLAMP (max_ticks, 5, TAU_PLOT_MAX_TICKS);
  for (count_ticks (self); self->n_ticks > max_ticks; count_ticks (self))
    self->log_step++;
}

double
tau_plot_axis_get_log_tick (const TauPlotAxis *self, guint index)
{
  const double number = self->first_tick + index;
  if (self->log_step > 0)
    return pow (10, number * self->log_step);
  const double decade = floor (number / G_N_ELEMENTS (mantissas));
  const int mantissa = mantissas[(guint)(number - decade * G_N_ELEMENTS (mantissas))];
  /* Dividing by a power of ten is correctly rounded where multiplying by 0.1 is not. */
  return decade < 0 ? mantissa / pow (10, -decade) : mantissa * pow (10, decade);
}

void
tau_plot_axis_format_log_tick (const TauPlotAxis *self, guint index,
                               char text[TAU_PLOT_TICK_TEXT_SIZE])
{
  const double value = tau_plot_axis_get_log_tick (self, index);
  const int exponent = (int)floor (log10 (value) + 1e-9);
  g_autofree char *digits = NULL;
  if (exponent >= -3 && exponent < 6)
    digits = g_strdup_printf ("%.*f", MAX (0, -exponent), value);
  else
    digits = g_strdup_printf ("%.0fe%d", value / pow (10, exponent), exponent);
  g_autofree char *number = tau_number_take (g_steal_pointer (&digits));
  g_strlcpy (text, number, TAU_PLOT_TICK_TEXT_SIZE);
}
