// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/model/code.h"

#include <functional>

namespace tau
{
namespace
{

constexpr size_t MOST_CONSTANTS = 16;

using Visit = std::function<void (torch::jit::Node *)>;

void
visit_nodes (torch::jit::Block *block, const Visit &visit)
{
  for (torch::jit::Node *node : block->nodes ()) {
    visit (node);
    for (torch::jit::Block *inner : node->blocks ())
      visit_nodes (inner, visit);
  }
}

void
visit_code (const torch::jit::Module &module, const Visit &visit)
{
  for (const torch::jit::Module &part : module.modules ())
    for (const torch::jit::Method &method : part.get_methods ())
      visit_nodes (method.graph ()->block (), visit);
}

// Whether a value is used where shapes are. (The zero points of quantised layers are whole numbers
// too.)
bool
is_shape (const torch::jit::Value *value)
{
  static const std::set<std::string> kinds = {
    "aten::eq",     "aten::ne",     "aten::view",          "aten::reshape", "aten::__is__",
    "aten::expand", "aten::resize", "prim::ListConstruct", "aten::__and__",
  };
  for (const torch::jit::Use &use : value->uses ()) {
    const std::string kind = use.user->kind ().toQualString ();
    if (kinds.count (kind) != 0 || kind.rfind ("aten::upsample", 0) == 0)
      return true;
  }
  return false;
}

} // namespace

std::string
weights_type (const torch::jit::Module &module)
{
  bool quantised = false;
  visit_code (module, [&] (torch::jit::Node *node) {
    quantised = quantised || std::string (node->kind ().ns ().toUnqualString ()) == "quantized";
  });
  if (quantised)
    return "int8";
  for (const torch::Tensor &weights : module.parameters ())
    switch (weights.scalar_type ()) {
    case torch::kHalf:
      return "float16";
    case torch::kBFloat16:
      return "bfloat16";
    case torch::kDouble:
      return "float64";
    default:
      break;
    }
  return "float32";
}

bool
is_dynamic (const torch::jit::Module &module)
{
  bool found = false;
  visit_code (module, [&] (torch::jit::Node *node) {
    const std::string kind = node->kind ().toQualString ();
    found = found || kind.rfind ("aten::quantized_", 0) == 0 ||
            kind.find ("choose_qparams") != kind.npos ||
            (kind.rfind ("quantized::", 0) == 0 && kind.find ("dynamic") != kind.npos);
  });
  return found;
}

std::set<int>
find_constants (const torch::jit::Module &module, int least, int largest)
{
  std::set<int> found;
  const auto add = [&] (int64_t value) {
    if (value >= least && value <= largest && found.size () < MOST_CONSTANTS)
      found.insert (int (value));
  };
  visit_code (module, [&] (torch::jit::Node *node) {
    if (node->kind () != torch::jit::prim::Constant || node->outputs ().empty () ||
        !is_shape (node->output ()))
      return;
    const c10::optional<torch::IValue> value = torch::jit::toIValue (node->output ());
    if (value.has_value () && value->isInt ())
      add (value->toInt ());
    else if (value.has_value () && value->isIntList ())
      for (int64_t element : value->toIntVector ())
        add (element);
  });
  return found;
}

} // namespace tau
