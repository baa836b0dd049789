/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ranking/tau-ranking.h"

#include <float.h>
#include <math.h>

#define assert_near(a, b) g_assert_cmpfloat_with_epsilon (a, b, 1e-12)

static void
test_energy (void)
{
  const float logits[3] = { 1, 2, 3 }, large[2] = { 1000, 1000 };
  g_assert_cmpfloat_with_epsilon (tau_energy (logits, 3), 3.4076059644443806, 1e-12);
  g_assert_cmpfloat_with_epsilon (tau_energy (large, 2), 1000 + log (2), 1e-9);
}

/* The softmax of the logits over T; a low temperature leaves the largest; nothing stays nothing. */
static void
test_temper (void)
{
  const float logits[] = { 1, 2.5, -3 }, cooler[] = { 1 / 2.5, 1, -3 / 2.5 };
  float p[3], q[3], cold[] = { 1e-30, 2e-30, 0 }, none[] = { 0, 0, 0 };
  tau_softmax (logits, 3, p);
  tau_softmax (cooler, 3, q);
  tau_temper (p, 3, 2.5);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (p[i], q[i], 1e-6);
  tau_temper (cold, 3, 0.01);
  g_assert_cmpfloat_with_epsilon (cold[1], 1, 1e-6);
  g_assert_cmpfloat (cold[2], ==, 0);
  tau_temper (none, 3, 2);
  g_assert_cmpfloat (none[0], ==, 0);
}

static void
test_softmax (void)
{
  const float logits[3] = { 1, 2, 3 };
  const float shifted[3] = { 1001, 1002, 1003 };
  const float extreme[3] = { FLT_MAX, -FLT_MAX, 0 };
  const float broken[3] = { 0, NAN, 1 };
  float p[3], q[3];
  tau_softmax (logits, 3, p);
  g_assert_cmpfloat_with_epsilon (p[0], 0.09003057317038046, 1e-7);
  g_assert_cmpfloat_with_epsilon (p[1], 0.24472847105479767, 1e-7);
  g_assert_cmpfloat_with_epsilon (p[2], 0.6652409557748219, 1e-7);
  tau_softmax (shifted, 3, q);
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat (p[i], ==, q[i]);
  tau_softmax (extreme, 3, p);
  g_assert_cmpfloat (p[0], ==, 1);
  g_assert_cmpfloat (p[1], ==, 0);
  tau_softmax (broken, 3, p);
  for (int i = 0; i < 3; i++)
    g_assert_true (isnan (p[i]));
  for (int i = 0; i < 3; i++)
    p[i] = logits[i];
  tau_softmax (p, 3, p);
  tau_softmax (logits, 3, q);
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat (p[i], ==, q[i]);
}

static void
test_cross_entropy (void)
{
  const float probabilities[4] = { 0.25f, 0.75f, 0, 1 };
  const float broken[2] = { NAN, 0.5f };
  assert_near (tau_cross_entropy_probabilities (probabilities, 4, 0), log (4));
  assert_near (tau_cross_entropy_probabilities (probabilities, 4, 2), -log (1e-12));
  g_assert_cmpfloat (tau_cross_entropy_probabilities (probabilities, 4, 3), ==, 0);
  g_assert_true (isnan (tau_cross_entropy_probabilities (broken, 2, 0)));
}

static void
test_relative_losses (void)
{
  const double losses[3] = { 0, log (2), log (5) };
  const double huge[2] = { 1e300, 0 };
  double relative[3], sum = 0;
  tau_relative_losses (losses, 3, relative);
  for (int i = 0; i < 3; i++)
    sum += relative[i];
  assert_near (sum, 1);
  assert_near (relative[0], 10.0 / 17);
  assert_near (relative[1], 5.0 / 17);
  assert_near (relative[2], 2.0 / 17);
  tau_relative_losses (huge, 2, relative);
  g_assert_cmpfloat (relative[0], ==, 0);
  g_assert_cmpfloat (relative[1], ==, 1);
  /* All answers are about equally wrong: far below 0 there is no overflow and no 0 / 0. */
  const double far[2] = { -1e300, -1e300 };
  tau_relative_losses (far, 2, relative);
  g_assert_cmpfloat (relative[0], ==, 0.5);
}

static void
test_order (void)
{
  const double values[7] = { 3, NAN, 1, 3, -2, NAN, 1 };
  const double nothing[2] = { NAN, NAN };
  const float floats[5] = { NAN, 2, 5, 5, NAN };
  const guint expected[7] = { 4, 2, 6, 0, 3, 1, 5 };
  guint order[7] = { 0 };
  tau_argsort (values, 7, order);
  for (int i = 0; i < 7; i++)
    g_assert_cmpuint (order[i], ==, expected[i]);
  g_assert_cmpuint (tau_argmin (values, 7), ==, 4);
  g_assert_cmpuint (tau_argmin (values, 4), ==, 2);
  g_assert_cmpuint (tau_argmin (values + 1, 2), ==, 1);
  g_assert_cmpuint (tau_argmin (nothing, 2), ==, 0);
  g_assert_cmpuint (tau_argmax (floats, 5), ==, 2);
}

static void
test_ranks (void)
{
  const double values[7] = { 3, NAN, 1, 3, -2, 3, 1 };
  const double expected[7] = { 5, NAN, 2.5, 5, 1, 5, 2.5 };
  double ranks[7];
  tau_ranks (values, 7, ranks);
  for (int i = 0; i < 7; i++) {
    if (isnan (expected[i]))
      g_assert_true (isnan (ranks[i]));
    else
      g_assert_cmpfloat (ranks[i], ==, expected[i]);
  }
}

/* Worked by hand: the weights are (10, 5, 2) and (2, 5, 10) of 17. */
static void
test_relative_correlation (void)
{
  const double predicted[3] = { 0, log (2), log (5) }, actual[3] = { log (5), log (2), 0 };
  const double flat[3] = { 1, 1, 1 }, broken[3] = { 0, NAN, 1 };
  assert_near (tau_relative_correlation (predicted, actual, 3), -282.0 / 294);
  assert_near (tau_relative_correlation (actual, actual, 3), 1);
  g_assert_true (isnan (tau_relative_correlation (predicted, flat, 3)));
  g_assert_true (isnan (tau_relative_correlation (broken, actual, 3)));
}

/* Worked by hand: the sums of products are 8 of (10, 9.5) for ranks, 6 of (10, 5.2) for values. */
static void
test_correlation (void)
{
  const double a[5] = { 1, 2, 3, 4, 5 }, b[5] = { 5, 6, 7, 8, 7 };
  const double down[5] = { 50, 4, 3, 2, -100 };
  const double constant[5] = { 0.1, 0.1, 0.1, 0.1, 0.1 };
  const double broken[5] = { 1, NAN, 2, 3, 4 }, infinite[5] = { 1, 2, 3, 4, INFINITY };
  double cubed[5];
  assert_near (tau_spearman (a, b, 5), 8 / sqrt (95));
  assert_near (tau_pearson (a, b, 5), 6 / sqrt (52));
  assert_near (tau_spearman (a, down, 5), -1);
  assert_near (tau_spearman (a, infinite, 5), 1);
  for (int i = 0; i < 5; i++)
    cubed[i] = b[i] * b[i] * b[i];
  g_assert_cmpfloat (tau_spearman (a, cubed, 5), ==, tau_spearman (a, b, 5));
  assert_near (tau_pearson (b, b, 5), 1);
  g_assert_cmpfloat (tau_pearson (b, b, 5), <=, 1);
  g_assert_true (isnan (tau_pearson (a, constant, 5)));
  g_assert_true (isnan (tau_spearman (constant, a, 5)));
  g_assert_true (isnan (tau_pearson (a, broken, 5)));
  g_assert_true (isnan (tau_spearman (broken, a, 5)));
  g_assert_true (isnan (tau_pearson (a, infinite, 5)));
  g_assert_true (isnan (tau_pearson (a, b, 1)));
  g_assert_true (isnan (tau_spearman (a, b, 0)));
}

/* Without ties Spearman is 1 - 6 sum d^2 / (n (n^2 - 1)): an independent way to the same figure. */
static void
test_spearman_formula (void)
{
  enum { N = 12 };
  double a[N], b[N], ranks_a[N], ranks_b[N];
  for (int round = 0; round < 200; round++) {
    double squares = 0;
    for (int i = 0; i < N; i++) {
      a[i] = g_test_rand_double ();
      b[i] = g_test_rand_double_range (-1, 1) + a[i];
    }
    tau_ranks (a, N, ranks_a);
    tau_ranks (b, N, ranks_b);
    for (int i = 0; i < N; i++)
      squares += (ranks_a[i] - ranks_b[i]) * (ranks_a[i] - ranks_b[i]);
    assert_near (tau_spearman (a, b, N), 1 - 6 * squares / (N * (N * N - 1)));
  }
}

static void
test_regret_and_cost (void)
{
  const double losses[4] = { 2, 0.5, NAN, INFINITY };
  assert_near (tau_regret (losses, 4, 0), 1.5);
  g_assert_cmpfloat (tau_regret (losses, 4, 1), ==, 0);
  g_assert_true (isnan (tau_regret (losses, 4, 2)));
  g_assert_cmpfloat (tau_regret (losses, 4, 3), ==, INFINITY);
  g_assert_cmpfloat (tau_regret (losses + 3, 1, 0), ==, 0);
  assert_near (tau_relative_cost (4e9, 2e8, 1), 1.05);
  assert_near (tau_relative_cost (4e9, 2e8, 4), 4.05);
  assert_near (tau_relative_cost (7, 0, 2), 2);
  g_assert_true (isnan (tau_relative_cost (0, 1, 1)));
  g_assert_true (isnan (tau_relative_cost (NAN, 1, 1)));
  g_assert_true (isnan (tau_relative_cost (4e9, NAN, 1)));
  assert_near (tau_relative_cost (NAN, 0, 12), 12); /* of the target alone: no figure is needed */
}

static void
test_ensemble (void)
{
  enum { ROWS = 12, CLASSES = 150 };
  g_autofree float *rows = g_new (float, ROWS *CLASSES);
  g_autofree float *out = g_new (float, CLASSES);
  const guint indices[3] = { 11, 0, 5 };
  for (int i = 0; i < ROWS * CLASSES; i++)
    rows[i] = (float)(i % 97) / 128; /* sums are exact */
  tau_ensemble_mean (rows, CLASSES, indices, 3, out);
  for (int c = 0; c < CLASSES; c++) {
    double sum = (double)rows[11 * CLASSES + c] + rows[c] + rows[5 * CLASSES + c];
    g_assert_cmpfloat (out[c], ==, (float)(sum / 3));
  }
  tau_ensemble_mean (rows, CLASSES, NULL, 2, out);
  for (int c = 0; c < CLASSES; c++)
    g_assert_cmpfloat (out[c], ==, (rows[c] + rows[CLASSES + c]) / 2);
  tau_ensemble_mean (rows, CLASSES, indices + 2, 1, out);
  g_assert_cmpmem (out, CLASSES * sizeof (float), rows + 5 * CLASSES, CLASSES * sizeof (float));
}

static void
test_mirror (void)
{
  const float plain[4] = { 1, 2, 3, 4 }, mirrored[4] = { 3, 6, 8, 0 };
  const guint mirror[4] = { 0, 2, 1, 3 };
  const float expected[4] = { 2, 5, 4.5f, 2 };
  float out[4];
  tau_mirror_average (plain, mirrored, mirror, 4, out);
  g_assert_cmpmem (out, sizeof out, expected, sizeof expected);
}

static void
test_metrics (void)
{
  TauMetrics a = { 0 };
  g_assert_true (isnan (tau_metrics_error_rate (&a)));
  g_assert_true (isnan (tau_metrics_nll (&a)));
  g_assert_true (isnan (tau_metrics_ece (&a)));
  const float rows[4][2] = { { 0.75f, 0.25f }, { 0.75f, 0.25f }, { 0.25f, 0.75f }, { 1, 0 } };
  tau_metrics_add (&a, rows[0], 2, 0);
  tau_metrics_add (&a, rows[1], 2, 1);
  tau_metrics_add (&a, rows[2], 2, 1);
  tau_metrics_add (&a, rows[3], 2, 0);
  assert_near (tau_metrics_error_rate (&a), 0.25);
  assert_near (tau_metrics_nll (&a), (2 * -log (0.75) + log (4)) / 4);
  /* Bin of 0.75: three answers, two right, confidence 0.75; bin of 1: no error. */
  assert_near (tau_metrics_ece (&a), (2.25 - 2) / 4);
  const float broken[2] = { NAN, NAN };
  tau_metrics_add (&a, broken, 2, 0);
  g_assert_cmpuint (a.n_wrong, ==, 2);
  g_assert_true (isnan (tau_metrics_nll (&a)));
  g_assert_true (isnan (tau_metrics_ece (&a)));
}

static void
test_perfect_calibration (void)
{
  TauMetrics m = { 0 };
  const float row[4] = { 0.5f, 0.25f, 0.125f, 0.125f };
  for (int i = 0; i < 100; i++)
    tau_metrics_add (&m, row, 4, i % 2);
  assert_near (tau_metrics_ece (&m), 0);
  assert_near (tau_metrics_error_rate (&m), 0.5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ranking/temper", test_temper);
  g_test_add_func ("/ranking/softmax", test_softmax);
  g_test_add_func ("/ranking/energy", test_energy);
  g_test_add_func ("/ranking/cross-entropy", test_cross_entropy);
  g_test_add_func ("/ranking/relative-losses", test_relative_losses);
  g_test_add_func ("/ranking/relative-correlation", test_relative_correlation);
  g_test_add_func ("/ranking/order", test_order);
  g_test_add_func ("/ranking/ranks", test_ranks);
  g_test_add_func ("/ranking/correlation", test_correlation);
  g_test_add_func ("/ranking/spearman-formula", test_spearman_formula);
  g_test_add_func ("/ranking/regret-and-cost", test_regret_and_cost);
  g_test_add_func ("/ranking/ensemble", test_ensemble);
  g_test_add_func ("/ranking/mirror", test_mirror);
  g_test_add_func ("/ranking/metrics", test_metrics);
  g_test_add_func ("/ranking/perfect-calibration", test_perfect_calibration);
  return g_test_run ();
}
