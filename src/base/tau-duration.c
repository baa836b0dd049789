/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-duration.h"

#include <glib/gi18n-lib.h>
#include <math.h>

char *
tau_duration_format (double seconds)
{
  if (isnan (seconds))
    return g_strdup (_ ("some time"));
  if (seconds < 55)
    return g_strdup (_ ("less than a minute"));
  double minutes = round (seconds / 60);
  if (minutes < 60)
    return g_strdup_printf (_ ("about %.0f min"), minutes);
  double hours = floor (minutes / 60);
  if (hours >= 10)
    return g_strdup_printf (_ ("about %.0f h"), round (minutes / 60));
  /* Above an hour, five minutes are precise enough. */
  double rest = round ((minutes - 60 * hours) / 5) * 5;
  if (rest >= 60)
    return g_strdup_printf (_ ("about %.0f h"), hours + 1);
  return rest > 0 ? g_strdup_printf (_ ("about %.0f h %.0f min"), hours, rest)
                  : g_strdup_printf (_ ("about %.0f h"), hours);
}

/* How much faster and slower than estimated the work may be. */
#define FASTEST 0.8
#define SLOWEST 1.5

char *
tau_duration_format_range (double seconds)
{
  const double low = FASTEST * seconds, high = SLOWEST * seconds;
  if (isnan (seconds) || high < 55)
    return tau_duration_format (high);
  const double first = MAX (round (low / 60), 1), last = round (high / 60);
  if (first >= last)
    return tau_duration_format (high);
  if (last < 90)
    return g_strdup_printf (_ ("%.0f to %.0f min"), first, last);
  if (high < 10 * 3600)
    return g_strdup_printf (_ ("%.1f to %.1f h"), low / 3600, high / 3600);
  return g_strdup_printf (_ ("%.0f to %.0f h"), round (low / 3600), round (high / 3600));
}
