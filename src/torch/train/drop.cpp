// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/train/drop.h"

#include "torch/guard.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/library.h>
#include <torch/script.h>

namespace tau
{
namespace
{

thread_local at::Generator *current;

// SplitMix64 (Steele et al. 2014): turns neighbouring numbers into unrelated ones.
uint64_t
mix (uint64_t x)
{
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

// The operator that a network's training source calls.
TORCH_LIBRARY_FRAGMENT (tauscope, library)
{
  library.def ("drop(Tensor x, float keep, bool rows, bool scaled) -> Tensor", drop);
}

} // namespace

Chance::Chance (uint64_t seed, uint64_t step, uint64_t share)
    : generator (at::make_generator<at::CPUGeneratorImpl> (mix (mix (seed + step) + share)))
{
  current = &generator;
}

Chance::~Chance ()
{
  current = nullptr;
}

at::Tensor
drop (const at::Tensor &x, double keep, bool rows, bool scaled)
{
  if (current == nullptr)
    throw Failure (TAU_TORCH_ERROR_FAILED, "drop() has no source of random numbers");
  std::vector<int64_t> shape = x.sizes ().vec ();
  if (rows)
    std::fill (shape.begin () + 1, shape.end (), 1);
  // On the CPU, so that all devices keep the same numbers.
  at::Tensor mask = at::rand (shape, *current, at::TensorOptions ().dtype (at::kFloat));
  mask = mask.lt (keep).to (x.options ());
  return x * (scaled ? mask / keep : mask);
}

} // namespace tau
