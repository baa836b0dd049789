// SPDX-License-Identifier: GPL-3.0-or-later
// Writes TorchScript classifiers of 5 classes, each of which takes its images or gives its answers
// in a way of its own, to FOLDER/KIND.pt: write-forms FOLDER

#include <torch/script.h>

#include <iostream>
#include <map>
#include <string>

struct Kind {
  int channels;     // columns of the weights
  std::string code; // of forward (self, x); `rows` are the weights
};

// The answers to colours alone: any size of image.
static const std::string mean = "torch.linear (x.mean ([2, 3]), self.rows)";

static const std::map<std::string, Kind> kinds = {
  { "plain", { 3, "return " + mean } },
  { "px32", { 3 * 32 * 32, "return torch.linear (x.flatten (1), self.rows)" } },
  { "px72", { 3 * 72 * 72, "return torch.linear (x.flatten (1), self.rows)" } },
  // No usual size; only the code tells it.
  { "px100",
    { 3, "assert x.size (2) == 100 and x.size (3) == 100, \"no 100 px\"\n    return " + mean } },
  // From 98 to 104 px, which nothing tells.
  { "px98",
    { 3 * 14 * 14, "y = torch.avg_pool2d (x, [7, 7])\n"
                   "    return torch.linear (y.flatten (1), self.rows)" } },
  // One answer for each 96 × 96 px.
  { "parts",
    { 3, "y = torch.avg_pool2d (torch.avg_pool2d (x, [12, 12]), [8, 8])\n"
         "    return torch.conv2d (y, self.rows.unsqueeze (2).unsqueeze (3)).flatten (1)" } },
  { "gray", { 1, "return " + mean } },
  { "mnist", { 28 * 28, "return torch.linear (x.flatten (1), self.rows)" } },
  { "channels-last", { 3, "return torch.linear (x.mean ([1, 2]), self.rows)" } },
  { "bytes",
    { 3, "assert x.dtype == 0, \"expected uint8\"\n"
         "    return torch.linear (x.to (6).mean ([2, 3]) / 255, self.rows)" } },
  { "float16", { 3, "return " + mean } },
  { "bfloat16", { 3, "return " + mean } },
  { "float64", { 3, "return " + mean } },
  { "tuple", { 3, "y = " + mean + "\n    return (y, x)" } },
  { "list", { 3, "y = " + mean + "\n    return [y, y * 2]" } },
  { "dictionary", { 3, "y = " + mean + "\n    return {\"aux\": y * 2, \"logits\": y}" } },
  { "probabilities", { 3, "return torch.softmax (" + mean + ", 1)" } },
  { "log-probabilities", { 3, "return torch.log_softmax (" + mean + ", 1)" } },
  { "sigmoid", { 3, "return torch.sigmoid (" + mean + ")" } },
  { "one-output", { 3, "return torch.linear (x.mean ([2, 3]), self.rows[0:1])" } },
  { "one-image", { 3, "return torch.linear (x.mean ([2, 3]).view ([1, 3]), self.rows)" } },
  { "two-images", { 3, "return torch.linear (x.mean ([2, 3]).view ([2, 3]), self.rows)" } },
  { "training",
    { 3, "x = torch.batch_norm (x, None, None, None, None, True, 0.1, 1e-5, False)\n"
         "    return torch.linear ((x * x * x).mean ([2, 3]), self.rows)" } },
  { "nan", { 3, "return " + mean + " * (self.rows.sum () * 0 / 0)" } },
};

static void
write_kind (const std::string &name, const Kind &kind, const std::string &path)
{
  torch::manual_seed (1);
  torch::Tensor rows = torch::randn ({ 5, kind.channels }) * 10;
  if (name == "float16")
    rows = rows.to (torch::kHalf);
  else if (name == "bfloat16")
    rows = rows.to (torch::kBFloat16);
  else if (name == "float64")
    rows = rows.to (torch::kDouble);
  torch::jit::Module module ("Form");
  module.register_parameter ("rows", rows, false);
  module.define ("def forward (self, x):\n    " + kind.code + "\n");
  module.save (path);
}

int
main (int argc, char **argv)
{
  if (argc != 2)
    return 2;
  for (const auto &kind : kinds)
    write_kind (kind.first, kind.second, std::string (argv[1]) + "/" + kind.first + ".pt");
  return 0;
}
