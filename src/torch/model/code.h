// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

#include <set>
#include <string>

namespace tau
{

// What the code of a network tells without being run.

// The type of the weights as they are stored: "float32", "float16", "int8"… Before
// convert_to_float().
std::string weights_type (const torch::jit::Module &module);

// Whether layers choose their scale by what they get: answers depend on the batch then.
bool is_dynamic (const torch::jit::Module &module);

// Whole numbers from `least` to `largest` that say something about a shape: what is compared, or
// what a reshape or an enlargement takes. A few at most.
std::set<int> find_constants (const torch::jit::Module &module, int least, int largest);

} // namespace tau
