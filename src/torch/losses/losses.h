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

// Throws Failure (SPEC) for an unknown name, or if that loss does not take n_outputs predictions.
void check_ranking_loss (const std::string &name, int n_outputs);

// For losses that combine others.
RankingLoss softrank_loss, regret_loss;

// Throws Failure (SPEC) if "sodeep" does not take n_outputs predictions.
void check_sodeep_outputs (int64_t n_outputs);

// Ranks 1..T of each row, ties averaged.
at::Tensor ranks (const at::Tensor &v);

} // namespace tau
