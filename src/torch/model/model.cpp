// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/model/code.h"
#include "torch/model/describe.h"
#include "torch/device.h"
#include "torch/model/form.h"
#include "torch/guard.h"
#include "torch/internal.h"
#include "torch/model/model-limits.h"
#include "torch/files/open-module.h"
#include "torch/model/operator-hook.h"
#include "torch/files/state-dict.h"
#include "torch/team.h"
#include "torch/files/weights.h"
#include "torch/model/work.h"

#include <ATen/Parallel.h>
#include <torch/script.h>

#include <cmath>

struct _TauTorchModel {
  std::string path; // for messages
  torch::jit::Module module;
  tau::Form form;
  c10::Device device = tau::device ();
  int input_size;
  int n_outputs;
  TauModelForm described;
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

tau::Work
measure (torch::jit::Module &module, const tau::Form &form, int size)
{
  const torch::Tensor one = tau::probe_images (form, 1, size);
  return tau::measure_work ([&] { tau::forward (module, form, one); });
}

TauTorchModel *
load (const char *path, int fd, int input_size)
{
  torch::jit::Module module = tau::open_module (path, fd);
  auto self = std::make_unique<TauTorchModel> ();
  self->described = { input_size };
  g_strlcpy (self->described.type, tau::weights_type (module).c_str (),
             sizeof self->described.type);
  tau::convert_to_float (module);
  torch::InferenceMode guard;
  self->path = path;
  self->form = tau::find_form (module, path, input_size);
  self->n_outputs = self->form.n_outputs;
  self->input_size = input_size;
  const tau::Work work = measure (module, self->form, input_size);
  tau::describe_form (self->form, &self->described);
  self->described.multiply_adds = work.multiply_adds ();
  self->one_by_one =
      self->device.is_cpu () && (self->form.one_image || work.products > work.convolutions);
  self->module = optimised (module, self->form, tau::probe_images (self->form, 2, input_size));
  return self.release ();
}

void
describe (const char *path, int fd, int input_size, TauModelForm *out)
{
  torch::jit::Module module = tau::open_module (path, fd);
  *out = { input_size };
  g_strlcpy (out->type, tau::weights_type (module).c_str (), sizeof out->type);
  tau::convert_to_float (module);
  torch::InferenceMode guard;
  tau::Form form;
  std::string why;
  if (input_size == 0)
    form = tau::find_size (module, path, out);
  else if (!tau::try_size (module, input_size, &form, &why))
    throw tau::Failure (TAU_TORCH_ERROR_SHAPE, std::string ("“") + path + "” " +
                                                   tau::describe_refusal (module, input_size, why));
  tau::describe_form (form, out);
  const tau::Work work = measure (module, form, out->input_size);
  out->multiply_adds = work.multiply_adds ();
}

GBytes *
read_weights (const char *path, int fd)
{
  torch::NoGradGuard no_grad;
  const tau::Descriptor file (path, fd);
  if (tau::holds_state_dict (file.fd))
    return tau::pack_weights (tau::read_state_dict (file.fd, path));
  torch::jit::Module module = tau::open_module (path, fd);
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
answer (TauTorchModel *self, const float *in, int64_t n, float *out, GCancellable *cancellable)
{
  torch::InferenceMode guard;
  tau::OperatorHook hook (cancellable, n);
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

void
run (TauTorchModel *self, const float *in, gsize n, float *out, GCancellable *cancellable)
{
  const gsize pixels = gsize (3) * self->input_size * self->input_size;
  const int n_threads = int (std::min (gsize (at::get_num_threads ()), n));
  // Starting its threads takes 0.1 ms.
  std::unique_ptr<tau::Team> team;
  if (self->one_by_one && n_threads > 1)
    team = std::make_unique<tau::Team> (n_threads);
  for (gsize start = 0; start < n; start += TAU_BATCH) {
    const int count = int (std::min<gsize> (TAU_BATCH, n - start));
    const auto answer_one = [&] (int i) {
      answer (self, in + (start + i) * pixels, 1, out + (start + i) * self->n_outputs, cancellable);
    };
    if (team != nullptr)
      team->run (count, answer_one);
    else if (self->one_by_one)
      for (int i = 0; i < count; i++)
        answer_one (i);
    else
      answer (self, in + start * pixels, count, out + start * self->n_outputs, cancellable);
  }
}

// The same as guarded(), and ends `body` between two operators of a network when it is cancelled.
template <typename T, typename F>
T
cancellable_guarded (GCancellable *cancellable, GError **error, T fallback, F body)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return fallback;
  GError *failed = nullptr;
  const T result = tau::guarded<T> (&failed, fallback, [&] {
    tau::OperatorHook hook (cancellable);
    return body ();
  });
  if (failed != nullptr && g_cancellable_set_error_if_cancelled (cancellable, error))
    g_error_free (failed);
  else if (failed != nullptr)
    g_propagate_error (error, failed);
  return result;
}

} // namespace

TauTorchModel *
tau_model_load (const char *path, int fd, int input_size, GCancellable *cancellable, GError **error)
{
  return cancellable_guarded<TauTorchModel *> (cancellable, error, nullptr,
                                               [&] { return load (path, fd, input_size); });
}

GBytes *
tau_model_read_weights (const char *path, int fd, GCancellable *cancellable, GError **error)
{
  return cancellable_guarded<GBytes *> (cancellable, error, nullptr,
                                        [&] { return read_weights (path, fd); });
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
  return self->described.multiply_adds;
}

const TauModelForm *
tau_model_form (TauTorchModel *self)
{
  return &self->described;
}

gboolean
tau_model_describe (const char *path, int fd, int input_size, TauModelForm *form,
                    GCancellable *cancellable, GError **error)
{
  return cancellable_guarded<gboolean> (cancellable, error, FALSE, [&] {
    describe (path, fd, input_size, form);
    return TRUE;
  });
}

gboolean
tau_model_run (TauTorchModel *self, const float *in, gsize n, float *out, GCancellable *cancellable,
               GError **error)
{
  return cancellable_guarded<gboolean> (cancellable, error, FALSE, [&] {
    run (self, in, n, out, cancellable);
    return TRUE;
  });
}
