// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/device.h"

#include "torch/blas.h"
#include "torch/guard.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/version.h>

#include <atomic>
#include <mutex>

namespace tau
{
namespace
{

std::atomic<c10::DeviceType> &
setting ()
{
  static std::atomic<c10::DeviceType> type{ c10::DeviceType::CPU };
  return type;
}

} // namespace

c10::Device
device ()
{
  return c10::Device (setting ());
}

void
set_device (const std::string &name)
{
  if (name == "cpu")
    setting () = c10::DeviceType::CPU;
  else if (name != "cuda")
    throw Failure (TAU_TORCH_ERROR_SPEC, "“" + name + "” is not a device; use cpu or cuda");
  else if (!at::globalContext ().hasCUDA ())
    throw Failure (TAU_TORCH_ERROR_SPEC,
                   "This libtorch has no CUDA or finds no CUDA device; use the device cpu, or "
                   "build Tauscope with the libtorch of pytorch.org (-Dtorch_prefix)");
  else
    setting () = c10::DeviceType::CUDA;
}

std::string
describe ()
{
  int n = at::get_num_threads ();
  return std::string ("libtorch ") + TORCH_VERSION + " on " + device ().str () + ", " +
         std::to_string (n) + (n == 1 ? " thread" : " threads") +
         (has_fast_blas () || !device ().is_cpu ()
              ? ""
              : ", without OpenBLAS: transformers are slow until it is "
                "installed (Debian: libopenblas0-pthread)");
}

void
announce ()
{
  static std::mutex mutex;
  static std::string last;
  std::lock_guard<std::mutex> lock (mutex);
  std::string now = describe ();
  if (now != last)
    g_log ("Tauscope", G_LOG_LEVEL_INFO, "%s", now.c_str ());
  last = now;
}

} // namespace tau
