// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/losses/losses.h"

#include "torch/guard.h"
#include "torch/losses/tau-loss-list.h"

#include <ATen/ATen.h>

namespace tau
{

#define LOSS(name, title) RankingLoss name##_loss;
TAU_LOSSES (LOSS)
#undef LOSS

namespace
{

const struct {
  const char *name;
  RankingLoss *function;
} losses[] = {
#define LOSS(name, title) { #name, name##_loss },
  TAU_LOSSES (LOSS)
#undef LOSS
};

} // namespace

RankingLoss *
find_ranking_loss (const std::string &name)
{
  std::string known;
  for (const auto &loss : losses) {
    if (name == loss.name)
      return loss.function;
    known += (known.empty () ? "" : ", ") + std::string (loss.name);
  }
  throw Failure (TAU_TORCH_ERROR_SPEC,
                 "“" + name + "” is not a ranking loss; use one of: " + known);
}

void
check_ranking_loss (const std::string &name, int n_outputs)
{
  if (find_ranking_loss (name) == sodeep_loss)
    check_sodeep_outputs (n_outputs);
}

// Ranks 1..T of each row, ties averaged: 0.5 + sum over j of [v_i > v_j] + [v_i == v_j] / 2.
at::Tensor
ranks (const at::Tensor &v)
{
  at::Tensor d = v.unsqueeze (2) - v.unsqueeze (1);
  return (d.gt (0).to (at::kFloat) + 0.5 * d.eq (0).to (at::kFloat)).sum (2) + 0.5;
}

} // namespace tau
