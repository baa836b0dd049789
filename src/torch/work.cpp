// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/work.h"

#include <ATen/record_function.h>
#include <torch/script.h>

namespace tau
{
namespace
{

thread_local Work counted;

// Multiply-adds of one convolution or matrix product from the shapes of its inputs.
guint64
multiply_adds_of (const char *name, c10::ArrayRef<const c10::IValue> inputs)
{
  std::vector<std::vector<int64_t>> shapes;
  for (const c10::IValue &value : inputs)
    shapes.push_back (value.isTensor () && value.toTensor ().defined ()
                          ? value.toTensor ().sizes ().vec ()
                          : std::vector<int64_t>{});
  auto product = [] (const std::vector<int64_t> &v, size_t from) {
    guint64 n = 1;
    for (size_t i = from; i < v.size (); i++)
      n *= v[i];
    return n;
  };
  if (g_str_equal (name, "aten::_convolution") && inputs.size () > 5) {
    const auto &x = shapes[0], &w = shapes[1];
    if (x.size () != 4 || w.size () != 4)
      return 0;
    auto stride = inputs[3].toIntVector (), pad = inputs[4].toIntVector (),
         dilation = inputs[5].toIntVector ();
    guint64 places = x[0];
    for (int i = 0; i < 2; i++)
      places *= (x[2 + i] + 2 * pad[i] - dilation[i] * (w[2 + i] - 1) - 1) / stride[i] + 1;
    return places * product (w, 0);
  }
  if (g_str_equal (name, "aten::addmm") && shapes.size () > 2 && shapes[1].size () == 2 &&
      shapes[2].size () == 2)
    return product (shapes[1], 0) * shapes[2][1];
  if ((g_str_equal (name, "aten::mm") || g_str_equal (name, "aten::bmm")) && !shapes[0].empty ())
    return product (shapes[0], 0) * shapes[1].back ();
  return 0;
}

std::unique_ptr<at::ObserverContext>
on_operator (const at::RecordFunction &fn)
{
  // Only operators recorded with their inputs may be asked for them.
  static const char *const counted_operators[] = { "aten::_convolution", "aten::addmm", "aten::mm",
                                                   "aten::bmm" };
  for (const char *name : counted_operators)
    if (g_str_equal (fn.name (), name))
      (name == counted_operators[0] ? counted.convolutions : counted.products) +=
          multiply_adds_of (name, fn.inputs ());
  return nullptr;
}

} // namespace

Work
measure_work (const std::function<void ()> &body)
{
  counted = {};
  const at::CallbackHandle handle =
      at::addThreadLocalCallback (at::RecordFunctionCallback (on_operator)
                                      .needsInputs (true)
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
