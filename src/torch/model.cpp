// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/device.h"
#include "torch/foreign-file.h"
#include "torch/form.h"
#include "torch/guard.h"
#include "torch/internal.h"
#include "torch/model-limits.h"
#include "torch/team.h"
#include "torch/weights.h"
#include "torch/work.h"

#include <ATen/Parallel.h>
#include <caffe2/serialize/read_adapter_interface.h>
#include <torch/script.h>

#include <cmath>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct _TauTorchModel {
  std::string path; // for messages
  torch::jit::Module module;
  tau::Form form;
  c10::Device device = tau::device ();
  int input_size;
  int n_outputs;
  guint64 multiply_adds;
  bool one_by_one; // each image by itself, on one thread
};

namespace
{

// A network that multiplies matrices more than it convolves gets its images one by one, each on one
// thread. BLAS works on the thread that calls it (blas.h), so the bits of an answer depend neither
// on the number of threads nor on the other images of the batch. For a transformer of 0.2 million
// parameters at 32 px this costs a tenth of its time, for a ViT-Tiny at 224 px nothing.

// -- loading
// -------------------------------------------------------------------------------------------

// Freezes and optimises for the CPU; the result is used only if it gives the same numbers. (Modules
// with control flow that freezing does not understand stay as they are.)
torch::jit::Module
optimised (torch::jit::Module module, const tau::Form &form, const torch::Tensor &probe)
{
  if (!probe.is_cpu ())
    return module;
  try {
    torch::Tensor before = tau::forward (module, form, probe.clone ());
    torch::jit::Module fast = torch::jit::optimize_for_inference (module);
    torch::Tensor after = tau::forward (fast, form, probe.clone ());
    if (torch::allclose (before, after, 1e-3, 1e-4))
      return fast;
  } catch (const std::exception &) {
  }
  return module;
}

// Half, bfloat16 and double become float: the CPU lacks operators for the first two.
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
        throw tau::Failure (TAU_TORCH_ERROR_FILE, "The file became shorter while it was read");
      done += got;
    }
    return done;
  }
};

struct Descriptor {
  const int fd;
  ~Descriptor ()
  {
    if (fd >= 0)
      close (fd);
  }
};

// Neither waits for the writer of a FIFO nor reads from a device.
torch::jit::Module
read_module (const char *path, int given)
{
  const std::string named = std::string ("“") + path + "”";
  const Descriptor own = { given >= 0 ? -1 : g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0) };
  const int fd = given >= 0 ? given : own.fd;
  struct stat info;
  if (fd < 0 || fstat (fd, &info) != 0)
    throw tau::Failure (TAU_TORCH_ERROR_FILE, named + " cannot be opened: " + g_strerror (errno));
  try {
    if (!S_ISREG (info.st_mode))
      throw tau::Failure (TAU_TORCH_ERROR_FILE, "not a regular file");
    torch::jit::Module module =
        torch::jit::load (std::make_shared<DescriptorAdapter> (fd, info.st_size), tau::device ());
    module.eval ();
    return module;
  } catch (const std::exception &e) {
    if (tau::is_out_of_memory (e))
      throw;
    throw tau::Failure (TAU_TORCH_ERROR_FILE,
                        named + " is " + tau::describe_foreign_file (fd, e.what ()));
  }
}

TauTorchModel *
load (const char *path, int fd, int input_size)
{
  torch::jit::Module module = read_module (path, fd);
  convert_to_float (module);
  torch::InferenceMode guard;
  auto self = std::make_unique<TauTorchModel> ();
  self->path = path;
  self->form = tau::find_form (module, path, input_size);
  self->n_outputs = self->form.n_outputs;
  self->input_size = input_size;
  const torch::Tensor one = tau::probe_images (1, input_size);
  const tau::Work work = tau::measure_work ([&] { tau::forward (module, self->form, one); });
  self->multiply_adds = work.convolutions + work.products;
  self->one_by_one =
      self->device.is_cpu () && (self->form.one_image || work.products > work.convolutions);
  self->module = optimised (module, self->form, tau::probe_images (2, input_size));
  return self.release ();
}

GBytes *
read_weights (const char *path, int fd)
{
  torch::NoGradGuard no_grad;
  torch::jit::Module module = read_module (path, fd);
  std::map<std::string, torch::Tensor> weights;
  for (const auto &parameter : module.named_parameters ())
    weights[parameter.name] = parameter.value.detach ();
  for (const auto &buffer : module.named_buffers ())
    weights[buffer.name] = buffer.value.detach ();
  return tau::pack_weights (weights);
}

bool
all_finite (const float *v, gsize n)
{
  double sum = 0; // a NaN or an infinity stays in a sum of v * 0
  for (gsize i = 0; i < n; i++)
    sum += v[i] * 0.0f;
  return sum == 0;
}

// n images at once.
void
answer (TauTorchModel *self, const float *in, int64_t n, float *out)
{
  torch::InferenceMode guard;
  torch::Tensor x =
      torch::from_blob (const_cast<float *> (in), { n, 3, self->input_size, self->input_size })
          .to (self->device);
  torch::Tensor y =
      tau::forward (self->module, self->form, x).to (torch::kCPU, torch::kFloat).contiguous ();
  if (y.dim () != 2 || y.size (0) != n || y.size (1) != self->n_outputs)
    throw tau::Failure (TAU_TORCH_ERROR_SHAPE,
                        "The output of “" + self->path + "” changes shape from batch to batch");
  if (!all_finite (y.data_ptr<float> (), n * self->n_outputs))
    throw tau::Failure (TAU_TORCH_ERROR_NAN,
                        "“" + self->path +
                            "” returns NaN or infinity for this image; its weights may be damaged");
  std::copy_n (y.data_ptr<float> (), n * self->n_outputs, out);
}

gboolean
run (TauTorchModel *self, const float *in, gsize n, float *out, GCancellable *cancellable,
     GError **error)
{
  const gsize pixels = gsize (3) * self->input_size * self->input_size;
  const int n_threads = int (std::min (gsize (at::get_num_threads ()), n));
  // Starting its threads takes 0.1 ms.
  std::unique_ptr<tau::Team> team;
  if (self->one_by_one && n_threads > 1)
    team = std::make_unique<tau::Team> (n_threads);
  for (gsize start = 0; start < n; start += TAU_BATCH) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    const int count = int (std::min<gsize> (TAU_BATCH, n - start));
    const auto answer_one = [&] (int i) {
      answer (self, in + (start + i) * pixels, 1, out + (start + i) * self->n_outputs);
    };
    if (team != nullptr)
      team->run (count, answer_one);
    else if (self->one_by_one)
      for (int i = 0; i < count; i++)
        answer_one (i);
    else
      answer (self, in + start * pixels, count, out + start * self->n_outputs);
  }
  return TRUE;
}

} // namespace

TauTorchModel *
tau_model_load (const char *path, int fd, int input_size, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return nullptr;
  return tau::guarded<TauTorchModel *> (error, nullptr,
                                        [&] { return load (path, fd, input_size); });
}

GBytes *
tau_model_read_weights (const char *path, int fd, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return nullptr;
  return tau::guarded<GBytes *> (error, nullptr, [&] { return read_weights (path, fd); });
}

void
tau_model_free (TauTorchModel *self)
{
  delete self;
}

int
tau_model_n_outputs (TauTorchModel *self)
{
  return self->n_outputs;
}

guint64
tau_model_multiply_adds (TauTorchModel *self)
{
  return self->multiply_adds;
}

gboolean
tau_model_run (TauTorchModel *self, const float *in, gsize n, float *out, GCancellable *cancellable,
               GError **error)
{
  return tau::guarded<gboolean> (error, FALSE,
                                 [&] { return run (self, in, n, out, cancellable, error); });
}
