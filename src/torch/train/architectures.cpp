// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/train/builder.h"
#include "torch/train/classifiers.h"
#include "torch/guard.h"
#include "torch/train/tau-architecture-list.h"

#include <torch/csrc/jit/frontend/resolver.h>

#include <regex>

namespace tau
{
namespace
{

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
  b.set_batch_norm (0.01, 1e-3);
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
                 "“" + name +
                     "” is not an architecture; use one of: resnet20 (or another 6n + 2), "
                     "wrn-16-2 (or another wrn-D-K with D = 6n + 4)" +
                     known);
}

int64_t
total (const std::vector<Slot> &slots)
{
  return slots.empty () ? 0 : slots.back ().offset + c10::multiply_integers (slots.back ().shape);
}

// Writes the source of a network.
Builder
build (Network &network, const Conventions &conventions, c10::Device device)
{
  Builder b (network.input_size, conventions);
  if (network.input_size < 16 || network.n_outputs < 2)
    throw Failure (TAU_TORCH_ERROR_SPEC,
                   "A network needs images of at least 16 px and at least 2 outputs");
  if (!build_classifier (b, network.architecture, network.input_size, network.n_outputs))
    build_predictor (b, network.architecture, network.input_size, network.n_outputs,
                     network.n_answers);
  else if (network.n_answers > 0)
    throw Failure (TAU_TORCH_ERROR_SPEC,
                   "A classifier has no second head; use a predictor architecture");
  network.source = b.source;
  network.training_source = b.training_source;
  network.conventions = conventions.keep ();
  if (network.conventions.defined ())
    network.conventions = network.conventions.to (device);
  return b;
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

Conventions::Conventions (const torch::Tensor &kept)
{
  if (kept.sizes () != at::IntArrayRef ({ 8 }) || !at::isfinite (kept).all ().item<bool> ())
    throw Failure (TAU_TORCH_ERROR_FILE, "The weights are damaged; export the model again");
  const float *numbers = kept.data_ptr<float> ();
  same_padding = numbers[0] != 0;
  epsilon = std::max (numbers[1], 0.0f);
  std::copy_n (numbers + 2, 3, scale);
  std::copy_n (numbers + 5, 3, shift);
}

torch::Tensor
Conventions::keep () const
{
  if (!same_padding && epsilon == 0 && !scales ())
    return {};
  return torch::tensor ({ same_padding ? 1.0f : 0.0f, float (epsilon), scale[0], scale[1], scale[2],
                          shift[0], shift[1], shift[2] });
}

bool
Conventions::scales () const
{
  const Conventions plain;
  return !std::equal (scale, scale + 3, plain.scale) || !std::equal (shift, shift + 3, plain.shift);
}

torch::Tensor
view (const torch::Tensor &flat, const Slot &slot)
{
  return flat.narrow (0, slot.offset, c10::multiply_integers (slot.shape)).view (slot.shape);
}

Network
make_network (const std::string &architecture, int input_size, int n_outputs, int n_answers,
              const Conventions &conventions, c10::Device device)
{
  torch::NoGradGuard no_grad;
  Network network;
  network.architecture = architecture;
  network.input_size = input_size;
  network.n_outputs = n_outputs;
  network.n_answers = n_answers;
  const Builder b = build (network, conventions, device);
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

void
change_conventions (Network &network, const Conventions &conventions)
{
  build (network, conventions, network.values.device ());
  network.module = bind_network (network, network.values, network.statistics, true);
}

std::string
adapting_source (const std::string &source)
{
  static const std::regex mode ("self\\.training, [0-9.e-]+, ");
  return std::regex_replace (source, mode, "True, 1.0, ");
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
  if (network.conventions.defined ())
    module.register_parameter (Conventions::NAME, network.conventions, true);
  module.register_attribute ("training", c10::BoolType::get (), trainable);
  if (trainable)
    module.define (network.training_source, std::make_shared<TrainingResolver> ());
  else
    module.define (network.source);
  return module;
}

} // namespace tau
