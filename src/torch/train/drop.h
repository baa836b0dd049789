// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

namespace tau
{

// The source of drop()'s random numbers on this thread, for as long as the object lives.
class Chance
{
public:
  // The draws differ from step to step, and within a step from share to share.
  Chance (uint64_t seed, uint64_t step, uint64_t share);
  ~Chance ();
  Chance (const Chance &) = delete;
  Chance &operator= (const Chance &) = delete;

private:
  at::Generator generator;
};

// Keeps each number of x (or, with `rows`, all numbers of an image) with the probability `keep`,
// and sets the others to 0. `scaled`: also divides by `keep` (dropout, Srivastava et al. 2014).
// Needs a Chance.
at::Tensor drop (const at::Tensor &x, double keep, bool rows, bool scaled);

} // namespace tau
