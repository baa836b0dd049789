// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "torch/train/architectures.h"

#include <cmath>
#include <functional>
#include <locale>
#include <sstream>

namespace tau
{

// In TorchScript syntax, whatever the decimal point of the user's locale: six digits, counted after
// the point when `fixed`.
inline std::string
number (double value, bool fixed = true)
{
  std::ostringstream out;
  out.imbue (std::locale::classic ());
  if (fixed)
    out << std::fixed;
  out << value;
  return out.str ();
}

// Writes the forward function line by line, and records the tensors it needs. Each call returns the
// name of the variable that holds its result.
class Builder
{
public:
  std::string source = "def forward(self, x):\n"; // for evaluation and export
  std::string training_source = source;
  size_t n_plain = 0; // parameters of `source`
  std::vector<Slot> parameters, buffers;
  std::vector<std::function<void (torch::Tensor)>> initialisers; // one per parameter

  // For images of input_size px.
  Builder (int input_size, const Conventions &conventions)
      : conventions (conventions), side (input_size)
  {
    set_batch_norm (0.1, 1e-5);
    if (conventions.scales ())
      for (std::string *text : { &source, &training_source })
        *text += "    x = x * self.conventions[2:5].view(1, 3, 1, 1) + "
                 "self.conventions[5:8].view(1, 3, 1, 1)\n";
  }

  void
  set_batch_norm (double momentum, double epsilon)
  {
    bn_momentum = momentum;
    bn_epsilon = conventions.epsilon > 0 ? conventions.epsilon : epsilon;
  }

  std::string
  emit (const std::string &expression)
  {
    return emit (expression, expression);
  }

  // `training`: the expression used in training, if it differs. An empty `expression` exists in
  // training only.
  std::string
  emit (const std::string &expression, const std::string &training)
  {
    std::string name = "v" + std::to_string (n_values++);
    if (!expression.empty ())
      source += "    " + name + " = " + expression + "\n";
    training_source += "    " + name + " = " + training + "\n";
    return name;
  }

  std::string
  conv (const std::string &name, const std::string &x, int in, int out, int kernel, int stride,
        int groups = 1, bool bias = false)
  {
    double fan_out = double (out) * kernel * kernel / groups;
    std::string w = parameter (name + "_weight", { out, in / groups, kernel, kernel }, true,
                               [=] (torch::Tensor t) { t.normal_ (0, std::sqrt (2.0 / fan_out)); });
    std::string b = bias ? parameter (name + "_bias", { out }, true, zero) : "None";
    int pad = (kernel - 1) / 2;
    const std::string from = conventions.same_padding ? pad_same (x, kernel, stride, &pad) : x;
    return emit ("torch.conv2d(" + from + ", " + w + ", " + b + ", " + pair (stride) + ", " +
                 pair (pad) + ", [1, 1], " + std::to_string (groups) + ")");
  }

  std::string
  batch_norm (const std::string &name, const std::string &x, int width, bool rectify = false)
  {
    std::string g = parameter (name + "_scale", { width }, false, one);
    std::string b = parameter (name + "_shift", { width }, false, zero);
    std::string m = buffer (name + "_mean", width), v = buffer (name + "_var", width);
    std::string numbers = number (bn_momentum, false) + ", " + number (bn_epsilon, false);
    std::string all = x + ", " + g + ", " + b + ", " + m + ", " + v + ", ";
    std::string plain = "torch.batch_norm(" + all + "self.training, " + numbers + ", False)";
    return emit (rectify ? "torch.relu(" + plain + ")" : plain,
                 "tauscope.batch_norm(" + all + numbers + (rectify ? ", True)" : ", False)"));
  }

  std::string
  linear (const std::string &name, const std::string &x, int in, int out)
  {
    auto [w, bias] = linear_parameters (name, in, out);
    return emit (linear_of (x, w, bias));
  }

  std::string
  relu (const std::string &x)
  {
    return emit ("torch.relu(" + x + ")");
  }

  std::string
  swish (const std::string &x)
  {
    return emit ("torch.silu(" + x + ")");
  }

  std::string
  dropout (const std::string &x, double share)
  {
    std::string keep = number (1 - share);
    return emit ("torch.dropout(" + x + ", " + number (share) + ", self.training)",
                 "tauscope.drop(" + x + ", " + keep + ", False, True)");
  }

  std::string
  pool (const std::string &x)
  {
    return emit ("torch.mean(" + x + ", [2, 3])");
  }

  void
  finish (const std::string &x)
  {
    finish (x, x);
  }

  // The heads of a predictor: `hidden` leads to the first, `features` to one for the target's
  // answers that exists in training only (0 answers: none).
  void
  finish_predictor (const std::string &hidden, int n_hidden, int n_outputs,
                    const std::string &features, int n_features, int n_answers)
  {
    std::string x = linear ("head", hidden, n_hidden, n_outputs), both = x;
    n_plain = parameters.size ();
    if (n_answers > 0) {
      auto [w, bias] = linear_parameters ("answers", n_features, n_answers);
      std::string answers = emit ("", linear_of (features, w, bias));
      both = emit ("", "torch.cat([" + x + ", " + answers + "], 1)");
    }
    finish (x, both);
  }

private:
  void
  finish (const std::string &x, const std::string &training)
  {
    source += "    return " + x + "\n";
    training_source += "    return " + training + "\n";
    if (n_plain == 0)
      n_plain = parameters.size ();
  }

  std::pair<std::string, std::string>
  linear_parameters (const std::string &name, int in, int out)
  {
    double bound = 1.0 / std::sqrt (in);
    std::string w = parameter (name + "_weight", { out, in }, true,
                               [=] (torch::Tensor t) { t.uniform_ (-bound, bound); });
    std::string b = parameter (name + "_bias", { out }, true, zero);
    return { w, b };
  }

  static std::string
  linear_of (const std::string &x, const std::string &w, const std::string &bias)
  {
    return "torch.linear(" + x + ", " + w + ", " + bias + ")";
  }

  const Conventions conventions;
  int side; // px: of what the next convolution gets, where they follow each other
  double bn_momentum, bn_epsilon;
  int n_values = 0;
  int64_t n_parameters = 0, n_statistics = 0;

  // Pads as TensorFlow does, as far as the convolution itself, by `pad` on all sides, cannot.
  std::string
  pad_same (const std::string &x, int kernel, int stride, int *pad)
  {
    const int given = side;
    side = (given + stride - 1) / stride;
    const int total = std::max ((side - 1) * stride + kernel - given, 0), low = total / 2;
    *pad = total % 2 == 0 ? low : 0;
    if (total % 2 == 0)
      return x;
    const std::string sides = std::to_string (low) + ", " + std::to_string (total - low);
    return emit ("torch.constant_pad_nd(" + x + ", [" + sides + ", " + sides + "], 0.0)");
  }

  static void
  zero (torch::Tensor t)
  {
    t.zero_ ();
  }
  static void
  one (torch::Tensor t)
  {
    t.fill_ (1);
  }
  static std::string
  pair (int n)
  {
    return "[" + std::to_string (n) + ", " + std::to_string (n) + "]";
  }

  std::string
  parameter (const std::string &name, std::vector<int64_t> shape, bool decays,
             std::function<void (torch::Tensor)> initialise)
  {
    int64_t count = 1;
    for (int64_t n : shape)
      count *= n;
    parameters.push_back ({ name, shape, n_parameters, decays });
    initialisers.push_back (initialise);
    n_parameters += count;
    return "self." + name;
  }

  std::string
  buffer (const std::string &name, int width)
  {
    buffers.push_back ({ name, { width }, n_statistics, false });
    n_statistics += width;
    return "self." + name;
  }
};

} // namespace tau
