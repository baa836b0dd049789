// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/device.h"
#include "torch/guard.h"
#include "torch/internal.h"
#include "torch/team.h"

#include <ATen/Parallel.h>
#include <ATen/record_function.h>
#include <torch/script.h>

#include <atomic>
#include <cmath>

struct _TauTorchModel {
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

TauTorchModel *
load (const char *path, int input_size)
{
  torch::InferenceMode guard;
  tau::announce ();
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    throw tau::Failure (TAU_TORCH_ERROR_FILE, std::string ("There is no file “") + path + "”");

  torch::jit::Module module;
  try {
    module = torch::jit::load (path, tau::device ());
  } catch (const std::exception &e) {
    throw tau::Failure (
        TAU_TORCH_ERROR_FILE,
        std::string ("“") + path +
            "” is not a TorchScript file or is damaged; write it with torch.jit.script "
            "or torch.jit.trace and save()");
  }
  module.eval ();

  auto self = std::make_unique<TauTorchModel> ();
  std::string wanted = " does not map images of 3 × " + std::to_string (input_size) + " × " +
                       std::to_string (input_size) + " to one row of numbers each: ";
  try {
    torch::Tensor out = forward (module, probe_picture (2, input_size));
    if (out.dim () != 2 || out.size (0) != 2 || out.size (1) < 2 || !out.is_floating_point ())
      throw tau::Failure (
          TAU_TORCH_ERROR_SHAPE, "for 2 images it returns " + [&] {
            std::ostringstream text;
            text << out.scalar_type () << " " << out.sizes ();
            return text.str ();
          }());
    self->n_outputs = out.size (1);
  } catch (const std::exception &e) {
    throw tau::Failure (TAU_TORCH_ERROR_SHAPE,
                        std::string ("“") + path + "”" + wanted + tau::first_line (e));
  }
  self->input_size = input_size;
  const Work work = measure_work (module, probe_picture (1, input_size));
  self->multiply_adds = work.convolutions + work.products;
  self->one_by_one =
      self->device.is_cpu () && work.n_rows == 1 && work.products > work.convolutions;
  self->module = optimised (module, probe_picture (2, input_size));
  return self.release ();
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
                        "The model's output changes shape from batch to batch");
  if (!all_finite (y.data_ptr<float> (), n * self->n_outputs))
    throw tau::Failure (TAU_TORCH_ERROR_NAN,
                        "The model returns NaN or infinity for this image; its "
                        "weights may be damaged");
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
tau_model_load (const char *path, int input_size, GError **error)
{
  return tau::guarded<TauTorchModel *> (error, nullptr, [&] { return load (path, input_size); });
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
