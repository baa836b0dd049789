// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/model/operator-hook.h"

#include "torch/guard.h"

#include <ATen/Functions.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <torch/library.h>

namespace
{

// Every operator passes through the kernel of the first of its keys. This one comes before all that
// compute something, and nothing else in libtorch uses it.
constexpr auto KEY = c10::DispatchKey::TESTING_ONLY_GenericMode;

thread_local GCancellable *current = nullptr;
thread_local gint64 n_images = 0; // 0: there is no hook

// The place of the images among the arguments of a matrix product, the weights being the next one;
// or -1.
int
find_images (const std::string &name)
{
  if (name == "aten::linear" || name == "aten::matmul" || name == "aten::mm")
    return 0;
  return name == "aten::addmm" ? 1 : -1;
}

// Returns false if this is no product of several images with weights. The rows of an image follow
// each other: networks flatten a batch like that.
bool
multiply_one_by_one (const c10::OperatorHandle &op, torch::jit::Stack *stack)
{
  const int images = n_images > 1 ? find_images (op.operator_name ().name) : -1;
  if (images < 0)
    return false;
  const size_t n = op.schema ().arguments ().size ();
  const torch::jit::Stack arguments (stack->end () - n, stack->end ());
  const at::Tensor x = arguments[images].toTensor (), weights = arguments[images + 1].toTensor ();
  if (!x.device ().is_cpu () || x.dim () < 2 || x.size (0) % n_images != 0 || weights.dim () > 2 ||
      (images == 1 && arguments[0].toTensor ().dim () > 1))
    return false;
  std::vector<at::Tensor> products;
  const int64_t n_rows = x.size (0) / n_images;
  for (int64_t i = 0; i < n_images; i++) {
    torch::jit::Stack one = arguments;
    one[images] = x.slice (0, i * n_rows, (i + 1) * n_rows);
    op.callBoxed (&one);
    products.push_back (one.back ().toTensor ());
  }
  stack->erase (stack->end () - n, stack->end ());
  stack->emplace_back (at::cat (products));
  return true;
}

// What an operator calls in turn belongs to it and does not come here: the key is left out there.
void
call (const c10::OperatorHandle &op, c10::DispatchKeySet, torch::jit::Stack *stack)
{
  if (current != nullptr && g_cancellable_is_cancelled (current))
    throw tau::Failure (TAU_TORCH_ERROR_FAILED, "cancelled");
  c10::impl::ExcludeDispatchKeyGuard inside (KEY);
  if (!multiply_one_by_one (op, stack))
    op.callBoxed (stack);
}

} // namespace

TORCH_LIBRARY_IMPL (_, TESTING_ONLY_GenericMode, m)
{
  m.fallback (torch::CppFunction::makeFromBoxedFunction<&call> ());
}

namespace tau
{

OperatorHook::OperatorHook (GCancellable *cancellable, gint64 n)
    : outer (current), outer_n_images (n_images)
{
  current = cancellable;
  n_images = n;
  c10::impl::tls_set_dispatch_key_included (KEY, true);
}

OperatorHook::~OperatorHook ()
{
  current = outer;
  n_images = outer_n_images;
  c10::impl::tls_set_dispatch_key_included (KEY, n_images > 0);
}

} // namespace tau
