/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-number.h"

#include <locale.h>
#include <string.h>

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
  g_autofree char *owned = text;
  const gsize mantissa = strcspn (text, "eE");
  const gboolean zero = strcspn (text, "123456789") >= mantissa && strpbrk (text, "0") != NULL;
  GString *out = g_string_new (NULL);
  for (const char *at = text; *at != '\0'; at++)
    if (*at != '-')
      g_string_append_c (out, *at);
    else if (at > text || !zero)
      g_string_append (out, "\xe2\x88\x92");
  return g_string_free (out, FALSE);
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
