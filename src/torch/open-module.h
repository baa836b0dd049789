// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

namespace tau
{

// Reads a TorchScript file, in evaluation mode on the current device. `given`: an open descriptor,
// which stays open; -1: opens `path`, which is otherwise only named in errors. Neither waits for
// the writer of a FIFO nor reads from a device. Throws Failure (FILE), which says what the file is.
torch::jit::Module open_module (const char *path, int given);

// Half, bfloat16 and double become float: the CPU lacks operators for the first two.
void convert_to_float (torch::jit::Module &module);

} // namespace tau
