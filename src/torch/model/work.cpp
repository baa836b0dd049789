// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/model/work.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/native/quantized/PackedParams.h>
#include <ATen/record_function.h>
#include <torch/script.h>

#include <regex>

namespace tau
{
namespace
{

using Inputs = c10::ArrayRef<const c10::IValue>;

thread_local Work counted;
thread_local int depth; // of operators that are counted; what they call within is not

// What is known before an operator runs.
struct Cost {
  bool convolves = false;
  guint64 whole = 0;      // multiply-adds
  guint64 for_output = 0; // multiply-adds of each number that it gives
};

struct Running : at::ObserverContext {
  const Cost cost;
  explicit Running (Cost cost) : cost (cost)
  {
  }
};

// The length of a dimension of an input; from the end if negative.
guint64
length (Inputs inputs, size_t which, int64_t dimension)
{
  return inputs.at (which).toTensor ().size (dimension);
}

guint64
numbers (Inputs inputs, size_t which)
{
  return inputs.at (which).toTensor ().numel ();
}

Cost
cost_of_convolution (Inputs inputs)
{
  const guint64 weights = numbers (inputs, 1), first = length (inputs, 1, 0);
  const bool transposed = inputs.at (6).toBool ();
  // Each number of the input, or of the output, meets the weights of its channel.
  return transposed ? Cost{ true, numbers (inputs, 0) * weights / first, 0 }
                    : Cost{ true, 0, weights / first };
}

// Of a convolution or product whose quantised weights are packed.
template <typename Packed>
Cost
cost_of_quantised (Inputs inputs)
{
  const at::Tensor weights = std::get<0> (inputs.at (1).toCustomClass<Packed> ()->unpack ());
  return { !std::is_same<Packed, LinearPackedParamsBase>::value, 0,
           static_cast<guint64> (weights.numel () / weights.size (0)) };
}

// Of one whose weights are packed for XNNPACK, as in files for phones.
Cost
cost_of_prepacked (Inputs inputs, bool convolves)
{
  const std::string name = "prepacked::unpack_prepacked_sizes_";
  const auto handle = c10::Dispatcher::singleton ().findSchemaOrThrow (
      (name + (convolves ? "conv2d" : "linear")).c_str (), "");
  torch::jit::Stack stack = { inputs.at (1) };
  handle.callBoxed (&stack);
  const std::vector<int64_t> sizes = stack.at (0).toTupleRef ().elements ().at (0).toIntVector ();
  Cost cost = { convolves, 0, 1 };
  for (size_t i = 1; i < sizes.size (); i++)
    cost.for_output *= sizes[i];
  return cost;
}

// Attention as one operator, in later versions of libtorch: each query meets each key and value.
Cost
cost_of_attention (Inputs inputs)
{
  return { false,
           numbers (inputs, 0) / length (inputs, 0, -1) * length (inputs, 1, -2) *
               (length (inputs, 0, -1) + length (inputs, 2, -1)),
           0 };
}

// What to count of an operator by its name.
using Rule = Cost (*) (Inputs inputs);

Rule
find_rule (const std::string &name)
{
  static const std::map<std::string, Rule> rules = {
    { "aten::_convolution", cost_of_convolution },
    { "aten::mm",
      [] (Inputs in) {
        return Cost{ false, 0, length (in, 0, -1) };
      } },
    { "aten::bmm",
      [] (Inputs in) {
        return Cost{ false, 0, length (in, 0, -1) };
      } },
    { "aten::mv",
      [] (Inputs in) {
        return Cost{ false, 0, length (in, 0, -1) };
      } },
    { "aten::dot",
      [] (Inputs in) {
        return Cost{ false, 0, length (in, 0, -1) };
      } },
    { "aten::mkldnn_linear",
      [] (Inputs in) {
        return Cost{ false, 0, length (in, 0, -1) };
      } },
    { "aten::addmm",
      [] (Inputs in) {
        return Cost{ false, 0, length (in, 1, -1) };
      } },
    { "aten::addmv",
      [] (Inputs in) {
        return Cost{ false, 0, length (in, 1, -1) };
      } },
    { "aten::baddbmm",
      [] (Inputs in) {
        return Cost{ false, 0, length (in, 1, -1) };
      } },
    { "aten::_addmm_activation",
      [] (Inputs in) {
        return Cost{ false, 0, length (in, 1, -1) };
      } },
    { "aten::addbmm",
      [] (Inputs in) {
        return Cost{ false, 0, length (in, 1, 0) * length (in, 1, -1) };
      } },
    { "prepacked::conv2d_clamp_run", [] (Inputs in) { return cost_of_prepacked (in, true); } },
    { "prepacked::linear_clamp_run", [] (Inputs in) { return cost_of_prepacked (in, false); } },
  };
  static const std::regex linear ("quantized::linear(_relu|_leaky_relu|_tanh)?(_dynamic)?(_fp16)?"),
      flat ("quantized::conv[12]d(_relu)?(_dynamic)?"),
      deep ("quantized::conv3d(_relu)?(_dynamic)?"),
      attention ("aten::_scaled_dot_product_(flash|efficient|cudnn)_attention(_for_cpu)?");
  const auto rule = rules.find (name);
  if (rule != rules.end ())
    return rule->second;
  if (std::regex_match (name, linear))
    return cost_of_quantised<LinearPackedParamsBase>;
  if (std::regex_match (name, flat))
    return cost_of_quantised<ConvPackedParamsBase<2>>;
  if (std::regex_match (name, deep))
    return cost_of_quantised<ConvPackedParamsBase<3>>;
  return std::regex_match (name, attention) ? cost_of_attention : nullptr;
}

// Whether an operator that is not counted computes convolutions or products that are not seen.
bool
hides_work (const std::string &name)
{
  static const std::regex hiding (
      "aten::(quantized_|fbgemm_linear|mkldnn_rnn|_cudnn_rnn|miopen_rnn).*|"
      "(?!aten::|prim::).*(conv|linear|lstm|gru|rnn|matmul|attention).*");
  static const std::regex packing (".*pack(_.*)?|.*_unpack.*");
  return std::regex_match (name, hiding) && !std::regex_match (name, packing);
}

std::unique_ptr<at::ObserverContext>
on_start (const at::RecordFunction &fn)
{
  // Only operators recorded with their inputs may be asked for them.
  const std::string name = fn.name ();
  const Rule rule = depth == 0 ? find_rule (name) : nullptr;
  if (rule == nullptr) {
    counted.uncounted = counted.uncounted || (depth == 0 && hides_work (name));
    return nullptr;
  }
  depth++;
  try {
    // Below the arguments may lie what the interpreter keeps.
    const Inputs inputs = fn.inputs ();
    return std::make_unique<Running> (rule (inputs.slice (inputs.size () - fn.num_inputs ())));
  } catch (const std::exception &) { // weights that cannot be unpacked
    counted.uncounted = true;
    return std::make_unique<Running> (Cost{});
  }
}

void
on_end (const at::RecordFunction &fn, at::ObserverContext *context)
{
  if (context == nullptr)
    return;
  depth--;
  const Cost cost = static_cast<Running *> (context)->cost;
  guint64 work = cost.whole;
  if (cost.for_output > 0 && !fn.outputs ().empty () && fn.outputs ().back ().isTensor ())
    work += fn.outputs ().back ().toTensor ().numel () * cost.for_output;
  (cost.convolves ? counted.convolutions : counted.products) += work;
}

} // namespace

Work
measure_work (const std::function<void ()> &body)
{
  counted = {};
  depth = 0;
  const at::CallbackHandle handle =
      at::addThreadLocalCallback (at::RecordFunctionCallback (on_start, on_end)
                                      .needsInputs (true)
                                      .needsOutputs (true)
                                      .scopes ({ at::RecordScope::FUNCTION }));
  try {
    body ();
  } catch (...) {
    at::removeCallback (handle);
    throw;
  }
  at::removeCallback (handle);
  return counted;
}

} // namespace tau
