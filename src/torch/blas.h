// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The library that libtorch uses to multiply matrices. On Debian it is whatever is installed as
// libblas.so.3.
namespace tau
{

// Whether it is OpenBLAS or the MKL. Debian's reference BLAS, the fallback when nothing else is
// installed, multiplies on one core with 4 GFLOP/s instead of 31 (matrices of 768 x 768).
bool has_fast_blas ();

// Makes OpenBLAS work only on the thread that calls it: how it cuts a product into parts for
// several threads decides the last bits. Its callers are spread over threads instead (Team, the
// evaluation's pool).
void keep_blas_on_one_thread ();

} // namespace tau
