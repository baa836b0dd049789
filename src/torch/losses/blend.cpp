// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/losses/losses.h"

#include <ATen/ATen.h>

namespace tau
{
namespace
{

// The regret of the mean of two answers. A pair of transforms has the likelihood that softmax gives
// the sum of its two predictions. The mean's loss follows from the two actual ones, because the
// likelihoods of the true class are averaged.
at::Tensor
pair_regret_loss (const at::Tensor &predicted, const at::Tensor &actual,
                  const SorterWeights &sorter)
{
  const int64_t n = predicted.size (1);
  const at::Tensor pairs = at::triu_indices (n, n, 1, at::kLong).to (predicted.device ());
  const auto add_pairs = [&pairs] (const at::Tensor &v) {
    return v.index_select (1, pairs[0]) + v.index_select (1, pairs[1]);
  };
  at::Tensor loss = -at::log (add_pairs (at::exp (-actual)) / 2 + 1e-12);
  return regret_loss (add_pairs (predicted), loss, sorter);
}

} // namespace

at::Tensor
blend_loss (const at::Tensor &predicted, const at::Tensor &actual, const SorterWeights &sorter)
{
  return softrank_loss (predicted, actual, sorter) + regret_loss (predicted, actual, sorter) +
         pair_regret_loss (predicted, actual, sorter);
}

} // namespace tau
