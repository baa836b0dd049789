// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

namespace tau
{

// Ends a network between two of its operators: while this object lives, an operator that libtorch
// begins on this thread throws Failure if `cancellable` is cancelled. (libtorch itself has no way
// to end a forward pass.) Through libtorch's interpreter the exception arrives as another one, so
// the caller asks `cancellable` what happened. NULL: nothing is looked at.
class CancelBetweenOperators
{
public:
  explicit CancelBetweenOperators (GCancellable *cancellable);
  ~CancelBetweenOperators ();
  CancelBetweenOperators (const CancelBetweenOperators &) = delete;
  CancelBetweenOperators &operator= (const CancelBetweenOperators &) = delete;

private:
  GCancellable *outer;
};

} // namespace tau
