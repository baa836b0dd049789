// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/files/weights.h"

#include "torch/guard.h"

#include <cstring>

namespace tau
{
namespace
{

constexpr int64_t MAX_NAME = 1024, MAX_DIMENSIONS = 8;

void
append (GByteArray *out, const void *data, size_t n)
{
  g_byte_array_append (out, static_cast<const guint8 *> (data), n);
}

// Takes the next n bytes.
class Reader
{
  const char *at;
  size_t left;

public:
  Reader (const char *data, size_t size) : at (data), left (size)
  {
  }
  bool
  is_over () const
  {
    return left == 0;
  }
  const char *
  take (uint64_t n)
  {
    if (n > left)
      throw Failure (TAU_TORCH_ERROR_FILE, "The weights are damaged; export the model again");
    const char *taken = at;
    at += n;
    left -= n;
    return taken;
  }
  int64_t
  number (int64_t most)
  {
    int64_t value;
    std::memcpy (&value, take (sizeof value), sizeof value);
    if (value < 0 || value > most)
      throw Failure (TAU_TORCH_ERROR_FILE, "The weights are damaged; export the model again");
    return value;
  }
};

} // namespace

GBytes *
pack_weights (const std::map<std::string, torch::Tensor> &weights)
{
  GByteArray *out = g_byte_array_new ();
  for (const auto &entry : weights) {
    const torch::Tensor values = entry.second.to (torch::kCPU, torch::kFloat).contiguous ();
    const int64_t head[2] = { int64_t (entry.first.size ()), values.dim () };
    append (out, head, sizeof head);
    append (out, values.sizes ().data (), values.dim () * sizeof (int64_t));
    append (out, entry.first.data (), entry.first.size ());
    append (out, values.data_ptr<float> (), values.numel () * sizeof (float));
  }
  return g_byte_array_free_to_bytes (out);
}

std::map<std::string, torch::Tensor>
unpack_weights (GBytes *bytes)
{
  gsize size;
  const char *data = static_cast<const char *> (g_bytes_get_data (bytes, &size));
  Reader reader (data, size);
  std::map<std::string, torch::Tensor> weights;
  while (!reader.is_over ()) {
    const int64_t name_length = reader.number (MAX_NAME), n = reader.number (MAX_DIMENSIONS);
    const int64_t most = size / sizeof (float);
    std::vector<int64_t> shape;
    int64_t count = 1;
    for (int64_t i = 0; i < n; i++) {
      shape.push_back (reader.number (most));
      count *= shape.back ();
      if (count > most) // before the product can overflow
        throw Failure (TAU_TORCH_ERROR_FILE, "The weights are damaged; export the model again");
    }
    const std::string name (reader.take (name_length), name_length);
    const char *values = reader.take (count * sizeof (float));
    torch::Tensor tensor = torch::empty (shape, torch::kFloat);
    std::memcpy (tensor.data_ptr<float> (), values, count * sizeof (float));
    weights[name] = tensor;
  }
  return weights;
}

} // namespace tau
