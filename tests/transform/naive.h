/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "transform/tau-transform.h"

/* The transform as SPEC section 2 tells it, word by word and slowly: the 3x mirror image is built,
 * the operation runs on all of it, the centre is cut out. Shares no code with the product. */
TauImage *naive_transform (const char *family, double amount, const TauImage *in, int margin);

/* Pillow's resize with double sums of the same fixed-point weights; box: support .5, else bicubic.
 */
TauImage *naive_resize (const TauImage *in, gboolean box, int width, int height);

/* The picture with its mirror images around it, three times as wide and high. */
TauImage *naive_mirror (const TauImage *in);

/* Random pixels: one level per pixel of noise, over a gradient when `smooth`. */
TauImage *naive_picture (int width, int height, gboolean smooth, guint64 seed);
