// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tau
{

// Once, before any model is loaded: takes the engine that quantised models need, and has it check
// the sizes of what it is given.
void prepare_quantised ();

} // namespace tau
