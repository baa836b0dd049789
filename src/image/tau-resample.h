/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "image/tau-image.h"

G_BEGIN_DECLS

typedef struct {
  int x, y, width, height;
} TauRect;

/* The image to resize: width x height px RGB without padding. When `mirrored`, it stands for the
 * image three times as wide and high that has this one in the middle and its mirror images around
 * it (SPEC section 2 "Mirror"). That large image is never built. */
typedef struct {
  const guint8 *data;
  int width, height; /* px, of `data` */
  gboolean mirrored;
} TauResampleSource;

/* Converts index i of a row of the 3x mirror image, 0 <= i < 3n, to the index in the image: … b a|a
 * b … z|z y … */
static inline int
tau_mirror_index (int i, int n)
{
  if (i < n)
    return n - 1 - i;
  return i < 2 * n ? i - n : 3 * n - 1 - i;
}

/* Resizes the source to out_width x out_height as Pillow's BICUBIC does (Keys, a = -0.5, support 2,
 * antialiased), and computes only `window` of the result: window.width x window.height x 3 bytes
 * into `out`. The window must lie inside the result. */
void tau_resample_window (const TauResampleSource *source, int out_width, int out_height,
                          const TauRect *window, guint8 *out);

/* Pillow's BOX: in_width x in_height px RGB to width x height. */
void tau_resample_box (const guint8 *in, int in_width, int in_height, int width, int height,
                       guint8 *out);

G_END_DECLS
