// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The inner loops of the sorter (gru.cpp), each compiled for several vector widths. A matrix is a
// pointer to its first number and the distance between its rows; columns are contiguous and come in
// whole groups of GRU_LANES.
namespace tau
{

constexpr int GRU_LANES = 16;

struct GruMatrix {
  const float *values;
  int stride;
};

struct GruResult {
  float *values;
  int stride;
};

// out (rows x columns) = w (rows x inner) x (inner x columns) + bias of each row (null: none).
void gru_multiply (GruMatrix w, GruMatrix x, const float *bias, GruResult out, int rows, int inner,
                   int columns);
// out += w x
void gru_multiply_add (GruMatrix w, GruMatrix x, GruResult out, int rows, int inner, int columns);
// out (rows) = the sum of each row, with its numbers multiplied by x (null: ones).
void gru_row_sums (GruMatrix g, const float *x, float *out, int rows, int columns);

// One step of 32 cells for 16 sequences. projected: W_i x + b_i of the gates r, z, n (rows of 32);
// recurrent: W_h h + b_h, 96 x 16; before: h of the previous step with the row distance of `state`,
// or null for zeros. Writes r, z, n and the third part of `recurrent` into state (128 rows), and h.
void gru_cell (GruMatrix projected, const float *recurrent, const float *before, GruResult state,
               float *h);
// The backward step. dh holds the derivatives with respect to h from the layer above, and carry (32
// x 16) those from the following step. They become d_gates (rows n, r, z, recurrent n) and the
// direct part of the carry to the previous step.
void gru_cell_backward (GruMatrix state, const float *before, const float *dh, GruResult d_gates,
                        float *carry);

} // namespace tau
