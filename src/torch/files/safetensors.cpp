// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/files/safetensors.h"

#include "torch/files/foreign-zip.h"
#include "torch/guard.h"

#include <json-glib/json-glib.h>

namespace tau
{
namespace
{

constexpr uint64_t MAX_HEADER = 16 << 20;

// The length of the header that follows.
uint64_t
header_length (const std::string &head)
{
  uint64_t length = 0;
  for (size_t i = 0; i < 8 && i < head.size (); i++)
    length |= static_cast<uint64_t> (static_cast<unsigned char> (head[i])) << 8 * i;
  return length;
}

[[noreturn]] void
fail ()
{
  throw Failure (TAU_TORCH_ERROR_FILE, "damaged; copy or download it again");
}

// The whole numbers of an array.
std::vector<int64_t>
numbers (JsonObject *entry, const char *name)
{
  JsonNode *node = json_object_get_member (entry, name);
  if (node == nullptr || !JSON_NODE_HOLDS_ARRAY (node))
    fail ();
  std::vector<int64_t> found;
  JsonArray *array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);
    if (!JSON_NODE_HOLDS_VALUE (element) || json_node_get_int (element) < 0)
      fail ();
    found.push_back (json_node_get_int (element));
  }
  return found;
}

// Undefined for types other than floats.
c10::optional<c10::ScalarType>
find_type (JsonObject *entry)
{
  const char *name = json_object_get_string_member_with_default (entry, "dtype", "");
  static const std::map<std::string, c10::ScalarType> types = {
    { "F64", torch::kDouble },
    { "F32", torch::kFloat },
    { "F16", torch::kHalf },
    { "BF16", torch::kBFloat16 },
  };
  const auto found = types.find (name);
  return found != types.end () ? c10::make_optional (found->second) : c10::nullopt;
}

torch::Tensor
read_tensor (int fd, uint64_t start, JsonObject *entry, c10::ScalarType type)
{
  const std::vector<int64_t> shape = numbers (entry, "shape"), at = numbers (entry, "data_offsets");
  if (at.size () != 2 || at[0] > at[1])
    fail ();
  const std::string bytes = read_at (fd, off_t (start + at[0]), at[1] - at[0]);
  uint64_t count = c10::elementSize (type);
  for (int64_t side : shape)
    if (__builtin_mul_overflow (count, uint64_t (side), &count))
      fail ();
  if (bytes.size () != count || int64_t (count) != at[1] - at[0])
    fail ();
  return torch::from_blob (const_cast<char *> (bytes.data ()), shape, type)
      .to (torch::kFloat, false, true);
}

} // namespace

bool
is_safetensors (const std::string &head)
{
  const uint64_t length = header_length (head);
  return head.size () > 9 && length > 1 && length < (1u << 30) && head[8] == '{' && head[9] == '"';
}

std::map<std::string, torch::Tensor>
read_safetensors (int fd)
{
  const uint64_t length = header_length (read_at (fd, 0, 8));
  const std::string header = read_at (fd, 8, std::min (length, MAX_HEADER));
  g_autoptr (JsonParser) parser = json_parser_new ();
  if (header.size () != length ||
      !json_parser_load_from_data (parser, header.data (), header.size (), nullptr))
    fail ();
  JsonNode *root = json_parser_get_root (parser);
  if (root == nullptr || !JSON_NODE_HOLDS_OBJECT (root))
    fail ();
  std::map<std::string, torch::Tensor> tensors;
  g_autoptr (GList) names = json_object_get_members (json_node_get_object (root));
  for (GList *l = names; l != nullptr; l = l->next) {
    const char *name = static_cast<const char *> (l->data);
    JsonNode *node = json_object_get_member (json_node_get_object (root), name);
    if (!JSON_NODE_HOLDS_OBJECT (node))
      fail ();
    JsonObject *entry = json_node_get_object (node);
    const auto type = find_type (entry); // "__metadata__" has none
    if (type)
      tensors[name] = read_tensor (fd, 8 + length, entry, *type);
  }
  return tensors;
}

} // namespace tau
