/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-number.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_PLAIN (-3) /* exponent of the smallest number that is written without one */

void
tau_number_append (GString *text, double value, int digits)
{
  char format[16], number[G_ASCII_DTOSTR_BUF_SIZE];
  g_return_if_fail (digits >= 1 && digits <= 17);
  g_snprintf (format, sizeof format, "%%.%dg", digits);
  g_string_append (text, g_ascii_formatd (number, sizeof number, format, value));
}

char *
tau_number_text (double value, int digits)
{
  GString *text = g_string_new (NULL);
  tau_number_append (text, value, digits);
  return g_string_free (text, FALSE);
}

char *
tau_number_take (char *text)
{
  const gsize mantissa = strcspn (text, "eE");
  const gboolean zero = strcspn (text, "123456789") >= mantissa && strpbrk (text, "0") != NULL;
  GString *out = g_string_new (NULL);
  for (const char *at = text; *at != '\0'; at++)
    if (*at != '-')
      g_string_append_c (out, *at);
    else if (at > text || !zero)
      g_string_append (out, "\xe2\x88\x92");
  g_free (text);
  return g_string_free (out, FALSE);
}

char *
tau_number_significant (double value, int digits)
{
  g_return_val_if_fail (digits >= 2 && digits <= 15, NULL);
  if (!isfinite (value))
    return g_strdup ("–");
  if (value == 0)
    return g_strdup ("0");
  /* As rounded: 9.999 has another exponent than 10.0. */
  g_autofree char *rounded = g_strdup_printf ("%.*e", digits - 1, value);
  const int exponent = atoi (rounded + strcspn (rounded, "e") + 1);
  if (exponent >= LEAST_PLAIN)
    return tau_number_take (g_strdup_printf ("%.*f", MAX (0, digits - 1 - exponent), value));
  g_autofree char *shorter = g_strdup_printf ("%.*e", digits - 2, value);
  const int length = strcspn (shorter, "e"), power = atoi (shorter + length + 1);
  return tau_number_take (g_strdup_printf ("%.*se%d", length, shorter, power));
}

char *
tau_number_with_points (const char *text)
{
  const char *point = localeconv ()->decimal_point;
  const gsize n = strlen (point);
  GString *out = g_string_new (NULL);
  for (const char *at = text; *at != '\0';)
    if (at > text && g_ascii_isdigit (at[-1]) && strncmp (at, point, n) == 0 &&
        g_ascii_isdigit (at[n])) {
      g_string_append_c (out, '.');
      at += n;
    } else {
      g_string_append_c (out, *at++);
    }
  return g_string_free (out, FALSE);
}
