/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Z_z of SPEC section 3.7: enlarges the centre of an image z >= 1 times to the image's own size, by
 * corner-aligned bilinear interpolation. `in` and `out` are height x width x channels, interleaved,
 * and different arrays. Sides of different length follow the same rule. */
void tau_enlarge (const double *in, int width, int height, int channels, double factor,
                  double *out);
void tau_enlarge_f32 (const float *in, int width, int height, int channels, double factor,
                      float *out);

G_END_DECLS
