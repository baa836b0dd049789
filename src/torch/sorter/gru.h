// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

// The arithmetic of SoDeep's sorter: a bidirectional GRU of 6 layers of width 32 over sequences of
// 12 numbers, and a linear layer from the 64 outputs at each place to one number, its rank. The
// equations and the order of the weights are those of torch.nn.GRU and torch.nn.Linear.
//
// Written by hand because libtorch turns it into thousands of small operators. For a training step
// of 256 sequences on one core with OpenBLAS, at::gru takes 250 ms, the same equations with both
// directions in one tensor 150 ms, and this code 32 ms. No sum depends on the number of threads or
// the width of the machine's vectors, so a seed gives the same bytes everywhere.
namespace tau
{

constexpr int GRU_LENGTH = 12; // numbers in a sequence
constexpr int GRU_WIDTH = 32;
constexpr int GRU_LAYERS = 6;

// The position of one weight in the flat vector, with its name in torch.nn.GRU ("head." for the
// Linear).
struct GruSlot {
  std::string name;
  std::vector<int64_t> shape;
  int64_t offset, count;
};

const std::vector<GruSlot> &gru_slots ();
int64_t gru_n_weights ();

// The ranks of n sequences, computed on libtorch's threads. x and y: n x 12.
void gru_forward (const float *weights, const float *x, int64_t n, float *y);

// Processes one sequence's ranks y: writes the loss's derivatives with respect to y (12 each).
class GruLoss
{
public:
  virtual ~GruLoss () = default;
  // i: number of the sequence; y and dy: 12. Called from several threads.
  virtual void differentiate (int64_t i, const float *y, float *dy) const = 0;
};

// Forward and backward of n sequences. y (n x 12) receives the ranks. If they are not null,
// d_weights receives the derivatives with respect to the weights and dx (n x 12) those with respect
// to the input.
void gru_backward (const float *weights, const float *x, int64_t n, const GruLoss &loss, float *y,
                   float *d_weights, float *dx);

} // namespace tau
