// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace tau
{

enum class PickleKind {
  NONE,       // no pickle
  STATE_DICT, // names and tensors
  CHECKPOINT, // those, and what a training keeps beside them
  MODULE,     // an object of a class, or a dictionary with one
  OTHER,
};

// What a pickle holds, from its first bytes. Nothing is unpickled.
PickleKind judge_pickle (const std::string &head);

} // namespace tau
