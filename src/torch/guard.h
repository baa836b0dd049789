// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "torch/tau-torch.h"

#include <exception>
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

// The first line of an exception's text, because libtorch appends a C++ backtrace.
inline std::string
first_line (const std::exception &e)
{
  std::string text = e.what ();
  size_t start = text.find_first_not_of (" \n");
  if (start == std::string::npos)
    return "no details";
  text = text.substr (start);
  text = text.substr (0, text.find ('\n'));
  return text.substr (0, 300);
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
  } catch (const std::bad_alloc &) {
    g_set_error_literal (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_FAILED,
                         "Not enough memory; close other programs or use a smaller batch");
  } catch (const std::exception &e) {
    g_set_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_FAILED, "libtorch: %s",
                 first_line (e).c_str ());
  } catch (...) {
    g_set_error_literal (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_FAILED, "libtorch: unknown error");
  }
  return fallback;
}

} // namespace tau
