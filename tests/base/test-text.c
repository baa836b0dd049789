/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-text.h"

static void
test_line (void)
{
  const char *const pairs[][2] = {
    { "caf\xc3\xa9 類.png", "caf\xc3\xa9 類.png" },
    { "a\x1b[31mred\x1b]0;title\x07.png", "a\\x1b[31mred\\x1b]0;title\\x07.png" },
    { "two\nlines\r\t", "two\\x0alines\\x0d\\x09" },
    { "csi \xc2\x9b"
      "31m, back \xe2\x80\xae"
      "gnp",
      "csi \\x9b31m, back \\u202egnp" },
    { "latin-1 caf\xe9", "latin-1 caf\xef\xbf\xbd" },
    { NULL, "" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *line = tau_text_line (pairs[i][0]);
    g_assert_cmpstr (line, ==, pairs[i][1]);
  }
}

static void
test_json (void)
{
  g_autofree char *json = tau_text_json ("{\n  \"a\": \"\xc2\x9b\x7f\xc3\xa9\"\n}");
  g_assert_cmpstr (json, ==, "{\n  \"a\": \"\\u009b\\u007f\xc3\xa9\"\n}");
}

static void
test_plain (void)
{
  g_autofree char *plain = tau_text_plain ("“zoom” 3 × 4 ↑ ↓ – é");
  g_assert_cmpstr (plain, ==, "\"zoom\" 3 x 4 ^ v - é");
}

/* German, Korean, and a letter with a combining accent. */
static void
test_padded (void)
{
  const char *const texts[] = { "a", "ä", "예측", "e\xcc\x81" };
  const int widths[] = { 1, 1, 4, 1 };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GString) out = g_string_new ("|");
    g_assert_cmpint (tau_text_width (texts[i]), ==, widths[i]);
    tau_text_append_padded (out, texts[i], 6);
    tau_text_append_padded (out, "|", 1);
    tau_text_append_padded (out, texts[i], -3);
    g_autofree char *expected = g_strdup_printf ("|%s%*s|%*s%s", texts[i], 6 - widths[i], "",
                                                 MAX (3 - widths[i], 0), "", texts[i]);
    g_assert_cmpstr (out->str, ==, expected);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/line", test_line);
  g_test_add_func ("/text/json", test_json);
  g_test_add_func ("/text/plain", test_plain);
  g_test_add_func ("/text/padded", test_padded);
  return g_test_run ();
}
