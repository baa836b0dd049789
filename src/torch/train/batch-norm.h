// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace tau
{

// Batch normalisation in training mode (Ioffe & Szegedy 2015), with the rectifier that may follow
// it. It makes two passes over the numbers in each direction, where libtorch needs a third for the
// rectifier, and gives the same bits on any number of threads. One core trains 290 images a second
// of resnet20 with it and 230 with libtorch's (32 px; compact at 64 px: 1090 and 940). x: N x C x H
// x W, float or bfloat16. scale, shift and the running statistics: C floats; the running statistics
// move by `momentum` towards those of x. On devices other than the CPU it uses libtorch's.
at::Tensor batch_norm (const at::Tensor &x, const at::Tensor &scale, const at::Tensor &shift,
                       at::Tensor mean, at::Tensor var, double momentum, double epsilon,
                       bool rectify);

} // namespace tau
