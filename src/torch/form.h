// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

#include <string>

namespace tau
{

// How a network wants its images and gives its answers, found by trying.
struct Form {
  bool channels_last = false; // N x S x S x channels instead of N x channels x S x S
  bool gray = false;          // one channel, which is made from three
  bool one_image = false;     // takes one image at a time
  int n_outputs = 0;
};

// n answers to n x 3 x S x S: n x outputs, float. What comes as a tuple, list or dictionary is
// searched for the tensor named “logits”, “out” or “output”, or the first one of that shape.
torch::Tensor forward (torch::jit::Module &module, const Form &form, const torch::Tensor &x);

// Images for tests: n x 3 x size x size.
torch::Tensor probe_images (int n, int size);

// Finds the form for images of that size. Throws Failure (SHAPE), which names `path` and says what
// the network takes instead, as far as trying shows that; also if its answers to the same image
// differ alone, in a batch, or the second time.
Form find_form (torch::jit::Module &module, const std::string &path, int size);

} // namespace tau
