/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-augmix.h"

#include "base/tau-simd.h"

#include <string.h>

/* The lengths of the pieces of a line that is cut at two random places have this distribution. */
static void
draw_weights (TauRandom *random, float weights[TAU_AUGMIX_WIDTH])
{
  const double a = tau_random_uniform (random, 0, 1), b = tau_random_uniform (random, 0, 1);
  const double low = MIN (a, b), high = MAX (a, b);
  weights[0] = (float)low;
  weights[1] = (float)(high - low);
  weights[2] = (float)(1 - high);
}

static void
draw_step (TauAugmixStep *self, const TauCorruptionSet *corruptions, int size, TauRandom *random)
{
  const guint which = tau_random_below (random, TAU_N_OPERATIONS + corruptions->n);
  *self = (TauAugmixStep){ .corruption = -1 };
  if (which < TAU_N_OPERATIONS) {
    self->operation = which;
    self->amount = tau_operation_draw (which, TAU_AUGMIX_SEVERITY, size, random);
  } else {
    self->corruption = corruptions->list[which - TAU_N_OPERATIONS];
    self->severity = 1 + (int)tau_random_below (random, TAU_N_SEVERITIES);
    self->seed = (guint64)tau_random_u32 (random) << 32;
    self->seed |= tau_random_u32 (random);
  }
}

void
tau_augmix_draw (TauAugmix *self, const TauCorruptionSet *corruptions, int size, TauRandom *random)
{
  draw_weights (random, self->weights);
  self->share = (float)tau_random_uniform (random, 0, 1);
  for (guint chain = 0; chain < TAU_AUGMIX_WIDTH; chain++) {
    self->depths[chain] = 1 + tau_random_below (random, TAU_AUGMIX_DEPTH);
    for (guint i = 0; i < self->depths[chain]; i++)
      draw_step (&self->steps[chain][i], corruptions, size, random);
  }
}

static TauImage *
apply_step (const TauAugmixStep *step, TauImage *in)
{
  TauImage *out;
  if (step->corruption >= 0) {
    out = tau_corrupt (tau_corruption_get (step->corruption), in, step->severity, TAU_PRESET_AUTO,
                       step->seed);
  } else {
    out = tau_image_new (in->width, in->height);
    tau_operation_apply (step->operation, step->amount, in->data, in->width, out->data);
  }
  tau_image_unref (in);
  return out;
}

TAU_SIMD_CLONES static void
scale (float *restrict values, float by, gsize n)
{
  for (gsize i = 0; i < n; i++)
    values[i] *= by;
}

TAU_SIMD_CLONES static void
add_scaled (float *restrict sum, const float *restrict values, float by, gsize n)
{
  for (gsize i = 0; i < n; i++)
    sum[i] += by * values[i];
}

TAU_SIMD_CLONES static void
mix (float *restrict values, const float *restrict mixture, float share, gsize n)
{
  const float rest = 1 - share;
  for (gsize i = 0; i < n; i++)
    values[i] = rest * values[i] + share * mixture[i];
}

void
tau_augmix_apply (const TauAugmix *self, const guint8 *rgb, int size, const float mean[3],
                  const float std[3], float *planes)
{
  const gsize n_pixels = (gsize)size * size, n = n_pixels * 3;
  g_autoptr (TauImage) image = tau_image_new (size, size);
  g_autofree float *mixture = g_new (float, n), *one = g_new (float, n);
  memcpy (image->data, rgb, n);
  for (guint chain = 0; chain < TAU_AUGMIX_WIDTH; chain++) {
    TauImage *changed = tau_image_ref (image);
    float *to = chain == 0 ? mixture : one;
    for (guint i = 0; i < self->depths[chain]; i++)
      changed = apply_step (&self->steps[chain][i], changed);
    tau_pixels_to_planes (changed->data, n_pixels, mean, std, to);
    tau_image_unref (changed);
    if (chain == 0)
      scale (mixture, self->weights[0], n);
    else
      add_scaled (mixture, one, self->weights[chain], n);
  }
  tau_pixels_to_planes (rgb, n_pixels, mean, std, planes);
  mix (planes, mixture, self->share, n);
}
