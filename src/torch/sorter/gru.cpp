// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/sorter/gru.h"

#include "torch/sorter/gru-kernels.h"

#include <ATen/Parallel.h>

#include <algorithm>

namespace tau
{
namespace
{

constexpr int T = GRU_LENGTH, H = GRU_WIDTH, G = 3 * H;
constexpr int B = GRU_LANES; // sequences computed together, side by side in a vector
constexpr int C = T * B;     // columns: place t of sequence b is column t * B + b

int
inputs_of (int layer)
{
  return layer == 0 ? 1 : 2 * H;
}

std::vector<GruSlot>
make_slots ()
{
  std::vector<GruSlot> slots;
  int64_t offset = 0;
  auto add = [&] (const std::string &name, std::vector<int64_t> shape) {
    int64_t count = 1;
    for (int64_t n : shape)
      count *= n;
    slots.push_back ({ name, shape, offset, count });
    offset += count;
  };
  for (int layer = 0; layer < GRU_LAYERS; layer++)
    for (const char *way : { "", "_reverse" }) {
      std::string end = "_l" + std::to_string (layer) + way;
      add ("weight_ih" + end, { G, inputs_of (layer) });
      add ("weight_hh" + end, { G, H });
      add ("bias_ih" + end, { G });
      add ("bias_hh" + end, { G });
    }
  add ("head.weight", { 1, 2 * H });
  add ("head.bias", { 1 });
  return slots;
}

// The weights of one layer in one direction.
template <typename F> struct Weights {
  F *ih, *hh, *bias_ih, *bias_hh;
};

template <typename F>
Weights<F>
weights_of (F *flat, int layer, int way)
{
  const GruSlot *slots = &gru_slots ()[(layer * 2 + way) * 4];
  return { flat + slots[0].offset, flat + slots[1].offset, flat + slots[2].offset,
           flat + slots[3].offset };
}

template <typename F>
F *
head_of (F *flat)
{
  return flat + gru_slots ().back ().offset - 2 * H; // its bias follows
}

void
transpose (const float *from, int rows, int columns, float *to)
{
  for (int r = 0; r < rows; r++)
    for (int c = 0; c < columns; c++)
      to[c * rows + r] = from[r * columns + c];
}

// W^T of the matrices of all layers, for the backward pass.
struct Transposed {
  std::vector<float> flat;
  explicit Transposed (const float *weights) : flat (gru_n_weights ())
  {
    for (const GruSlot &slot : gru_slots ())
      if (slot.shape.size () == 2)
        transpose (weights + slot.offset, slot.shape[0], slot.shape[1], &flat[slot.offset]);
  }
};

// The working memory for B sequences: one of these per thread.
class Chunk
{
public:
  Chunk ()
      : input (C), outputs (GRU_LAYERS * 2 * H * C), states (GRU_LAYERS * 2 * 4 * H * C),
        projected (G * C), recurrent (G * B), ranks (C), above (C * 2 * H), below (C * 2 * H),
        d_ranks (C), d_outputs (2 * H * C), d_inputs (2 * H * C), d_gates (4 * H * C), carry (H * B)
  {
  }

  // Sequences first .. first + count - 1 of x; unused lanes compute zeros.
  void
  load (const float *x, int count)
  {
    std::fill (input.begin (), input.end (), 0.f);
    for (int b = 0; b < count; b++)
      for (int t = 0; t < T; t++)
        input[t * B + b] = x[b * T + t];
  }

  void
  forward (const float *weights)
  {
    for (int layer = 0; layer < GRU_LAYERS; layer++)
      for (int way = 0; way < 2; way++)
        forward_layer (weights_of (weights, layer, way), layer, way);
    const float *head = head_of (weights);
    gru_multiply ({ head, 2 * H }, { output (GRU_LAYERS - 1), C }, head + 2 * H,
                  { ranks.data (), C }, 1, 2 * H, C);
  }

  void
  backward (const float *weights, const Transposed &transposed, float *d_weights)
  {
    const float *head = head_of (weights);
    for (int k = 0; k < 2 * H; k++)
      for (int c = 0; c < C; c++)
        d_outputs[k * C + c] = head[k] * d_ranks[c];
    if (d_weights != nullptr) {
      float *d_head = head_of (d_weights);
      transpose (output (GRU_LAYERS - 1), 2 * H, C, above.data ());
      gru_multiply ({ d_ranks.data (), C }, { above.data (), 2 * H }, nullptr, { d_head, 2 * H }, 1,
                    C, 2 * H);
      gru_row_sums ({ d_ranks.data (), C }, nullptr, d_head + 2 * H, 1, C);
    }
    for (int layer = GRU_LAYERS - 1; layer >= 0; layer--) {
      std::fill (d_inputs.begin (), d_inputs.end (), 0.f);
      if (d_weights != nullptr && layer > 0)
        transpose (output (layer - 1), 2 * H, C, below.data ());
      for (int way = 0; way < 2; way++) {
        backward_gates (weights_of (transposed.flat.data (), layer, way).hh, layer, way);
        if (d_weights != nullptr)
          differentiate_weights (weights_of (d_weights, layer, way), layer, way);
        backward_inputs (weights_of (transposed.flat.data (), layer, way).ih, layer);
      }
      d_outputs.swap (d_inputs);
      above.swap (below);
    }
  }

  void
  store_ranks (float *y, int count) const
  {
    for (int b = 0; b < count; b++)
      for (int t = 0; t < T; t++)
        y[b * T + t] = ranks[t * B + b];
  }

  void
  load_d_ranks (const float *dy, int b)
  {
    for (int t = 0; t < T; t++)
      d_ranks[t * B + b] = dy[t];
  }

  void
  clear_d_ranks ()
  {
    std::fill (d_ranks.begin (), d_ranks.end (), 0.f);
  }

  // After backward(), the first row of d_outputs holds the derivatives with respect to the input.
  void
  store_d_input (float *dx, int count) const
  {
    for (int b = 0; b < count; b++)
      for (int t = 0; t < T; t++)
        dx[b * T + t] = d_outputs[t * B + b];
  }

private:
  std::vector<float> input, outputs, states; // kept for the backward pass
  std::vector<float> projected, recurrent, ranks;
  std::vector<float> above, below; // transposed outputs of the layer and of the one before
  std::vector<float> d_ranks, d_outputs, d_inputs, d_gates, carry;

  // Both directions of a layer, 2H x C.
  float *
  output (int layer)
  {
    return &outputs[int64_t (layer) * 2 * H * C];
  }
  const float *
  input_of (int layer)
  {
    return layer == 0 ? input.data () : output (layer - 1);
  }
  // r, z, n and W_hn h + b_hn of a layer and direction, 4H x C.
  float *
  state (int layer, int way)
  {
    return &states[int64_t (layer * 2 + way) * 4 * H * C];
  }
  // The place that step `step` of a direction works on.
  static int
  place (int step, int way)
  {
    return way == 0 ? step : T - 1 - step;
  }

  void
  forward_layer (const Weights<const float> &w, int layer, int way)
  {
    int n_inputs = inputs_of (layer);
    gru_multiply ({ w.ih, n_inputs }, { input_of (layer), C }, w.bias_ih, { projected.data (), C },
                  G, n_inputs, C);
    float *h = output (layer) + way * H * C, *s = state (layer, way);
    for (int step = 0; step < T; step++) {
      int at = place (step, way) * B;
      const float *before = step == 0 ? nullptr : h + place (step - 1, way) * B;
      gru_multiply ({ w.hh, H }, { before, C }, w.bias_hh, { recurrent.data (), B }, G,
                    step == 0 ? 0 : H, B);
      gru_cell ({ projected.data () + at, C }, recurrent.data (), before, { s + at, C }, h + at);
    }
  }

  // d_gates receives the derivatives with respect to the sums inside the gates, rows n, r, z, and
  // with respect to W_hn h + b_hn.
  void
  backward_gates (const float *hh_transposed, int layer, int way)
  {
    const float *h = output (layer) + way * H * C, *s = state (layer, way);
    const float *dh = d_outputs.data () + way * H * C;
    std::fill (carry.begin (), carry.end (), 0.f);
    for (int step = T - 1; step >= 0; step--) {
      int at = place (step, way) * B;
      const float *before = step == 0 ? nullptr : h + place (step - 1, way) * B;
      gru_cell_backward ({ s + at, C }, before, dh + at, { d_gates.data () + at, C },
                         carry.data ());
      gru_multiply_add ({ hh_transposed, G }, { d_gates.data () + H * C + at, C },
                        { carry.data (), B }, H, G, B);
    }
  }

  void
  differentiate_weights (const Weights<float> &d, int layer, int way)
  {
    const float *dn = d_gates.data (), *dr = dn + H * C;
    differentiate_inputs ({ dr, C }, d.ih, layer, 2 * H);
    differentiate_inputs ({ dn, C }, d.ih + 2 * H * inputs_of (layer), layer, H);
    gru_row_sums ({ dr, C }, nullptr, d.bias_ih, 2 * H, C);
    gru_row_sums ({ dn, C }, nullptr, d.bias_ih + 2 * H, H, C);
    // Each step's derivatives with the state of the previous step.
    const float *h = above.data () + way * H;
    gru_multiply ({ dr + (way == 0 ? B : 0), C }, { h + (way == 0 ? 0 : B * 2 * H), 2 * H },
                  nullptr, { d.hh, H }, G, C - B, H);
    gru_row_sums ({ dr, C }, nullptr, d.bias_hh, G, C);
  }

  void
  differentiate_inputs (GruMatrix gates, float *out, int layer, int rows)
  {
    if (layer == 0)
      gru_row_sums (gates, input.data (), out, rows, C);
    else
      gru_multiply (gates, { below.data (), 2 * H }, nullptr, { out, 2 * H }, rows, C, 2 * H);
  }

  void
  backward_inputs (const float *ih_transposed, int layer)
  {
    const float *dn = d_gates.data (), *dr = dn + H * C;
    GruResult out = { d_inputs.data (), C };
    gru_multiply_add ({ ih_transposed, G }, { dr, C }, out, inputs_of (layer), 2 * H, C);
    gru_multiply_add ({ ih_transposed + 2 * H, G }, { dn, C }, out, inputs_of (layer), H, C);
  }
};

int
lanes_of (int64_t chunk, int64_t n)
{
  return int (std::min<int64_t> (B, n - chunk * B));
}

} // namespace

const std::vector<GruSlot> &
gru_slots ()
{
  static const std::vector<GruSlot> slots = make_slots ();
  return slots;
}

int64_t
gru_n_weights ()
{
  return gru_slots ().back ().offset + 1;
}

void
gru_forward (const float *weights, const float *x, int64_t n, float *y)
{
  at::parallel_for (0, (n + B - 1) / B, 1, [&] (int64_t begin, int64_t end) {
    Chunk chunk;
    for (int64_t i = begin; i < end; i++) {
      chunk.load (x + i * B * T, lanes_of (i, n));
      chunk.forward (weights);
      chunk.store_ranks (y + i * B * T, lanes_of (i, n));
    }
  });
}

void
gru_backward (const float *weights, const float *x, int64_t n, const GruLoss &loss, float *y,
              float *d_weights, float *dx)
{
  const Transposed transposed (weights);
  const int64_t n_chunks = (n + B - 1) / B, n_weights = gru_n_weights ();
  // Each chunk has its own sum, and the sums are added in order afterwards: the same bytes on any
  // number of threads.
  std::vector<float> sums (d_weights != nullptr ? n_chunks * n_weights : 0);
  at::parallel_for (0, n_chunks, 1, [&] (int64_t begin, int64_t end) {
    Chunk chunk;
    for (int64_t i = begin; i < end; i++) {
      int lanes = lanes_of (i, n);
      float *here = y + i * B * T, dy[T];
      chunk.load (x + i * B * T, lanes);
      chunk.forward (weights);
      chunk.store_ranks (here, lanes);
      chunk.clear_d_ranks ();
      for (int b = 0; b < lanes; b++) {
        loss.differentiate (i * B + b, here + b * T, dy);
        chunk.load_d_ranks (dy, b);
      }
      chunk.backward (weights, transposed, d_weights != nullptr ? &sums[i * n_weights] : nullptr);
      if (dx != nullptr)
        chunk.store_d_input (dx + i * B * T, lanes);
    }
  });
  if (d_weights != nullptr) {
    std::fill_n (d_weights, n_weights, 0.f);
    for (int64_t i = 0; i < n_chunks; i++)
      for (int64_t k = 0; k < n_weights; k++)
        d_weights[k] += sums[i * n_weights + k];
  }
}

} // namespace tau
