// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/guard.h"

namespace tau
{
namespace
{

// What fits in a reply of the model process together with the names of files. In bytes.
constexpr size_t MAX_LINE = 4000;

// Where it begins. The interpreter puts the model's own lines before it.
size_t
find_start (const std::string &text)
{
  for (const std::string mark : { "\nRuntimeError: ", "\nbuiltins." }) {
    const size_t at = text.rfind (mark);
    if (at != std::string::npos)
      return at + mark.size ();
  }
  return 0;
}

} // namespace

std::string
first_line (const std::exception &e)
{
  std::string text = e.what ();
  const size_t first = text.find_first_not_of (" \n");
  if (first == std::string::npos)
    return "no details";
  text = text.substr (first);
  const size_t start = find_start (text);
  const std::string line = text.substr (start, text.find ('\n', start) - start);
  if (line.size () <= MAX_LINE)
    return line;
  size_t end = MAX_LINE;
  while (end > 0 && (line[end] & 0xc0) == 0x80) // not within a character
    end--;
  return line.substr (0, end) + "…";
}

} // namespace tau
