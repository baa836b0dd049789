// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/blas.h"

#include <ATen/Context.h>

#include <dlfcn.h>

// The matrix product of the BLAS that libtorch was loaded with; null if it has none.
extern "C" __attribute__ ((weak)) void sgemm_ (void);

namespace tau
{
namespace
{

using SetThreads = void (*) (int);

// Null if the library that provides sgemm_() is not OpenBLAS. Looked up in that library, because a
// program can have OpenBLAS loaded, for LAPACK, and multiply with the reference BLAS.
SetThreads
openblas_set_threads ()
{
  Dl_info place;
  if (sgemm_ == nullptr || dladdr (reinterpret_cast<void *> (sgemm_), &place) == 0)
    return nullptr;
  void *library = dlopen (place.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
  if (library == nullptr)
    return nullptr;
  void *function = dlsym (library, "openblas_set_num_threads");
  dlclose (library); // libtorch keeps it loaded
  return reinterpret_cast<SetThreads> (function);
}

} // namespace

bool
has_fast_blas ()
{
  static const bool found = openblas_set_threads () != nullptr || at::globalContext ().hasMKL ();
  return found;
}

void
keep_blas_on_one_thread ()
{
  if (SetThreads set_threads = openblas_set_threads ())
    set_threads (1);
}

} // namespace tau
