// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

#include <string>

namespace tau
{

// The training loss `name` of predictions against actual losses, both N x T; a scalar, mean over N.
// Throws Failure (SPEC) for an unknown name.
torch::Tensor ranking_loss (const std::string &name, const torch::Tensor &predicted,
                            const torch::Tensor &actual);

} // namespace tau
