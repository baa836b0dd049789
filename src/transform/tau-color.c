/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transform/tau-transform-input.h"

/* Away from the grey image (factor > 1) or towards it (SPEC section 2 "Colour"). */
void
tau_color_apply (const TauTransform *self, TauTransformInput *input, guint8 *out)
{
  tau_transform_blend (tau_transform_input_gray (input), tau_transform_input_center (input),
                       (gsize)input->size * input->size * 3, (float)self->amount, out);
}
