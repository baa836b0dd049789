// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/losses/losses.h"

#include <ATen/ATen.h>

namespace tau
{

// ListNet (Cao et al. 2007): cross-entropy between the two distributions over the transforms, in
// which a low loss is likely.
at::Tensor
listwise_loss (const at::Tensor &predicted, const at::Tensor &actual, const SorterWeights &)
{
  at::Tensor wanted = at::softmax (-actual, 1);
  return -(wanted * at::log_softmax (-predicted, 1)).sum (1).mean ();
}

} // namespace tau
