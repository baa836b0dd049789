/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <locale.h>

/* `text` as the program shows it to people in the current locale: with its decimal point between
 * digits, where `text` has a point. Owned by GLib. */
static inline const char *
in_locale (const char *text)
{
  const char *point = localeconv ()->decimal_point;
  g_autoptr (GString) out = g_string_new (NULL);
  for (const char *at = text; *at != '\0'; at++)
    if (*at == '.' && at > text && g_ascii_isdigit (at[-1]) && g_ascii_isdigit (at[1]))
      g_string_append (out, point);
    else
      g_string_append_c (out, *at);
  return g_intern_string (out->str);
}
