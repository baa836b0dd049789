// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/train/classifiers.h"

#include "torch/guard.h"

#include <algorithm>
#include <cstdio>

namespace tau
{
namespace
{

// Above 32 px the stem uses larger strides, so that the first stage works at 32 px or less.
int
stem_stride (int input_size)
{
  int stride = 1;
  while (input_size / stride > 32)
    stride *= 2;
  return stride;
}

// What the stem's convolution, of stride 2 at most, leaves to do.
std::string
shrink (Builder &b, std::string x, int stride)
{
  for (int s = 4; s <= stride; s *= 2)
    x = b.emit ("torch.max_pool2d(" + x + ", [3, 3], [2, 2], [1, 1])");
  return x;
}

std::string
name_block (int stage, int block)
{
  return "s" + std::to_string (stage) + "b" + std::to_string (block);
}

// He et al. 2016, the CIFAR family: 6n + 2 layers, widths 16, 32, 64, shortcuts without parameters.
void
build_resnet (Builder &b, int depth, int input_size, int n_outputs)
{
  int n = (depth - 2) / 6, width = 16, stride = stem_stride (input_size);
  std::string x = b.conv ("stem", "x", 3, width, stride > 1 ? 5 : 3, std::min (stride, 2));
  x = b.batch_norm ("stem_bn", x, width, true);
  x = shrink (b, x, stride);

  for (int stage = 0; stage < 3; stage++) {
    for (int block = 0; block < n; block++) {
      int out = 16 << stage, step = stage > 0 && block == 0 ? 2 : 1;
      std::string name = name_block (stage, block);
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

// Zagoruyko & Komodakis 2016, for CIFAR, as AugMix's authors train it: 6n + 4 layers, widths 16,
// and 16, 32, 64 times `wider`, each convolution after its batch norm. A block that changes the
// width has a 1 x 1 convolution as its shortcut, from the activations; others have the input
// itself.
void
build_wide_resnet (Builder &b, int depth, int wider, int input_size, int n_outputs)
{
  int n = (depth - 4) / 6, width = 16, stride = stem_stride (input_size);
  std::string x = b.conv ("stem", "x", 3, width, stride > 1 ? 5 : 3, std::min (stride, 2));
  x = shrink (b, x, stride);

  for (int stage = 0; stage < 3; stage++) {
    for (int block = 0; block < n; block++) {
      int out = (16 << stage) * wider, step = stage > 0 && block == 0 ? 2 : 1;
      std::string name = name_block (stage, block);
      std::string active = b.batch_norm (name + "_bn1", x, width, true);
      std::string y = b.conv (name + "_conv1", active, width, out, 3, step);
      y = b.conv (name + "_conv2", b.batch_norm (name + "_bn2", y, out, true), out, out, 3, 1);
      if (out != width)
        x = b.conv (name + "_shortcut", active, width, out, 1, step);
      x = b.emit (x + " + " + y);
      width = out;
    }
  }
  x = b.batch_norm ("last_bn", x, width, true);
  b.finish (b.linear ("head", b.pool (x), width, n_outputs));
}

bool
parse_resnet (const std::string &name, int *depth)
{
  return std::sscanf (name.c_str (), "resnet%d", depth) == 1 && *depth >= 8 && *depth <= 200 &&
         *depth % 6 == 2 && name == "resnet" + std::to_string (*depth);
}

// "wrn-40-2". Throws Failure (SPEC) for a depth or a width that there is not.
bool
parse_wide_resnet (const std::string &name, int *depth, int *wider)
{
  if (std::sscanf (name.c_str (), "wrn-%d-%d", depth, wider) != 2 ||
      name != "wrn-" + std::to_string (*depth) + "-" + std::to_string (*wider))
    return false;
  if (*depth < 10 || *depth > 202 || *depth % 6 != 4) {
    const int n = std::clamp ((*depth - 1) / 6, 1, 33); // of the nearest
    throw Failure (TAU_TORCH_ERROR_SPEC, "“" + name + "” has a depth that is not 6n + 4; use wrn-" +
                                             std::to_string (6 * n + 4) + "-" +
                                             std::to_string (std::clamp (*wider, 1, 20)));
  }
  if (*wider < 1 || *wider > 20)
    throw Failure (TAU_TORCH_ERROR_SPEC, "“" + name +
                                             "” has a width that is not from 1 to 20; use wrn-" +
                                             std::to_string (*depth) + "-2");
  return true;
}

} // namespace

bool
build_classifier (Builder &b, const std::string &name, int input_size, int n_outputs)
{
  int depth, wider;
  if (parse_resnet (name, &depth))
    build_resnet (b, depth, input_size, n_outputs);
  else if (parse_wide_resnet (name, &depth, &wider))
    build_wide_resnet (b, depth, wider, input_size, n_outputs);
  else
    return false;
  return true;
}

} // namespace tau
