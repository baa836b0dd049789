/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-text.h"

gboolean
tau_text_is_control (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c || c == 0x200e || c == 0x200f ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

char *
tau_text_line (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *out = g_string_new (NULL);
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at)) {
    const gunichar c = g_utf8_get_char (at);
    if (tau_text_is_control (c))
      g_string_append_printf (out, c < 0x100 ? "\\x%02x" : "\\u%04x", c);
    else
      g_string_append_unichar (out, c);
  }
  return g_string_free (out, FALSE);
}

char *
tau_text_json (const char *json)
{
  GString *out = g_string_new (NULL);
  for (const char *at = json; *at != '\0'; at = g_utf8_next_char (at)) {
    const gunichar c = g_utf8_get_char (at);
    /* Below 0x20 only the white space between values is left: the writer escaped the rest. */
    if (c >= 0x20 && tau_text_is_control (c))
      g_string_append_printf (out, "\\u%04x", c);
    else
      g_string_append_unichar (out, c);
  }
  return g_string_free (out, FALSE);
}

char *
tau_text_plain (const char *text)
{
  static const struct {
    gunichar c;
    const char *plain;
  } stand_ins[] = {
    { 0x2191, "^" },  /* ↑ */
    { 0x2193, "v" },  /* ↓ */
    { 0x2192, "->" }, /* → */
    { 0xd7, "x" },    /* × */
    { 0xb1, "+-" },   /* ± */
    { 0xb7, "." },    /* · */
    { 0x2013, "-" },  /* – */
    { 0x2014, "-" },  /* — */
    { 0x2212, "-" },  /* − */
    { 0x201c, "\"" }, /* “ */
    { 0x201d, "\"" }, /* ” */
    { 0x201e, "\"" }, /* „ */
    { 0x2018, "'" },  /* ‘ */
    { 0x2019, "'" },  /* ’ */
    { 0x2026, "..." } /* … */
  };
  GString *out = g_string_new (NULL);
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    const gunichar c = g_utf8_get_char (at);
    const char *plain = NULL;
    for (guint i = 0; i < G_N_ELEMENTS (stand_ins) && plain == NULL; i++)
      plain = stand_ins[i].c == c ? stand_ins[i].plain : NULL;
    if (plain != NULL)
      g_string_append (out, plain);
    else
      g_string_append_unichar (out, c);
  }
  return g_string_free (out, FALSE);
}

int
tau_text_width (const char *text)
{
  int width = 0;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    const gunichar c = g_utf8_get_char (at);
    width += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
  }
  return width;
}

void
tau_text_append_padded (GString *out, const char *text, int width)
{
  const int padding = MAX (ABS (width) - tau_text_width (text), 0);
  g_string_append_printf (out, "%*s%s%*s", width < 0 ? padding : 0, "", text,
                          width < 0 ? 0 : padding, "");
}
