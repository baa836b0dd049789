// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/sorter/gru.h"
#include "torch/sorter/sorter.h"

#include <glib.h>

#include <algorithm>
#include <cmath>

// The sorter's arithmetic: its numbers beside a plain version in double precision, its derivatives
// beside finite differences.

using namespace tau;

namespace
{

constexpr int T = GRU_LENGTH, H = GRU_WIDTH;

// Numbers in -1..1 that follow no simple pattern.
float
noise (int i)
{
  return float (std::sin (12.9898 * i + 78.233 * ((i * 7) % 13)));
}

std::vector<float>
make_noise (int64_t n, float scale)
{
  std::vector<float> v (n);
  for (int64_t i = 0; i < n; i++)
    v[i] = scale * noise (int (i));
  return v;
}

const float *
find (const std::vector<float> &weights, const std::string &name)
{
  for (const GruSlot &slot : gru_slots ())
    if (slot.name == name)
      return &weights[slot.offset];
  g_error ("no weights %s", name.c_str ());
}

double
sigmoid (double x)
{
  return 1 / (1 + std::exp (-x));
}

// The documentation of torch.nn.GRU, line by line. x: T x inputs; column `way` * H of y: T x 2H.
void
plain_layer (const std::vector<float> &weights, int layer, int way, const std::vector<double> &x,
             std::vector<double> &y)
{
  std::string end = "_l" + std::to_string (layer) + (way == 1 ? "_reverse" : "");
  const float *wi = find (weights, "weight_ih" + end), *wh = find (weights, "weight_hh" + end);
  const float *bi = find (weights, "bias_ih" + end), *bh = find (weights, "bias_hh" + end);
  int n_inputs = layer == 0 ? 1 : 2 * H;
  std::vector<double> h (H), next (H);
  for (int step = 0; step < T; step++) {
    int t = way == 0 ? step : T - 1 - step;
    auto input = [&] (int row) {
      double sum = bi[row];
      for (int k = 0; k < n_inputs; k++)
        sum += wi[row * n_inputs + k] * x[t * n_inputs + k];
      return sum;
    };
    auto hidden = [&] (int row) {
      double sum = bh[row];
      for (int k = 0; k < H; k++)
        sum += wh[row * H + k] * h[k];
      return sum;
    };
    for (int i = 0; i < H; i++) {
      double r = sigmoid (input (i) + hidden (i)), z = sigmoid (input (H + i) + hidden (H + i));
      double n = std::tanh (input (2 * H + i) + r * hidden (2 * H + i));
      next[i] = (1 - z) * n + z * h[i];
    }
    h = next;
    for (int i = 0; i < H; i++)
      y[t * 2 * H + way * H + i] = h[i];
  }
}

void
plain_forward (const std::vector<float> &weights, const float *in, double *out)
{
  std::vector<double> x (in, in + T), y (T * 2 * H);
  for (int layer = 0; layer < GRU_LAYERS; layer++) {
    plain_layer (weights, layer, 0, x, y);
    plain_layer (weights, layer, 1, x, y);
    x = y;
  }
  const float *head = find (weights, "head.weight");
  for (int t = 0; t < T; t++) {
    out[t] = *find (weights, "head.bias");
    for (int k = 0; k < 2 * H; k++)
      out[t] += head[k] * y[t * 2 * H + k];
  }
}

// Any number of sequences, around the 16 that are computed together; gates far from and at zero.
void
test_forward ()
{
  for (float scale : { 0.1f, 0.45f })
    for (int n : { 1, 15, 16, 17, 35 }) {
      std::vector<float> weights = make_noise (gru_n_weights (), scale);
      std::vector<float> x = make_noise (n * T, 1.5f), y (n * T);
      gru_forward (weights.data (), x.data (), n, y.data ());
      for (int i = 0; i < n; i++) {
        double expected[T];
        plain_forward (weights, &x[i * T], expected);
        for (int t = 0; t < T; t++)
          g_assert_cmpfloat_with_epsilon (y[i * T + t], expected[t], 1e-4);
      }
    }
}

// The sum of y times fixed factors.
class Linear : public GruLoss
{
public:
  explicit Linear (const std::vector<float> &factors) : factors (factors)
  {
  }
  void
  differentiate (int64_t i, const float *, float *dy) const override
  {
    std::copy_n (&factors[i * T], T, dy);
  }
  double
  of (const std::vector<float> &weights, const std::vector<float> &x) const
  {
    std::vector<float> y (x.size ());
    gru_forward (weights.data (), x.data (), int64_t (x.size ()) / T, y.data ());
    double sum = 0;
    for (size_t i = 0; i < y.size (); i++)
      sum += double (y[i]) * factors[i];
    return sum;
  }

private:
  const std::vector<float> &factors;
};

// d loss / d `value`, from both sides.
template <typename L>
double
slope (float &value, L loss)
{
  const float before = value, step = 5e-3f;
  value = before + step;
  double high = loss ();
  value = before - step;
  double low = loss ();
  value = before;
  return (high - low) / (2 * double (step));
}

void
assert_slope (double found, double expected)
{
  g_assert_cmpfloat (std::fabs (found - expected), <=, 2e-3 + 0.02 * std::fabs (expected));
}

void
test_backward ()
{
  const int n = 19;
  std::vector<float> weights = make_noise (gru_n_weights (), 0.35f), x = make_noise (n * T, 1.f);
  std::vector<float> factors = make_noise (n * T, 1.f), y (n * T), dx (n * T);
  std::vector<float> d_weights (weights.size ()), forward (n * T);
  Linear loss (factors);
  gru_backward (weights.data (), x.data (), n, loss, y.data (), d_weights.data (), dx.data ());
  gru_forward (weights.data (), x.data (), n, forward.data ());
  g_assert_true (y == forward);

  double largest = 0;
  auto now = [&] { return loss.of (weights, x); };
  for (const GruSlot &slot : gru_slots ())
    for (int64_t i : { int64_t (0), slot.count / 2, slot.count - 1 }) {
      assert_slope (d_weights[slot.offset + i], slope (weights[slot.offset + i], now));
      largest = std::max (largest, std::fabs (double (d_weights[slot.offset + i])));
    }
  g_assert_cmpfloat (largest, >, 0.5); // there was something to compare
  largest = 0;
  for (int i = 0; i < n * T; i += 5) {
    assert_slope (dx[i], slope (x[i], now));
    largest = std::max (largest, std::fabs (double (dx[i])));
  }
  g_assert_cmpfloat (largest, >, 0.02);

  // Without the derivatives by the weights, those by the input are the same.
  std::vector<float> again (n * T);
  gru_backward (weights.data (), x.data (), n, loss, y.data (), nullptr, again.data ());
  g_assert_true (dx == again);
}

void
test_true_ranks ()
{
  const float values[T] = { 5, 1, 3, 3, 9, 0, 7, 7, 7, -2, 4, 8 };
  const float expected[T] = { 7, 3, 4.5f, 4.5f, 12, 2, 9, 9, 9, 1, 6, 11 };
  float found[T];
  true_ranks (values, found);
  for (int t = 0; t < T; t++)
    g_assert_cmpfloat_with_epsilon (found[t], expected[t] / T, 1e-6);
}

// What the sorter learns from: half of it softmax outputs, each sequence with its ranks.
void
test_sequences ()
{
  const int n = 600;
  SorterSequences some (3, n), same (3, n), other (4, n);
  int n_softmax = 0;
  for (int i = 0; i < n; i++) {
    double sum = 0, sum_ranks = 0;
    float lowest = 1, ranks[T];
    for (int t = 0; t < T; t++) {
      sum += some.values[i * T + t];
      sum_ranks += some.ranks[i * T + t];
      lowest = std::min (lowest, some.values[i * T + t]);
    }
    n_softmax += lowest >= 0 && std::fabs (sum - 1) < 1e-5;
    true_ranks (&some.values[i * T], ranks);
    g_assert_cmpmem (ranks, sizeof ranks, &some.ranks[i * T], sizeof ranks);
    g_assert_cmpfloat_with_epsilon (sum_ranks, 6.5, 1e-4);
  }
  g_assert_cmpint (n_softmax, >, 240);
  g_assert_cmpint (n_softmax, <, 360);
  g_assert_true (some.values == same.values);
  g_assert_false (some.values == other.values);
}

} // namespace

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, nullptr);
  g_test_add_func ("/torch/gru/forward", test_forward);
  g_test_add_func ("/torch/gru/backward", test_backward);
  g_test_add_func ("/torch/sorter/true-ranks", test_true_ranks);
  g_test_add_func ("/torch/sorter/sequences", test_sequences);
  return g_test_run ();
}
