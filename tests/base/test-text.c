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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/line", test_line);
  g_test_add_func ("/text/json", test_json);
  g_test_add_func ("/text/plain", test_plain);
  return g_test_run ();
}
