// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/files/state-dict.h"

#include "torch/files/foreign-pickle.h"
#include "torch/files/foreign-zip.h"
#include "torch/guard.h"
#include "torch/files/safetensors.h"
#include "torch/files/unpickle.h"

#include <sys/stat.h>

namespace tau
{
namespace
{

using Tensors = std::map<std::string, torch::Tensor>;

constexpr size_t HEAD = 4096, JUDGED = 1 << 20, PICKLE = 16 << 20; // bytes

// The numbers of a file that tensors share, by the file's name for them.
using Storages = std::map<std::string, torch::Tensor>;

[[noreturn]] void
fail ()
{
  throw Failure (TAU_TORCH_ERROR_FILE, "damaged; copy or download it again");
}

std::string
file_head (int fd)
{
  const std::string head = read_at (fd, 0, HEAD);
  if (head.compare (0, 2, "PK") != 0)
    return head.compare (0, 1, "\x80") == 0 ? read_at (fd, 0, JUDGED) : head;
  const ZipListing zip (fd);
  return zip.has ("constants.pkl") ? "" : zip.read ("data.pkl", JUDGED);
}

/* -- storages ------------------------------------------------------------------------------ */

// Where the numbers of a tensor lie: what a link says, ("storage", type, name, device, count).
struct Place {
  c10::ScalarType type = torch::kFloat;
  std::string name;
  int64_t count = 0;

  explicit Place (const PickleValue *link)
  {
    static const std::map<std::string, c10::ScalarType> types = {
      { "torch.DoubleStorage", torch::kDouble },     { "torch.FloatStorage", torch::kFloat },
      { "torch.BFloat16Storage", torch::kBFloat16 }, { "torch.HalfStorage", torch::kHalf },
      { "torch.LongStorage", torch::kLong },         { "torch.IntStorage", torch::kInt },
      { "torch.ShortStorage", torch::kShort },       { "torch.CharStorage", torch::kChar },
      { "torch.ByteStorage", torch::kByte },         { "torch.BoolStorage", torch::kBool },
    };
    const PickleValue *about = link->item (0, PickleValue::LIST);
    const PickleValue *kind = about != nullptr ? about->item (1, PickleValue::NAME) : nullptr;
    const PickleValue *key = about != nullptr ? about->item (2, PickleValue::TEXT) : nullptr;
    const PickleValue *size = about != nullptr ? about->item (4, PickleValue::NUMBER) : nullptr;
    const auto found = kind != nullptr ? types.find (kind->text) : types.end ();
    if (found == types.end () || key == nullptr || size == nullptr || size->number < 0 ||
        size->number > G_MAXINT32)
      fail ();
    type = found->second;
    name = key->text;
    count = size->number;
  }

  bool
  is_float () const
  {
    return c10::isFloatingType (type);
  }

  uint64_t
  bytes () const
  {
    return uint64_t (count) * c10::elementSize (type);
  }

  torch::Tensor
  to_tensor (const char *data) const
  {
    return torch::from_blob (const_cast<char *> (data), { count }, type)
        .to (torch::kFloat, false, true);
  }
};

/* -- tensors ------------------------------------------------------------------------------- */

std::vector<int64_t>
numbers (const PickleValue *list)
{
  std::vector<int64_t> found;
  for (size_t i = 0; i < list->items.size (); i++) {
    const PickleValue *number = list->item (i, PickleValue::NUMBER);
    if (number == nullptr || number->number < 0 || number->number > G_MAXINT32)
      fail ();
    found.push_back (number->number);
  }
  return found;
}

// Of the arguments of _rebuild_tensor_v2 (storage, offset, sizes, strides, …).
torch::Tensor
make_tensor (const PickleValue *arguments, const torch::Tensor &storage)
{
  const PickleValue *offset = arguments->item (1, PickleValue::NUMBER),
                    *sizes = arguments->item (2, PickleValue::LIST),
                    *steps = arguments->item (3, PickleValue::LIST);
  if (offset == nullptr || offset->number < 0 || offset->number > storage.numel () ||
      sizes == nullptr || steps == nullptr || sizes->items.size () != steps->items.size () ||
      sizes->items.size () > 8)
    fail ();
  const std::vector<int64_t> shape = numbers (sizes), strides = numbers (steps);
  // The last number must lie in the storage, and there cannot be more than it has.
  int64_t last = offset->number, count = 1;
  for (size_t i = 0; i < shape.size (); i++) {
    count *= shape[i];
    last += std::max<int64_t> (shape[i] - 1, 0) * strides[i];
    if (count > storage.numel () || last >= storage.numel ())
      fail ();
  }
  if (count > 0 && last >= storage.numel ())
    fail ();
  return storage.as_strided (shape, strides, offset->number).contiguous ();
}

// What lies at a value, if that is a tensor; `load` gives its storage, which may be undefined.
template <typename L>
torch::Tensor
find_tensor (const PickleValue *value, L load)
{
  const PickleValue *arguments =
      value->kind == PickleValue::CALL ? value->item (0, PickleValue::LIST) : nullptr;
  if (arguments == nullptr)
    return {};
  if (value->text == "torch._utils._rebuild_parameter") {
    const PickleValue *inner = arguments->item (0, PickleValue::CALL);
    return inner != nullptr && inner->text != value->text ? find_tensor (inner, load)
                                                          : torch::Tensor ();
  }
  const PickleValue *link = arguments->item (0, PickleValue::LINK);
  if (value->text != "torch._utils._rebuild_tensor_v2" || link == nullptr)
    return {};
  const torch::Tensor storage = load (Place (link));
  return storage.defined () ? make_tensor (arguments, storage) : storage;
}

// The dictionary of tensors: the pickle's own, or the one that a checkpoint holds.
const PickleValue *
find_dictionary (const PickleValue *root)
{
  for (const char *wanted : { "state_dict_ema", "state_dict", "model_ema", "model" })
    for (size_t i = 0; root->kind == PickleValue::DICT && i + 1 < root->items.size (); i += 2)
      if (root->items[i]->text == wanted && root->items[i + 1]->kind == PickleValue::DICT)
        return root->items[i + 1];
  return root;
}

template <typename L>
Tensors
find_tensors (const PickleValue *root, L load)
{
  const PickleValue *dictionary = find_dictionary (root);
  Tensors tensors;
  for (size_t i = 0; dictionary->kind == PickleValue::DICT && i + 1 < dictionary->items.size ();
       i += 2) {
    const torch::Tensor tensor = find_tensor (dictionary->items[i + 1], load);
    if (tensor.defined ())
      tensors[dictionary->items[i]->text] = tensor;
  }
  return tensors;
}

/* -- files --------------------------------------------------------------------------------- */

// Today's format: a zip file of the pickle and of each storage.
Tensors
read_zip (int fd)
{
  const ZipListing zip (fd);
  const std::string bytes = zip.read ("data.pkl", PICKLE);
  Unpickler unpickler (bytes);
  Storages storages;
  return find_tensors (unpickler.read (), [&] (const Place &place) {
    torch::Tensor &storage = storages[place.name];
    if (!storage.defined () && place.is_float ()) {
      const std::string data = zip.read ("/data/" + place.name, place.bytes ());
      if (data.size () != place.bytes ())
        fail ();
      storage = place.to_tensor (data.data ());
    }
    return storage;
  });
}

// The format of before 1.6: pickles of a mark, a version, the sizes of types, the object, and the
// names of the storages, which follow, each after its count.
Tensors
read_old (int fd)
{
  struct stat info;
  if (fstat (fd, &info) != 0)
    fail ();
  const std::string bytes = read_at (fd, 0, info.st_size);
  Unpickler unpickler (bytes);
  for (int i = 0; i < 3; i++)
    unpickler.read ();
  const PickleValue *root = unpickler.read (), *names = unpickler.read ();
  std::map<std::string, Place> places;
  for (const PickleValue &value : unpickler.all ())
    if (value.kind == PickleValue::LINK) {
      const Place place (&value);
      places.emplace (place.name, place);
    }
  Storages storages;
  for (const PickleValue *name : names->items) {
    const auto place = places.find (name->text);
    if (place == places.end () || unpickler.take_number (8) != uint64_t (place->second.count))
      fail ();
    const char *data = unpickler.take (place->second.bytes ());
    if (place->second.is_float ())
      storages[name->text] = place->second.to_tensor (data);
  }
  return find_tensors (root, [&] (const Place &place) { return storages[place.name]; });
}

// Without “module.” before every name.
Tensors
without_prefix (const Tensors &tensors)
{
  const std::string prefix = "module.";
  Tensors renamed;
  for (const auto &entry : tensors) {
    if (entry.first.compare (0, prefix.size (), prefix) != 0)
      return tensors;
    renamed[entry.first.substr (prefix.size ())] = entry.second;
  }
  return renamed;
}

} // namespace

bool
holds_state_dict (int fd)
{
  const std::string head = file_head (fd);
  const PickleKind kind = judge_pickle (head);
  return kind == PickleKind::STATE_DICT || kind == PickleKind::CHECKPOINT || is_safetensors (head);
}

Tensors
read_state_dict (int fd, const std::string &path)
{
  try {
    const std::string head = read_at (fd, 0, HEAD);
    if (is_safetensors (head))
      return without_prefix (read_safetensors (fd));
    return without_prefix (head.compare (0, 2, "PK") == 0 ? read_zip (fd) : read_old (fd));
  } catch (const Failure &e) {
    throw Failure (e.code, "“" + path + "” is " + e.message);
  }
}

} // namespace tau
