// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/model/quantised.h"

#include <ATen/Context.h>
#include <ATen/native/quantized/PackedParams.h>
#include <c10/util/Exception.h>
#include <torch/library.h>
#include <torch/version.h>

namespace tau
{
namespace
{

using Linear = c10::intrusive_ptr<LinearPackedParamsBase>;
using Convolution = c10::intrusive_ptr<ConvPackedParamsBase<2>>;

// QNNPACK reads beyond its weights when it is given more numbers than they are for, as happens with
// a wrong size of image or number of channels. (The other engines check that.)
void
check_linear (const at::Tensor &x, const Linear &weights)
{
  const int64_t wanted = std::get<0> (weights->unpack ()).size (1);
  TORCH_CHECK (x.dim () > 0 && x.size (-1) == wanted, "a quantised product of ", wanted,
               " numbers gets ", x.sizes ());
}

void
check_convolution (const at::Tensor &x, const Convolution &weights)
{
  const int64_t wanted = std::get<0> (weights->unpack ()).size (1) * weights->groups ();
  TORCH_CHECK (x.dim () == 4 && x.size (1) == wanted, "a quantised convolution expected ", wanted,
               " channels, but got ", x.sizes ());
}

template <bool relu>
at::Tensor
linear (at::Tensor x, const Linear &weights, double scale, int64_t zero)
{
  check_linear (x, weights);
  return relu ? weights->apply_relu (x, scale, zero) : weights->apply (x, scale, zero);
}

// QNNPACK ignores the range that is asked for, and would say so each time.
template <bool relu>
at::Tensor
linear_dynamic (at::Tensor x, const Linear &weights, bool)
{
  check_linear (x, weights);
  return relu ? weights->apply_dynamic_relu (x, false) : weights->apply_dynamic (x, false);
}

template <bool relu>
at::Tensor
convolution (at::Tensor x, const Convolution &weights, double scale, int64_t zero)
{
  check_convolution (x, weights);
  return relu ? weights->apply_relu (x, scale, zero) : weights->apply (x, scale, zero);
}

struct Silent : c10::WarningHandler {
#if TORCH_VERSION_MAJOR >= 2
  using Guard = c10::WarningUtils::WarningHandlerGuard;
  void
  process (const c10::Warning &) override
  {
  }
#else
  using Guard = c10::Warning::WarningHandlerGuard;
  void
  process (const c10::SourceLocation &, const std::string &, bool) override
  {
  }
#endif
};

// In the place of libtorch's own, which says so in a warning.
void
register_checks ()
{
  Silent silent;
  const Silent::Guard guard (&silent);
  static torch::Library quantised (torch::Library::IMPL, "quantized",
                                   c10::DispatchKey::QuantizedCPU, __FILE__, __LINE__),
      floats (torch::Library::IMPL, "quantized", c10::DispatchKey::CPU, __FILE__, __LINE__);
  quantised.impl ("linear", linear<false>);
  quantised.impl ("linear_relu", linear<true>);
  quantised.impl ("conv2d.new", convolution<false>);
  quantised.impl ("conv2d_relu.new", convolution<true>);
  floats.impl ("linear_dynamic", linear_dynamic<false>);
  floats.impl ("linear_relu_dynamic", linear_dynamic<true>);
}

} // namespace

// Files do not say for which engine they were quantised. QNNPACK, that of phones, computes with
// whole numbers as they are; the others refuse, round or saturate what was quantised for it.
void
prepare_quantised ()
{
  for (const at::QEngine engine : at::globalContext ().supportedQEngines ())
    if (engine == at::kQNNPACK) {
      at::globalContext ().setQEngine (engine);
      register_checks ();
      return;
    }
}

} // namespace tau
