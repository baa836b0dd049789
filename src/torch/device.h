// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/core/Device.h>

#include <string>

namespace tau
{

// Where models and trainers that are made from now on work; the CPU until set_device(). Like
// libtorch's number of threads, this is one setting for the process.
c10::Device device ();

// "cpu" or "cuda". Throws Failure (SPEC) for another name, and where libtorch has no CUDA or the
// machine no such device.
void set_device (const std::string &name);

// "libtorch 1.13.1 on cpu, 2 threads", and what to install where the BLAS is slow.
std::string describe ();

// Logs describe() when it is not what was last logged: called where a model or a trainer starts.
void announce ();

} // namespace tau
