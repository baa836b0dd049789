// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/model/describe.h"

#include "torch/model/code.h"
#include "torch/guard.h"

#include <algorithm>
#include <set>

namespace tau
{
namespace
{

// Usual sizes of input, the most usual first: where several fit a network, the first is taken.
constexpr int SIZES[] = { 32,  224, 28, 64, 128, 96,  160, 192, 256, 299,
                          384, 240, 48, 72, 112, 288, 260, 300, 331, 512 };
constexpr int LEAST_SIZE = 16, LARGEST_SIZE = 1024;

// Usual sizes that the code names, then the other usual ones, then what else the code names.
std::vector<int>
list_sizes (const torch::jit::Module &module)
{
  std::set<int> constants = find_constants (module, LEAST_SIZE, LARGEST_SIZE);
  std::vector<int> sizes;
  for (const bool named : { true, false })
    for (int size : SIZES)
      if ((constants.count (size) != 0) == named)
        sizes.push_back (size);
  for (int size : SIZES)
    constants.erase (size);
  sizes.insert (sizes.end (), constants.begin (), constants.end ());
  return sizes;
}

bool
takes_size (torch::jit::Module &module, const Form &form, int size)
{
  Form other;
  std::string why;
  return size <= LARGEST_SIZE && try_size (module, std::max (size, LEAST_SIZE), &other, &why) &&
         other.gray == form.gray && other.n_outputs == form.n_outputs;
}

// Of a network that takes images of any size, the one that it was probably trained on.
int
guess_size (const torch::jit::Module &module, const Form &form)
{
  if (form.n_outputs >= 1000)
    return 224;
  if (form.n_outputs == 200)
    return 64; // Tiny ImageNet
  for (const torch::Tensor &weights : module.parameters ())
    if (weights.dim () == 4 && weights.size (1) == (form.gray ? 1 : 3))
      return weights.size (2) >= 7 ? 224 : 32; // the first convolution
  return 32;
}

// The search for a size.
struct Search {
  torch::jit::Module &module;
  const std::vector<int> sizes;
  Form form; // for the size found
  int found;
};

// What to say when no size was found: best of a size for which the network ran.
[[noreturn]] void
refuse_all (Search *self, const std::string &path, const std::string &why, int ran)
{
  const std::string named = "“" + path + "” ";
  if (ran != 0)
    throw Failure (TAU_TORCH_ERROR_SHAPE, named + describe_refusal (self->module, ran, why));
  throw Failure (TAU_TORCH_ERROR_SHAPE,
                 named + "takes images of no usual size; give --input-size (with " +
                     std::to_string (self->sizes[0]) + " px it says: " + why + ")");
}

void
find_first (Search *self, const std::string &path, TauModelForm *out)
{
  std::string why, said;
  int n_tried = 0, said_of = 0;
  for (int size : self->sizes) {
    bool ran;
    if (try_size (self->module, size, &self->form, &why, &ran)) {
      self->found = size;
      return;
    }
    ran = ran || takes_two (self->module, size);
    if (said.empty () || (ran && said_of == 0)) {
      said = why;
      said_of = ran ? size : 0;
    }
    if (n_tried < TAU_MODEL_N_SIZES)
      out->tried[n_tried++] = size;
  }
  refuse_all (self, path, said, said_of);
}

// Of an image that is larger than meant, some networks answer for each part of it. So the size with
// the fewest outputs is meant.
void
prefer_fewer_outputs (Search *self)
{
  const int largest = self->found;
  for (int size : self->sizes) {
    Form other;
    std::string why;
    if (size < largest && try_size (self->module, size, &other, &why) &&
        other.n_outputs < self->form.n_outputs) {
      self->form = other;
      self->found = size;
    }
  }
}

} // namespace

Form
find_size (torch::jit::Module &module, const std::string &path, TauModelForm *out)
{
  Search search = { module, list_sizes (module), {}, 0 };
  find_first (&search, path, out);
  const int found = search.found, guess = guess_size (module, search.form);
  out->any_size = takes_size (module, search.form, found * 3 / 4) &&
                  takes_size (module, search.form, found + found / 2);
  Form other;
  std::string why;
  if (!out->any_size) {
    prefer_fewer_outputs (&search);
  } else if (guess != found && try_size (module, guess, &other, &why)) {
    search.form = other;
    search.found = guess;
  }
  out->input_size = search.found;
  return search.form;
}

void
describe_form (const Form &form, TauModelForm *out)
{
  out->channels = form.gray ? 1 : 3;
  out->channels_last = form.channels_last;
  out->bytes = form.bytes;
  out->one_image = form.one_image;
  out->n_outputs = form.n_outputs;
  out->repeats = form.repeats;
  out->finite = form.finite;
  g_strlcpy (out->container, form.container.c_str (), sizeof out->container);
}

} // namespace tau
