// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/files/open-module.h"

#include "torch/device.h"
#include "torch/files/foreign-file.h"
#include "torch/guard.h"

#include <caffe2/serialize/read_adapter_interface.h>

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tau
{
namespace
{

// Reads an open file, so that its path need not be opened again. (libtorch's own FileAdapter takes
// a path.)
class DescriptorAdapter : public caffe2::serialize::ReadAdapterInterface
{
  const int fd;
  const size_t length;

public:
  DescriptorAdapter (int fd, size_t length) : fd (fd), length (length)
  {
  }
  size_t
  size () const override
  {
    return length;
  }
  size_t
  read (uint64_t position, void *buffer, size_t n, const char *) const override
  {
    size_t done = 0;
    while (done < n) {
      ssize_t got = pread (fd, static_cast<char *> (buffer) + done, n - done, position + done);
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        throw Failure (TAU_TORCH_ERROR_FILE, "The file became shorter while it was read");
      done += got;
    }
    return done;
  }
};

} // namespace

Descriptor::Descriptor (const char *path, int given)
    : fd (given >= 0 ? given : g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0)),
      owned (given < 0 && fd >= 0)
{
}

Descriptor::~Descriptor ()
{
  if (owned)
    close (fd);
}

torch::jit::Module
open_module (const char *path, int given)
{
  const std::string named = std::string ("“") + path + "”";
  const Descriptor file (path, given);
  const int fd = file.fd;
  struct stat info;
  if (fd < 0 || fstat (fd, &info) != 0)
    throw Failure (TAU_TORCH_ERROR_FILE, named + " cannot be opened: " + g_strerror (errno));
  try {
    if (!S_ISREG (info.st_mode))
      throw Failure (TAU_TORCH_ERROR_FILE, "not a regular file");
    torch::jit::Module module =
        torch::jit::load (std::make_shared<DescriptorAdapter> (fd, info.st_size), device ());
    module.eval ();
    return module;
  } catch (const std::exception &e) {
    if (is_out_of_memory (e))
      throw;
    throw Failure (TAU_TORCH_ERROR_FILE,
                   named + " is " + describe_foreign_file (fd, path, e.what ()));
  }
}

void
convert_to_float (torch::jit::Module &module)
{
  const auto convert = [] (torch::Tensor tensor) {
    if (tensor.is_floating_point () && tensor.scalar_type () != torch::kFloat)
      tensor.set_data (tensor.to (torch::kFloat));
  };
  for (const torch::Tensor &tensor : module.parameters ())
    convert (tensor);
  for (const torch::Tensor &tensor : module.buffers ())
    convert (tensor);
}

} // namespace tau
