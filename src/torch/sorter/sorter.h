// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

// SoDeep's learned sorter (Engilberge et al. 2019; METHOD "Training"): from 12 numbers to their
// normalised ranks, 1/12 for the lowest to 1 for the highest, ties shared. Does not use tensors.
namespace tau
{

// The flat weights of gru.h.
using SorterWeights = std::vector<float>;

// n synthetic sequences (n x 12) and their ranks, the same for the same seed.
struct SorterSequences {
  std::vector<float> values, ranks;
  SorterSequences (uint64_t seed, int64_t n);
};

// The true normalised ranks of 12 values.
void true_ranks (const float *values, float *ranks);

// Called before each step; false stops the training. l1: mean |rank - true rank| of the last steps.
using SorterProgress = std::function<bool (int step, double l1)>;

// n_steps of Adam on the L1 loss of 256 fresh sequences each. The learning rate starts at 1e-3 and
// falls to zero along a cosine, which a short training needs. The same seed and number of steps
// give the same bytes, whatever the number of threads. Empty if `progress` stopped it.
SorterWeights train_sorter (uint64_t seed, int n_steps, const SorterProgress &progress);

// Mean |rank - true rank| over n sequences generated with `seed`.
double sorter_error (const SorterWeights &weights, uint64_t seed, int64_t n);

} // namespace tau
