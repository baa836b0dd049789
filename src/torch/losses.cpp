// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/losses.h"

#include "torch/guard.h"

namespace tau
{
namespace
{

// Ranks 1..T of each row, ties averaged: 0.5 + sum over j of [v_i > v_j] + [v_i == v_j] / 2.
torch::Tensor
ranks (const torch::Tensor &v)
{
  torch::Tensor d = v.unsqueeze (2) - v.unsqueeze (1);
  return (d.gt (0).to (torch::kFloat) + 0.5 * d.eq (0).to (torch::kFloat)).sum (2) + 0.5;
}

torch::Tensor
centred_unit (const torch::Tensor &v)
{
  torch::Tensor c = v - v.mean (1, true);
  return c / (c.pow (2).sum (1, true) + 1e-6).sqrt ();
}

// 1 - Spearman with the predicted ranks made differentiable: the step of ranks() becomes a logistic
// function. With T = 12 values all pairs are affordable, so this is exact but for the softness.
torch::Tensor
soft_rank_loss (const torch::Tensor &predicted, const torch::Tensor &actual)
{
  torch::Tensor d = predicted.unsqueeze (2) - predicted.unsqueeze (1);
  torch::Tensor soft = torch::sigmoid (d).sum (2);
  return (1 - (centred_unit (soft) * centred_unit (ranks (actual))).sum (1)).mean ();
}

// ListNet (Cao et al. 2007): cross-entropy between the two distributions over the transforms in
// which a low loss is likely.
torch::Tensor
listwise_loss (const torch::Tensor &predicted, const torch::Tensor &actual)
{
  torch::Tensor wanted = torch::softmax (-actual, 1);
  return -(wanted * torch::log_softmax (-predicted, 1)).sum (1).mean ();
}

// The regret that is to be expected when the transform is drawn from softmax (-predicted). Capped
// at 4 nats, where an answer is wrong beyond doubt.
torch::Tensor
regret_loss (const torch::Tensor &predicted, const torch::Tensor &actual)
{
  torch::Tensor regret = (actual - std::get<0> (actual.min (1, true))).clamp_max (4);
  return (torch::softmax (-predicted, 1) * regret).sum (1).mean ();
}

torch::Tensor
blend_loss (const torch::Tensor &predicted, const torch::Tensor &actual)
{
  return soft_rank_loss (predicted, actual) + regret_loss (predicted, actual);
}

const struct {
  const char *name;
  RankingLoss function;
} losses[] = {
  { "softrank", soft_rank_loss },
  { "listwise", listwise_loss },
  { "regret", regret_loss },
  { "blend", blend_loss },
};

} // namespace

RankingLoss
find_ranking_loss (const std::string &name)
{
  for (const auto &loss : losses)
    if (name == loss.name)
      return loss.function;
  throw Failure (TAU_TORCH_ERROR_SPEC,
                 "“" + name + "” is not a ranking loss; use softrank, listwise, regret or blend");
}

} // namespace tau
