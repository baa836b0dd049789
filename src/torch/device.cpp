// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/device.h"

#include "torch/guard.h"

#include <ATen/Context.h>

#include <atomic>

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
                   "build Tauscope with the libtorch of pytorch.org (-Dlibtorch)");
  else
    setting () = c10::DeviceType::CUDA;
}

} // namespace tau
