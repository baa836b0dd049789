// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/train/optimizer.h"

#include <torch/script.h>

#include <cmath>

using torch::Tensor;

namespace tau
{

Optimizer::Optimizer (TauOptimizer kind, double momentum, const Tensor &decay)
    : kind (kind), momentum (momentum), decay (decay), state1 (torch::zeros_like (decay)),
      // TensorFlow initialises RMSProp's mean square to one.
      state2 (kind == TAU_OPTIMIZER_RMSPROP ? torch::ones_like (decay) : torch::zeros_like (decay))
{
}

void
Optimizer::descend (Tensor &w, Tensor &g, double rate)
{
  torch::NoGradGuard no_grad;
  n_steps++;
  switch (kind) {
  case TAU_OPTIMIZER_SGD:
    g.addcmul_ (decay, w);
    state1.mul_ (momentum).add_ (g);
    w.add_ (g.add (state1, momentum), -rate);
    break;
  case TAU_OPTIMIZER_RMSPROP:
    g.addcmul_ (decay, w);
    state2.mul_ (0.9).addcmul_ (g, g, 0.1);
    state1.mul_ (momentum).addcdiv_ (g, (state2 + 1e-3).sqrt_ (), rate);
    w.sub_ (state1);
    break;
  case TAU_OPTIMIZER_ADAMW: {
    w.addcmul_ (decay, w, -rate);
    state1.mul_ (0.9).add_ (g, 0.1);
    state2.mul_ (0.999).addcmul_ (g, g, 0.001);
    double c1 = 1 - std::pow (0.9, n_steps), c2 = 1 - std::pow (0.999, n_steps);
    w.addcdiv_ (state1, (state2 / c2).sqrt_ ().add_ (1e-8), -rate / c1);
    break;
  }
  }
}

} // namespace tau
