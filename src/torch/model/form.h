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
  bool bytes = false;         // uint8, made from numbers of 0..255
  bool one_image = false;     // gets one image at a time: it takes no more, or confuses them
  int n_outputs = 0;
  bool repeats = true;   // the same answer alone, in a batch, and the second time
  bool finite = true;    // no NaN or infinity among the answers
  std::string container; // what holds the answers: see TauModelForm
};

// n answers to n x 3 x S x S: n x outputs, float. What comes as a tuple, list or dictionary is
// searched for the tensor named “logits”, “out” or “output”, or the first one of that shape.
torch::Tensor forward (torch::jit::Module &module, const Form &form, const torch::Tensor &x);

// Images for tests, in the scale of the form: n x 3 x size x size.
torch::Tensor probe_images (const Form &form, int n, int size);

// Finds the form for images of that size. FALSE: the network takes no such images; `why` receives
// what it said of the usual form, and `ran` (may be NULL) whether it is its answer that is wrong.
bool try_size (torch::jit::Module &module, int size, Form *form, std::string *why,
               bool *ran = nullptr);

// Whether it takes two such images, in the usual form.
bool takes_two (torch::jit::Module &module, int size);

// What to say of a network that takes no images of that size: the end of the sentence “FILE …”.
std::string describe_refusal (torch::jit::Module &module, int size, const std::string &why);

// The same as try_size(), but throws Failure (SHAPE), which names `path` and says what the network
// takes instead, as far as trying shows that; also if its answers to the same image differ.
Form find_form (torch::jit::Module &module, const std::string &path, int size);

} // namespace tau
