/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ranking/tau-fixed.h"

#include <math.h>

/* View 0 is the best alone; 1 and 2 are wrong about one image each, but together about none. */
static void
test_search (void)
{
  const float rows[] = {
    0.6F, 0.4F, 0.9F, 0.1F, 0.4F, 0.6F, /* image 0, of class 0, in three views */
    0.4F, 0.6F, 0.7F, 0.3F, 0.1F, 0.9F, /* image 1, of class 1 */
  };
  const gint32 labels[] = { 0, 1 };
  guint set[3];
  g_assert_cmpuint (tau_fixed_search (rows, labels, 2, 3, 2, 1, set), ==, 1);
  g_assert_cmpuint (set[0], ==, 0);
  g_assert_cmpuint (tau_fixed_search (rows, labels, 2, 3, 2, 2, set), ==, 2);
  g_assert_cmpuint (set[0], ==, 1);
  g_assert_cmpuint (set[1], ==, 2);
  g_assert_cmpuint (tau_fixed_search (rows, labels, 2, 3, 2, 9, set), ==, 3);
  g_assert_cmpuint (set[2], ==, 2);
  g_assert_cmpuint (tau_fixed_search (rows, labels, 0, 3, 2, 1, set), ==, 0);
}

/* Of equally many wrong answers the likelier ones; of the same answers the first view. */
static void
test_ties (void)
{
  const float rows[] = { 0.6F, 0.4F, 0.8F, 0.2F, 0.8F, 0.2F };
  const float nothing[] = { NAN, NAN, 0.2F, 0.8F };
  const gint32 label = 0;
  guint set[1];
  tau_fixed_search (rows, &label, 1, 3, 2, 1, set);
  g_assert_cmpuint (set[0], ==, 1);
  tau_fixed_search (nothing, &label, 1, 2, 2, 1, set);
  g_assert_cmpuint (set[0], ==, 1);
}

static void
test_entropy (void)
{
  const float even[] = { 0.25F, 0.25F, 0.25F, 0.25F }, sure[] = { 0, 1, 0, 0 },
              two[] = { 0.5F, 0, 0.5F, 0 }, bad[] = { 0.5F, NAN };
  g_assert_cmpfloat_with_epsilon (tau_entropy (even, 4), log (4), 1e-12);
  g_assert_cmpfloat_with_epsilon (tau_entropy (two, 4), log (2), 1e-12);
  g_assert_cmpfloat (tau_entropy (sure, 4), ==, 0);
  g_assert_true (isnan (tau_entropy (bad, 2)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fixed/search", test_search);
  g_test_add_func ("/fixed/ties", test_ties);
  g_test_add_func ("/fixed/entropy", test_entropy);
  return g_test_run ();
}
