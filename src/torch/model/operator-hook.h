// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

namespace tau
{

// While this object lives, each operator that libtorch begins on this thread
// - throws Failure if `cancellable` (NULL: nothing) is cancelled, which libtorch itself has no way
//   to do. Through libtorch's interpreter the exception arrives as another one, so the caller asks
//   `cancellable` what happened;
// - multiplies matrices for one image of a batch after the other. BLAS sums in another order for
// the
//   last rows of a matrix (OpenBLAS on machines with AVX2 but not AVX-512), so the last bits of an
//   answer would depend on its place in the batch.
class OperatorHook
{
public:
  explicit OperatorHook (GCancellable *cancellable, gint64 n_images = 1);
  ~OperatorHook ();
  OperatorHook (const OperatorHook &) = delete;
  OperatorHook &operator= (const OperatorHook &) = delete;

private:
  GCancellable *outer;
  gint64 outer_n_images;
};

} // namespace tau
