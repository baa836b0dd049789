// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/architectures.h"
#include "torch/device.h"
#include "torch/guard.h"
#include "torch/internal.h"
#include "torch/losses.h"
#include "torch/sorter-file.h"

#include <ATen/autocast_mode.h>
#include <ATen/CPUGeneratorImpl.h>
#include <torch/script.h>
#include <torch/csrc/jit/serialization/pickle.h>

#include <sstream>

using tau::Failure;
using torch::Tensor;

struct _TauTorchTrainer {
  int input_size, n_outputs, n_answered, n_classes;
  TauOptimizer optimizer;
  double momentum, weight_decay, average, imitation;
  bool bfloat16;
  c10::Device device = tau::device ();
  tau::SorterWeights sorter; // of the loss "sodeep"; empty: none was set
  tau::Network network;
  Tensor gradient;       // flat, the parameters' .grad are views of it
  Tensor decay;          // weight decay of each value: weight_decay or 0
  Tensor state1, state2; // the optimiser's, flat
  Tensor mean_values,
      mean_statistics; // moving averages; the network's own tensors when none is kept
  torch::jit::Module mean_module;
  int64_t n_steps = 0;
};

namespace
{

// bfloat16 convolutions for as long as it lives.
struct Autocast {
  bool on, cpu;
  explicit Autocast (const TauTorchTrainer *self)
      : on (self->bfloat16), cpu (self->device.is_cpu ())
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
                               { int64_t (n), 3, self->input_size, self->input_size });
  return x.contiguous (at::MemoryFormat::ChannelsLast).to (self->device);
}

// What dropout draws from.
at::Generator
generator_of (const TauTorchTrainer *self)
{
  return at::globalContext ().defaultGenerator (self->device);
}

TauTorchTrainer *
create (const TauTrainerSpec *spec)
{
  auto self = std::make_unique<TauTorchTrainer> ();
  tau::announce ();
  for (at::Device device : { at::Device (at::kCPU), self->device }) {
    at::Generator generator = at::globalContext ().defaultGenerator (device);
    generator.set_current_seed (spec->seed);
  }
  self->input_size = spec->input_size;
  self->n_outputs = spec->n_outputs;
  self->n_answered = spec->n_answered;
  self->n_classes = spec->n_classes;
  self->imitation = spec->imitation;
  self->optimizer = spec->optimizer;
  self->momentum = spec->momentum;
  self->weight_decay = spec->weight_decay;
  self->average = spec->average;
  self->bfloat16 = spec->bfloat16;
  self->network = tau::make_network (spec->architecture, spec->input_size, spec->n_outputs,
                                     spec->n_answered * spec->n_classes, self->device);

  tau::Network &network = self->network;
  self->gradient = torch::zeros_like (network.values);
  self->decay = torch::zeros_like (network.values);
  for (const tau::Slot &slot : network.parameters) {
    int64_t count = 1;
    for (int64_t n : slot.shape)
      count *= n;
    Tensor parameter = network.module.attr (slot.name).toTensor ();
    parameter.mutable_grad () = self->gradient.narrow (0, slot.offset, count).view (slot.shape);
    if (slot.decays)
      self->decay.narrow (0, slot.offset, count).fill_ (spec->weight_decay);
  }
  self->state1 = torch::zeros_like (network.values);
  // TensorFlow starts RMSProp's mean square at one.
  self->state2 = spec->optimizer == TAU_OPTIMIZER_RMSPROP ? torch::ones_like (network.values)
                                                          : torch::zeros_like (network.values);
  self->mean_values = self->average > 0 ? network.values.clone () : network.values;
  self->mean_statistics = self->average > 0 ? network.statistics.clone () : network.statistics;
  self->mean_module = tau::bind_network (network, self->mean_values, self->mean_statistics, false);
  return self.release ();
}

// One optimiser step on the flat vectors.
void
descend (TauTorchTrainer *self, double rate)
{
  torch::NoGradGuard no_grad;
  Tensor &w = self->network.values, &g = self->gradient, &s1 = self->state1, &s2 = self->state2;
  self->n_steps++;
  switch (self->optimizer) {
  case TAU_OPTIMIZER_SGD:
    g.addcmul_ (self->decay, w);
    s1.mul_ (self->momentum).add_ (g);
    w.add_ (g.add (s1, self->momentum), -rate);
    break;
  case TAU_OPTIMIZER_RMSPROP:
    g.addcmul_ (self->decay, w);
    s2.mul_ (0.9).addcmul_ (g, g, 0.1);
    s1.mul_ (self->momentum).addcdiv_ (g, (s2 + 1e-3).sqrt_ (), rate);
    w.sub_ (s1);
    break;
  case TAU_OPTIMIZER_ADAMW: {
    w.addcmul_ (self->decay, w, -rate);
    s1.mul_ (0.9).add_ (g, 0.1);
    s2.mul_ (0.999).addcmul_ (g, g, 0.001);
    double c1 = 1 - std::pow (0.9, self->n_steps), c2 = 1 - std::pow (0.999, self->n_steps);
    w.addcdiv_ (s1, (s2 / c2).sqrt_ ().add_ (1e-8), -rate / c1);
    break;
  }
  }
  if (self->average > 0) {
    // A short start: the average of few steps must not remember the random beginning.
    double keep = std::min (self->average, (1.0 + self->n_steps) / (10.0 + self->n_steps));
    self->mean_values.lerp_ (w, 1 - keep);
    self->mean_statistics.lerp_ (self->network.statistics, 1 - keep);
  }
}

// loss_of gives what is to be reported and what is to be minimised.
template <typename L>
gboolean
step (TauTorchTrainer *self, const float *in, gsize n, double rate, double *loss_out, L loss_of)
{
  self->gradient.zero_ ();
  Tensor output;
  {
    Autocast autocast (self);
    output = self->network.module.forward ({ pictures (self, in, n) }).toTensor ();
  }
  auto [reported, loss] = loss_of (output.to (torch::kFloat));
  double value = reported.template item<double> ();
  bool sound = std::isfinite (value) && std::isfinite (loss.template item<double> ());
  if (sound) {
    loss.backward ();
    // Weights that are no numbers must not come to be, or a checkpoint could hold them.
    sound = std::isfinite (self->gradient.sum ().item<double> ());
  }
  if (!sound)
    throw Failure (TAU_TORCH_ERROR_NAN,
                   "The training loss is no longer a number; train anew with a lower learning "
                   "rate (the last checkpoint is kept)");
  descend (self, rate);
  if (loss_out != nullptr)
    *loss_out = value;
  return TRUE;
}

// n rows of `width` numbers, all of them finite.
Tensor
checked_rows (const TauTorchTrainer *self, const float *values, gsize n, int width)
{
  if (!std::all_of (values, values + n * width, [] (float v) { return std::isfinite (v); }))
    throw Failure (TAU_TORCH_ERROR_NAN, "An actual loss to learn from is not a number; the "
                                        "target's answers, or their cache, are damaged");
  return torch::from_blob (const_cast<float *> (values), { int64_t (n), width }).to (self->device);
}

GBytes *
to_bytes (const std::string &text)
{
  return g_bytes_new (text.data (), text.size ());
}

Tensor
generator_state (const TauTorchTrainer *self)
{
  at::Generator generator = generator_of (self);
  std::lock_guard<std::mutex> lock (generator.mutex ());
  return generator.get_state ();
}

// Infinite weights can still give a loss that is a number.
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
                   "The weights are no longer numbers; train anew with a lower "
                   "learning rate (the last checkpoint is kept)");
  c10::impl::GenericDict dict (c10::StringType::get (), c10::TensorType::get ());
  dict.insert ("values", self->network.values.cpu ());
  dict.insert ("statistics", self->network.statistics.cpu ());
  dict.insert ("state1", self->state1.cpu ());
  dict.insert ("state2", self->state2.cpu ());
  dict.insert ("mean_values", self->mean_values.cpu ());
  dict.insert ("mean_statistics", self->mean_statistics.cpu ());
  dict.insert ("n_steps", torch::tensor (self->n_steps, torch::kLong));
  dict.insert ("generator", generator_state (self));
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
  copy_state (self->state1, dict, "state1");
  copy_state (self->state2, dict, "state2");
  copy_state (self->mean_values, dict, "mean_values");
  copy_state (self->mean_statistics, dict, "mean_statistics");
  self->n_steps = dict.at ("n_steps").toTensor ().item<int64_t> ();
  at::Generator generator = generator_of (self);
  std::lock_guard<std::mutex> lock (generator.mutex ());
  generator.set_state (dict.at ("generator").toTensor ());
  return TRUE;
}

void
copy_slots (const torch::jit::Module &from, const std::vector<tau::Slot> &slots, size_t n,
            torch::jit::Module &to, const char *path)
{
  for (size_t i = 0; i < n; i++) {
    const tau::Slot &slot = slots[i];
    bool fits = from.hasattr (slot.name) && from.attr (slot.name).isTensor () &&
                from.attr (slot.name).toTensor ().sizes () == at::IntArrayRef (slot.shape);
    if (!fits)
      throw Failure (TAU_TORCH_ERROR_SHAPE,
                     std::string ("“") + path +
                         "” is of another architecture; its weights do not fit");
    to.attr (slot.name).toTensor ().copy_ (from.attr (slot.name).toTensor ());
  }
}

gboolean
load_weights (TauTorchTrainer *self, const char *path)
{
  torch::NoGradGuard no_grad;
  torch::jit::Module from;
  try {
    from = torch::jit::load (path);
  } catch (const std::exception &) {
    throw Failure (TAU_TORCH_ERROR_FILE,
                   std::string ("“") + path + "” is not a TorchScript file, or is damaged");
  }
  tau::Network &network = self->network;
  // A second head is in no file, and begins anew.
  copy_slots (from, network.parameters, network.n_plain, network.module, path);
  copy_slots (from, network.buffers, network.buffers.size (), network.module, path);
  self->mean_values.copy_ (network.values);
  self->mean_statistics.copy_ (network.statistics);
  return TRUE;
}

gboolean
evaluate (TauTorchTrainer *self, gboolean averaged, const float *in, gsize n, float *out)
{
  torch::InferenceMode guard;
  // The network's own module is in training mode; the same weights in evaluation mode are a cheap
  // view.
  torch::jit::Module plain;
  if (!averaged)
    plain =
        tau::bind_network (self->network, self->network.values, self->network.statistics, false);
  torch::jit::Module &module = averaged ? self->mean_module : plain;
  gsize pixels = gsize (3) * self->input_size * self->input_size;
  for (gsize start = 0; start < n; start += 256) {
    gsize count = std::min<gsize> (256, n - start);
    Autocast autocast (self);
    Tensor y = module.forward ({ pictures (self, in + start * pixels, count) }).toTensor ();
    y = y.to (torch::kCPU, torch::kFloat).contiguous ();
    std::copy_n (y.data_ptr<float> (), count * self->n_outputs, out + start * self->n_outputs);
  }
  return TRUE;
}

GBytes *
export_module (TauTorchTrainer *self, gboolean averaged)
{
  torch::NoGradGuard no_grad;
  // A file holds the whole of what its tensors are views of: no second head there either.
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
tau_trainer_check_loss (const char *loss_name, GError **error)
{
  return tau::guarded<gboolean> (error, FALSE,
                                 [&] { return tau::find_ranking_loss (loss_name) != nullptr; });
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
    return step (self, in, n, learning_rate, loss, [&] (const Tensor &output) {
      Tensor loss = at::cross_entropy_loss (output, y, {}, at::Reduction::Mean, -100, smoothing);
      return std::make_pair (loss, loss);
    });
  });
}

gboolean
tau_trainer_step_losses (TauTorchTrainer *self, const float *in, const float *losses,
                         const float *answers, gsize n, const char *loss_name, float learning_rate,
                         double *loss, GError **error)
{
  return tau::guarded<gboolean> (error, FALSE, [&] {
    tau::RankingLoss ranking_loss = tau::find_ranking_loss (loss_name);
    Tensor y = checked_rows (self, losses, n, self->n_outputs), wanted;
    const int n_answers = self->n_answered * self->n_classes;
    if (n_answers > 0)
      wanted = checked_rows (self, answers, n, n_answers);
    return step (self, in, n, learning_rate, loss, [&] (const Tensor &output) {
      Tensor ranking = ranking_loss (output.narrow (1, 0, self->n_outputs), y, self->sorter);
      if (n_answers == 0)
        return std::make_pair (ranking, ranking);
      Tensor given = output.narrow (1, self->n_outputs, n_answers)
                         .reshape ({ -1, self->n_answered, self->n_classes })
                         .log_softmax (2);
      Tensor imitated = -(wanted.view_as (given) * given).sum (2).mean ();
      return std::make_pair (ranking, ranking + self->imitation * imitated);
    });
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
tau_trainer_shift_output (TauTorchTrainer *self, guint index, float by, GError **error)
{
  return tau::guarded<gboolean> (error, FALSE, [&] {
    torch::NoGradGuard no_grad;
    for (const tau::Slot &slot : self->network.parameters)
      if (slot.name == "head_bias" && int (index) < self->n_outputs) {
        self->network.values[slot.offset + index] += by;
        if (self->average > 0)
          self->mean_values[slot.offset + index] += by;
        return TRUE;
      }
    throw Failure (TAU_TORCH_ERROR_SPEC, "This network has no such output to shift");
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
tau_trainer_load_weights (TauTorchTrainer *self, const char *path, GError **error)
{
  return tau::guarded<gboolean> (error, FALSE, [&] { return load_weights (self, path); });
}

GBytes *
tau_trainer_export (TauTorchTrainer *self, gboolean averaged, GError **error)
{
  return tau::guarded<GBytes *> (error, nullptr, [&] { return export_module (self, averaged); });
}
