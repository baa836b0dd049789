// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/form.h"

#include "torch/device.h"
#include "torch/guard.h"
#include "torch/model-limits.h"

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

// The one that has a name for answers, or the first of the right shape.
torch::IValue
choose (const std::vector<torch::IValue> &values, const std::vector<std::string> &names, int64_t n)
{
  for (size_t i = 0; i < names.size () && i < values.size (); i++)
    if (is_named_for_answers (names[i]) && values[i].isTensor ())
      return values[i];
  for (const torch::IValue &value : values)
    if (has_rows (value, n))
      return value;
  throw Failure (TAU_TORCH_ERROR_SHAPE,
                 "it returns several values, none of which is a tensor of one row for each image; "
                 "return the logits alone");
}

torch::IValue
unwrap (const torch::IValue &value, int64_t n)
{
  if (value.isTensor ())
    return value;
  std::vector<torch::IValue> values;
  std::vector<std::string> names;
  if (value.isTuple ()) {
    for (const torch::IValue &element : value.toTupleRef ().elements ())
      values.push_back (element);
    const auto schema = value.type ()->expect<c10::TupleType> ()->schema ();
    if (schema != nullptr)
      for (const c10::Argument &argument : schema->arguments ())
        names.push_back (argument.name ());
  } else if (value.isList ()) {
    for (const torch::IValue &element : value.toListRef ())
      values.push_back (element);
  } else if (value.isGenericDict ()) {
    for (const auto &entry : value.toGenericDict ()) {
      names.push_back (entry.key ().isString () ? entry.key ().toStringRef () : "");
      values.push_back (entry.value ());
    }
  } else {
    throw Failure (TAU_TORCH_ERROR_SHAPE, "it does not return a tensor");
  }
  return choose (values, names, n);
}

torch::Tensor
arrange (const Form &form, torch::Tensor x)
{
  if (form.gray) // the weights of ITU-R 601, as Pillow has them
    x = (x.select (1, 0) * 0.299 + x.select (1, 1) * 0.587 + x.select (1, 2) * 0.114).unsqueeze (1);
  return form.channels_last ? x.permute ({ 0, 2, 3, 1 }).contiguous () : x;
}

torch::Tensor
forward_once (torch::jit::Module &module, const Form &form, const torch::Tensor &x)
{
  torch::Tensor out = unwrap (module.forward ({ arrange (form, x) }), x.size (0)).toTensor ();
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

// Whether the network takes n such images; `why` receives what is wrong.
bool
takes (torch::jit::Module &module, const Form &form, const torch::Tensor &x, std::string *why)
{
  try {
    const std::string wrong = judge_shape (forward_once (module, form, x.clone ()), x.size (0));
    if (why != nullptr)
      *why = wrong;
    return wrong.empty ();
  } catch (const std::exception &e) {
    if (is_out_of_memory (e))
      throw;
    if (why != nullptr)
      *why = first_line (e);
    return false;
  }
}

// What to say of a network that takes no such images: what it takes instead.
std::string
advise (torch::jit::Module &module, int size, const std::string &why)
{
  static const int sizes[] = {
    28, 32, 48, 64, 96, 112, 128, 160, 192, 224, 240, 256, 288, 299, 384
  };
  for (int other : sizes)
    if (other != size && takes (module, {}, probe_images (2, other), nullptr))
      return "it takes images of " + std::to_string (other) + " px; give --input-size " +
             std::to_string (other);
  try {
    const torch::Tensor bytes = (probe_images (2, size) * 60 + 128).to (torch::kByte);
    if (judge_shape (forward_once (module, {}, bytes), 2).empty ())
      return "it takes bytes (uint8) and not float numbers; export it with the conversion inside";
  } catch (const std::exception &) {
  }
  return why;
}

[[noreturn]] void
refuse (const std::string &path, const std::string &why)
{
  throw Failure (TAU_TORCH_ERROR_SHAPE, "“" + path + "” " + why);
}

// A network in training mode takes its statistics from the batch, or draws what to drop.
void
check_repeats (torch::jit::Module &module, const Form &form, const std::string &path, int size)
{
  torch::Tensor images = probe_images (3, size), one = images.slice (0, 0, 1);
  // The others are brighter and darker, with more and less contrast.
  images[1] = images[1] * 2 + 1.5;
  images[2] = images[2] * 0.2 - 1.5;
  // A network may change its input.
  const torch::Tensor alone = forward (module, form, one.clone ());
  const auto same = [&] (const torch::Tensor &other) {
    return torch::allclose (alone, other, 1e-2, 1e-3, /* equal_nan */ true);
  };
  if (same (forward (module, form, one.clone ())) &&
      same (forward (module, form, images.clone ()).slice (0, 0, 1)))
    return;
  refuse (path,
          "answers the same image differently in another batch or the second time; it was "
          "exported in training mode: call eval() before torch.jit.trace or torch.jit.script");
}

} // namespace

torch::Tensor
forward (torch::jit::Module &module, const Form &form, const torch::Tensor &x)
{
  if (!form.one_image || x.size (0) == 1)
    return forward_once (module, form, x);
  std::vector<torch::Tensor> rows;
  for (int64_t i = 0; i < x.size (0); i++)
    rows.push_back (forward_once (module, form, x.slice (0, i, i + 1)));
  return torch::cat (rows);
}

torch::Tensor
probe_images (int n, int size)
{
  torch::Tensor ramp = torch::arange (int64_t (n) * 3 * size * size, torch::kFloat);
  return torch::sin (ramp * 0.37).view ({ n, 3, size, size }).to (device ());
}

Form
find_form (torch::jit::Module &module, const std::string &path, int size)
{
  std::string why;
  const torch::Tensor one = probe_images (1, size), three = probe_images (3, size);
  Form forms[3];
  forms[1].channels_last = true;
  forms[2].gray = true;
  for (Form &form : forms) {
    std::string wrong;
    const bool alone = takes (module, form, one, &wrong);
    if (&form == forms)
      why = wrong;
    if (!alone)
      continue;
    form.one_image = !takes (module, form, three, &wrong);
    form.n_outputs = forward (module, form, one.clone ()).size (1);
    check_repeats (module, form, path, size);
    return form;
  }
  if (takes (module, {}, probe_images (2, size), nullptr))
    refuse (path,
            "takes only batches of two images; export it so that it takes any number of images");
  const std::string text = std::to_string (size);
  refuse (path, "does not map images of 3 × " + text + " × " + text +
                    " to one row of numbers each: " + advise (module, size, why));
}

} // namespace tau
