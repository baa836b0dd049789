/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-parallel.h"

static void
count_one (guint i, gpointer data)
{
  gint *counts = data;
  g_atomic_int_inc (&counts[i]);
}

static void
test_parallel (void)
{
  const guint sizes[] = { 0, 1, 2, 7, 1000 };
  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (int threads = 1; threads <= 5; threads += 2) {
      g_autofree gint *counts = g_new0 (gint, sizes[s] + 1);
      tau_parallel_for (sizes[s], threads, count_one, counts);
      for (guint i = 0; i < sizes[s]; i++)
        g_assert_cmpint (counts[i], ==, 1);
      g_assert_cmpint (counts[sizes[s]], ==, 0);
    }
}

/* Of 40 numbers whose tens are their classes, every class gets its share. */
static void
test_spread (void)
{
  g_autofree guint *numbers = tau_count_up (40);
  guint n_of_class[4] = { 0 };
  g_assert_cmpuint (tau_spread (numbers, 40, 0), ==, 40);
  g_assert_cmpuint (tau_spread (numbers, 40, 41), ==, 40);
  g_assert_cmpuint (tau_spread (numbers, 40, 12), ==, 12);
  for (guint i = 0; i < 12; i++) {
    g_assert_true (i == 0 || numbers[i] > numbers[i - 1]);
    n_of_class[numbers[i] / 10]++;
  }
  for (guint c = 0; c < 4; c++)
    g_assert_cmpuint (n_of_class[c], ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parallel/loop", test_parallel);
  g_test_add_func ("/parallel/spread", test_spread);
  return g_test_run ();
}
