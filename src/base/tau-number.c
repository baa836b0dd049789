/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-number.h"

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
