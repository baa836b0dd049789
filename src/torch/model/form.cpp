// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/model/form.h"

#include "torch/model/code.h"
#include "torch/device.h"
#include "torch/guard.h"
#include "torch/model/model-limits.h"

namespace tau
{
namespace
{

bool
is_named_for_answers (const std::string &name)
{
  return name == "logits" || name == "out" || name == "output" || name == "outputs";
}

bool
has_rows (const torch::IValue &value, int64_t n)
{
  return value.isTensor () && value.toTensor ().dim () >= 2 && value.toTensor ().size (0) == n;
}

// The one that has a name for answers, or the first of the right shape. Adds its name to
// `container`.
torch::IValue
choose (const std::vector<torch::IValue> &values, const std::vector<std::string> &names, int64_t n,
        std::string *container)
{
  const auto chosen = [&] (size_t i) {
    if (i < names.size () && !names[i].empty ())
      *container += ": " + names[i];
    return values[i];
  };
  for (size_t i = 0; i < names.size () && i < values.size (); i++)
    if (is_named_for_answers (names[i]) && values[i].isTensor ())
      return chosen (i);
  for (size_t i = 0; i < values.size (); i++)
    if (has_rows (values[i], n))
      return chosen (i);
  throw Failure (TAU_TORCH_ERROR_SHAPE,
                 "it returns several values, none of which is a tensor of one row for each image; "
                 "return the logits alone");
}

torch::IValue
unwrap (const torch::IValue &value, int64_t n, std::string *container)
{
  *container = "tensor";
  if (value.isTensor ())
    return value;
  std::vector<torch::IValue> values;
  std::vector<std::string> names;
  if (value.isTuple ()) {
    *container = "tuple";
    for (const torch::IValue &element : value.toTupleRef ().elements ())
      values.push_back (element);
    const auto schema = value.type ()->expect<c10::TupleType> ()->schema ();
    if (schema != nullptr)
      for (const c10::Argument &argument : schema->arguments ())
        names.push_back (argument.name ());
  } else if (value.isList ()) {
    *container = "list";
    for (const torch::IValue &element : value.toListRef ())
      values.push_back (element);
  } else if (value.isGenericDict ()) {
    *container = "dictionary";
    for (const auto &entry : value.toGenericDict ()) {
      names.push_back (entry.key ().isString () ? entry.key ().toStringRef () : "");
      values.push_back (entry.value ());
    }
  } else {
    throw Failure (TAU_TORCH_ERROR_SHAPE, "it does not return a tensor");
  }
  return choose (values, names, n, container);
}

torch::Tensor
arrange (const Form &form, torch::Tensor x)
{
  if (form.gray) // the weights of ITU-R 601, as Pillow has them
    x = (x.select (1, 0) * 0.299 + x.select (1, 1) * 0.587 + x.select (1, 2) * 0.114).unsqueeze (1);
  if (form.bytes)
    x = x.round ().clamp (0, 255).to (torch::kByte);
  return form.channels_last ? x.permute ({ 0, 2, 3, 1 }).contiguous () : x;
}

torch::Tensor
forward_once (torch::jit::Module &module, const Form &form, const torch::Tensor &x,
              std::string *container)
{
  std::string unused;
  torch::Tensor out = unwrap (module.forward ({ arrange (form, x) }), x.size (0),
                              container != nullptr ? container : &unused)
                          .toTensor ();
  if (out.dim () == 4 && out.size (2) == 1 && out.size (3) == 1)
    out = out.flatten (1);
  return out.is_floating_point () ? out.to (torch::kFloat) : out;
}

// Says what is wrong with the shape of n answers, or "".
std::string
judge_shape (const torch::Tensor &out, int64_t n)
{
  if (out.dim () == 2 && out.size (0) == n && out.size (1) == 1)
    return "it returns one number for an image, and at least two classes are needed";
  if (out.dim () == 2 && out.size (0) == n && out.size (1) <= TAU_MAX_OUTPUTS &&
      out.is_floating_point ())
    return "";
  std::ostringstream text;
  text << "for " << n << " images it returns " << out.scalar_type () << " " << out.sizes ();
  return text.str ();
}

// Whether the network takes n such images; `why` receives what is wrong, `ran` whether it ran.
bool
takes (torch::jit::Module &module, const Form &form, const torch::Tensor &x, std::string *why,
       bool *ran = nullptr)
{
  try {
    const std::string wrong =
        judge_shape (forward_once (module, form, x.clone (), nullptr), x.size (0));
    if (why != nullptr)
      *why = wrong;
    if (ran != nullptr)
      *ran = true;
    return wrong.empty ();
  } catch (const std::exception &e) {
    if (is_out_of_memory (e))
      throw;
    if (why != nullptr)
      *why = first_line (e);
    return false;
  }
}

[[noreturn]] void
refuse (const std::string &path, const std::string &why)
{
  throw Failure (TAU_TORCH_ERROR_SHAPE, "“" + path + "” " + why);
}

torch::Tensor
to_scale (const Form &form, const torch::Tensor &images)
{
  return form.bytes ? images * 60 + 128 : images;
}

torch::Tensor
waves (int n, int size)
{
  torch::Tensor ramp = torch::arange (int64_t (n) * 3 * size * size, torch::kFloat);
  return torch::sin (ramp * 0.37).view ({ n, 3, size, size }).to (device ());
}

// Looks at the answers: what holds them, and whether they are the same in another batch and the
// second time. A network in training mode takes its statistics from the batch, or draws what to
// drop.
void
judge_answers (torch::jit::Module &module, Form *form, int size)
{
  torch::Tensor images = waves (3, size);
  // The others are brighter and darker, with more and less contrast.
  images[1] = images[1] * 2 + 1.5;
  images[2] = images[2] * 0.2 - 1.5;
  images = to_scale (*form, images);
  const torch::Tensor one = images.slice (0, 0, 1);
  // A network may change its input.
  const torch::Tensor alone = forward_once (module, *form, one.clone (), &form->container);
  const auto same = [&] (const torch::Tensor &other) {
    return torch::allclose (alone, other, 1e-2, 1e-3, /* equal_nan */ true);
  };
  const torch::Tensor all = forward (module, *form, images.clone ());
  form->n_outputs = alone.size (1);
  form->finite = torch::isfinite (all).all ().item<bool> ();
  form->repeats = same (forward (module, *form, one.clone ())) && same (all.slice (0, 0, 1));
}

} // namespace

torch::Tensor
forward (torch::jit::Module &module, const Form &form, const torch::Tensor &x)
{
  if (!form.one_image || x.size (0) == 1)
    return forward_once (module, form, x, nullptr);
  std::vector<torch::Tensor> rows;
  for (int64_t i = 0; i < x.size (0); i++)
    rows.push_back (forward_once (module, form, x.slice (0, i, i + 1), nullptr));
  return torch::cat (rows);
}

torch::Tensor
probe_images (const Form &form, int n, int size)
{
  return to_scale (form, waves (n, size));
}

bool
takes_two (torch::jit::Module &module, int size)
{
  return takes (module, {}, waves (2, size), nullptr);
}

bool
try_size (torch::jit::Module &module, int size, Form *form, std::string *why, bool *ran)
{
  if (ran != nullptr)
    *ran = false;
  for (int i = 0; i < 8; i++) {
    Form tried;
    std::string wrong;
    tried.channels_last = (i & 1) != 0;
    tried.gray = (i & 2) != 0;
    tried.bytes = (i & 4) != 0;
    const bool alone =
        takes (module, tried, probe_images (tried, 1, size), &wrong, i == 0 ? ran : nullptr);
    if (i == 0)
      *why = wrong;
    if (!alone)
      continue;
    tried.one_image =
        is_dynamic (module) || !takes (module, tried, probe_images (tried, 3, size), nullptr);
    judge_answers (module, &tried, size);
    *form = tried;
    return true;
  }
  return false;
}

std::string
describe_refusal (torch::jit::Module &module, int size, const std::string &why)
{
  static const int sizes[] = {
    28, 32, 48, 64, 96, 112, 128, 160, 192, 224, 240, 256, 288, 299, 384
  };
  if (takes_two (module, size))
    return "takes only batches of two images; export it so that it takes any number of images";
  const std::string text = std::to_string (size);
  const std::string intro =
      "does not map images of 3 × " + text + " × " + text + " to one row of numbers each: ";
  for (const bool gray : { false, true })
    for (int other : sizes) {
      Form form;
      form.gray = gray;
      if (other != size && takes (module, form, waves (1, other), nullptr))
        return intro + "it takes images of " + std::to_string (other) + " px; give --input-size " +
               std::to_string (other);
    }
  return intro + why;
}

Form
find_form (torch::jit::Module &module, const std::string &path, int size)
{
  Form form;
  std::string why;
  if (!try_size (module, size, &form, &why))
    refuse (path, describe_refusal (module, size, why));
  if (!form.repeats)
    refuse (path,
            "answers the same image differently in another batch or the second time; it was "
            "exported in training mode: call eval() before torch.jit.trace or torch.jit.script");
  return form;
}

} // namespace tau
