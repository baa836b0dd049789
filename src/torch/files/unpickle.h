// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace tau
{

// A value of a pickle. What a program of Python would be asked to call or to fetch stays as it is
// written: nothing is called.
struct PickleValue {
  enum Kind {
    OTHER, // None, floats, what is not told apart
    NUMBER,
    TEXT,
    LIST, // tuples too
    DICT, // its items: key, value, key, value…
    NAME, // of a function or class: "torch.FloatStorage"
    CALL, // of the function `text`; its item: the arguments
    LINK, // to what lies outside the pickle; its item describes that
    MARK,
  };
  Kind kind = OTHER;
  int64_t number = 0;
  std::string text;
  std::vector<const PickleValue *> items;

  // The item, if it is of that kind; otherwise null.
  const PickleValue *item (size_t index, Kind wanted) const;
};

// Reads pickles of protocol 2 and later, one after another. It owns their values.
class Unpickler
{
public:
  explicit Unpickler (const std::string &bytes) : bytes (bytes)
  {
  }

  // The next pickle. Throws Failure (FILE) for a damaged one.
  const PickleValue *read ();

  // All values so far.
  const std::deque<PickleValue> &
  all () const
  {
    return values;
  }

  // The n bytes after it, which it passes. Throws Failure (FILE) if there are not as many.
  const char *take (uint64_t n);
  uint64_t take_number (int width);

private:
  const std::string &bytes;
  size_t at = 0;
  std::deque<PickleValue> values;
  std::vector<PickleValue *> stack;
  std::unordered_map<uint64_t, PickleValue *> memo;

  PickleValue *make (PickleValue::Kind kind);
  PickleValue *push (PickleValue::Kind kind);
  PickleValue *pop ();
  PickleValue *top ();
  std::string take_line ();
  std::vector<const PickleValue *> take_marked ();
  void add (const std::vector<const PickleValue *> &items, PickleValue::Kind kind);
  void push_text (int width);
  void push_long (uint64_t n);
  void push_tuple (int n);
  void push_name (const std::string &module, const std::string &name);
  void call ();
  bool step_number (unsigned char code);
  bool step_text (unsigned char code);
  bool step_memo (unsigned char code);
  bool step_collection (unsigned char code);
  void step (unsigned char code);
};

} // namespace tau
