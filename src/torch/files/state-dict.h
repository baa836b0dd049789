// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

#include <map>
#include <string>

namespace tau
{

// Whether an open file holds tensors by name without the network: written by torch.save(), in its
// format of today or of before 1.6, or by safetensors.
bool holds_state_dict (int fd);

// Its tensors of floats, as float. Of a training checkpoint, those of its network; names lose the
// “module.” that training on several devices puts before them. Nothing of the file is run. Throws
// Failure (FILE), which names `path`.
std::map<std::string, torch::Tensor> read_state_dict (int fd, const std::string &path);

} // namespace tau
