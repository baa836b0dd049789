// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a TorchScript file of the size of ResNet-50, 224 px and 1000 classes, with random weights
// and its batch norms folded into the convolutions: write-resnet50 FILE

#include <torch/script.h>

#include <iostream>
#include <sstream>

namespace
{

struct Writer {
  torch::jit::Module module{ "ResNet50" };
  std::ostringstream code;
  int n = 0;

  // The code that gives the convolution of `x`.
  std::string
  convolve (const char *x, int64_t in, int64_t out, int64_t side, int64_t stride)
  {
    const std::string w = "w" + std::to_string (n), b = "b" + std::to_string (n++);
    const double spread = std::sqrt (1.0 / double (in * side * side));
    module.register_parameter (w, torch::randn ({ out, in, side, side }) * spread, false);
    module.register_parameter (b, torch::zeros ({ out }), false);
    std::ostringstream text;
    text << "torch.conv2d(" << x << ", self." << w << ", self." << b << ", [" << stride << ", "
         << stride << "], [" << side / 2 << ", " << side / 2 << "])";
    return text.str ();
  }

  void
  add_block (int64_t in, int64_t middle, int64_t stride)
  {
    const int64_t out = 4 * middle;
    code << "    y = torch.relu(" << convolve ("x", in, middle, 1, 1) << ")\n";
    code << "    y = torch.relu(" << convolve ("y", middle, middle, 3, stride) << ")\n";
    code << "    y = " << convolve ("y", middle, out, 1, 1) << "\n";
    if (in != out || stride != 1)
      code << "    x = " << convolve ("x", in, out, 1, stride) << "\n";
    code << "    x = torch.relu(x + y)\n";
  }

  void
  write (const char *path)
  {
    int64_t in = 64;
    code << "def forward(self, x):\n    x = torch.relu(" << convolve ("x", 3, 64, 7, 2)
         << ")\n    x = torch.max_pool2d(x, [3, 3], [2, 2], [1, 1])\n";
    const int64_t blocks[] = { 3, 4, 6, 3 };
    for (int64_t stage = 0, middle = 64; stage < 4; stage++, middle *= 2)
      for (int64_t i = 0; i < blocks[stage]; i++, in = 4 * middle)
        add_block (in, middle, i == 0 && stage > 0 ? 2 : 1);
    module.register_parameter ("head", torch::randn ({ 1000, in }) * 0.02, false);
    code << "    return torch.linear(x.mean([2, 3]), self.head)\n";
    module.define (code.str ());
    module.save (path);
  }
};

} // namespace

int
main (int argc, char **argv)
{
  if (argc != 2)
    return 2;
  torch::manual_seed (1);
  Writer ().write (argv[1]);
  return 0;
}
