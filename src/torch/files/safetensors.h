// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

#include <map>
#include <string>

namespace tau
{

// Whether a file that begins so is one of safetensors.
bool is_safetensors (const std::string &head);

// The tensors of floats of such a file, as float. Throws Failure (FILE).
std::map<std::string, torch::Tensor> read_safetensors (int fd);

} // namespace tau
