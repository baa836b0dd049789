// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/losses/losses.h"

#include <ATen/ATen.h>

namespace tau
{
namespace
{

at::Tensor
centred_unit (const at::Tensor &v)
{
  at::Tensor c = v - v.mean (1, true);
  return c / (c.pow (2).sum (1, true) + 1e-6).sqrt ();
}

} // namespace

// 1 - Spearman with differentiable predicted ranks: the step of ranks() becomes a logistic
// function. With T = 12 values all pairs are affordable, so this is exact except for the softness.
at::Tensor
softrank_loss (const at::Tensor &predicted, const at::Tensor &actual, const SorterWeights &)
{
  at::Tensor d = predicted.unsqueeze (2) - predicted.unsqueeze (1);
  at::Tensor soft = at::sigmoid (d).sum (2);
  return (1 - (centred_unit (soft) * centred_unit (ranks (actual))).sum (1)).mean ();
}

} // namespace tau
