// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace tau
{

// What an open file is that libtorch cannot read, and what to do: the end of the sentence
// “FILE is…”. `why`: what libtorch said.
std::string describe_foreign_file (int fd, const std::string &why);

} // namespace tau
