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

// What differs between networks of one architecture that start from weights of different origins.
struct Conventions {
  static constexpr const char *NAME = "conventions"; // in a file

  bool same_padding = false; // as TensorFlow pads: what is odd goes to the right and the bottom
  double epsilon = 0;        // of batch norm; 0: the architecture's
  float scale[3] = { 1, 1, 1 }, shift[3] = { 0, 0, 0 }; // of the input's channels, on its way in

  Conventions () = default;
  // From a file; throws Failure (FILE) for other numbers.
  explicit Conventions (const torch::Tensor &kept);
  // For a file; undefined if they are the defaults.
  torch::Tensor keep () const;
  bool scales () const; // the input
};

// A network as TorchScript source plus one flat vector of parameters and one of buffers (batch-norm
// statistics). The module's tensors are views of them, so that the optimiser, the average and a
// checkpoint each deal with one tensor.
struct Network {
  std::string architecture;
  int input_size, n_outputs, n_answers;
  torch::Tensor conventions;    // Conventions::keep()
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
                      const Conventions &conventions, c10::Device device);

// The same parameters and buffers in a network of other conventions. Modules bound before keep the
// earlier ones.
void change_conventions (Network &network, const Conventions &conventions);

// The same source with every batch norm in training mode, and a momentum of 1: one pass leaves the
// batch's own statistics.
std::string adapting_source (const std::string &source);

// A module over other flat vectors: from the training source when trainable, otherwise from the
// exported one.
torch::jit::Module bind_network (const Network &network, const torch::Tensor &values,
                                 const torch::Tensor &statistics, bool trainable);

} // namespace tau
