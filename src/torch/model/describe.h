// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "torch/model/form.h"
#include "torch/tau-torch.h"

namespace tau
{

// Finds a size of image that the network takes, and the form for it: fills input_size, any_size and
// tried of `out`. Throws Failure (SHAPE) if no size is found.
Form find_size (torch::jit::Module &module, const std::string &path, TauModelForm *out);

// Fills what a form says.
void describe_form (const Form &form, TauModelForm *out);

} // namespace tau
