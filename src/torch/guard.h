// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "torch/tau-torch.h"

#include <exception>
#include <new>
#include <string>

namespace tau
{

// An error with its code for the C side.
struct Failure : std::exception {
  TauTorchError code;
  std::string message;
  Failure (TauTorchError code, std::string message) : code (code), message (std::move (message))
  {
  }
  const char *
  what () const noexcept override
  {
    return message.c_str ();
  }
};

// The line of an exception's text that says what happened, whole: libtorch appends a C++ backtrace,
// and its interpreter puts the model's own lines first.
std::string first_line (const std::exception &e);

// Whether an exception says that memory could not be had. libtorch throws std::bad_alloc rarely;
// its interpreter wraps the message of its allocator.
inline bool
is_out_of_memory (const std::exception &e)
{
  const std::string text = e.what ();
  return dynamic_cast<const std::bad_alloc *> (&e) != nullptr ||
         text.find ("can't allocate memory") != std::string::npos ||
         text.find ("not enough memory") != std::string::npos ||
         text.find ("out of memory") != std::string::npos;
}

inline void
set_out_of_memory (GError **error)
{
  g_set_error_literal (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_MEMORY,
                       "Not enough memory; close other programs or use a smaller batch");
}

// Runs `body`. If it throws, sets `error` and returns `fallback`.
template <typename T, typename F>
T
guarded (GError **error, T fallback, F body)
{
  try {
    return body ();
  } catch (const Failure &e) {
    g_set_error_literal (error, TAU_TORCH_ERROR, e.code, e.what ());
  } catch (const std::exception &e) {
    if (is_out_of_memory (e))
      set_out_of_memory (error);
    else
      g_set_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_FAILED, "libtorch: %s",
                   first_line (e).c_str ());
  } catch (...) {
    g_set_error_literal (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_FAILED, "libtorch: unknown error");
  }
  return fallback;
}

} // namespace tau
