// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/sorter/sorter-file.h"

#include "torch/sorter/gru.h"
#include "torch/guard.h"
#include "torch/internal.h"

#include <ATen/ATen.h>
#include <torch/csrc/jit/serialization/pickle.h>

#include <cmath>

namespace tau
{
namespace
{

void
copy_slot (const c10::impl::GenericDict &dict, const GruSlot &slot, SorterWeights &to)
{
  at::Tensor t = dict.at (slot.name).toTensor ();
  if (t.sizes () != at::IntArrayRef (slot.shape) || t.scalar_type () != at::kFloat)
    throw std::runtime_error ("shape");
  t = t.contiguous ();
  std::copy_n (t.data_ptr<float> (), slot.count, &to[slot.offset]);
}

} // namespace

GBytes *
save_sorter (const SorterWeights &weights)
{
  c10::impl::GenericDict dict (c10::StringType::get (), c10::TensorType::get ());
  for (const GruSlot &slot : gru_slots ()) {
    at::Tensor t = at::empty (slot.shape, at::kFloat);
    std::copy_n (&weights[slot.offset], slot.count, t.data_ptr<float> ());
    dict.insert (slot.name, t);
  }
  std::vector<char> bytes = torch::jit::pickle_save (dict);
  return g_bytes_new (bytes.data (), bytes.size ());
}

SorterWeights
load_sorter (GBytes *bytes)
{
  gsize size;
  const char *data = static_cast<const char *> (g_bytes_get_data (bytes, &size));
  SorterWeights weights (gru_n_weights ());
  bool sound = true;
  try {
    auto dict = torch::jit::pickle_load (std::vector<char> (data, data + size)).toGenericDict ();
    for (const GruSlot &slot : gru_slots ())
      copy_slot (dict, slot, weights);
  } catch (const std::exception &) {
    sound = false;
  }
  for (float w : weights)
    sound = sound && std::isfinite (w);
  if (!sound)
    throw Failure (
        TAU_TORCH_ERROR_FILE,
        "The sorter is damaged or of another kind; remove it, and it will be trained again");
  return weights;
}

} // namespace tau

GBytes *
tau_sorter_train (guint64 seed, guint n_steps, TauTorchProgress progress, gpointer data,
                  GCancellable *cancellable, GError **error)
{
  return tau::guarded<GBytes *> (error, nullptr, [&] () -> GBytes * {
    if (n_steps == 0)
      throw tau::Failure (TAU_TORCH_ERROR_SPEC, "A sorter needs at least one training step");
    tau::SorterWeights weights = tau::train_sorter (seed, int (n_steps), [&] (int step, double l1) {
      if (progress != nullptr)
        progress (double (step) / n_steps, l1, data);
      return !g_cancellable_is_cancelled (cancellable);
    });
    if (weights.empty ()) {
      g_cancellable_set_error_if_cancelled (cancellable, error);
      return nullptr;
    }
    return tau::save_sorter (weights);
  });
}

gboolean
tau_sorter_run (GBytes *sorter, const float *in, gsize n, float *out, GError **error)
{
  return tau::guarded<gboolean> (error, FALSE, [&] {
    tau::SorterWeights weights = tau::load_sorter (sorter);
    tau::gru_forward (weights.data (), in, int64_t (n), out);
    return TRUE;
  });
}

gboolean
tau_sorter_measure (GBytes *sorter, guint64 seed, gsize n, double *l1, GError **error)
{
  return tau::guarded<gboolean> (error, FALSE, [&] {
    *l1 = tau::sorter_error (tau::load_sorter (sorter), seed, int64_t (n));
    return TRUE;
  });
}
