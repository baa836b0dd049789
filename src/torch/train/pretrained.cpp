// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/train/pretrained.h"

#include "torch/guard.h"

#include <algorithm>

namespace tau
{
namespace
{

// Of the images that the published weights were trained on, values of 0..1.
constexpr float IMAGENET_MEAN[3] = { 0.485f, 0.456f, 0.406f },
                IMAGENET_STD[3] = { 0.229f, 0.224f, 0.225f };

// The names of an EfficientNet's layers in other programs.
struct Naming {
  const char *stem, *stem_bn, *top, *top_bn;
  const char *classifier; // what its names begin with
  double epsilon;         // of batch norm
  bool same_padding;
  // The start of the names in block `index`, which is number `repeat` of a stage.
  std::string (*block) (int stage, int repeat, int index);
  // Those of its layers, in the order of PARTS; in the first stage, which does not expand, another.
  const char *parts[8], *parts_of_first[8];
};

// The layers of a block here.
const char *const PARTS[] = { "expand",  "expand_bn", "depthwise", "depthwise_bn",
                              "squeeze", "excite",    "project",   "project_bn" };

const Naming namings[] = {
  { // torchvision
    "features.0.0",
    "features.0.1",
    "features.8.0",
    "features.8.1",
    "classifier.",
    1e-5,
    false,
    [] (int stage, int repeat, int) {
      return "features." + std::to_string (stage + 1) + "." + std::to_string (repeat) + ".block.";
    },
    { "0.0", "0.1", "1.0", "1.1", "2.fc1", "2.fc2", "3.0", "3.1" },
    { nullptr, nullptr, "0.0", "0.1", "1.fc1", "1.fc2", "2.0", "2.1" } },
  { // timm
    "conv_stem",
    "bn1",
    "conv_head",
    "bn2",
    "classifier.",
    1e-5,
    false,
    [] (int stage, int repeat, int) {
      return "blocks." + std::to_string (stage) + "." + std::to_string (repeat) + ".";
    },
    { "conv_pw", "bn1", "conv_dw", "bn2", "se.conv_reduce", "se.conv_expand", "conv_pwl", "bn3" },
    { nullptr, nullptr, "conv_dw", "bn1", "se.conv_reduce", "se.conv_expand", "conv_pw", "bn2" } },
  { // efficientnet_pytorch, the weights that the paper's authors started from
    "_conv_stem",
    "_bn0",
    "_conv_head",
    "_bn1",
    "_fc.",
    1e-3,
    true,
    [] (int, int, int index) { return "_blocks." + std::to_string (index) + "."; },
    { "_expand_conv", "_bn0", "_depthwise_conv", "_bn1", "_se_reduce", "_se_expand",
      "_project_conv", "_bn2" },
    { nullptr, nullptr, "_depthwise_conv", "_bn1", "_se_reduce", "_se_expand", "_project_conv",
      "_bn2" } },
};

// Of those weights; null: others.
const Naming *
find_naming (const Weights &weights)
{
  for (const Naming &naming : namings)
    if (weights.count (std::string (naming.stem) + ".weight") > 0 &&
        weights.count (naming.block (0, 0, 0) + naming.parts_of_first[2] + ".weight") > 0)
      return &naming;
  return nullptr;
}

// The name there of a layer here ("block4_expand"), as of EfficientNet-B0; "" if it has none.
std::string
layer_name (const Naming &naming, const std::string &layer)
{
  const int repeats[] = { 1, 2, 2, 3, 3, 4, 1 };
  const std::pair<const char *, const char *> ends[] = { { "stem", naming.stem },
                                                         { "stem_bn", naming.stem_bn },
                                                         { "top", naming.top },
                                                         { "top_bn", naming.top_bn } };
  for (const auto &end : ends)
    if (layer == end.first)
      return end.second;
  int index = 0;
  for (int stage = 0; stage < 7; stage++)
    for (int repeat = 0; repeat < repeats[stage]; repeat++, index++) {
      const std::string prefix = "block" + std::to_string (index) + "_";
      if (layer.compare (0, prefix.size (), prefix) != 0)
        continue;
      const char *const *parts = stage == 0 ? naming.parts_of_first : naming.parts;
      for (int i = 0; i < 8; i++)
        if (layer.substr (prefix.size ()) == PARTS[i] && parts[i] != nullptr)
          return naming.block (stage, repeat, index) + parts[i];
    }
  return "";
}

// The name there of a parameter or buffer here; "" if it has none.
std::string
foreign_name (const Naming &naming, const std::string &name)
{
  const size_t at = name.rfind ('_');
  const std::string layer = layer_name (naming, name.substr (0, at)), last = name.substr (at + 1);
  const char *there = last == "weight" || last == "scale" ? "weight"
                      : last == "bias" || last == "shift" ? "bias"
                      : last == "mean"                    ? "running_mean"
                      : last == "var"                     ? "running_var"
                                                          : "";
  return layer.empty () ? "" : layer + "." + there;
}

std::string
describe_shape (at::IntArrayRef shape)
{
  std::string text;
  for (int64_t side : shape)
    text += (text.empty () ? "" : " × ") + std::to_string (side);
  return text.empty () ? "1" : text;
}

[[noreturn]] void
fail (const std::string &message)
{
  throw Failure (TAU_TORCH_ERROR_SHAPE, message);
}

const char USE_B0[] = "give weights of EfficientNet-B0 for images of three colours";

void
copy_foreign (const Naming &naming, const std::vector<Slot> &slots, const torch::Tensor &values,
              Weights &left, const std::string &named)
{
  for (const Slot &slot : slots) {
    const std::string name = foreign_name (naming, slot.name);
    if (name.empty ())
      continue;
    const auto found = left.find (name);
    if (found == left.end ())
      fail (named + " lacks “" + name + "” of an EfficientNet-B0; " + USE_B0);
    if (found->second.sizes () != at::IntArrayRef (slot.shape))
      fail (named + " has “" + name + "” of " + describe_shape (found->second.sizes ()) +
            " instead of " + describe_shape (slot.shape) + " numbers; " + USE_B0);
    view (values, slot).copy_ (found->second);
    left.erase (found);
  }
}

void
start_from_foreign (Network &network, const Naming &naming, Weights left, const std::string &named)
{
  const std::string classifier = naming.classifier;
  copy_foreign (naming, network.parameters, network.values, left, named);
  copy_foreign (naming, network.buffers, network.statistics, left, named);
  // A larger network has all names of the smaller one, and more.
  for (const auto &entry : left)
    if (entry.first.compare (0, classifier.size (), classifier) != 0)
      fail (named + " has “" + entry.first + "”, which EfficientNet-B0 lacks; " + USE_B0);
}

void
copy_own (const Weights &from, const std::vector<Slot> &slots, size_t n,
          const torch::Tensor &values, const std::string &named)
{
  for (size_t i = 0; i < n; i++) {
    const auto found = from.find (slots[i].name);
    if (found == from.end () || found->second.sizes () != at::IntArrayRef (slots[i].shape))
      fail (named + " has another architecture; its weights do not fit");
    view (values, slots[i]).copy_ (found->second);
  }
}

} // namespace

Conventions
find_conventions (const Weights &weights, const TauTrainerSpec *spec)
{
  Conventions found;
  const Naming *naming = find_naming (weights);
  const auto kept = weights.find (Conventions::NAME);
  if (kept != weights.end ())
    found = Conventions (kept->second);
  else if (naming != nullptr) {
    found.same_padding = naming->same_padding;
    found.epsilon = naming->epsilon;
    for (int c = 0; c < 3; c++) {
      found.scale[c] = spec->std[c] / IMAGENET_STD[c];
      found.shift[c] = (spec->mean[c] - IMAGENET_MEAN[c]) / IMAGENET_STD[c];
    }
  }
  if (spec->padding == TAU_PADDING_AUTO)
    return found;
  found.same_padding = spec->padding == TAU_PADDING_SAME;
  // timm's networks with “same” padding (tf_efficientnet_b0) are those of TensorFlow, with its
  // epsilon; their names are those of its own.
  if (naming == &namings[1] && found.same_padding)
    found.epsilon = namings[2].epsilon;
  return found;
}

void
start_from (Network &network, const Weights &weights, const std::string &path)
{
  torch::NoGradGuard no_grad;
  const std::string named = "“" + path + "”";
  const Naming *naming = find_naming (weights);
  if (naming == nullptr) {
    // No file contains a second head, so it keeps its initial weights.
    copy_own (weights, network.parameters, network.n_plain, network.values, named);
    copy_own (weights, network.buffers, network.buffers.size (), network.statistics, named);
    return;
  }
  if (network.architecture != "efficientnet-b0")
    fail (named + " has the weights of an EfficientNet, which only a predictor of the architecture "
                  "efficientnet-b0 can start from");
  start_from_foreign (network, *naming, weights, named);
}

} // namespace tau
