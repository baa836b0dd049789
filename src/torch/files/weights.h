// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

#include <glib.h>

#include <map>
#include <string>

namespace tau
{

// Tensors by name as bytes, and back. They pass from the model process, which may be in the hands
// of a model, so that nothing is believed: no pickle, and every length is checked. For each tensor:
// the length of its name, its number of dimensions and these (int64), the name, and its values
// (float), in this machine's byte order.
GBytes *pack_weights (const std::map<std::string, torch::Tensor> &weights);

// Throws Failure (FILE) for other bytes.
std::map<std::string, torch::Tensor> unpack_weights (GBytes *bytes);

} // namespace tau
