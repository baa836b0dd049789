// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

namespace tau
{

// What drop() draws from on this thread, for as long as it lives.
class Chance
{
public:
  // What is drawn differs from step to step and from share to share of one.
  Chance (uint64_t seed, uint64_t step, uint64_t share);
  ~Chance ();
  Chance (const Chance &) = delete;
  Chance &operator= (const Chance &) = delete;

private:
  at::Generator generator;
};

// x with each number (or, `rows`, all numbers of a picture) kept with the probability `keep`, else
// 0; `scaled`: and divided by it (dropout, Srivastava et al. 2014). Needs a Chance.
at::Tensor drop (const at::Tensor &x, double keep, bool rows, bool scaled);

} // namespace tau
