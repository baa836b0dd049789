// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "torch/sorter/sorter.h"

#include <gio/gio.h>

namespace tau
{

// A dictionary of tensors with the names of torch.nn.GRU, and "head.weight" and "head.bias" of a
// torch.nn.Linear (64, 1); torch.load() opens it. The same weights give the same bytes.
GBytes *save_sorter (const SorterWeights &weights);

// Throws Failure (FILE) for data that save_sorter() did not write, and for weights that are not
// finite.
SorterWeights load_sorter (GBytes *bytes);

} // namespace tau
