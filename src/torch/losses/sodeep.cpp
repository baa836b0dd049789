// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/losses/losses.h"

#include "torch/guard.h"
#include "torch/sorter/gru.h"

#include <torch/script.h>

namespace tau
{
namespace
{

// The squared error of the sorter's ranks. Terms under 0.05 are ignored (METHOD "Training"): a rank
// that is off by less than 2.7 of the 12 contributes nothing, and has no derivative.
class SquaredError : public GruLoss
{
public:
  SquaredError (const float *ranks, int64_t n) : ranks (ranks), n (n)
  {
  }
  static bool
  counts (float difference)
  {
    return !(difference * difference < 0.05f); // a NaN counts, so that it is noticed
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

// SquaredError of the frozen sorter's ranks of `values`, with the derivatives with respect to them.
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

} // namespace

void
check_sodeep_outputs (int64_t n_outputs)
{
  if (n_outputs != GRU_LENGTH)
    throw Failure (TAU_TORCH_ERROR_SPEC, "The loss sodeep sorts exactly 12 predictions");
}

// The paper's loss. A prediction is a loss, so low is good; the relative losses of METHOD are the
// softmax of the negated ones, in which high is good. Both sides are negated alike, so the order is
// unchanged, and with it Spearman's correlation. The softmax also puts good transforms far apart
// and bad ones close together, where the sorter cannot separate them well. The ranks of the actual
// losses need no sorter. They are exact, and are the ranks of the losses themselves, where the
// softmax cannot cause ties.
torch::Tensor
sodeep_loss (const torch::Tensor &predicted, const torch::Tensor &actual,
             const SorterWeights &sorter)
{
  if (sorter.empty ())
    throw Failure (TAU_TORCH_ERROR_SPEC, "The loss sodeep needs a sorter; set one first");
  check_sodeep_outputs (predicted.size (1));
  torch::Tensor wanted = (ranks (-actual) / GRU_LENGTH).to (torch::kCPU).contiguous ();
  torch::Tensor relative = torch::softmax (-predicted, 1).to (torch::kCPU);
  return Sort::apply (relative, wanted, &sorter);
}

} // namespace tau
