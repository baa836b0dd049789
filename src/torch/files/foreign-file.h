// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace tau
{

// What an open file is that libtorch cannot read, as its content shows, and the command that makes
// it usable: the end of the sentence “FILE is…”. `path`: for the command. `why`: what libtorch
// said.
std::string describe_foreign_file (int fd, const std::string &path, const std::string &why);

} // namespace tau
