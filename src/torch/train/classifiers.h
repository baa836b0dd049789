// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "torch/train/builder.h"

namespace tau
{

// Writes the classifier of that name, "resnet20" or "wrn-16-2", for images of input_size px. FALSE
// for a name of another kind; throws Failure (SPEC) for "wrn-D-K" with an impossible number.
bool build_classifier (Builder &b, const std::string &name, int input_size, int n_outputs);

} // namespace tau
