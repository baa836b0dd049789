// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

#include <string>

namespace tau
{

// A training loss of predictions against actual losses, both N x T; a scalar, mean over N.
using RankingLoss = torch::Tensor (*) (const torch::Tensor &predicted, const torch::Tensor &actual);

// Throws Failure (SPEC) for an unknown name.
RankingLoss find_ranking_loss (const std::string &name);

} // namespace tau
