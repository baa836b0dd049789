// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "torch/sorter/sorter.h"

#include <ATen/core/Tensor.h>

#include <string>

namespace tau
{

// A training loss of predictions against actual losses, both N x T, with finite actual losses.
// Returns a scalar, the mean over N. `sorter` is the sorter of "sodeep"; the other losses ignore
// it.
using RankingLoss = at::Tensor (const at::Tensor &predicted, const at::Tensor &actual,
                                const SorterWeights &sorter);

// Throws Failure (SPEC) for an unknown name.
RankingLoss *find_ranking_loss (const std::string &name);

// For losses that combine others.
RankingLoss softrank_loss, regret_loss;

// Ranks 1..T of each row, ties averaged.
at::Tensor ranks (const at::Tensor &v);

} // namespace tau
