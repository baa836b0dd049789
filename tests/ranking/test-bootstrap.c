/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ranking/tau-bootstrap.h"
#include "ranking/tau-policy.h"
#include "ranking/tau-ranking.h"

#include <math.h>
#include <string.h>

/* Rows of which three in ten are 1: the interval of the mean is close to that of a binomial
 * variable, 0.3 +- 1.96 sqrt (0.3 * 0.7 / n). */
static void
test_binomial (void)
{
  enum { N = 1000 };
  guint8 counts[N];
  double low, high, half = 1.96 * sqrt (0.3 * 0.7 / N);
  for (int i = 0; i < N; i++)
    counts[i] = i % 10 < 3;
  tau_bootstrap_means (counts, N, 1, 5, 0.95, &low, &high);
  g_assert_cmpfloat_with_epsilon (low, 0.3 - half, 0.004);
  g_assert_cmpfloat_with_epsilon (high, 0.3 + half, 0.004);
}

/* The rows are drawn alike for every column: a column beside others has the interval that it has
 * alone, and twice a column has exactly twice its interval. */
static void
test_columns (void)
{
  enum { N = 77 };
  guint8 one[N], two[2 * N];
  double low[3], high[3];
  for (int i = 0; i < N; i++) {
    one[i] = i * i % 7;
    two[2 * i] = one[i];
    two[2 * i + 1] = 2 * one[i];
  }
  tau_bootstrap_means (one, N, 1, 9, 0.9, low, high);
  tau_bootstrap_means (two, N, 2, 9, 0.9, low + 1, high + 1);
  g_assert_cmpfloat (low[0], ==, low[1]);
  g_assert_cmpfloat (high[0], ==, high[1]);
  g_assert_cmpfloat (low[2], ==, 2 * low[0]);
  g_assert_cmpfloat (high[2], ==, 2 * high[0]);
  g_assert_cmpfloat (low[0], <, high[0]);
}

static void
test_few_rows (void)
{
  const guint8 same[3] = { 4, 4, 4 };
  double low, high, other;
  tau_bootstrap_means (same, 3, 1, 1, 0.95, &low, &high);
  g_assert_cmpfloat (low, ==, 4);
  g_assert_cmpfloat (high, ==, 4);
  tau_bootstrap_means (same, 0, 1, 1, 0.95, &low, &high);
  g_assert_true (isnan (low) && isnan (high));

  /* Another seed, another draw. */
  guint8 counts[50];
  for (int i = 0; i < 50; i++)
    counts[i] = i;
  tau_bootstrap_means (counts, 50, 1, 1, 0.95, &low, &high);
  tau_bootstrap_means (counts, 50, 1, 2, 0.95, &other, &high);
  g_assert_cmpfloat (low, !=, other);
}

/* The replicates of differences have the interval of the dense means, shifted; and the sum of two
 * columns has that of their sums. */
static void
test_differences (void)
{
  enum { N = 77, R = TAU_BOOTSTRAP_REPLICATES };
  gint8 differences[2 * N];
  guint8 shifted[3 * N];
  double means[2 * R], low[3], high[3];
  for (int i = 0; i < N; i++) {
    differences[2 * i] = i % 5 == 0 ? -(i % 4) : 0;
    differences[2 * i + 1] = i % 3 == 0 ? 2 : 0;
    shifted[3 * i] = differences[2 * i] + 10;
    shifted[3 * i + 1] = differences[2 * i + 1] + 10;
    shifted[3 * i + 2] = differences[2 * i] + differences[2 * i + 1] + 10;
  }
  tau_bootstrap_means (shifted, N, 3, 9, 0.95, low, high);
  tau_bootstrap_replicates (differences, N, 2, 9, means);
  double sums[R], a, b;
  for (int r = 0; r < R; r++)
    sums[r] = means[r] + means[R + r];
  double *const columns[] = { means, means + R, sums };
  for (int i = 0; i < 3; i++) {
    tau_bootstrap_interval (columns[i], 0.95, &a, &b);
    g_assert_cmpfloat_with_epsilon (a, low[i] - 10, 1e-9);
    g_assert_cmpfloat_with_epsilon (b, high[i] - 10, 1e-9);
  }
}

/* 1.96 squared over n plus that. */
static void
test_wilson (void)
{
  g_assert_cmpfloat_with_epsilon (tau_wilson_high (100), 0.0369935, 1e-6);
  g_assert_cmpfloat_with_epsilon (tau_wilson_high (10000), 0.000383998, 1e-8);
}

/* View 1 is best alone. With it, view 2 (weak, but right where 1 is wrong) gives a better mean than
 * view 0 (nearly as good as 1, wrong in the same place). */
static void
test_policy (void)
{
  const double likelihood[] = {
    0.80, 0.90, 0.10, //
    0.80, 0.90, 0.10, //
    0.10, 0.20, 0.99, //
  };
  guint out[3] = { 9, 9, 9 };
  g_assert_cmpuint (tau_policy_search (likelihood, 3, 3, 2, out), ==, 2);
  g_assert_cmpuint (out[0], ==, 1);
  g_assert_cmpuint (out[1], ==, 2);
  g_assert_cmpuint (out[2], ==, 9);

  /* Every view once, however many are asked for. */
  g_assert_cmpuint (tau_policy_search (likelihood, 3, 3, 7, out), ==, 3);
  g_assert_cmpuint (out[2], ==, 0);
  g_assert_cmpuint (tau_policy_search (likelihood, 0, 3, 2, out), ==, 0);
}

/* Ties go to the lower index, and a likelihood of 0 costs much but not infinitely much. */
static void
test_policy_edges (void)
{
  const double same[] = { 0.5, 0.5, 0.5, 0.5 };
  const double zero[] = { 0.0, 0.3, 1.0, 0.3 };
  guint out[2];
  tau_policy_search (same, 2, 2, 2, out);
  g_assert_cmpuint (out[0], ==, 0);
  g_assert_cmpuint (out[1], ==, 1);
  tau_policy_search (zero, 2, 2, 1, out);
  g_assert_cmpuint (out[0], ==, 1);
}

static void
test_keep_largest (void)
{
  float values[] = { 0.1f, 0.3f, 0.05f, 0.3f, 0.2f, 0.05f }, same[6];
  const float wanted[] = { 0, 0.3f, 0.05f, 0.3f, 0, 0 };
  memcpy (same, values, sizeof same);
  tau_keep_largest (same, 6, 6, 0);
  g_assert_cmpmem (same, sizeof same, values, sizeof values);
  tau_keep_largest (values, 6, 2, 2);
  g_assert_cmpmem (values, sizeof values, wanted, sizeof wanted);

  float equal[] = { 0.25f, 0.25f, 0.25f, 0.25f };
  const float first[] = { 0.25f, 0.25f, 0, 0 };
  tau_keep_largest (equal, 4, 2, 0);
  g_assert_cmpmem (equal, sizeof equal, first, sizeof first);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ranking/bootstrap/binomial", test_binomial);
  g_test_add_func ("/ranking/bootstrap/columns", test_columns);
  g_test_add_func ("/ranking/bootstrap/differences", test_differences);
  g_test_add_func ("/ranking/bootstrap/wilson", test_wilson);
  g_test_add_func ("/ranking/bootstrap/few-rows", test_few_rows);
  g_test_add_func ("/ranking/policy/search", test_policy);
  g_test_add_func ("/ranking/policy/edges", test_policy_edges);
  g_test_add_func ("/ranking/keep-largest", test_keep_largest);
  return g_test_run ();
}
