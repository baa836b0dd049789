// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/files/foreign-pickle.h"

namespace tau
{
namespace
{

bool
contains (const std::string &text, const std::string &part)
{
  return text.find (part) != std::string::npos;
}

// What torch.save() writes before the object in its format of before 1.6: its mark, its version,
// and the sizes of types, each as a pickle.
const std::string OLD_MARK ("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15);

const std::string ORDERED = "ccollections\nOrderedDict\n";

// Past what stands between the parts of a dictionary: marks, memos, a call without arguments.
size_t
skip (const std::string &pickle, size_t at)
{
  while (at < pickle.size ())
    if (pickle[at] == 'q')
      at += 2;
    else if (pickle[at] == 'r')
      at += 5;
    else if (std::string (")R(\x94").find (pickle[at]) != std::string::npos)
      at++;
    else
      break;
  return at;
}

// Past the name of an entry.
size_t
skip_name (const std::string &pickle, size_t at)
{
  if (at + 5 > pickle.size ())
    return at;
  const auto length = static_cast<unsigned char> (pickle[at + 1]);
  return pickle[at] == 'X' ? at + 5 + length : pickle[at] == '\x8c' ? at + 2 + length : at;
}

std::string
skip_preamble (const std::string &bytes)
{
  if (bytes.compare (0, OLD_MARK.size (), OLD_MARK) != 0)
    return bytes;
  const size_t sizes = bytes.find ("type_sizes");
  const size_t object = sizes != std::string::npos ? bytes.find (".\x80", sizes) : sizes;
  return object != std::string::npos ? bytes.substr (object + 1) : "";
}

} // namespace

PickleKind
judge_pickle (const std::string &head)
{
  const std::string pickle = skip_preamble (head);
  if (pickle.size () < 4 || pickle[0] != '\x80' || pickle[1] < 2 || pickle[1] > 5)
    return head == pickle ? PickleKind::NONE : PickleKind::OTHER;
  const size_t start = pickle[2] == '\x95' ? 11 : 2; // a frame says its length
  if (contains (pickle, "_modules") && contains (pickle, "_parameters"))
    return PickleKind::MODULE;
  if (!contains (pickle, "_rebuild_"))
    return PickleKind::OTHER;
  size_t at = start;
  if (pickle.compare (at, ORDERED.size (), ORDERED) == 0)
    at = skip (pickle, at + ORDERED.size ());
  else if (pickle[at] == '}')
    at = skip (pickle, at + 1);
  else
    return PickleKind::OTHER;
  // A state dict has a tensor as its first value.
  at = skip (pickle, skip_name (pickle, at));
  return contains (pickle.substr (std::min (at, pickle.size ()), 40), "_rebuild_")
             ? PickleKind::STATE_DICT
             : PickleKind::CHECKPOINT;
}

} // namespace tau
