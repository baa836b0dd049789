/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transform/tau-transform-input.h"

/* Away from the smoothed image (factor > 1) or towards it (SPEC section 2 "Sharpness"). */
void
tau_sharpness_apply (const TauTransform *self, TauTransformInput *input, guint8 *out)
{
  tau_transform_blend (tau_transform_input_smooth (input), tau_transform_input_center (input),
                       (gsize)input->size * input->size * 3, (float)self->amount, out);
}
