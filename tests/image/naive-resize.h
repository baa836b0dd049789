/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "image/tau-image.h"

/* Resampling as SPEC section 2 tells it, word by word and slowly; shares no code with the product.
 */

/* Pillow's resize of the whole picture: box, or else bicubic. */
TauImage *naive_resize (const TauImage *in, gboolean box, int width, int height);

/* The picture with its mirror images around it, three times as wide and high. */
TauImage *naive_mirror (const TauImage *in);

/* Random pixels, or a gradient with a little noise when `smooth`. */
TauImage *naive_picture (int width, int height, gboolean smooth, guint64 seed);

static inline guint8 *
naive_at (const TauImage *image, int x, int y)
{
  return image->data + ((gsize)y * image->width + x) * 3;
}
