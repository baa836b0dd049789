/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transform/tau-distort.h"

#include "transform/tau-transform-input.h"

#include <string.h>

/* rotation + 3 * zoom + 9 * brightness + 27 * mirrored, each 0 for "as it is". */
static const double rotations[3] = { 0, -20, 20 };
static const double zooms[3] = { 1, 0.9, 1.1 };
static const double brightnesses[3] = { 1, 0.9, 1.1 };

TauDistortion
tau_distortion_draw (TauRandom *random, double share, double flip)
{
  TauDistortion distortion = 0;
  for (guint kind = 0, step = 1; kind < 3; kind++, step *= 3)
    if (tau_random_chance (random, share))
      distortion += step * tau_random_below (random, 3);
  if (tau_random_chance (random, flip))
    distortion += 27;
  return distortion;
}

static TauImage *
transform (TauImage *in, TauTransformFunc apply, double amount)
{
  const TauTransform one = { .amount = amount, .apply = apply };
  TauImage *out = tau_image_new (in->width, in->height);
  TauTransformInput input;
  tau_transform_input_init (&input, in->data, in->width, 0);
  apply (&one, &input, out->data);
  tau_transform_input_clear (&input);
  tau_image_unref (in);
  return out;
}

/* Pillow's ImageEnhance.Brightness: blended with black. */
static void
brighten (const TauTransform *self, TauTransformInput *input, guint8 *out)
{
  gsize n = (gsize)input->size * input->size * 3;
  g_autofree guint8 *black = g_malloc0 (n);
  tau_transform_blend (black, tau_transform_input_center (input), n, (float)self->amount, out);
}

static void
mirror (const TauTransform *self, TauTransformInput *input, guint8 *out)
{
  const guint8 *in = tau_transform_input_center (input);
  int size = input->size;
  for (int y = 0; y < size; y++)
    for (int x = 0; x < size; x++)
      memcpy (out + ((gsize)y * size + x) * 3, in + ((gsize)y * size + size - 1 - x) * 3, 3);
}

TauImage *
tau_distort (TauImage *in, TauDistortion distortion)
{
  guint rotation = distortion % 3, zoom = distortion / 3 % 3, brightness = distortion / 9 % 3;
  TauImage *out = tau_image_ref (in);
  if (rotation != 0)
    out = transform (out, tau_rotate_apply, rotations[rotation]);
  if (zoom != 0)
    out = transform (out, tau_zoom_apply, zooms[zoom]);
  if (brightness != 0)
    out = transform (out, brighten, brightnesses[brightness]);
  if (distortion >= 27)
    out = transform (out, mirror, 0);
  return out;
}
