// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

#include <functional>

namespace tau
{

// The work of a network for one input.
struct Work {
  guint64 convolutions = 0, products = 0; // multiply-adds
  bool uncounted = false;                 // there was an operator whose work cannot be seen

  // 0 if it is not known.
  guint64
  multiply_adds () const
  {
    return uncounted ? 0 : convolutions + products;
  }
};

// Counts the convolutions and matrix products that libtorch computes on this thread in `body`.
// Scripted, traced and quantised networks call them by different names and are counted alike.
Work measure_work (const std::function<void ()> &body);

} // namespace tau
