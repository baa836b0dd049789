// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/sorter/sorter.h"

#include "torch/sorter/gru.h"

#include <cmath>
#include <random>

namespace tau
{
namespace
{

constexpr int T = GRU_LENGTH;
constexpr int BATCH = 256;

// Numbers that are the same with every C++ library, unlike those of the standard distributions.
class Random
{
public:
  explicit Random (uint64_t seed) : engine (seed)
  {
  }
  double
  uniform (double from, double to)
  {
    return from + (to - from) * (double (engine () >> 11) * 0x1p-53);
  }
  double
  normal () // close enough: a sum of 12 uniform numbers has variance 1
  {
    double sum = -6;
    for (int i = 0; i < 12; i++)
      sum += uniform (0, 1);
    return sum;
  }
  int
  below (int n)
  {
    return int (engine () % n);
  }

private:
  std::mt19937_64 engine;
};

// Softmax of normal numbers, from nearly flat to nearly one-hot: the typical predictions that the
// sorter receives in use.
void
draw_softmax (Random &random, float *v)
{
  double spread = 0.1 * std::exp (random.uniform (0, std::log (60.0))), sum = 0, e[T];
  for (double &x : e)
    sum += x = std::exp (spread * random.normal ());
  for (int t = 0; t < T; t++)
    v[t] = float (e[t] / sum);
}

void
draw_uniform (Random &random, float *v)
{
  double a = random.uniform (-1, 1), b = random.uniform (-1, 1);
  for (int t = 0; t < T; t++)
    v[t] = float (random.uniform (a, b));
}

void
draw_normal (Random &random, float *v)
{
  double mean = random.uniform (-0.5, 0.5), spread = random.uniform (0.05, 0.5);
  for (int t = 0; t < T; t++)
    v[t] = float (mean + spread * random.normal ());
}

// Equal steps in random order.
void
draw_even (Random &random, float *v)
{
  double a = random.uniform (-1, 1), b = random.uniform (-1, 1);
  for (int t = 0; t < T; t++) {
    int other = random.below (t + 1);
    v[t] = v[other];
    v[other] = float (a + (b - a) * t / (T - 1));
  }
}

// Half of the sequences look like those to be sorted later; the others are SoDeep's.
void
draw (Random &random, float *v)
{
  using Draw = void (*) (Random &, float *);
  const Draw kinds[] = { draw_softmax, draw_softmax, draw_softmax,
                         draw_uniform, draw_normal,  draw_even };
  kinds[random.below (6)](random, v);
}

// |y - rank|, averaged over all places of a batch.
class L1 : public GruLoss
{
public:
  explicit L1 (const std::vector<float> &ranks) : ranks (ranks)
  {
  }
  void
  differentiate (int64_t i, const float *y, float *dy) const override
  {
    for (int t = 0; t < T; t++) {
      float difference = y[t] - ranks[i * T + t];
      dy[t] = float ((difference > 0) - (difference < 0)) / float (ranks.size ());
    }
  }
  double
  of (const std::vector<float> &y) const
  {
    double sum = 0;
    for (size_t i = 0; i < y.size (); i++)
      sum += std::fabs (y[i] - ranks[i]);
    return sum / double (y.size ());
  }

private:
  const std::vector<float> &ranks;
};

class Adam
{
public:
  explicit Adam (size_t n) : mean (n), square (n)
  {
  }
  void
  step (SorterWeights &weights, const std::vector<float> &gradient, double rate)
  {
    decay1 *= 0.9;
    decay2 *= 0.999;
    float scale = float (rate / (1 - decay1)), correction = float (1 / (1 - decay2));
    for (size_t i = 0; i < weights.size (); i++) {
      float g = gradient[i];
      mean[i] += 0.1f * (g - mean[i]);
      square[i] += 0.001f * (g * g - square[i]);
      weights[i] -= scale * mean[i] / (std::sqrt (square[i] * correction) + 1e-8f);
    }
  }

private:
  std::vector<float> mean, square;
  double decay1 = 1, decay2 = 1;
};

// Initialised like torch.nn.GRU and torch.nn.Linear: uniform up to one over the square root of the
// width.
SorterWeights
begin (Random &random)
{
  SorterWeights weights;
  for (const GruSlot &slot : gru_slots ()) {
    double bound = 1 / std::sqrt (slot.name.rfind ("head", 0) == 0 ? 2.0 * GRU_WIDTH : GRU_WIDTH);
    for (int64_t i = 0; i < slot.count; i++)
      weights.push_back (float (random.uniform (-bound, bound)));
  }
  return weights;
}

} // namespace

void
true_ranks (const float *values, float *ranks)
{
  for (int t = 0; t < T; t++) {
    float below = 0.5f;
    for (int other = 0; other < T; other++)
      below += values[other] < values[t] ? 1.f : values[other] == values[t] ? 0.5f : 0.f;
    ranks[t] = below / T;
  }
}

SorterSequences::SorterSequences (uint64_t seed, int64_t n) : values (n * T), ranks (n * T)
{
  Random random (seed);
  for (int64_t i = 0; i < n; i++) {
    draw (random, &values[i * T]);
    true_ranks (&values[i * T], &ranks[i * T]);
  }
}

SorterWeights
train_sorter (uint64_t seed, int n_steps, const SorterProgress &progress)
{
  Random random (seed);
  SorterWeights weights = begin (random);
  Adam adam (weights.size ());
  std::vector<float> y (BATCH * T), gradient (weights.size ());
  double l1 = NAN;
  for (int step = 0; step < n_steps; step++) {
    if (progress && !progress (step, l1))
      return {};
    SorterSequences batch (seed ^ (0x9e3779b97f4a7c15 * uint64_t (step + 1)), BATCH);
    L1 loss (batch.ranks);
    gru_backward (weights.data (), batch.values.data (), BATCH, loss, y.data (), gradient.data (),
                  nullptr);
    double now = loss.of (y);
    l1 = std::isnan (l1) ? now : l1 + 0.02 * (now - l1);
    adam.step (weights, gradient, 0.5e-3 * (1 + std::cos (M_PI * step / n_steps)));
  }
  return weights;
}

double
sorter_error (const SorterWeights &weights, uint64_t seed, int64_t n)
{
  SorterSequences sequences (seed, n);
  std::vector<float> y (n * T);
  gru_forward (weights.data (), sequences.values.data (), n, y.data ());
  return L1 (sequences.ranks).of (y);
}

} // namespace tau
