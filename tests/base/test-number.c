/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-number.h"

#include "comma-locale.h"
#include "in-locale.h"

#include <math.h>

/* What goes into keys and files does not depend on the locale: a database filled under another one
 * must be found again. */

static void
check (void)
{
  const struct {
    double value;
    int digits;
    const char *text;
  } cases[] = {
    { 0.5, 9, "0.5" },
    { 0.1f, 9, "0.100000001" },
    { 0.1, 17, "0.10000000000000001" },
    { -1234567.25, 9, "-1234567.25" },
    { 1e-300, 6, "1e-300" },
    { 3, 9, "3" },
    { 0, 9, "0" },
    { G_MAXDOUBLE, 17, "1.7976931348623157e+308" },
    { 1.0 / 3, 1, "0.3" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = tau_number_text (cases[i].value, cases[i].digits);
    g_autoptr (GString) all = g_string_new ("x ");
    g_autofree char *expected = g_strconcat ("x ", cases[i].text, NULL);
    tau_number_append (all, cases[i].value, cases[i].digits);
    g_assert_cmpstr (text, ==, cases[i].text);
    g_assert_cmpstr (all->str, ==, expected);
  }
}

/* As people read a number: one kind of minus, and none before zero. */
static void
test_take (void)
{
  static const struct {
    const char *text, *shown;
  } cases[] = {
    { "-0.25", "−0.25" }, { "0.25", "0.25" },     { "-0.00", "0.00" },
    { "-0,0", "0,0" },    { "-1e-08", "−1e−08" }, { "2.5e+08", "2.5e+08" },
    { "-10", "−10" },     { "-inf", "−inf" },     { "nan", "nan" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *shown = tau_number_take (g_strdup (cases[i].text));
    g_assert_cmpstr (shown, ==, cases[i].shown);
  }
}

/* A small number is never shown as zero. */
static void
test_significant (void)
{
  static const struct {
    double value;
    const char *shown;
  } cases[] = {
    { 0, "0" },
    { -0.0, "0" },
    { 0.000123, "1.2e−4" },
    { 0.00123, "0.00123" },
    { 0.0009999, "0.00100" },
    { 0.000998, "1.0e−3" },
    { 9.999, "10.0" },
    { 12.345, "12.3" },
    { 1234.5, "1234" },
    { -0.46, "−0.460" },
    { -6e-8, "−6.0e−8" },
    { 0.1, "0.100" },
    { 1e-300, "1.0e−300" },
    { NAN, "–" },
    { INFINITY, "–" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *shown = tau_number_significant (cases[i].value, 3);
    g_assert_cmpstr (shown, ==, in_locale (cases[i].shown));
  }
}

static void
test_c_locale (void)
{
  check ();
}

static void
test_decimal_comma (void)
{
  if (!begin_decimal_comma ())
    return;
  g_autofree char *local = g_strdup_printf ("%.9g", 0.5);
  g_assert_cmpstr (local, ==, "0,5");
  check ();
  setlocale (LC_NUMERIC, "C");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/number/take", test_take);
  g_test_add_func ("/number/significant", test_significant);
  g_test_add_func ("/number/c-locale", test_c_locale);
  g_test_add_func ("/number/decimal-comma", test_decimal_comma);
  return g_test_run ();
}
