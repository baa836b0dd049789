// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/blas.h"
#include "torch/device.h"
#include "torch/guard.h"
#include "torch/internal.h"
#include "torch/model/quantised.h"

#include <ATen/Parallel.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/script.h>
#include <torch/version.h>

namespace
{

const char *
version ()
{
  return TORCH_VERSION;
}

void
set_threads (int n)
{
  at::set_num_threads (n);
}

gboolean
set_device (const char *name, GError **error)
{
  return tau::guarded<gboolean> (error, FALSE, [&] {
    tau::set_device (name);
    return TRUE;
  });
}

const char *
device ()
{
  return tau::device ().is_cpu () ? "cpu" : "cuda";
}

gboolean
has_fast_blas ()
{
  return tau::has_fast_blas ();
}

void
warm_up ()
{
  torch::InferenceMode guard;
  at::set_num_threads (1);
  // This module's own OpenMP: a clang build has another one than libtorch's, and it opens shared
  // memory when it is first used. One thread, since threads made now would not all be locked.
#pragma omp parallel num_threads(1)
  {
  }
  torch::jit::Module module ("warm");
  module.define (R"(
def forward (self, x):
    y = torch.relu (torch.conv2d (x, torch.ones ([8, 3, 3, 3])))
    assert y.dim () == 4, "no batch"
    return torch.softmax (torch.matmul (y.flatten (1), torch.ones ([8 * 14 * 14, 4])), 1)
)");
  module.forward ({ torch::ones ({ 2, 3, 16, 16 }) });
  torch::manual_seed (0); // a model's random numbers: the same in each process
  torch::dropout (torch::rand ({ 64, 64 }), 0.5, true).bernoulli_ (0.5);
  try {
    module.forward ({ torch::ones ({ 3, 16, 16 }) }); // exceptions too
  } catch (const std::exception &) {
  }
}

float *
buffer_new (gsize n, GError **error)
{
  float *buffer = n <= G_MAXSIZE / sizeof (float) ? g_try_new (float, n) : nullptr;
  if (buffer == nullptr)
    tau::set_out_of_memory (error);
  return buffer;
}

void
buffer_free (float *buffer)
{
  g_free (buffer);
}

const TauTorchApi api = {
  sizeof (TauTorchApi),
  {
      version,
      set_threads,
      set_device,
      device,
      has_fast_blas,
      tau_model_load,
      tau_model_free,
      tau_model_n_outputs,
      tau_model_multiply_adds,
      tau_model_form,
      tau_model_run,
      tau_model_describe,
      tau_model_read_weights,
      buffer_new,
      buffer_free,
  },
  warm_up,
  tau_trainer_new,
  tau_trainer_free,
  tau_trainer_n_parameters,
  tau_trainer_check_loss,
  tau_trainer_set_sorter,
  tau_trainer_step_labels,
  tau_trainer_step_losses,
  tau_trainer_run,
  tau_trainer_adapt,
  tau_trainer_shift_output,
  tau_trainer_save,
  tau_trainer_restore,
  tau_trainer_load_weights,
  tau_trainer_export,
  tau_sorter_train,
  tau_sorter_run,
  tau_sorter_measure,
};

} // namespace

extern "C" __attribute__ ((visibility ("default"))) const TauTorchApi *
tau_torch_api (void)
{
  // The graphs are small or already frozen, so profiling runs would only slow down the first
  // images.
  torch::jit::getExecutorMode () = false;
  torch::jit::setGraphExecutorOptimize (false);
  tau::keep_blas_on_one_thread ();
  tau::prepare_quantised ();
  return &api;
}
