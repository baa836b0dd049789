// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

#include <functional>

namespace tau
{

// The work of a network for one input.
struct Work {
  guint64 convolutions = 0, products = 0; // multiply-adds
};

// Counts the convolutions and matrix products that libtorch computes on this thread in `body`.
// Scripted and traced networks call them by different names and are counted alike.
Work measure_work (const std::function<void ()> &body);

} // namespace tau
