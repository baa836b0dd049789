/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transform/tau-transform-input.h"

#include <string.h>

void
tau_identity_apply (const TauTransform *self, TauTransformInput *input, guint8 *out)
{
  memcpy (out, tau_transform_input_center (input), (gsize)input->size * input->size * 3);
}
