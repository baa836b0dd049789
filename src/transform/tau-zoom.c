/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transform/tau-transform-input.h"

#include "image/tau-resample.h"

/* Resizes the 3x mirror image to (int) (3 * side * factor) and cuts out its centre (SPEC section 2
 * "Zoom"). A factor below 1 shrinks and shows more of the mirror image. */
void
tau_zoom_apply (const TauTransform *self, TauTransformInput *input, guint8 *out)
{
  int extent = (int)(3 * input->side * self->amount);
  TauResampleSource source = { input->pixels, input->side, input->side, TRUE };
  TauRect window = { .width = input->size, .height = input->size };

  tau_transform_crop_origin (extent, input->size, &window.x, &window.y);
  tau_resample_window (&source, extent, extent, &window, out);
}
