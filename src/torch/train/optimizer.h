// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "torch/tau-torch.h"

#include <ATen/core/Tensor.h>

namespace tau
{

// Descends along flat vectors: all parameters of a network in one.
struct Optimizer {
  TauOptimizer kind;
  double momentum;
  at::Tensor decay;          // weight decay of each value
  at::Tensor state1, state2; // flat too
  int64_t n_steps = 0;

  Optimizer (TauOptimizer kind, double momentum, const at::Tensor &decay);
  // Moves w against the gradient g, which it overwrites.
  void descend (at::Tensor &w, at::Tensor &g, double rate);
};

} // namespace tau
