// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

namespace tau
{

// An open file: a given descriptor, which stays open, or with -1 that of `path`, as long as it
// lives.
class Descriptor
{
public:
  const int fd; // -1: it cannot be opened

  Descriptor (const char *path, int given);
  ~Descriptor ();
  Descriptor (const Descriptor &) = delete;

private:
  const bool owned;
};

// Reads a TorchScript file, in evaluation mode on the current device. `given`: an open descriptor,
// which stays open; -1: opens `path`, which is otherwise only named in errors. Neither waits for
// the writer of a FIFO nor reads from a device. Throws Failure (FILE), which says what the file is.
torch::jit::Module open_module (const char *path, int given);

// Half, bfloat16 and double become float: the CPU lacks operators for the first two.
void convert_to_float (torch::jit::Module &module);

} // namespace tau
