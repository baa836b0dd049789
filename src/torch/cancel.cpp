// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/cancel.h"

#include "torch/guard.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <torch/library.h>

namespace
{

// Every operator passes through the kernel of the first of its keys. This one comes before all that
// compute something, and nothing else in libtorch uses it.
constexpr auto KEY = c10::DispatchKey::TESTING_ONLY_GenericMode;

thread_local GCancellable *current = nullptr;

// What an operator calls in turn belongs to it and is not looked at: the key is left out there.
void
look_and_go_on (const c10::OperatorHandle &op, c10::DispatchKeySet, torch::jit::Stack *stack)
{
  if (g_cancellable_is_cancelled (current))
    throw tau::Failure (TAU_TORCH_ERROR_FAILED, "cancelled");
  c10::impl::ExcludeDispatchKeyGuard inside (KEY);
  op.callBoxed (stack);
}

} // namespace

TORCH_LIBRARY_IMPL (_, TESTING_ONLY_GenericMode, m)
{
  m.fallback (torch::CppFunction::makeFromBoxedFunction<&look_and_go_on> ());
}

namespace tau
{

CancelBetweenOperators::CancelBetweenOperators (GCancellable *cancellable) : outer (current)
{
  current = cancellable;
  c10::impl::tls_set_dispatch_key_included (KEY, current != nullptr);
}

CancelBetweenOperators::~CancelBetweenOperators ()
{
  current = outer;
  c10::impl::tls_set_dispatch_key_included (KEY, current != nullptr);
}

} // namespace tau
