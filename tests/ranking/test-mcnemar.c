/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ranking/tau-mcnemar.h"

#include <math.h>

/* Sums of binomial coefficients over 2^n, as Python's fractions give them. */
static void
test_exact (void)
{
  static const struct {
    guint64 a, b;
    double p;
  } cases[] = {
    { 0, 0, 1 },
    { 0, 1, 1 },
    { 3, 3, 1 },
    { 0, 5, 0.0625 },
    { 1, 9, 0.021484375 },
    { 12, 30, 0.007915897334896727 },
    { 59, 6, 4.964650327128617e-12 },
    { 121, 59, 4.434449263755176e-06 },
    { 5000, 5300, 0.003215819673645239 },
    { 3000, 100, 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const double p = tau_mcnemar_exact (cases[i].a, cases[i].b);
    g_assert_cmpfloat_with_epsilon (p, cases[i].p, 1e-12 * cases[i].p + 1e-300);
    g_assert_cmpfloat (p, ==, tau_mcnemar_exact (cases[i].b, cases[i].a));
  }
}

/* One answer for each image: McNemar's (12 - 30)² / 42. Several: they count together. */
static void
test_clustered (void)
{
  const gint8 several[] = { 3, -1, 5, 0, 2, -2, 7 };
  gint8 single[92] = { 0 };
  for (guint i = 0; i < 42; i++)
    single[i] = i < 12 ? 1 : -1;
  g_assert_cmpfloat_with_epsilon (tau_mcnemar_clustered (single, 92), 0.005478553242547366, 1e-12);
  g_assert_cmpfloat_with_epsilon (tau_mcnemar_clustered (several, 7), 0.14439979221307142, 1e-12);
  g_assert_cmpfloat (tau_mcnemar_clustered (single + 42, 50), ==, 1);
  g_assert_cmpfloat (tau_mcnemar_clustered (single, 0), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mcnemar/exact", test_exact);
  g_test_add_func ("/mcnemar/clustered", test_clustered);
  return g_test_run ();
}
