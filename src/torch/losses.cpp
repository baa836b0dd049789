// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/losses.h"

#include "torch/sorter/gru.h"
#include "torch/guard.h"

#include <torch/script.h>

namespace tau
{
namespace
{

// Ranks 1..T of each row, ties averaged: 0.5 + sum over j of [v_i > v_j] + [v_i == v_j] / 2.
torch::Tensor
ranks (const torch::Tensor &v)
{
  torch::Tensor d = v.unsqueeze (2) - v.unsqueeze (1);
  return (d.gt (0).to (torch::kFloat) + 0.5 * d.eq (0).to (torch::kFloat)).sum (2) + 0.5;
}

torch::Tensor
centred_unit (const torch::Tensor &v)
{
  torch::Tensor c = v - v.mean (1, true);
  return c / (c.pow (2).sum (1, true) + 1e-6).sqrt ();
}

// 1 - Spearman with the predicted ranks made differentiable: the step of ranks() becomes a logistic
// function. With T = 12 values all pairs are affordable, so this is exact but for the softness.
torch::Tensor
soft_rank_loss (const torch::Tensor &predicted, const torch::Tensor &actual, const SorterWeights &)
{
  torch::Tensor d = predicted.unsqueeze (2) - predicted.unsqueeze (1);
  torch::Tensor soft = torch::sigmoid (d).sum (2);
  return (1 - (centred_unit (soft) * centred_unit (ranks (actual))).sum (1)).mean ();
}

// ListNet (Cao et al. 2007): cross-entropy between the two distributions over the transforms in
// which a low loss is likely.
torch::Tensor
listwise_loss (const torch::Tensor &predicted, const torch::Tensor &actual, const SorterWeights &)
{
  torch::Tensor wanted = torch::softmax (-actual, 1);
  return -(wanted * torch::log_softmax (-predicted, 1)).sum (1).mean ();
}

// The regret that is to be expected when the choice is drawn from softmax (-predicted). Capped at 4
// nats, where an answer is wrong beyond doubt.
torch::Tensor
expected_regret (const torch::Tensor &predicted, const torch::Tensor &actual)
{
  torch::Tensor regret = (actual - std::get<0> (actual.min (1, true))).clamp_max (4);
  return (torch::softmax (-predicted, 1) * regret).sum (1).mean ();
}

torch::Tensor
regret_loss (const torch::Tensor &predicted, const torch::Tensor &actual, const SorterWeights &)
{
  return expected_regret (predicted, actual);
}

// The regret of the mean of two answers: a pair of transforms has the likelihood that softmax gives
// the sum of its two predictions. The mean's loss follows from the two actual ones, as the
// likelihoods of the true class are averaged.
torch::Tensor
pair_regret_loss (const torch::Tensor &predicted, const torch::Tensor &actual)
{
  const int64_t n = predicted.size (1);
  const torch::Tensor pairs = torch::triu_indices (n, n, 1, torch::kLong).to (predicted.device ());
  const auto add_pairs = [&pairs] (const torch::Tensor &v) {
    return v.index_select (1, pairs[0]) + v.index_select (1, pairs[1]);
  };
  torch::Tensor loss = -torch::log (add_pairs (torch::exp (-actual)) / 2 + 1e-12);
  return expected_regret (add_pairs (predicted), loss);
}

torch::Tensor
blend_loss (const torch::Tensor &predicted, const torch::Tensor &actual,
            const SorterWeights &sorter)
{
  return soft_rank_loss (predicted, actual, sorter) + regret_loss (predicted, actual, sorter) +
         pair_regret_loss (predicted, actual);
}

// The squared error of the sorter's ranks. Terms under 0.05 are ignored (METHOD "Training"): a
// place that is less than 2.7 of the 12 ranks off has no share and no derivative.
class SquaredError : public GruLoss
{
public:
  SquaredError (const float *ranks, int64_t n) : ranks (ranks), n (n)
  {
  }
  static bool
  counts (float difference)
  {
    return !(difference * difference < 0.05f); // a NaN counts, so that it is seen
  }
  void
  differentiate (int64_t i, const float *y, float *dy) const override
  {
    for (int t = 0; t < GRU_LENGTH; t++) {
      float difference = y[t] - ranks[i * GRU_LENGTH + t];
      dy[t] = counts (difference) ? 2 * difference / float (n * GRU_LENGTH) : 0;
    }
  }
  double
  of (const float *y) const
  {
    double sum = 0;
    for (int64_t i = 0; i < n * GRU_LENGTH; i++)
      if (counts (y[i] - ranks[i]))
        sum += double (y[i] - ranks[i]) * (y[i] - ranks[i]);
    return sum / double (n * GRU_LENGTH);
  }

private:
  const float *ranks;
  int64_t n;
};

// SquaredError of what the frozen sorter makes of `values`, with the derivatives by them.
struct Sort : torch::autograd::Function<Sort> {
  static torch::Tensor
  forward (torch::autograd::AutogradContext *context, const torch::Tensor &values,
           const torch::Tensor &wanted, const SorterWeights *sorter)
  {
    torch::Tensor x = values.contiguous (), dx = torch::empty_like (x), y = torch::empty_like (x);
    SquaredError loss (wanted.data_ptr<float> (), x.size (0));
    gru_backward (sorter->data (), x.data_ptr<float> (), x.size (0), loss, y.data_ptr<float> (),
                  nullptr, dx.data_ptr<float> ());
    context->save_for_backward ({ dx });
    return torch::scalar_tensor (loss.of (y.data_ptr<float> ()), x.options ());
  }
  static torch::autograd::variable_list
  backward (torch::autograd::AutogradContext *context, torch::autograd::variable_list outer)
  {
    return { context->get_saved_variables ()[0] * outer[0], torch::Tensor (), torch::Tensor () };
  }
};

// The paper's loss. A prediction is a loss, so low is good; the relative losses of METHOD are the
// softmax of the negated ones, in which high is good. Both sides are negated alike, so the order,
// and with it Spearman's correlation, stays what it was; what the softmax adds is that good
// transforms lie far apart and bad ones close together, where the sorter sees little of them. The
// ranks of the actual losses need no sorter: they are exact, and those of the losses themselves,
// which are not drawn into ties by the softmax.
torch::Tensor
sodeep_loss (const torch::Tensor &predicted, const torch::Tensor &actual,
             const SorterWeights &sorter)
{
  if (sorter.empty ())
    throw Failure (TAU_TORCH_ERROR_SPEC, "The loss sodeep needs a sorter; set one first");
  if (predicted.size (1) != GRU_LENGTH)
    throw Failure (TAU_TORCH_ERROR_SPEC, "The loss sodeep sorts 12 predictions, no other number");
  torch::Tensor wanted = (ranks (-actual) / GRU_LENGTH).to (torch::kCPU).contiguous ();
  torch::Tensor relative = torch::softmax (-predicted, 1).to (torch::kCPU);
  return Sort::apply (relative, wanted, &sorter);
}

const struct {
  const char *name;
  RankingLoss function;
} losses[] = {
  { "sodeep", sodeep_loss }, { "softrank", soft_rank_loss }, { "listwise", listwise_loss },
  { "regret", regret_loss }, { "blend", blend_loss },
};

} // namespace

RankingLoss
find_ranking_loss (const std::string &name)
{
  for (const auto &loss : losses)
    if (name == loss.name)
      return loss.function;
  throw Failure (TAU_TORCH_ERROR_SPEC,
                 "“" + name +
                     "” is not a ranking loss; use sodeep, softrank, listwise, regret "
                     "or blend");
}

} // namespace tau
