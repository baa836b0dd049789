// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/losses/losses.h"

#include <ATen/ATen.h>

namespace tau
{

// The expected regret when the choice is drawn from softmax (-predicted). Capped at 4 nats, where
// an answer is certainly wrong.
at::Tensor
regret_loss (const at::Tensor &predicted, const at::Tensor &actual, const SorterWeights &)
{
  at::Tensor regret = (actual - std::get<0> (actual.min (1, true))).clamp_max (4);
  return (at::softmax (-predicted, 1) * regret).sum (1).mean ();
}

} // namespace tau
