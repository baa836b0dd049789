// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/train/drop.h"
#include "torch/guard.h"

#include <torch/script.h>

#include <glib.h>

// Dropout and its relatives in training: how much is kept, what it becomes, and what decides.

using torch::Tensor;

namespace
{

Tensor
dropped (uint64_t seed, uint64_t step, uint64_t share, bool rows, bool scaled)
{
  tau::Chance chance (seed, step, share);
  return tau::drop (torch::ones ({ 2000, 5, 2, 2 }), 0.8, rows, scaled);
}

void
test_share_kept ()
{
  for (bool rows : { false, true })
    for (bool scaled : { false, true }) {
      Tensor y = dropped (1, 2, 3, rows, scaled), kept = y.ne (0);
      // The binomial's deviation: 0.009 of 2,000 rows.
      g_assert_cmpfloat_with_epsilon (kept.to (torch::kFloat).mean ().item<double> (), 0.8, 0.04);
      Tensor values = y.masked_select (kept);
      g_assert_cmpfloat_with_epsilon (values.min ().item<double> (), scaled ? 1.25 : 1, 1e-6);
      g_assert_cmpfloat_with_epsilon (values.max ().item<double> (), scaled ? 1.25 : 1, 1e-6);
      Tensor alike = kept.flatten (1).eq (kept.flatten (1).narrow (1, 0, 1)).all (1);
      g_assert_true (alike.all ().item<bool> () == rows);
    }
}

void
test_derivative ()
{
  Tensor x = torch::randn ({ 50, 8 }).set_requires_grad (true);
  tau::Chance chance (1, 2, 3);
  Tensor y = tau::drop (x, 0.5, false, true);
  y.sum ().backward ();
  g_assert_true (torch::equal (x.grad (), y.ne (0).to (torch::kFloat) * 2));
}

void
test_what_decides ()
{
  Tensor first = dropped (1, 2, 3, false, true);
  g_assert_true (torch::equal (first, dropped (1, 2, 3, false, true)));
  g_assert_false (torch::equal (first, dropped (2, 2, 3, false, true)));
  g_assert_false (torch::equal (first, dropped (1, 3, 3, false, true)));
  g_assert_false (torch::equal (first, dropped (1, 2, 4, false, true)));
  tau::Chance chance (1, 2, 3);
  Tensor x = torch::ones ({ 100 });
  g_assert_false (torch::equal (tau::drop (x, 0.5, false, true), tau::drop (x, 0.5, false, true)));
}

void
test_without_chance ()
{
  bool refused = false;
  try {
    tau::drop (torch::ones ({ 4 }), 0.5, false, true);
  } catch (const tau::Failure &) {
    refused = true;
  }
  g_assert_true (refused);
}

} // namespace

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, nullptr);
  g_test_add_func ("/torch/drop/share-kept", test_share_kept);
  g_test_add_func ("/torch/drop/derivative", test_derivative);
  g_test_add_func ("/torch/drop/what-decides", test_what_decides);
  g_test_add_func ("/torch/drop/without-chance", test_without_chance);
  return g_test_run ();
}
