// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/train/consistency.h"

#include <torch/torch.h>

#include <iomanip>
#include <iostream>
#include <limits>

// For comparison with Python. Standard input: images, views, classes, weight and smoothing, then
// the labels, then the logits by image and view. Prints the loss, the divergence alone, and the
// derivative of the loss by each logit.
int
main ()
{
  int64_t n, views, classes;
  double weight, smoothing;
  std::cin >> n >> views >> classes >> weight >> smoothing;
  std::vector<int64_t> labels (n);
  std::vector<float> values (n * views * classes);
  for (int64_t &label : labels)
    std::cin >> label;
  for (float &value : values)
    std::cin >> value;
  if (!std::cin)
    return 1;
  torch::Tensor logits = torch::tensor (values).view ({ n * views, classes }).requires_grad_ ();
  torch::Tensor loss =
      tau::label_loss (logits, torch::tensor (labels), int (views), weight, smoothing);
  loss.backward ();
  std::cout << std::setprecision (std::numeric_limits<float>::max_digits10) << loss.item<float> ()
            << "\n"
            << tau::divergence (logits.detach ().view ({ n, views, classes })).item<float> ()
            << "\n";
  torch::Tensor gradient = logits.grad ().contiguous ();
  for (int64_t i = 0; i < gradient.numel (); i++)
    std::cout << gradient.data_ptr<float> ()[i] << "\n";
  return 0;
}
