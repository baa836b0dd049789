/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-random.h"

#include <math.h>

/* Known answer of Philox 4x32-10 for an all-zero counter and key (Random123 kat_vectors). */
static void
test_known_answer (void)
{
  TauRandom random;
  tau_random_init (&random, 0, 0);
  g_assert_cmphex (tau_random_u32_at (&random, 0), ==, 0xe169c58du);
  g_assert_cmphex (tau_random_u32_at (&random, 1), ==, 0x9b00dbd8u);
}

static void
test_same_in_any_order (void)
{
  TauRandom a, b;
  double whole[33], parts[33];
  tau_random_init (&a, 7, 9);
  tau_random_init (&b, 7, 9);
  tau_random_fill_normal (&a, 1, 2, whole, 33);
  tau_random_fill_normal (&b, 1, 2, parts, 5);
  tau_random_fill_normal (&b, 1, 2, parts + 5, 27);
  parts[32] = tau_random_normal (&b, 1, 2);
  for (int i = 0; i < 33; i++)
    g_assert_cmpfloat (whole[i], ==, parts[i]);
}

static void
test_moments (void)
{
  enum { N = 200000 };
  g_autofree double *values = g_new (double, N);
  TauRandom random;
  tau_random_init (&random, 1, 2);
  tau_random_fill_normal (&random, 0, 1, values, N);
  double sum = 0, squares = 0, fourth = 0;
  for (int i = 0; i < N; i++) {
    sum += values[i];
    squares += values[i] * values[i];
    fourth += pow (values[i], 4);
  }
  g_assert_cmpfloat (fabs (sum / N), <, 0.01);
  g_assert_cmpfloat (fabs (squares / N - 1), <, 0.015);
  g_assert_cmpfloat (fabs (fourth / N - 3), <, 0.1);
}

static void
test_below_and_permutation (void)
{
  TauRandom random;
  guint counts[7] = { 0 };
  guint32 order[50];
  gboolean seen[50] = { FALSE };
  tau_random_init (&random, 3, 4);
  for (int i = 0; i < 70000; i++)
    counts[tau_random_below (&random, 7)]++;
  for (int i = 0; i < 7; i++)
    g_assert_cmpint (ABS ((int)counts[i] - 10000), <, 500);
  tau_random_permutation (&random, order, 50);
  for (int i = 0; i < 50; i++) {
    g_assert_cmpuint (order[i], <, 50);
    g_assert_false (seen[order[i]]);
    seen[order[i]] = TRUE;
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random/known-answer", test_known_answer);
  g_test_add_func ("/random/same-in-any-order", test_same_in_any_order);
  g_test_add_func ("/random/moments", test_moments);
  g_test_add_func ("/random/below-and-permutation", test_below_and_permutation);
  return g_test_run ();
}
