// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace tau
{

// The Jensen-Shannon divergence of the answers to several views of an image, in nats, mean over the
// images (AugMix, Hendrycks et al. 2020, equation 2). logits: N x views x classes.
at::Tensor divergence (const at::Tensor &logits);

// Cross-entropy of the first view's answer against the labels, plus `weight` times that divergence.
// output: N * n_views x classes, the views of an image one after another; labels: N.
at::Tensor label_loss (const at::Tensor &output, const at::Tensor &labels, int n_views,
                       double weight, double smoothing);

} // namespace tau
