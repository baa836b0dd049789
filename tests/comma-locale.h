/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <locale.h>

/* Numbers are written with a decimal comma from here on, until setlocale (LC_NUMERIC, "C"). FALSE,
 * and the test is skipped, where no such locale is installed. */
static inline gboolean
begin_decimal_comma (void)
{
  const char *locales[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "it_IT.UTF-8", "es_ES.UTF-8" };
  for (guint i = 0; i < G_N_ELEMENTS (locales); i++)
    if (setlocale (LC_NUMERIC, locales[i]) != NULL)
      return TRUE;
  g_test_skip ("No locale with a decimal comma is installed");
  return FALSE;
}
