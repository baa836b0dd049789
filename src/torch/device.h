// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/core/Device.h>

#include <string>

namespace tau
{

// The device of all models and trainers created from now on; the CPU until set_device() is called.
// Like libtorch's number of threads, this is one setting for the process.
c10::Device device ();

// "cpu" or "cuda". Throws Failure (SPEC) for another name, and if libtorch has no CUDA or the
// machine has no such device.
void set_device (const std::string &name);

} // namespace tau
