// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/files/unpickle.h"

#include "torch/guard.h"

namespace tau
{
namespace
{

constexpr size_t MAX_VALUES = 1000000;

[[noreturn]] void
fail ()
{
  throw Failure (TAU_TORCH_ERROR_FILE, "damaged; copy or download it again");
}

} // namespace

const PickleValue *
PickleValue::item (size_t index, Kind wanted) const
{
  return index < items.size () && items[index]->kind == wanted ? items[index] : nullptr;
}

/* -- bytes and values ---------------------------------------------------------------------- */

const char *
Unpickler::take (uint64_t n)
{
  if (n > bytes.size () - at)
    fail ();
  const char *taken = bytes.data () + at;
  at += n;
  return taken;
}

uint64_t
Unpickler::take_number (int width)
{
  const char *taken = take (width);
  uint64_t value = 0;
  for (int i = width; i-- > 0;)
    value = value << 8 | static_cast<unsigned char> (taken[i]);
  return value;
}

std::string
Unpickler::take_line ()
{
  const size_t end = bytes.find ('\n', at);
  if (end == std::string::npos)
    fail ();
  const std::string line = bytes.substr (at, end - at);
  at = end + 1;
  return line;
}

PickleValue *
Unpickler::make (PickleValue::Kind kind)
{
  if (values.size () >= MAX_VALUES)
    fail ();
  values.emplace_back ();
  values.back ().kind = kind;
  return &values.back ();
}

PickleValue *
Unpickler::push (PickleValue::Kind kind)
{
  stack.push_back (make (kind));
  return stack.back ();
}

PickleValue *
Unpickler::top ()
{
  if (stack.empty ())
    fail ();
  return stack.back ();
}

PickleValue *
Unpickler::pop ()
{
  PickleValue *value = top ();
  stack.pop_back ();
  return value;
}

// What lies on the stack above the last mark; the mark goes too.
std::vector<const PickleValue *>
Unpickler::take_marked ()
{
  size_t mark = stack.size ();
  while (mark > 0 && stack[mark - 1]->kind != PickleValue::MARK)
    mark--;
  if (mark == 0)
    fail ();
  const std::vector<const PickleValue *> items (stack.begin () + mark, stack.end ());
  stack.resize (mark - 1);
  return items;
}

// Adds to the collection on top. Others, such as objects of classes, keep nothing.
void
Unpickler::add (const std::vector<const PickleValue *> &items, PickleValue::Kind kind)
{
  PickleValue *to = top ();
  if (to->items.size () + items.size () > 2 * MAX_VALUES)
    fail ();
  if (to->kind == kind)
    to->items.insert (to->items.end (), items.begin (), items.end ());
}

/* -- instructions -------------------------------------------------------------------------- */

void
Unpickler::push_text (int width)
{
  const uint64_t n = take_number (width);
  const char *text = take (n);
  push (PickleValue::TEXT)->text.assign (text, n);
}

// A number with a sign, of n bytes.
void
Unpickler::push_long (uint64_t n)
{
  if (n > 8) { // such as the mark of torch.save(); no size is as large
    take (n);
    push (PickleValue::OTHER);
    return;
  }
  const int unused = 64 - 8 * int (n);
  const uint64_t value = take_number (int (n));
  push (PickleValue::NUMBER)->number = n == 0 ? 0 : int64_t (value << unused) >> unused;
}

void
Unpickler::push_tuple (int n)
{
  PickleValue *tuple = make (PickleValue::LIST);
  tuple->items.resize (n);
  for (int i = n; i-- > 0;)
    tuple->items[i] = pop ();
  stack.push_back (tuple);
}

void
Unpickler::push_name (const std::string &module, const std::string &name)
{
  push (PickleValue::NAME)->text = module + "." + name;
}

// A function and its arguments become a call, which only notes them; an ordered dictionary is one.
void
Unpickler::call ()
{
  const PickleValue *arguments = pop (), *function = pop ();
  const bool ordered = function->text == "collections.OrderedDict";
  PickleValue *result = push (ordered ? PickleValue::DICT : PickleValue::CALL);
  result->text = function->text;
  if (!ordered)
    result->items = { arguments };
}

bool
Unpickler::step_number (unsigned char code)
{
  switch (code) {
  case 'J': // four bytes with a sign
    push_long (4);
    return true;
  case 'K':
    push (PickleValue::NUMBER)->number = int64_t (take_number (1));
    return true;
  case 'M':
    push (PickleValue::NUMBER)->number = int64_t (take_number (2));
    return true;
  case 0x88: // True, False
  case 0x89:
    push (PickleValue::NUMBER)->number = code == 0x88;
    return true;
  case 0x8a:
    push_long (take_number (1));
    return true;
  case 'G':
    take (8);
    push (PickleValue::OTHER);
    return true;
  default:
    return false;
  }
}

bool
Unpickler::step_text (unsigned char code)
{
  switch (code) {
  case 'U':  // of Python 2
  case 'C':  // bytes
  case 0x8c: // short
    push_text (1);
    return true;
  case 'T':
  case 'B':
  case 'X':
    push_text (4);
    return true;
  case 'c': {
    const std::string module = take_line ();
    push_name (module, take_line ());
    return true;
  }
  case 0x93: {
    const PickleValue *name = pop (), *module = pop ();
    push_name (module->text, name->text);
    return true;
  }
  default:
    return false;
  }
}

bool
Unpickler::step_memo (unsigned char code)
{
  switch (code) {
  case 'q':
    memo[take_number (1)] = top ();
    return true;
  case 'r':
    memo[take_number (4)] = top ();
    return true;
  case 0x94:
    memo[memo.size ()] = top ();
    return true;
  case 'h':
  case 'j': {
    const auto found = memo.find (take_number (code == 'h' ? 1 : 4));
    if (found == memo.end () || stack.size () > MAX_VALUES)
      fail ();
    stack.push_back (found->second);
    return true;
  }
  default:
    return false;
  }
}

bool
Unpickler::step_collection (unsigned char code)
{
  switch (code) {
  case ']':
  case ')':
    push (PickleValue::LIST);
    return true;
  case '}':
    push (PickleValue::DICT);
    return true;
  case '(':
    push (PickleValue::MARK);
    return true;
  case 't': {
    const std::vector<const PickleValue *> items = take_marked ();
    push (PickleValue::LIST)->items = items;
    return true;
  }
  case 0x85: // tuples of one to three
  case 0x86:
  case 0x87:
    push_tuple (code - 0x84);
    return true;
  case 'a': {
    const PickleValue *item = pop ();
    add ({ item }, PickleValue::LIST);
    return true;
  }
  case 'e': {
    const std::vector<const PickleValue *> items = take_marked ();
    add (items, PickleValue::LIST);
    return true;
  }
  case 's': {
    const PickleValue *value = pop (), *key = pop ();
    add ({ key, value }, PickleValue::DICT);
    return true;
  }
  case 'u': {
    const std::vector<const PickleValue *> items = take_marked ();
    if (items.size () % 2 != 0)
      fail ();
    add (items, PickleValue::DICT);
    return true;
  }
  default:
    return false;
  }
}

void
Unpickler::step (unsigned char code)
{
  if (step_number (code) || step_text (code) || step_memo (code) || step_collection (code))
    return;
  switch (code) {
  case 0x80: // the protocol
    take (1);
    return;
  case 0x95: // a frame's length
    take (8);
    return;
  case 'N':
    push (PickleValue::OTHER);
    return;
  case 'R':
  case 0x81: // an object of a class
    call ();
    return;
  case 'b': // the state of an object
  case '0':
    pop ();
    return;
  case 'Q': {
    const PickleValue *description = pop ();
    push (PickleValue::LINK)->items = { description };
    return;
  }
  default:
    fail ();
  }
}

const PickleValue *
Unpickler::read ()
{
  stack.clear ();
  memo.clear ();
  for (;;) {
    const auto code = static_cast<unsigned char> (*take (1));
    if (code == '.')
      return pop ();
    step (code);
  }
}

} // namespace tau
