/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/tau-plot-scale.h"

#include "plot/tau-plot-log.h"

#include <math.h>
#include <string.h>

#include "base/tau-number.h"

/* Beyond this the arithmetic of a range would overflow; no loss comes near it. */
#define LARGEST 1e100
/* In a range narrower than this share of its values, tick labels cannot be told apart. */
#define NARROWEST 1e-6

/* Makes two finite values, low < high, from any input. */
static void
tidy_range (double *low, double *high)
{
  double a = isfinite (*low) ? *low : *high;
  double b = isfinite (*high) ? *high : *low;

  if (!isfinite (a) || !isfinite (b)) {
    *low = 0;
    *high = 1;
    return;
  }
  a = CLAMP (a, -LARGEST, LARGEST);
  b = CLAMP (b, -LARGEST, LARGEST);
  *low = MIN (a, b);
  *high = MAX (a, b);

  double magnitude = MAX (fabs (*low), fabs (*high));
  if (magnitude < 1e-30) {
    *low = -0.5;
    *high = 0.5;
  } else if (*high - *low < NARROWEST * magnitude) {
    double middle = *low + (*high - *low) / 2;
    *low = middle - 0.1 * magnitude;
    *high = middle + 0.1 * magnitude;
  }
}

double
tau_plot_axis_get_step (const TauPlotAxis *self)
{
  return self->tick_mantissa * pow (10, self->tick_exponent);
}

/* Counts the ticks of the current step. The slack keeps a tick that lies on an end of the axis. */
static void
count_ticks (TauPlotAxis *self)
{
  double step = tau_plot_axis_get_step (self);
  double first = ceil (self->low / step - 1e-9);
  double last = floor (self->high / step + 1e-9);

  self->first_tick = first;
  self->n_ticks = last < first ? 0 : (guint)MIN (last - first + 1, 10000);
}

static void
coarser_step (TauPlotAxis *self)
{
  static const int next[] = { [1] = 2, [2] = 5, [5] = 1 };
  if (self->tick_mantissa == 5)
    self->tick_exponent++;
  self->tick_mantissa = next[self->tick_mantissa];
}

static void
finer_step (TauPlotAxis *self)
{
  static const int next[] = { [1] = 5, [2] = 1, [5] = 2 };
  if (self->tick_mantissa == 1)
    self->tick_exponent--;
  self->tick_mantissa = next[self->tick_mantissa];
}

static void
choose_ticks (TauPlotAxis *self, guint max_ticks)
{
  max_ticks = CLAMP (max_ticks, 5, TAU_PLOT_MAX_TICKS);
  self->tick_mantissa = 1;
  self->tick_exponent = (int)floor (log10 ((self->high - self->low) / max_ticks));
  for (count_ticks (self); self->n_ticks > max_ticks; count_ticks (self))
    coarser_step (self);
  /* A single tick gives no scale. A step 2 or 2.5 times finer has at most 5 where this one had 1.
   */
  for (; self->n_ticks < 2; count_ticks (self))
    finer_step (self);
}

void
tau_plot_axis_init (TauPlotAxis *self, double low, double high, double padding, double pixel_low,
                    double pixel_high, guint max_ticks)
{
  tidy_range (&low, &high);
  double extra = isfinite (padding) && padding > 0 ? padding * (high - low) : 0;

  *self = (TauPlotAxis){
    .low = low - extra,
    .high = high + extra,
    .pixel_low = pixel_low,
    .pixel_high = pixel_high,
  };
  choose_ticks (self, max_ticks);
}

void
tau_plot_axis_count (TauPlotAxis *self, double low, double high)
{
  double step = tau_plot_axis_get_step (self);
  /* A coarse step may have no multiple there; a step of 1 has one. */
  if (self->tick_exponent < 0 || floor (high / step) < ceil (low / step)) {
    self->tick_mantissa = 1;
    self->tick_exponent = 0;
    step = 1;
  }
  self->first_tick = ceil (low / step);
  self->n_ticks = (guint)CLAMP (floor (high / step) - self->first_tick + 1, 1, 10000);
}

double
tau_plot_axis_to_pixel (const TauPlotAxis *self, double value)
{
  if (self->log && !isnan (value))
    value = value > 0 ? log10 (value) : self->low;
  double share = (value - self->low) / (self->high - self->low);
  return self->pixel_low + share * (self->pixel_high - self->pixel_low);
}

double
tau_plot_axis_to_data (const TauPlotAxis *self, double pixel)
{
  double length = self->pixel_high - self->pixel_low;
  if (length == 0)
    return self->log ? pow (10, self->low) : self->low;
  const double value = self->low + (pixel - self->pixel_low) / length * (self->high - self->low);
  return self->log ? pow (10, value) : value;
}

double
tau_plot_axis_get_tick (const TauPlotAxis *self, guint index)
{
  if (self->log)
    return tau_plot_axis_get_log_tick (self, index);
  /* Dividing by a power of ten is correctly rounded where multiplying by 0.1 is not. */
  double steps = (self->first_tick + index) * self->tick_mantissa;
  return self->tick_exponent < 0 ? steps / pow (10, -self->tick_exponent)
                                 : steps * pow (10, self->tick_exponent);
}

void
tau_plot_axis_format_tick (const TauPlotAxis *self, guint index, char text[TAU_PLOT_TICK_TEXT_SIZE])
{
  double value = tau_plot_axis_get_tick (self, index);
  g_autofree char *digits = NULL;

  if (self->log) {
    tau_plot_axis_format_log_tick (self, index, text);
    return;
  }
  if (value == 0) {
    g_strlcpy (text, "0", TAU_PLOT_TICK_TEXT_SIZE);
    return;
  }
  if (MAX (fabs (self->low), fabs (self->high)) < 1e6 && self->tick_exponent >= -7)
    digits = g_strdup_printf ("%.*f", MAX (0, -self->tick_exponent), value);
  else
    digits = g_strdup_printf (
        "%.*e", CLAMP ((int)floor (log10 (fabs (value))) - self->tick_exponent, 0, 15), value);
  g_autofree char *number = tau_number_take (g_steal_pointer (&digits));
  g_strlcpy (text, number, TAU_PLOT_TICK_TEXT_SIZE);
}
