/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transform/tau-transform.h"

#include "transform/tau-transform-input.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The transform space in the order of METHOD "The transform space". A new transform is a file with
 * its function and a line here. */
static const TauTransform transforms[TAU_N_TRANSFORMS] = {
  { "identity", N_ ("Identity"), "identity", 0, 0, tau_identity_apply },
  { "rotate-20", N_ ("Rotate −20°"), "rotate", -20, 2, tau_rotate_apply },
  { "rotate+20", N_ ("Rotate +20°"), "rotate", 20, 1, tau_rotate_apply },
  { "zoom-0.8", N_ ("Zoom 0.8"), "zoom", 0.8, 3, tau_zoom_apply },
  { "zoom-1.2", N_ ("Zoom 1.2"), "zoom", 1.2, 4, tau_zoom_apply },
  { "autocontrast", N_ ("Auto-Contrast"), "autocontrast", 0, 5, tau_autocontrast_apply },
  { "sharpness-0.2", N_ ("Sharpness 0.2"), "sharpness", 0.2, 6, tau_sharpness_apply },
  { "sharpness-0.5", N_ ("Sharpness 0.5"), "sharpness", 0.5, 7, tau_sharpness_apply },
  { "sharpness-3.0", N_ ("Sharpness 3.0"), "sharpness", 3.0, 8, tau_sharpness_apply },
  { "sharpness-4.0", N_ ("Sharpness 4.0"), "sharpness", 4.0, 9, tau_sharpness_apply },
  { "color-0.5", N_ ("Color 0.5"), "color", 0.5, 10, tau_color_apply },
  { "color-2.0", N_ ("Color 2.0"), "color", 2.0, 11, tau_color_apply },
};

const TauTransform *
tau_transform_get (guint index)
{
  g_return_val_if_fail (index < TAU_N_TRANSFORMS, NULL);
  return &transforms[index];
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
