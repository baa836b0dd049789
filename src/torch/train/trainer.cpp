// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/train/architectures.h"
#include "torch/train/consistency.h"
#include "torch/device.h"
#include "torch/train/drop.h"
#include "torch/guard.h"
#include "torch/internal.h"
#include "torch/losses/losses.h"
#include "torch/train/optimizer.h"
#include "torch/train/pretrained.h"
#include "torch/sorter/sorter-file.h"
#include "torch/team.h"
#include "torch/files/weights.h"

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <torch/script.h>
#include <torch/csrc/jit/serialization/pickle.h>

#include <sstream>

using tau::Failure;
using torch::Tensor;

namespace
{

// Images of a step that one thread takes. Each share has its own batch-norm statistics and
// derivatives (as Hoffer et al. 2017 do to generalise better), and they are added up in order. The
// bytes are the same on any number of threads, and no thread waits for another within a step (2,990
// images/s of compact on two cores, where libtorch's threads within a step gave 2,710).
constexpr int64_t SHARE = 32;

// The data for computing a share.
struct Share {
  torch::jit::Module module; // the network's, with parameters whose derivatives are in `gradient`
  Tensor gradient, statistics;
  double loss;
};

} // namespace

struct _TauTorchTrainer {
  TauTrainerSpec spec; // as given, but for the architecture; n_views is 1 at least
  c10::Device device = tau::device ();
  tau::SorterWeights sorter; // of the loss "sodeep"; empty: none was set
  tau::Network network;
  std::unique_ptr<tau::Team> team; // null: not on the CPU
  std::vector<Share> shares;
  Tensor gradient; // flat, of all shares together
  std::unique_ptr<tau::Optimizer> optimizer;
  Tensor mean_values,
      mean_statistics; // moving averages; the network's own tensors if there is no average
  torch::jit::Module mean_module;
};

namespace
{

// bfloat16 convolutions for as long as it lives.
struct Autocast {
  bool on, cpu;
  explicit Autocast (const TauTorchTrainer *self)
      : on (self->spec.bfloat16), cpu (self->device.is_cpu ())
  {
    if (!on)
      return;
    at::autocast::set_autocast_cpu_dtype (at::kBFloat16);
    at::autocast::set_autocast_gpu_dtype (at::kBFloat16);
    enable (true);
  }
  ~Autocast ()
  {
    if (!on)
      return;
    at::autocast::clear_cache ();
    enable (false);
  }
  void
  enable (bool enabled)
  {
    if (cpu)
      at::autocast::set_cpu_enabled (enabled);
    else
      at::autocast::set_enabled (enabled);
  }
};

Tensor
pictures (TauTorchTrainer *self, const float *in, gsize n)
{
  Tensor x = torch::from_blob (const_cast<float *> (in),
                               { int64_t (n), 3, self->spec.input_size, self->spec.input_size });
  return x.contiguous (at::MemoryFormat::ChannelsLast).to (self->device);
}

Share
make_share (const TauTorchTrainer *self)
{
  const tau::Network &network = self->network;
  Share share;
  share.module = network.module.copy ();
  share.gradient = torch::zeros_like (network.values);
  share.statistics = network.statistics.clone ();
  for (const tau::Slot &slot : network.parameters) {
    Tensor parameter = network.module.attr (slot.name).toTensor ().detach ();
    parameter.set_requires_grad (true);
    parameter.mutable_grad () = tau::view (share.gradient, slot);
    share.module.setattr (slot.name, parameter);
  }
  for (const tau::Slot &slot : network.buffers)
    share.module.setattr (slot.name, tau::view (share.statistics, slot));
  return share;
}

TauTorchTrainer *
create (const TauTrainerSpec *spec)
{
  auto self = std::make_unique<TauTorchTrainer> ();
  at::Generator generator = at::globalContext ().defaultGenerator (at::kCPU);
  generator.set_current_seed (spec->seed);
  self->spec = *spec;
  self->spec.architecture = nullptr; // the caller's
  self->spec.n_views = std::max (spec->n_views, 1);
  self->network = tau::make_network (spec->architecture, spec->input_size, spec->n_outputs,
                                     spec->n_answered * spec->n_classes,
                                     tau::find_conventions ({}, spec), self->device);

  tau::Network &network = self->network;
  self->gradient = torch::zeros_like (network.values);
  Tensor decay = torch::zeros_like (network.values);
  for (const tau::Slot &slot : network.parameters)
    if (slot.decays)
      tau::view (decay, slot).fill_ (spec->weight_decay);
  self->optimizer = std::make_unique<tau::Optimizer> (spec->optimizer, spec->momentum, decay);
  if (self->device.is_cpu ())
    self->team = std::make_unique<tau::Team> (at::get_num_threads ());
  self->mean_values = self->spec.average > 0 ? network.values.clone () : network.values;
  self->mean_statistics = self->spec.average > 0 ? network.statistics.clone () : network.statistics;
  self->mean_module = tau::bind_network (network, self->mean_values, self->mean_statistics, false);
  return self.release ();
}

void
average_weights (TauTorchTrainer *self)
{
  if (self->spec.average <= 0)
    return;
  // Lower at the start: an average of few steps must not remember the random initial weights.
  const double n = double (self->optimizer->n_steps);
  const double keep = std::min<double> (self->spec.average, (1.0 + n) / (10.0 + n));
  self->mean_values.lerp_ (self->network.values, 1 - keep);
  self->mean_statistics.lerp_ (self->network.statistics, 1 - keep);
}

// The derivatives and the loss of images start ... start + count - 1 of n, with `views` of each.
// step() checks for a loss that is NaN or infinite.
template <typename L>
void
differentiate (TauTorchTrainer *self, Share &share, guint64 number, const float *in, int views,
               int64_t start, int64_t count, int64_t n, L loss_of)
{
  const gsize pixels = gsize (3) * views * self->spec.input_size * self->spec.input_size;
  tau::Chance chance (self->spec.seed, self->optimizer->n_steps, number);
  share.gradient.zero_ ();
  share.statistics.copy_ (self->network.statistics);
  Tensor output;
  {
    Autocast autocast (self);
    output =
        share.module.forward ({ pictures (self, in + start * pixels, count * views) }).toTensor ();
  }
  auto [reported, loss] = loss_of (output.to (torch::kFloat), start, count);
  share.loss = reported.template item<double> () * count / n;
  (loss * (double (count) / n)).backward ();
}

// loss_of (output, start, count) gives the value to report and the value to minimise.
template <typename L>
gboolean
step (TauTorchTrainer *self, const float *in, int views, gsize n, double rate, double *loss_out,
      L loss_of)
{
  const int n_shares = self->team == nullptr ? 1 : int ((n + SHARE - 1) / SHARE);
  while (int (self->shares.size ()) < n_shares)
    self->shares.push_back (make_share (self));
  const auto task = [&] (int i) {
    const int64_t start = i * n / n_shares, end = (i + 1) * n / n_shares;
    differentiate (self, self->shares[i], i, in, views, start, end - start, n, loss_of);
  };
  if (self->team != nullptr)
    self->team->run (n_shares, task);
  else
    task (0);

  torch::NoGradGuard no_grad;
  Tensor statistics = torch::zeros_like (self->network.statistics);
  double loss = 0;
  self->gradient.zero_ ();
  for (int i = 0; i < n_shares; i++) {
    self->gradient.add_ (self->shares[i].gradient);
    statistics.add_ (self->shares[i].statistics, 1.0 / n_shares);
    loss += self->shares[i].loss;
  }
  // Weights must never become NaN or infinite, or a checkpoint could hold them.
  if (!std::isfinite (loss) || !std::isfinite (self->gradient.sum ().item<double> ()))
    throw Failure (TAU_TORCH_ERROR_NAN,
                   "The training loss is no longer finite; train again with a lower learning "
                   "rate (the last checkpoint is kept)");
  self->network.statistics.copy_ (statistics);
  self->optimizer->descend (self->network.values, self->gradient, rate);
  average_weights (self);
  if (loss_out != nullptr)
    *loss_out = loss;
  return TRUE;
}

// n rows of `width` numbers, all of them finite.
Tensor
checked_rows (const TauTorchTrainer *self, const float *values, gsize n, int width)
{
  if (!std::all_of (values, values + n * width, [] (float v) { return std::isfinite (v); }))
    throw Failure (TAU_TORCH_ERROR_NAN, "An actual loss for training is NaN or infinite; the "
                                        "target's answers, or their cache, are damaged");
  return torch::from_blob (const_cast<float *> (values), { int64_t (n), width }).to (self->device);
}

GBytes *
to_bytes (const std::string &text)
{
  return g_bytes_new (text.data (), text.size ());
}

// Infinite weights can still give a finite loss.
bool
is_finite (const Tensor &values)
{
  return at::isfinite (values).all ().item<bool> ();
}

GBytes *
save (TauTorchTrainer *self)
{
  if (!is_finite (self->network.values) || !is_finite (self->network.statistics) ||
      !is_finite (self->mean_values) || !is_finite (self->mean_statistics))
    throw Failure (TAU_TORCH_ERROR_NAN,
                   "The weights are no longer finite; train again with a lower "
                   "learning rate (the last checkpoint is kept)");
  c10::impl::GenericDict dict (c10::StringType::get (), c10::TensorType::get ());
  dict.insert ("values", self->network.values.cpu ());
  dict.insert ("statistics", self->network.statistics.cpu ());
  dict.insert ("state1", self->optimizer->state1.cpu ());
  dict.insert ("state2", self->optimizer->state2.cpu ());
  dict.insert ("mean_values", self->mean_values.cpu ());
  dict.insert ("mean_statistics", self->mean_statistics.cpu ());
  dict.insert ("n_steps", torch::tensor (self->optimizer->n_steps, torch::kLong));
  dict.insert ("seed", torch::tensor (int64_t (self->spec.seed), torch::kLong));
  std::vector<char> bytes = torch::jit::pickle_save (dict);
  return g_bytes_new (bytes.data (), bytes.size ());
}

void
copy_state (Tensor to, const c10::impl::GenericDict &dict, const char *name)
{
  Tensor from = dict.at (name).toTensor ();
  if (from.sizes () != to.sizes ())
    throw Failure (TAU_TORCH_ERROR_SHAPE, "The checkpoint belongs to another architecture");
  to.copy_ (from);
}

gboolean
restore (TauTorchTrainer *self, GBytes *state)
{
  torch::NoGradGuard no_grad;
  gsize size;
  const char *data = static_cast<const char *> (g_bytes_get_data (state, &size));
  auto dict = torch::jit::pickle_load (std::vector<char> (data, data + size)).toGenericDict ();
  copy_state (self->network.values, dict, "values");
  copy_state (self->network.statistics, dict, "statistics");
  copy_state (self->optimizer->state1, dict, "state1");
  copy_state (self->optimizer->state2, dict, "state2");
  copy_state (self->mean_values, dict, "mean_values");
  copy_state (self->mean_statistics, dict, "mean_statistics");
  self->optimizer->n_steps = dict.at ("n_steps").toTensor ().item<int64_t> ();
  self->spec.seed = dict.at ("seed").toTensor ().item<int64_t> ();
  return TRUE;
}

gboolean
load_weights (TauTorchTrainer *self, GBytes *weights, const char *path)
{
  torch::NoGradGuard no_grad;
  const tau::Weights from = tau::unpack_weights (weights);
  tau::Network &network = self->network;
  tau::start_from (network, from, path);
  tau::change_conventions (network, tau::find_conventions (from, &self->spec));
  self->shares.clear ();
  self->mean_module = tau::bind_network (network, self->mean_values, self->mean_statistics, false);
  self->mean_values.copy_ (network.values);
  self->mean_statistics.copy_ (network.statistics);
  return TRUE;
}

gboolean
evaluate (TauTorchTrainer *self, gboolean averaged, const float *in, gsize n, float *out)
{
  torch::InferenceMode guard;
  // The network's own module is in training mode; a module of the same weights in evaluation mode
  // is a cheap view.
  torch::jit::Module plain;
  if (!averaged)
    plain =
        tau::bind_network (self->network, self->network.values, self->network.statistics, false);
  torch::jit::Module &module = averaged ? self->mean_module : plain;
  gsize pixels = gsize (3) * self->spec.input_size * self->spec.input_size;
  for (gsize start = 0; start < n; start += 256) {
    gsize count = std::min<gsize> (256, n - start);
    Autocast autocast (self);
    Tensor y = module.forward ({ pictures (self, in + start * pixels, count) }).toTensor ();
    y = y.to (torch::kCPU, torch::kFloat).contiguous ();
    std::copy_n (y.data_ptr<float> (), count * self->spec.n_outputs,
                 out + start * self->spec.n_outputs);
  }
  return TRUE;
}

gboolean
adapt (TauTorchTrainer *self, const float *in, gsize n)
{
  torch::InferenceMode guard;
  tau::Network &network = self->network;
  const Tensor statistics = network.statistics.clone ();
  tau::Network adapting = network;
  adapting.source = tau::adapting_source (network.source);
  tau::bind_network (adapting, network.values, statistics, false)
      .forward ({ pictures (self, in, n) });
  if (!is_finite (statistics))
    throw Failure (TAU_TORCH_ERROR_NAN, "The statistics of batch norm of these images are not "
                                        "finite; the weights may be damaged");
  network.statistics.copy_ (statistics);
  return TRUE;
}

GBytes *
export_module (TauTorchTrainer *self, gboolean averaged)
{
  torch::NoGradGuard no_grad;
  // A file stores the whole storage behind its tensors' views: keep the second head out of it too.
  const Tensor &values = averaged ? self->mean_values : self->network.values;
  torch::jit::Module module = tau::bind_network (
      self->network, values.narrow (0, 0, tau_trainer_n_parameters (self)).clone (),
      (averaged ? self->mean_statistics : self->network.statistics).clone (), false);
  module.to (at::kCPU);
  std::ostringstream stream;
  module.save (stream);
  return to_bytes (stream.str ());
}

} // namespace

TauTorchTrainer *
tau_trainer_new (const TauTrainerSpec *spec, GError **error)
{
  return tau::guarded<TauTorchTrainer *> (error, nullptr, [&] { return create (spec); });
}

void
tau_trainer_free (TauTorchTrainer *self)
{
  delete self;
}

guint64
tau_trainer_n_parameters (TauTorchTrainer *self)
{
  const tau::Network &network = self->network;
  return network.n_plain < network.parameters.size () ? network.parameters[network.n_plain].offset
                                                      : network.values.numel ();
}

gboolean
tau_trainer_check_loss (TauTorchTrainer *self, const char *loss_name, GError **error)
{
  return tau::guarded<gboolean> (error, FALSE, [&] {
    tau::check_ranking_loss (loss_name, self->spec.n_outputs);
    return TRUE;
  });
}

gboolean
tau_trainer_set_sorter (TauTorchTrainer *self, GBytes *sorter, GError **error)
{
  return tau::guarded<gboolean> (error, FALSE, [&] {
    self->sorter = tau::load_sorter (sorter);
    return TRUE;
  });
}

gboolean
tau_trainer_step_labels (TauTorchTrainer *self, const float *in, const gint32 *labels, gsize n,
                         float smoothing, float learning_rate, double *loss, GError **error)
{
  return tau::guarded<gboolean> (error, FALSE, [&] {
    Tensor y = torch::from_blob (const_cast<gint32 *> (labels), { int64_t (n) }, torch::kInt)
                   .to (self->device, torch::kLong);
    const auto loss_of = [&] (const Tensor &output, int64_t start, int64_t count) {
      Tensor loss = tau::label_loss (output, y.narrow (0, start, count), self->spec.n_views,
                                     self->spec.consistency, smoothing);
      return std::make_pair (loss, loss);
    };
    return step (self, in, self->spec.n_views, n, learning_rate, loss, loss_of);
  });
}

gboolean
tau_trainer_step_losses (TauTorchTrainer *self, const float *in, const float *losses,
                         const float *answers, gsize n, const char *loss_name, float learning_rate,
                         double *loss, GError **error)
{
  return tau::guarded<gboolean> (error, FALSE, [&] {
    tau::RankingLoss *ranking_loss = tau::find_ranking_loss (loss_name);
    Tensor y = checked_rows (self, losses, n, self->spec.n_outputs), wanted;
    const int n_answers = self->spec.n_answered * self->spec.n_classes;
    if (n_answers > 0)
      wanted = checked_rows (self, answers, n, n_answers);
    const auto loss_of = [&] (const Tensor &output, int64_t start, int64_t count) {
      Tensor ranking = ranking_loss (output.narrow (1, 0, self->spec.n_outputs),
                                     y.narrow (0, start, count), self->sorter);
      if (n_answers == 0)
        return std::make_pair (ranking, ranking);
      Tensor given = output.narrow (1, self->spec.n_outputs, n_answers)
                         .reshape ({ -1, self->spec.n_answered, self->spec.n_classes })
                         .log_softmax (2);
      Tensor imitated = -(wanted.narrow (0, start, count).view_as (given) * given).sum (2).mean ();
      return std::make_pair (ranking, ranking + self->spec.imitation * imitated);
    };
    return step (self, in, 1, n, learning_rate, loss, loss_of);
  });
}

gboolean
tau_trainer_run (TauTorchTrainer *self, gboolean averaged, const float *in, gsize n, float *out,
                 GError **error)
{
  return tau::guarded<gboolean> (error, FALSE,
                                 [&] { return evaluate (self, averaged, in, n, out); });
}

gboolean
tau_trainer_adapt (TauTorchTrainer *self, const float *in, gsize n, GError **error)
{
  return tau::guarded<gboolean> (error, FALSE, [&] { return adapt (self, in, n); });
}

gboolean
tau_trainer_shift_output (TauTorchTrainer *self, guint index, float by, GError **error)
{
  return tau::guarded<gboolean> (error, FALSE, [&] {
    torch::NoGradGuard no_grad;
    for (const tau::Slot &slot : self->network.parameters)
      if (slot.name == "head_bias" && int (index) < self->spec.n_outputs) {
        self->network.values[slot.offset + index] += by;
        if (self->spec.average > 0)
          self->mean_values[slot.offset + index] += by;
        return TRUE;
      }
    throw Failure (TAU_TORCH_ERROR_SPEC, "The network has no output with this index");
  });
}

GBytes *
tau_trainer_save (TauTorchTrainer *self, GError **error)
{
  return tau::guarded<GBytes *> (error, nullptr, [&] { return save (self); });
}

gboolean
tau_trainer_restore (TauTorchTrainer *self, GBytes *state, GError **error)
{
  return tau::guarded<gboolean> (error, FALSE, [&] { return restore (self, state); });
}

gboolean
tau_trainer_load_weights (TauTorchTrainer *self, GBytes *weights, const char *path, GError **error)
{
  return tau::guarded<gboolean> (error, FALSE, [&] { return load_weights (self, weights, path); });
}

GBytes *
tau_trainer_export (TauTorchTrainer *self, gboolean averaged, GError **error)
{
  return tau::guarded<GBytes *> (error, nullptr, [&] { return export_module (self, averaged); });
}
