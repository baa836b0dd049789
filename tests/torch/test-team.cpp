// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/team.h"

#include <ATen/Parallel.h>

#include <glib.h>

// The team's threads compute alone, whatever the number of threads of the process. On its first use
// of libtorch, or of at::parallel_for, a thread can take that number.

static void
test_alone ()
{
  at::set_num_threads (3);
  tau::Team team (2);
  int in_task[8], in_loop[8], after[8];
  team.run (8, [&] (int i) {
    in_task[i] = at::get_num_threads ();
    at::parallel_for (0, 1, 1, [&] (int64_t, int64_t) { in_loop[i] = at::get_num_threads (); });
    after[i] = at::get_num_threads ();
  });
  for (int i = 0; i < 8; i++) {
    g_assert_cmpint (in_task[i], ==, 1);
    g_assert_cmpint (in_loop[i], ==, 1);
    g_assert_cmpint (after[i], ==, 1);
  }
  g_assert_cmpint (at::get_num_threads (), ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/torch/team/alone", test_alone);
  return g_test_run ();
}
