// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/device.h"
#include "torch/guard.h"
#include "torch/internal.h"
#include "torch/team.h"

#include <ATen/Parallel.h>
#include <ATen/record_function.h>
#include <caffe2/serialize/read_adapter_interface.h>
#include <torch/csrc/jit/serialization/pickle.h>
#include <torch/script.h>

#include <cmath>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct _TauTorchModel {
  std::string path; // for messages
  torch::jit::Module module;
  c10::Device device = tau::device ();
  int input_size;
  int n_outputs;
  guint64 multiply_adds;
  bool one_by_one; // each image by itself, on one thread
};

namespace
{

// Large enough to keep all cores busy, small enough that the allocator reuses the memory of the
// activations. In batches of 256 this memory is returned to the kernel each time, and clearing
// fresh pages took three quarters of the time (bench-target).
constexpr gsize BATCH = 64;

// More numbers than any list of classes has; memory is reserved for each.
constexpr int64_t MAX_OUTPUTS = 100000;

// A network that multiplies matrices more than it convolves gets its images one by one, each on one
// thread. BLAS works on the thread that calls it (blas.h), so the bits of an answer depend neither
// on the number of threads nor on the other images of the batch. For a transformer of 0.2 million
// parameters at 32 px this costs a tenth of its time, for a ViT-Tiny at 224 px nothing.

// -- counting
// ------------------------------------------------------------------------------------------

struct Work {
  guint64 convolutions = 0, products = 0; // multiply-adds
  int64_t n_rows = 0;                     // of the output
};

thread_local Work counted;

// Multiply-adds of one convolution or matrix product from the shapes of its inputs.
guint64
multiply_adds_of (const char *name, c10::ArrayRef<const c10::IValue> inputs)
{
  std::vector<std::vector<int64_t>> shapes;
  for (const c10::IValue &value : inputs)
    shapes.push_back (value.isTensor () && value.toTensor ().defined ()
                          ? value.toTensor ().sizes ().vec ()
                          : std::vector<int64_t>{});
  auto product = [] (const std::vector<int64_t> &v, size_t from) {
    guint64 n = 1;
    for (size_t i = from; i < v.size (); i++)
      n *= v[i];
    return n;
  };
  if (g_str_equal (name, "aten::convolution") && inputs.size () > 5) {
    const auto &x = shapes[0], &w = shapes[1];
    if (x.size () != 4 || w.size () != 4)
      return 0;
    auto stride = inputs[3].toIntVector (), pad = inputs[4].toIntVector (),
         dilation = inputs[5].toIntVector ();
    guint64 places = x[0];
    for (int i = 0; i < 2; i++)
      places *= (x[2 + i] + 2 * pad[i] - dilation[i] * (w[2 + i] - 1) - 1) / stride[i] + 1;
    return places * product (w, 0);
  }
  if (g_str_equal (name, "aten::addmm") && shapes.size () > 2 && shapes[1].size () == 2 &&
      shapes[2].size () == 2)
    return product (shapes[1], 0) * shapes[2][1];
  if ((g_str_equal (name, "aten::mm") || g_str_equal (name, "aten::bmm")) && !shapes[0].empty ())
    return product (shapes[0], 0) * shapes[1].back ();
  return 0;
}

std::unique_ptr<at::ObserverContext>
on_operator (const at::RecordFunction &fn)
{
  // Only operators recorded with their inputs may be asked for them.
  static const char *const counted_operators[] = { "aten::convolution", "aten::addmm", "aten::mm",
                                                   "aten::bmm" };
  for (const char *name : counted_operators)
    if (g_str_equal (fn.name (), name))
      (name == counted_operators[0] ? counted.convolutions : counted.products) +=
          multiply_adds_of (name, fn.inputs ());
  return nullptr;
}

torch::Tensor
forward (torch::jit::Module &module, const torch::Tensor &x)
{
  torch::jit::IValue out = module.forward ({ x });
  if (!out.isTensor ())
    throw tau::Failure (TAU_TORCH_ERROR_SHAPE, "it does not return a single tensor");
  return out.toTensor ();
}

Work
measure_work (torch::jit::Module &module, const torch::Tensor &one)
{
  counted = {};
  at::CallbackHandle handle =
      at::addThreadLocalCallback (at::RecordFunctionCallback (on_operator)
                                      .needsInputs (true)
                                      .scopes ({ at::RecordScope::FUNCTION }));
  try {
    torch::Tensor out = forward (module, one);
    counted.n_rows = out.dim () == 2 ? out.size (0) : 0;
  } catch (...) {
    at::removeCallback (handle);
    throw;
  }
  at::removeCallback (handle);
  return counted;
}

// -- loading
// -------------------------------------------------------------------------------------------

// Freezes and optimises for the CPU; the result is used only if it gives the same numbers. (Modules
// with control flow that freezing does not understand stay as they are.)
torch::jit::Module
optimised (torch::jit::Module module, const torch::Tensor &probe)
{
  if (!probe.is_cpu ())
    return module;
  try {
    torch::Tensor before = forward (module, probe);
    torch::jit::Module fast = torch::jit::optimize_for_inference (module);
    torch::Tensor after = forward (fast, probe);
    if (torch::allclose (before, after, 1e-3, 1e-4))
      return fast;
  } catch (const std::exception &) {
  }
  return module;
}

torch::Tensor
probe_picture (int n, int size)
{
  torch::Tensor ramp = torch::arange (int64_t (n) * 3 * size * size, torch::kFloat);
  return torch::sin (ramp * 0.37).view ({ n, 3, size, size }).to (tau::device ());
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
                        named + " is not a TorchScript file or is damaged; write it with "
                                "torch.jit.script or torch.jit.trace and save()");
  }
}

// The number of outputs.
int
probe (torch::jit::Module &module, const char *path, int input_size)
{
  const std::string size = std::to_string (input_size);
  try {
    torch::Tensor out = forward (module, probe_picture (2, input_size));
    if (out.dim () != 2 || out.size (0) != 2 || out.size (1) < 2 || out.size (1) > MAX_OUTPUTS ||
        !out.is_floating_point ()) {
      std::ostringstream text;
      text << "for 2 images it returns " << out.scalar_type () << " " << out.sizes ();
      throw tau::Failure (TAU_TORCH_ERROR_SHAPE, text.str ());
    }
    return out.size (1);
  } catch (const std::exception &e) {
    if (tau::is_out_of_memory (e))
      throw;
    throw tau::Failure (TAU_TORCH_ERROR_SHAPE,
                        std::string ("“") + path + "” does not map images of 3 × " + size + " × " +
                            size + " to one row of numbers each: " + tau::first_line (e));
  }
}

TauTorchModel *
load (const char *path, int fd, int input_size)
{
  torch::InferenceMode guard;
  torch::jit::Module module = read_module (path, fd);
  auto self = std::make_unique<TauTorchModel> ();
  self->path = path;
  self->n_outputs = probe (module, path, input_size);
  self->input_size = input_size;
  const Work work = measure_work (module, probe_picture (1, input_size));
  self->multiply_adds = work.convolutions + work.products;
  self->one_by_one =
      self->device.is_cpu () && work.n_rows == 1 && work.products > work.convolutions;
  self->module = optimised (module, probe_picture (2, input_size));
  return self.release ();
}

GBytes *
read_weights (const char *path, int fd)
{
  torch::NoGradGuard no_grad;
  torch::jit::Module module = read_module (path, fd);
  c10::impl::GenericDict dict (c10::StringType::get (), c10::TensorType::get ());
  for (const auto &parameter : module.named_parameters ())
    dict.insert (parameter.name, parameter.value.detach ().cpu ());
  for (const auto &buffer : module.named_buffers ())
    dict.insert (buffer.name, buffer.value.detach ().cpu ());
  std::vector<char> bytes = torch::jit::pickle_save (dict);
  return g_bytes_new (bytes.data (), bytes.size ());
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
  torch::Tensor y = forward (self->module, x).to (torch::kCPU, torch::kFloat).contiguous ();
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
  for (gsize start = 0; start < n; start += BATCH) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    const int count = int (std::min (BATCH, n - start));
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
