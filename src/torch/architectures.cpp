// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/architectures.h"

#include "torch/guard.h"
#include "torch/tau-architecture-list.h"

#include <torch/csrc/jit/frontend/resolver.h>

#include <cmath>
#include <cstdio>
#include <locale>
#include <sstream>

namespace tau
{
namespace
{

// In TorchScript syntax, whatever the decimal point of the user's locale: six digits, counted after
// the point when `fixed`.
std::string
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
  double bn_momentum = 0.1, bn_epsilon = 1e-5;

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
    return emit ("torch.conv2d(" + x + ", " + w + ", " + b + ", " + pair (stride) + ", " +
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

  int n_values = 0;
  int64_t n_parameters = 0, n_statistics = 0;

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

// He et al. 2016, the CIFAR family: 6n + 2 layers, widths 16, 32, 64, shortcuts without parameters.
// Above 32 px the stem uses larger strides, so that the first stage works at 32 px or less.
void
build_resnet (Builder &b, int depth, int input_size, int n_outputs)
{
  int n = (depth - 2) / 6, width = 16, stride = 1;
  while (input_size / stride > 32)
    stride *= 2;
  std::string x = b.conv ("stem", "x", 3, width, stride > 1 ? 5 : 3, std::min (stride, 2));
  x = b.batch_norm ("stem_bn", x, width, true);
  for (int s = 4; s <= stride; s *= 2)
    x = b.emit ("torch.max_pool2d(" + x + ", [3, 3], [2, 2], [1, 1])");

  for (int stage = 0; stage < 3; stage++) {
    for (int block = 0; block < n; block++) {
      int out = 16 << stage, step = stage > 0 && block == 0 ? 2 : 1;
      std::string name = "s" + std::to_string (stage) + "b" + std::to_string (block);
      std::string y = b.conv (name + "_conv1", x, width, out, 3, step);
      y = b.batch_norm (name + "_bn1", y, out, true);
      y = b.conv (name + "_conv2", y, out, out, 3, 1);
      y = b.batch_norm (name + "_bn2", y, out);
      if (out != width) {
        std::string before = std::to_string ((out - width) / 2);
        std::string after = std::to_string (out - width - (out - width) / 2);
        x = b.emit ("torch.constant_pad_nd(" + x + "[:, :, ::2, ::2], [0, 0, 0, 0, " + before +
                    ", " + after + "], 0)");
      }
      x = b.relu (b.emit (y + " + " + x));
      width = out;
    }
  }
  b.finish (b.linear ("head", b.pool (x), width, n_outputs));
}

// A plain-convolution loss predictor of about 0.3 M parameters: six 3 x 3 convolutions, the pooled
// features of every level side by side (paper section 3.3: low-level features matter), a small
// head.
void
build_compact (Builder &b, int input_size, int n_outputs, int n_answers)
{
  struct Layer {
    int width, stride;
  };
  int second = input_size > 32 ? 2 : 1, third = input_size > 64 ? 4 : 2;
  const Layer layers[] = { { 24, 2 }, { 48, second }, { 64, third },
                           { 64, 1 }, { 128, 2 },     { 128, 1 } };
  std::string x = "x", features;
  int width = 3, n_features = 0;
  for (int i = 0; i < 6; i++) {
    std::string name = "conv" + std::to_string (i);
    x = b.conv (name, x, width, layers[i].width, 3, layers[i].stride);
    x = b.batch_norm (name + "_bn", x, layers[i].width, true);
    width = layers[i].width;
    if (i == 2 || i == 4)
      continue;
    features += (features.empty () ? "" : ", ") + b.pool (x);
    n_features += width;
  }
  std::string all = b.emit ("torch.cat([" + features + "], 1)");
  std::string h = b.dropout (all, 0.1);
  h = b.swish (b.linear ("hidden", h, n_features, 128));
  b.finish_predictor (h, 128, n_outputs, all, n_features, n_answers);
}

// EfficientNet-B0 (Tan & Le 2019) with the four feature branches of METHOD "The loss predictor".
void
build_efficientnet_b0 (Builder &b, int, int n_outputs, int n_answers)
{
  struct Stage {
    int expand, out, repeats, stride, kernel;
  };
  const Stage stages[] = { { 1, 16, 1, 1, 3 }, { 6, 24, 2, 2, 3 },  { 6, 40, 2, 2, 5 },
                           { 6, 80, 3, 2, 3 }, { 6, 112, 3, 1, 5 }, { 6, 192, 4, 2, 5 },
                           { 6, 320, 1, 1, 3 } };
  const int n_blocks = 16;
  b.bn_momentum = 0.01;
  b.bn_epsilon = 1e-3;
  std::string x = b.swish (b.batch_norm ("stem_bn", b.conv ("stem", "x", 3, 32, 3, 2), 32));
  std::string features;
  int width = 32, index = 0;

  for (const Stage &stage : stages) {
    for (int repeat = 0; repeat < stage.repeats; repeat++, index++) {
      std::string name = "block" + std::to_string (index), y = x;
      int stride = repeat == 0 ? stage.stride : 1, wide = width * stage.expand;
      if (stage.expand != 1)
        y = b.swish (b.batch_norm (name + "_expand_bn",
                                   b.conv (name + "_expand", y, width, wide, 1, 1), wide));
      y = b.conv (name + "_depthwise", y, wide, wide, stage.kernel, stride, wide);
      y = b.swish (b.batch_norm (name + "_depthwise_bn", y, wide));
      int squeezed = std::max (1, width / 4);
      std::string gate = b.emit ("torch.mean(" + y + ", [2, 3], True)");
      gate = b.swish (b.conv (name + "_squeeze", gate, wide, squeezed, 1, 1, 1, true));
      gate = b.conv (name + "_excite", gate, squeezed, wide, 1, 1, 1, true);
      y = b.emit ("torch.sigmoid(" + gate + ") * " + y);
      y = b.batch_norm (name + "_project_bn", b.conv (name + "_project", y, wide, stage.out, 1, 1),
                        stage.out);
      if (stride == 1 && width == stage.out) {
        // Drop-connect: drops the whole branch of a sample, with a probability that rises with
        // depth.
        std::string keep = number (1.0 - 0.2 * index / n_blocks);
        std::string kept =
            b.emit (y + " * (torch.floor(torch.rand([" + y +
                        ".size(0), 1, 1, 1], device=x.device) + " + keep + ") / " + keep +
                        " if self.training else torch.ones([1, 1, 1, 1], device=x.device))",
                    "tauscope.drop(" + y + ", " + keep + ", True, True)");
        y = b.emit (kept + " + " + x);
      }
      x = y;
      width = stage.out;
      if (index == 1 || index == 3 || index == 5 || index == 11) {
        std::string f = b.swish (b.linear (name + "_feature", b.pool (x), width, width));
        // Feature dropping: with probability 0.2 per sample in training, scaled by 0.8 at test
        // time.
        f = b.emit (f + " * (torch.floor(torch.rand([" + f +
                        ".size(0), 1], device=x.device) + 0.8) if self.training " +
                        "else torch.full([1, 1], 0.8, device=x.device))",
                    "tauscope.drop(" + f + ", 0.8, True, False)");
        features += f + ", ";
      }
    }
  }
  x = b.swish (b.batch_norm ("top_bn", b.conv ("top", x, width, 1280, 1, 1), 1280));
  const int n_features = 24 + 40 + 80 + 192 + 1280;
  std::string all = b.emit ("torch.cat([" + features + b.pool (x) + "], 1)");
  std::string h = b.dropout (all, 0.3);
  b.finish_predictor (h, n_features, n_outputs, all, n_features, n_answers);
}

const struct {
  const char *name;
  void (*build) (Builder &b, int input_size, int n_outputs, int n_answers);
} predictors[] = {
#define ARCHITECTURE(id, name, title) { name, build_##id },
  TAU_ARCHITECTURES (ARCHITECTURE)
#undef ARCHITECTURE
};

// Throws Failure (SPEC) for an unknown name.
void
build_predictor (Builder &b, const std::string &name, int input_size, int n_outputs, int n_answers)
{
  std::string known;
  for (const auto &predictor : predictors) {
    if (name == predictor.name) {
      predictor.build (b, input_size, n_outputs, n_answers);
      return;
    }
    known += std::string (", ") + predictor.name;
  }
  throw Failure (TAU_TORCH_ERROR_SPEC,
                 "“" + name + "” is not an architecture; use one of: resnet20 (or another 6n + 2)" +
                     known);
}

bool
parse_resnet (const std::string &name, int *depth)
{
  return std::sscanf (name.c_str (), "resnet%d", depth) == 1 && *depth >= 8 && *depth <= 200 &&
         *depth % 6 == 2 && name == "resnet" + std::to_string (*depth);
}

int64_t
total (const std::vector<Slot> &slots)
{
  return slots.empty () ? 0 : slots.back ().offset + c10::multiply_integers (slots.back ().shape);
}

// Resolves "torch.foo ()", and the operators of batch-norm.cpp as "tauscope.foo ()".
struct TrainingResolver : torch::jit::NativeResolver {
  std::shared_ptr<torch::jit::SugaredValue>
  resolveValue (const std::string &name, torch::jit::GraphFunction &graph,
                const torch::jit::SourceRange &place) override
  {
    if (name == "tauscope")
      return std::make_shared<torch::jit::BuiltinModule> ("tauscope");
    return NativeResolver::resolveValue (name, graph, place);
  }
};

} // namespace

torch::Tensor
view (const torch::Tensor &flat, const Slot &slot)
{
  return flat.narrow (0, slot.offset, c10::multiply_integers (slot.shape)).view (slot.shape);
}

Network
make_network (const std::string &architecture, int input_size, int n_outputs, int n_answers,
              c10::Device device)
{
  Builder b;
  int depth;
  if (input_size < 16 || n_outputs < 2)
    throw Failure (TAU_TORCH_ERROR_SPEC,
                   "A network needs images of at least 16 px and at least 2 outputs");
  bool resnet = parse_resnet (architecture, &depth);
  if (resnet && n_answers > 0)
    throw Failure (TAU_TORCH_ERROR_SPEC,
                   "A resnet has no second head; use a predictor architecture");
  if (resnet)
    build_resnet (b, depth, input_size, n_outputs);
  else
    build_predictor (b, architecture, input_size, n_outputs, n_answers);

  torch::NoGradGuard no_grad;
  Network network;
  network.source = b.source;
  network.training_source = b.training_source;
  network.n_plain = b.n_plain;
  network.parameters = b.parameters;
  network.buffers = b.buffers;
  network.values = torch::empty ({ total (b.parameters) });
  network.statistics = torch::empty ({ total (b.buffers) });
  for (size_t i = 0; i < b.parameters.size (); i++)
    b.initialisers[i](view (network.values, b.parameters[i]));
  for (const Slot &slot : b.buffers)
    view (network.statistics, slot)
        .fill_ (slot.name.compare (slot.name.size () - 4, 4, "_var") == 0);
  network.values = network.values.to (device);
  network.statistics = network.statistics.to (device);
  network.module = bind_network (network, network.values, network.statistics, true);
  return network;
}

torch::jit::Module
bind_network (const Network &network, const torch::Tensor &values, const torch::Tensor &statistics,
              bool trainable)
{
  torch::jit::Module module ("Network");
  size_t n_parameters = trainable ? network.parameters.size () : network.n_plain;
  for (size_t i = 0; i < n_parameters; i++) {
    torch::Tensor t = view (values, network.parameters[i]).detach ();
    t.set_requires_grad (trainable);
    module.register_parameter (network.parameters[i].name, t, false);
  }
  for (const Slot &slot : network.buffers)
    module.register_parameter (slot.name, view (statistics, slot).detach (), true);
  module.register_attribute ("training", c10::BoolType::get (), trainable);
  if (trainable)
    module.define (network.training_source, std::make_shared<TrainingResolver> ());
  else
    module.define (network.source);
  return module;
}

} // namespace tau
