// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/train/consistency.h"

#include <ATen/ATen.h>

namespace tau
{

at::Tensor
divergence (const at::Tensor &logits)
{
  const at::Tensor log = logits.log_softmax (2), p = log.exp ();
  // The bounds are the authors'.
  const at::Tensor mixture = p.mean (1, true).clamp (1e-7, 1).log ();
  return (p * (log - mixture)).sum () / double (logits.size (0) * logits.size (1));
}

at::Tensor
label_loss (const at::Tensor &output, const at::Tensor &labels, int n_views, double weight,
            double smoothing)
{
  const auto entropy = [&] (const at::Tensor &answers) {
    return at::cross_entropy_loss (answers, labels, {}, at::Reduction::Mean, -100, smoothing);
  };
  if (n_views <= 1)
    return entropy (output);
  const at::Tensor views = output.view ({ -1, n_views, output.size (1) });
  return entropy (views.select (1, 0)) + weight * divergence (views);
}

} // namespace tau
