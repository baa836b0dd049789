/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* x' = m[0] x + m[1] y + m[2], y' = m[3] x + m[4] y + m[5], in px. */
typedef struct {
  double m[6];
} TauAffine;

/* The map that takes the points from[i] to to[i] (x, y each), solved as in OpenCV's
 * getAffineTransform. The `from` points must not lie on one line. */
TauAffine tau_affine_from_points (const float from[6], const float to[6]);

/* Moves the image by the map, as OpenCV's warpAffine does: bilinear at 1/32 px, border reflect101.
 * `in` and `out` are width x height RGB, different arrays. A map that cannot be inverted gives the
 * pixel at the origin everywhere. */
void tau_affine_warp (const TauAffine *self, const float *in, int width, int height, float *out);

G_END_DECLS
