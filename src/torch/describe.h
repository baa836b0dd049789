// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "torch/form.h"
#include "torch/tau-torch.h"

#include <functional>

namespace tau
{

// Finds a size of image that the network takes, and the form for it: fills input_size, any_size and
// tried of `out`, which has the type of the weights. `open` gives the network anew; a quantised one
// is opened for each size, because libtorch prepares its layers for the first size that they meet.
// `first` becomes the last that was opened.
// `cancelled` throws when the search is to end. Throws Failure (SHAPE) if no size is found.
Form find_size (torch::jit::Module &first, const std::function<torch::jit::Module ()> &open,
                const std::string &path, TauModelForm *out,
                const std::function<void ()> &cancelled);

// Fills what a form says.
void describe_form (const Form &form, TauModelForm *out);

} // namespace tau
