// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/foreign-file.h"

#include <glib.h>
#include <torch/version.h>

#include <regex>
#include <unistd.h>

namespace tau
{
namespace
{

constexpr size_t HEAD = 4096;

const char EXPORT[] =
    "; load it in Python and export the model with torch.jit.trace or torch.jit.script and save()";

std::string
read_at (int fd, off_t at, size_t n)
{
  std::string bytes (n, '\0');
  const ssize_t got = pread (fd, &bytes[0], n, at);
  bytes.resize (got > 0 ? got : 0);
  return bytes;
}

bool
begins (const std::string &text, const std::string &with)
{
  return text.compare (0, with.size (), with) == 0;
}

bool
contains (const std::string &text, const std::string &part)
{
  return text.find (part) != std::string::npos;
}

bool
is_web_page (const std::string &head)
{
  const size_t start = head.find_first_not_of (" \t\r\n\xef\xbb\xbf");
  std::string text = start != std::string::npos ? head.substr (start, 16) : "";
  for (char &c : text)
    c = g_ascii_tolower (c);
  return begins (text, "<!doctype html") || begins (text, "<html") || begins (text, "<?xml");
}

// A varint with the version, then the name of the program that wrote it.
bool
is_onnx (const std::string &head)
{
  if (head.size () < 8 || head[0] != 0x08 || head[1] < 1 || head[1] > 20 || head[2] != 0x12)
    return false;
  const size_t length = static_cast<unsigned char> (head[3]);
  if (length == 0 || length > 64 || head.size () < 4 + length)
    return false;
  for (size_t i = 0; i < length; i++)
    if (!g_ascii_isprint (head[4 + i]))
      return false;
  return true;
}

// The length of a JSON object, then that object.
bool
is_safetensors (const std::string &head)
{
  guint64 length = 0;
  for (size_t i = 0; i < 8 && head.size () > 9; i++)
    length |= static_cast<guint64> (static_cast<unsigned char> (head[i])) << 8 * i;
  return length > 1 && length < (1u << 30) && head[8] == '{' && head[9] == '"';
}

// torch.save() writes a pickle: of a dictionary of tensors, or of an object of any class.
std::string
describe_pickle (const std::string &head)
{
  const bool of_module = contains (head, "torch.nn.modules") || contains (head, "_modules");
  return of_module
             ? "a pickled Python module (torch.save), which only Python with its source can open"
             : "a file of weights only (a state dict or checkpoint), without the network";
}

// The operator that libtorch does not know, or "".
std::string
find_operator (const std::string &why)
{
  std::smatch match;
  static const std::regex unknown (
      "(?:[Uu]nknown builtin op(?:erator)?|Could not find (?:any )?operator)[: ]+'?([\\w:.]+\\w)");
  return std::regex_search (why, match, unknown) ? match[1].str () : "";
}

} // namespace

std::string
describe_foreign_file (int fd, const std::string &why)
{
  const std::string head = read_at (fd, 0, HEAD), op = find_operator (why);
  if (!op.empty ())
    return "made for a newer PyTorch or another library: it needs the operator " + op +
           ", which libtorch " + TORCH_VERSION + " lacks; export it without that operator";
  if (head.empty ())
    return "empty; copy or download it again";
  if (begins (head, "version https://git-lfs"))
    return "only a pointer of Git LFS; fetch the file itself with “git lfs pull”";
  if (is_web_page (head))
    return "a web page (HTML) and no model; download the file itself";
  if (is_onnx (head))
    return std::string ("an ONNX model") + EXPORT;
  if (is_safetensors (head))
    return std::string ("a safetensors file, which holds weights only") + EXPORT;
  if (begins (head, "\x89HDF"))
    return std::string ("an HDF5 file (Keras?)") + EXPORT;
  if (head.size () > 8 && head.compare (4, 4, "TFL3") == 0)
    return std::string ("a TensorFlow Lite model") + EXPORT;
  if (begins (head, "\x80\x02"))
    return describe_pickle (head) + EXPORT;
  if (begins (head, "PK") && !contains (head, "/code/") && contains (head, "data.pkl"))
    return describe_pickle (head) + EXPORT;
  return "not a TorchScript file or is damaged; write it with torch.jit.script or torch.jit.trace "
         "and save()";
}

} // namespace tau
