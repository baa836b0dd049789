// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The library that libtorch multiplies matrices with. On Debian it is whatever is installed as
// libblas.so.3.
namespace tau
{

// Whether it is OpenBLAS or the MKL. Debian's reference BLAS, which is there where nothing else is,
// multiplies on one core with 4 GFLOP/s instead of 31 (matrices of 768 x 768).
bool has_fast_blas ();

// OpenBLAS works on the thread that calls it and on no other: how it cuts a product into parts for
// several threads decides the last bits. Those who call it are spread over threads instead (Team,
// the evaluation's pool).
void keep_blas_on_one_thread ();

} // namespace tau
