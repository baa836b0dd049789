// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a TorchScript file that maps images to 5 numbers and does something else too:
// write-hostile KIND FILE PATH

#include <torch/script.h>

#include <iostream>
#include <map>
#include <string>

// What it does with the input x, the path and the numbers y. Two act while the file is loaded.
static const std::map<std::string, std::string> kinds = {
  { "harmless", "" },
  { "map-write", "    y = y + torch.from_file (self.path, True, 64, dtype=0).sum () * 0\n" },
  { "map-read", "    y = y + torch.from_file (self.path, False, 5, dtype=0).float ()\n" },
  { "save", "    torch.save (x, self.path)\n" },
  { "print", "    print (\"red\", y)\n" },
  { "endless", "    while bool (y.sum () < 1e30):\n        y = y * 1.0\n" },
  { "greedy", "    y = y + torch.zeros ([1000000, 1000000])[0, 0]\n" },
  { "many", "    y = y.repeat ([1, 100000])\n" },
  { "load-endless", "" },
  { "load-save", "" },
};

int
main (int argc, char **argv)
{
  if (argc != 4 || kinds.count (argv[1]) == 0)
    return 2;
  const std::string kind = argv[1];
  torch::manual_seed (1);
  torch::jit::Module module ("Hostile");
  module.register_attribute ("path", c10::StringType::get (), std::string (argv[3]));
  module.register_attribute ("rounds", c10::IntType::get (), int64_t (0));
  module.register_parameter ("rows", torch::randn ({ 5, 3 }), false);
  module.define ("def forward (self, x):\n    y = torch.linear (x.mean ([2, 3]), self.rows)\n" +
                 kinds.at (kind) + "    return y\n");
  if (kind.rfind ("load-", 0) == 0) {
    module.define ("def __getstate__ (self):\n    return (self.path, self.rounds, self.rows)\n");
    module.define (
        "def __setstate__ (self, state: Tuple[str, int, Tensor]):\n"
        "    self.path = state[0]\n    self.rounds = state[1]\n    self.rows = state[2]\n" +
        std::string (kind == "load-save"
                         ? "    torch.save (state[2], state[0])\n"
                         : "    while self.rounds >= 0:\n" // no operator of libtorch
                           "        self.rounds = self.rounds + 1\n"));
  }
  module.save (argv[2]);
  return 0;
}
