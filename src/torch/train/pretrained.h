// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "torch/train/architectures.h"
#include "torch/tau-torch.h"

#include <map>
#include <string>

namespace tau
{

using Weights = std::map<std::string, torch::Tensor>;

// What a network needs in common with the one that had these weights: of a network trained here,
// what its file says; of torchvision's EfficientNet-B0 and of timm's, symmetric padding; of
// efficientnet_pytorch's, “same” padding, which `spec` can ask for in any case. The images of
// spec->mean and spec->std become images of ImageNet's mean and deviation.
Conventions find_conventions (const Weights &weights, const TauTrainerSpec *spec);

// Copies weights into a network: of the same architecture, trained here, all of them; of an
// EfficientNet-B0 of torchvision, timm or efficientnet_pytorch all but its classifier's. What the
// file lacks keeps its initial weights: the heads, and then the features of several levels too.
// Throws Failure (SHAPE), which names `path`, for weights that do not fit.
void start_from (Network &network, const Weights &weights, const std::string &path);

} // namespace tau
