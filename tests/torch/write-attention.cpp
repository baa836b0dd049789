// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a TorchScript file of a small vision transformer with random weights, whose products go
// through BLAS: write-attention FILE SIDE N_OUTPUTS

#include <torch/script.h>

#include <cstdlib>
#include <iostream>

constexpr int64_t PATCH = 4, WIDTH = 48;

static const char source[] = R"(
def forward(self, x):
    x = torch.conv2d(x, self.patch, None, [4, 4]).flatten(2).transpose(1, 2) + self.place
    h = torch.layer_norm(x, [48])
    q, k, v = torch.chunk(torch.linear(h, self.both), 3, 2)
    q = torch.softmax(torch.matmul(q, k.transpose(1, 2)) / 7, 2)
    x = x + torch.linear(torch.matmul(q, v), self.out)
    h = torch.gelu(torch.linear(torch.layer_norm(x, [48]), self.up, self.up_bias))
    x = torch.layer_norm(x + torch.linear(h, self.down), [48])
    return torch.linear(x.mean([1]), self.head, self.head_bias)
)";

int
main (int argc, char **argv)
{
  if (argc != 4)
    return 2;
  const int64_t side = std::atoi (argv[2]), n_outputs = std::atoi (argv[3]);
  torch::manual_seed (1);
  torch::jit::Module module ("Attention");
  const auto add = [&] (const char *name, torch::IntArrayRef shape) {
    const double spread = shape.size () > 1 ? 1 / std::sqrt (double (shape[1])) : 0.1;
    module.register_parameter (name, torch::randn (shape) * spread, false);
  };
  add ("patch", { WIDTH, 3, PATCH, PATCH });
  add ("place", { side / PATCH * (side / PATCH), WIDTH });
  add ("both", { 3 * WIDTH, WIDTH });
  add ("out", { WIDTH, WIDTH });
  add ("up", { 4 * WIDTH, WIDTH });
  add ("up_bias", { 4 * WIDTH });
  add ("down", { WIDTH, 4 * WIDTH });
  add ("head", { n_outputs, WIDTH });
  add ("head_bias", { n_outputs });
  module.define (source);
  module.save (argv[1]);
  return 0;
}
