// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/train/batch-norm.h"

#include <ATen/Parallel.h>
#include <torch/script.h>

#include <glib.h>

#include <cmath>

// Our batch normalisation and its derivatives beside libtorch's, and the same bits on any number of
// threads.

using torch::Tensor;

namespace
{

struct Case {
  int64_t n, channels, side;
  bool rectify, half;
};

const Case cases[] = {
  { 8, 24, 16, true, false }, // a period of two pixels
  { 3, 24, 5, true, false },  // an odd number of pixels: half a period is left over
  { 5, 48, 7, false, false }, { 4, 64, 8, true, false }, { 4, 128, 4, false, false },
  { 2, 5, 9, true, false },  // fewer channels than lanes
  { 1, 16, 1, true, false }, // one number for a channel
  { 8, 24, 16, true, true },  { 3, 24, 5, true, true },  { 4, 64, 8, false, true },
};

struct Inputs {
  Tensor x, scale, shift, mean, var, weights;
  // The mean of x lies several deviations off, as after a convolution of bright pictures.
  explicit Inputs (const Case &c)
  {
    torch::manual_seed (7);
    x = torch::randn ({ c.n, c.channels, c.side, c.side }) * 2 + 5;
    weights = torch::randn_like (x);
    x = x.contiguous (at::MemoryFormat::ChannelsLast);
    if (c.half) {
      x = x.to (torch::kBFloat16);
      weights = weights.to (torch::kBFloat16);
    }
    scale = torch::randn ({ c.channels });
    shift = torch::randn ({ c.channels });
    mean = torch::randn ({ c.channels });
    var = torch::rand ({ c.channels }) + 1;
    for (Tensor *t : { &x, &scale, &shift })
      t->set_requires_grad (true);
  }
  Tensor
  ours (bool rectify)
  {
    return tau::batch_norm (x, scale, shift, mean, var, 0.1, 1e-5, rectify);
  }
};

void
assert_close (const Tensor &a, const Tensor &b, double tolerance)
{
  g_assert_true (a.sizes () == b.sizes ());
  Tensor off = (a.to (torch::kDouble) - b.to (torch::kDouble)).abs ();
  double scale = std::max (1.0, b.abs ().max ().item<double> ());
  g_assert_cmpfloat (off.max ().item<double> (), <=, tolerance * scale);
}

void
test_like_libtorch (gconstpointer data)
{
  const Case &c = *static_cast<const Case *> (data);
  Inputs a (c), b (c);
  Tensor y = a.ours (c.rectify);
  // Beside libtorch's in double precision, which takes a bfloat16 for the number that it is.
  Tensor x = b.x.detach ().to (torch::kDouble).set_requires_grad (true);
  Tensor scale = b.scale.detach ().to (torch::kDouble).set_requires_grad (true);
  Tensor shift = b.shift.detach ().to (torch::kDouble).set_requires_grad (true);
  Tensor mean = b.mean.to (torch::kDouble), var = b.var.to (torch::kDouble);
  const bool single = c.n * c.side * c.side == 1; // libtorch refuses: it has no variance
  Tensor expected = single ? shift.view ({ 1, -1, 1, 1 }) + 0 * x
                           : at::batch_norm (x, scale, shift, mean, var, true, 0.1, 1e-5, false);
  if (c.rectify)
    expected = expected.relu ();
  // A single number has no variance: what rounding leaves of it is divided by epsilon.
  const double tolerance = c.half ? 1e-2 : single ? 1e-3 : 1e-5;
  assert_close (y, expected, tolerance);
  g_assert_true (y.scalar_type () == a.x.scalar_type ());
  g_assert_true (y.is_contiguous (at::MemoryFormat::ChannelsLast));
  if (!single) {
    assert_close (a.mean, mean, 1e-5);
    assert_close (a.var, var, 1e-5);
  }

  (y * a.weights).sum ().backward ();
  (expected * b.weights.to (torch::kDouble)).sum ().backward ();

  assert_close (a.x.grad (), x.grad (), c.half ? 3e-2 : 2 * tolerance);
  if (!single)
    assert_close (a.scale.grad (), scale.grad (), c.half ? 1e-2 : 2e-5);
  assert_close (a.shift.grad (), shift.grad (), c.half ? 1e-2 : 2e-5);
}

void
test_threads ()
{
  Tensor first[3];
  for (int threads : { 1, 2, 5 }) {
    at::set_num_threads (threads);
    Inputs in ({ 64, 48, 16, true, false });
    Tensor y = in.ours (true);
    (y * in.weights).sum ().backward ();
    const Tensor now[] = { y.detach (), in.x.grad (), in.scale.grad () };
    for (int i = 0; i < 3; i++) {
      if (threads == 1)
        first[i] = now[i];
      g_assert_true (torch::equal (now[i], first[i]));
    }
  }
}

// A training that has gone wrong must show it.
void
test_nan ()
{
  for (bool half : { false, true }) {
    Inputs in ({ 2, 16, 4, true, half });
    {
      torch::NoGradGuard no_grad;
      in.x.index_put_ ({ 1, 3, 2, 2 }, NAN);
    }
    Tensor y = in.ours (true);
    g_assert_true (y.select (1, 3).isnan ().all ().item<bool> ());
    g_assert_false (y.select (1, 4).isnan ().any ().item<bool> ());
  }
}

} // namespace

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, nullptr);
  for (const Case &c : cases) {
    g_autofree char *path = g_strdup_printf (
        "/torch/batch-norm/%d-pictures-of-%d-px-%d-channels%s%s", int (c.n), int (c.side),
        int (c.channels), c.rectify ? "-rectified" : "", c.half ? "-bfloat16" : "");
    g_test_add_data_func (path, &c, test_like_libtorch);
  }
  g_test_add_func ("/torch/batch-norm/threads", test_threads);
  g_test_add_func ("/torch/batch-norm/nan", test_nan);
  return g_test_run ();
}
