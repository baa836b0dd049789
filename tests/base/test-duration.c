/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-duration.h"

#include "in-locale.h"

#include <math.h>

static void
test_duration (void)
{
  const struct {
    double seconds;
    const char *text;
  } cases[] = {
    { 3, "less than a minute" }, { 61, "about 1 min" },        { 700, "about 12 min" },
    { 3600, "about 1 h" },       { 7810, "about 2 h 10 min" }, { 7150, "about 2 h" },
    { 50000, "about 14 h" },     { NAN, "some time" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = tau_duration_format (cases[i].seconds);
    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_range (void)
{
  const struct {
    double seconds;
    const char *text;
  } cases[] = {
    { 3, "less than a minute" }, { 40, "about 1 min" },    { 300, "4 to 8 min" },
    { 3000, "40 to 75 min" },    { 7200, "1.6 to 3.0 h" }, { 72000, "16 to 30 h" },
    { NAN, "some time" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = tau_duration_format_range (cases[i].seconds);
    g_assert_cmpstr (text, ==, in_locale (cases[i].text));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/duration/format", test_duration);
  g_test_add_func ("/duration/range", test_range);
  return g_test_run ();
}
