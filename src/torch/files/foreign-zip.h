// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace tau
{

// The n bytes at a place of an open file; fewer at its end.
std::string read_at (int fd, off_t at, size_t n);

// What an open zip file holds, as far as it can be read.
class ZipListing
{
public:
  explicit ZipListing (int fd);

  // Whether a member's name ends with this.
  bool has (const std::string &ending) const;

  // The first bytes of the first such member, as they lie in the file (PyTorch compresses nothing);
  // "" if there is none.
  std::string read (const std::string &ending, size_t n) const;

private:
  struct Member {
    std::string name;
    off_t header;
  };

  int fd;
  std::vector<Member> members;

  const Member *find (const std::string &ending) const;
};

} // namespace tau
