/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The motion blur of ImageMagick 6 (Q16) as the benchmark uses it (SPEC section 3.6): a one-sided
 * Gaussian tail along `angle` (degrees, clockwise from the x axis), 2 * radius + 1 nearest samples,
 * edges replicated. `in` and `out` are height x width x channels bytes, interleaved, different
 * arrays. */
void tau_motion_blur (const guint8 *in, int width, int height, int channels, int radius,
                      double sigma, double angle, guint8 *out);

G_END_DECLS
