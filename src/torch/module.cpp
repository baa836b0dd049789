// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/blas.h"
#include "torch/device.h"
#include "torch/guard.h"
#include "torch/internal.h"

#include <ATen/Parallel.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
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

char *
describe ()
{
  return g_strdup (tau::describe ().c_str ());
}

const TauTorchApi api = {
  sizeof (TauTorchApi),
  version,
  set_threads,
  set_device,
  device,
  has_fast_blas,
  describe,
  tau_model_load,
  tau_model_free,
  tau_model_n_outputs,
  tau_model_multiply_adds,
  tau_model_run,
  tau_trainer_new,
  tau_trainer_free,
  tau_trainer_n_parameters,
  tau_trainer_check_loss,
  tau_trainer_set_sorter,
  tau_trainer_step_labels,
  tau_trainer_step_losses,
  tau_trainer_run,
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
  return &api;
}
