// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/files/foreign-zip.h"

#include <glib.h>

#include <unistd.h>

namespace tau
{
namespace
{

constexpr size_t MAX_LISTING = 16 << 20;           // bytes
constexpr size_t END = 22, ENTRY = 46, LOCAL = 30; // sizes of the records without names
constexpr size_t MAX_COMMENT = 65535;

guint32
number (const std::string &bytes, size_t at, int width)
{
  guint32 value = 0;
  for (int i = 0; i < width && at + i < bytes.size (); i++)
    value |= static_cast<guint32> (static_cast<unsigned char> (bytes[at + i])) << 8 * i;
  return value;
}

} // namespace

std::string
read_at (int fd, off_t at, size_t n)
{
  std::string bytes (n, '\0');
  const ssize_t got = pread (fd, &bytes[0], n, at);
  bytes.resize (got > 0 ? got : 0);
  return bytes;
}

ZipListing::ZipListing (int fd) : fd (fd)
{
  const off_t length = lseek (fd, 0, SEEK_END);
  const off_t start = std::max<off_t> (0, length - off_t (END + MAX_COMMENT));
  const std::string tail = read_at (fd, start, END + MAX_COMMENT);
  const size_t end = tail.rfind ("PK\x05\x06");
  if (end == std::string::npos || end + END > tail.size ())
    return;
  const std::string listing = read_at (fd, number (tail, end + 16, 4),
                                       std::min<size_t> (number (tail, end + 12, 4), MAX_LISTING));
  for (size_t at = 0;
       at + ENTRY <= listing.size () && listing.compare (at, 4, "PK\x01\x02") == 0;) {
    const size_t name = number (listing, at + 28, 2);
    members.push_back ({ listing.substr (at + ENTRY, name), number (listing, at + 42, 4) });
    at += ENTRY + name + number (listing, at + 30, 2) + number (listing, at + 32, 2);
  }
}

const ZipListing::Member *
ZipListing::find (const std::string &ending) const
{
  for (const Member &member : members)
    if (member.name.size () >= ending.size () &&
        member.name.compare (member.name.size () - ending.size (), ending.size (), ending) == 0)
      return &member;
  return nullptr;
}

bool
ZipListing::has (const std::string &ending) const
{
  return find (ending) != nullptr;
}

std::string
ZipListing::read (const std::string &ending, size_t n) const
{
  const Member *member = find (ending);
  if (member == nullptr)
    return "";
  const std::string head = read_at (fd, member->header, LOCAL);
  return read_at (fd, member->header + LOCAL + number (head, 26, 2) + number (head, 28, 2), n);
}

} // namespace tau
