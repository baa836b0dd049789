/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Maps output pixel (x, y) to its position in the input: (a x + b y + c, d x + e y + f), pixel
 * centres at .5. */
typedef struct {
  double a, b, c, d, e, f;
} TauWarp;

/* The inverse map of Pillow's Image.rotate for a square of `extent` px. */
TauWarp tau_warp_rotation (double degrees, int extent);

/* Pillow's Image.transform with AFFINE and BILINEAR: in and out are size x size RGB, in != out;
 * black where the map leaves the image. */
void tau_warp_bilinear (const TauWarp *self, const guint8 *in, int size, guint8 *out);

G_END_DECLS
