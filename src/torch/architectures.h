// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

#include <string>

namespace tau
{

// The position of one parameter or buffer in the flat vectors of a Network.
struct Slot {
  std::string name;
  std::vector<int64_t> shape;
  int64_t offset;
  bool decays; // weight decay applies: all but batch norm (METHOD "Training")
};

// The slot's part of a flat vector, in the slot's shape.
torch::Tensor view (const torch::Tensor &flat, const Slot &slot);

// A network as TorchScript source plus one flat vector of parameters and one of buffers (batch-norm
// statistics). The module's tensors are views of them, so that the optimiser, the average and a
// checkpoint each deal with one tensor.
struct Network {
  std::string source;           // for evaluation and export: without a second head
  std::string training_source;  // with the second head, if there is one, and with batch-norm.h
  std::vector<Slot> parameters; // those of the second head last
  size_t n_plain;               // the parameters before them
  std::vector<Slot> buffers;
  torch::Tensor values;     // all parameters
  torch::Tensor statistics; // all buffers
  torch::jit::Module module;
};

// `architecture` for images of input_size px, on `device`. The weights are drawn from libtorch's
// default CPU generator, so that they are the same on all devices. Throws Failure (SPEC) for an
// unknown name or an impossible size. With n_answers, the network in training mode gives n_outputs
// + n_answers numbers: those of the second head (TauTrainerSpec) come last.
Network make_network (const std::string &architecture, int input_size, int n_outputs, int n_answers,
                      c10::Device device);

// A module over other flat vectors: from the training source when trainable, otherwise from the
// exported one.
torch::jit::Module bind_network (const Network &network, const torch::Tensor &values,
                                 const torch::Tensor &statistics, bool trainable);

} // namespace tau
