// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/train/batch-norm.h"

#include "torch/train/batch-norm-kernels.h"

#include <ATen/Parallel.h>
#include <torch/library.h>
#include <torch/script.h>

#include <cmath>
#include <limits>
#include <numeric>

using torch::Tensor;

namespace tau
{
namespace
{

// Numbers that one thread takes at a time: they fit a core's cache. Each part is summed first, then
// the parts in order, so that no bit depends on the number of threads.
constexpr int64_t PART = 16384;

// An image's numbers in channels-last order, cut into parts of whole periods.
struct Layout {
  int64_t n, channels, period, part, n_parts;
  explicit Layout (const Tensor &x)
      : n (x.numel ()), channels (x.size (1)), period (std::lcm (channels, int64_t (NORM_LANES))),
        part (std::max<int64_t> (1, PART / period) * period), n_parts ((n + part - 1) / part)
  {
  }
  template <typename F>
  void
  for_parts (F f) const
  {
    at::parallel_for (0, n_parts, 1, [&] (int64_t begin, int64_t end) {
      for (int64_t p = begin; p < end; p++)
        f (p, p * part, std::min (part, n - p * part));
    });
  }
};

// A number for each channel, repeated to fill a period.
struct Constants {
  std::vector<float> scale, shift, mean;
  bool rectify;
  Constants (const Layout &layout, bool rectify)
      : scale (layout.period), shift (layout.period), mean (layout.period), rectify (rectify)
  {
  }
  NormConstants
  get () const
  {
    return { int (mean.size ()), scale.data (), shift.data (), mean.data (),
             rectify ? 0 : -std::numeric_limits<float>::infinity () };
  }
};

template <typename T>
T *
data (const Tensor &x)
{
  return static_cast<T *> (x.data_ptr ());
}

// Two sums for each channel, first[channel] and second[channel], of the values that `f` computes
// from each part.
template <typename F>
std::pair<std::vector<double>, std::vector<double>>
add_up (const Layout &layout, F f)
{
  std::vector<float> sums (layout.n_parts * 2 * layout.period);
  layout.for_parts ([&] (int64_t p, int64_t at, int64_t n) {
    float *first = &sums[p * 2 * layout.period];
    f (at, n, first, first + layout.period);
  });
  std::vector<double> first (layout.channels), second (layout.channels);
  for (int64_t p = 0; p < layout.n_parts; p++)
    for (int64_t k = 0; k < layout.period; k++) {
      first[k % layout.channels] += sums[p * 2 * layout.period + k];
      second[k % layout.channels] += sums[(p * 2 + 1) * layout.period + k];
    }
  return { first, second };
}

// In the sums, x - mean is small compared with the spread if any of the channel's numbers serves as
// the mean.
template <typename T>
std::pair<std::vector<double>, std::vector<double>>
measure (const Tensor &x, const Layout &layout, Constants &c)
{
  const Tensor some = x.select (0, 0).select (1, 0).select (1, 0).to (torch::kFloat).contiguous ();
  for (int64_t k = 0; k < layout.period; k++)
    c.mean[k] = some.data_ptr<float> ()[k % layout.channels];
  auto [mean, square] = add_up (layout, [&] (int64_t at, int64_t n, float *sum, float *squares) {
    norm_sums (c.get (), data<T> (x) + at, n, sum, squares);
  });
  const double count = double (layout.n) / layout.channels;
  std::vector<double> var (layout.channels);
  for (int64_t i = 0; i < layout.channels; i++) {
    double difference = mean[i] / count;
    var[i] = std::max (square[i] / count - difference * difference, 0.0);
    mean[i] = c.mean[i] + difference;
  }
  return { mean, var };
}

struct BatchNorm : torch::autograd::Function<BatchNorm> {
  template <typename T>
  static Tensor
  normalise (const Tensor &x, const Layout &layout, const Constants &c)
  {
    Tensor y = torch::empty_like (x);
    layout.for_parts ([&] (int64_t, int64_t at, int64_t n) {
      norm_apply (c.get (), data<T> (x) + at, n, data<T> (y) + at);
    });
    return y;
  }

  static Tensor
  forward (torch::autograd::AutogradContext *context, const Tensor &given, const Tensor &scale,
           const Tensor &shift, Tensor running_mean, Tensor running_var, double momentum,
           double epsilon, bool rectify)
  {
    const Tensor x = given.contiguous (at::MemoryFormat::ChannelsLast);
    const bool half = x.scalar_type () == torch::kBFloat16;
    const Layout layout (x);
    Constants c (layout, rectify);
    auto [mean, var] = half ? measure<Half> (x, layout, c) : measure<float> (x, layout, c);

    const double count = double (layout.n) / layout.channels;
    const double unbiased = count / std::max (count - 1, 1.0);
    const float *scales = scale.data_ptr<float> (), *shifts = shift.data_ptr<float> ();
    float *means = running_mean.data_ptr<float> (), *vars = running_var.data_ptr<float> ();
    Tensor numbers = torch::empty ({ 2, layout.channels }); // mean and 1 / deviation
    float *saved = numbers.data_ptr<float> ();
    for (int64_t i = 0; i < layout.channels; i++) {
      means[i] += float (momentum * (mean[i] - means[i]));
      vars[i] += float (momentum * (var[i] * unbiased - vars[i]));
      saved[i] = float (mean[i]);
      saved[layout.channels + i] = float (1 / std::sqrt (var[i] + epsilon));
    }
    fill (c, layout, saved, scales, shifts);
    context->save_for_backward ({ x, scale, shift, numbers });
    context->saved_data["rectify"] = rectify;
    return half ? normalise<Half> (x, layout, c) : normalise<float> (x, layout, c);
  }

  static void
  fill (Constants &c, const Layout &layout, const float *saved, const float *scales,
        const float *shifts)
  {
    for (int64_t k = 0; k < layout.period; k++) {
      const int64_t i = k % layout.channels;
      c.mean[k] = saved[i];
      c.scale[k] = scales[i] * saved[layout.channels + i];
      c.shift[k] = shifts[i] - saved[i] * c.scale[k];
    }
  }

  template <typename T>
  static Tensor
  differentiate (const Tensor &x, const Tensor &dy, const Layout &layout, const Constants &c,
                 const float *deviations, float *d_scale, float *d_shift)
  {
    auto [sum, product] = add_up (layout, [&] (int64_t at, int64_t n, float *s, float *p) {
      norm_gradient_sums (c.get (), data<T> (x) + at, data<T> (dy) + at, n, s, p);
    });
    const double count = double (layout.n) / layout.channels;
    std::vector<float> slope (layout.period), constant (layout.period);
    for (int64_t i = 0; i < layout.channels; i++) {
      d_scale[i] = float (product[i] * deviations[i]);
      d_shift[i] = float (sum[i]);
    }
    for (int64_t k = 0; k < layout.period; k++) {
      const int64_t i = k % layout.channels;
      const double deviation = deviations[i];
      const double by_x = -c.scale[k] * deviation * deviation * product[i] / count;
      slope[k] = float (by_x);
      constant[k] = float (-c.scale[k] * sum[i] / count - c.mean[k] * by_x);
    }
    Tensor dx = torch::empty_like (x);
    layout.for_parts ([&] (int64_t, int64_t at, int64_t n) {
      norm_gradient (c.get (), slope.data (), constant.data (), data<T> (x) + at, data<T> (dy) + at,
                     n, data<T> (dx) + at);
    });
    return dx;
  }

  static torch::autograd::variable_list
  backward (torch::autograd::AutogradContext *context, torch::autograd::variable_list outer)
  {
    const auto saved = context->get_saved_variables ();
    const Tensor &x = saved[0], &scale = saved[1], &shift = saved[2];
    const float *numbers = saved[3].data_ptr<float> ();
    const Tensor dy = outer[0].to (x.scalar_type ()).contiguous (at::MemoryFormat::ChannelsLast);
    const Layout layout (x);
    Constants c (layout, context->saved_data["rectify"].toBool ());
    fill (c, layout, numbers, scale.data_ptr<float> (), shift.data_ptr<float> ());
    Tensor d_scale = torch::empty_like (scale), d_shift = torch::empty_like (shift);
    const auto differentiate_x =
        x.scalar_type () == torch::kBFloat16 ? differentiate<Half> : differentiate<float>;
    Tensor dx = differentiate_x (x, dy, layout, c, numbers + layout.channels,
                                 d_scale.data_ptr<float> (), d_shift.data_ptr<float> ());
    return { dx, d_scale, d_shift, Tensor (), Tensor (), Tensor (), Tensor (), Tensor () };
  }
};

// The operator that a network's training source calls.
TORCH_LIBRARY_FRAGMENT (tauscope, library)
{
  library.def ("batch_norm(Tensor x, Tensor scale, Tensor shift, Tensor(a!) mean, Tensor(b!) var, "
               "float momentum, float epsilon, bool rectify) -> Tensor",
               batch_norm);
}

} // namespace

Tensor
batch_norm (const Tensor &x, const Tensor &scale, const Tensor &shift, Tensor mean, Tensor var,
            double momentum, double epsilon, bool rectify)
{
  const bool ours = x.is_cpu () && x.numel () > 0 &&
                    (x.scalar_type () == torch::kFloat || x.scalar_type () == torch::kBFloat16);
  if (ours)
    return BatchNorm::apply (x, scale, shift, mean, var, momentum, epsilon, rectify);
  Tensor y = at::batch_norm (x, scale, shift, mean, var, true, momentum, epsilon, false);
  return rectify ? y.relu () : y;
}

} // namespace tau
