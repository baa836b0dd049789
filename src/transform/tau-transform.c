/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transform/tau-transform.h"

#include "transform/tau-transform-input.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TRANSFORM(id, title, family, amount, mirror)                                               \
  { id, title, #family, amount, mirror, tau_##family##_apply },

static const TauTransform transforms[] = { TAU_TRANSFORMS (TRANSFORM) };

const TauTransform *
tau_transform_get (guint index)
{
  g_return_val_if_fail (index < TAU_N_TRANSFORMS, NULL);
  return &transforms[index];
}

guint
tau_transform_mirror (guint index)
{
  g_return_val_if_fail (index < TAU_N_TRANSFORMS, index);
  return index + transforms[index].mirror;
}

int
tau_transform_find (const char *id)
{
  for (int i = 0; i < TAU_N_TRANSFORMS; i++)
    if (g_strcmp0 (transforms[i].id, id) == 0)
      return i;
  return -1;
}

void
tau_transform_apply_all (const guint8 *in, int size, int margin,
                         guint8 *const out[TAU_N_TRANSFORMS])
{
  g_return_if_fail (size >= TAU_IMAGE_MIN_SIDE && margin >= 0);

  TauTransformInput input;
  tau_transform_input_init (&input, in, size, margin);
  for (int i = 0; i < TAU_N_TRANSFORMS; i++)
    transforms[i].apply (&transforms[i], &input, out[i]);
  tau_transform_input_clear (&input);
}

void
tau_transform_apply (guint index, const guint8 *in, int size, int margin, guint8 *out)
{
  g_return_if_fail (index < TAU_N_TRANSFORMS);
  g_return_if_fail (size >= TAU_IMAGE_MIN_SIDE && margin >= 0);

  TauTransformInput input;
  tau_transform_input_init (&input, in, size, margin);
  transforms[index].apply (&transforms[index], &input, out);
  tau_transform_input_clear (&input);
}

TauImage *
tau_transform_image (guint index, const TauImage *in, int margin)
{
  g_return_val_if_fail (index < TAU_N_TRANSFORMS, NULL);
  g_return_val_if_fail (in->width == in->height, NULL);
  g_return_val_if_fail (margin >= 0 && in->width - margin >= TAU_IMAGE_MIN_SIDE, NULL);

  TauImage *out = tau_image_new (in->width - margin, in->width - margin);
  tau_transform_apply (index, in->data, out->width, margin, out->data);
  return out;
}
