/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "transform/tau-transform.h"

G_BEGIN_DECLS

/* An image being transformed, with the data that several transforms need, each computed at first
 * use. It lives on the stack of one call, so threads share nothing. */
struct _TauTransformInput {
  const guint8 *pixels; /* side * side * 3 bytes, borrowed */
  int size;             /* px of the result */
  int margin;           /* px more in the input */
  int side;             /* size + margin */

  /* private: NULL until asked for */
  guint8 *center;
  guint8 *gray;
  guint8 *smooth;
  guint32 *window;
  int window_origin, window_side;
};

void tau_transform_input_init (TauTransformInput *self, const guint8 *in, int size, int margin);
void tau_transform_input_clear (TauTransformInput *self);

/* The visible centre of the unchanged image, size * size * 3 bytes. */
const guint8 *tau_transform_input_center (TauTransformInput *self);

/* Its luminance, each value three times: size * size * 3 bytes. */
const guint8 *tau_transform_input_gray (TauTransformInput *self);

/* The centre under Pillow's SMOOTH filter, size * size * 3 bytes. */
const guint8 *tau_transform_input_smooth (TauTransformInput *self);

/* A square of the 3x mirror image around its middle, at least `radius` px to each side (cut off
 * where the 3x image ends); a pixel is red | green << 8 | blue << 16. *origin is the coordinate,
 * the same in x and y, of its first pixel in the 3x image; *side is its size. */
const guint32 *tau_transform_input_window (TauTransformInput *self, int radius, int *origin,
                                           int *side);

/* Where the visible centre begins in a transformed 3x image of width = height = extent px (SPEC
 * section 2 "Centre crop": the two directions round differently). */
void tau_transform_crop_origin (int extent, int size, int *left, int *top);

/* Pillow's blend of n bytes: base + factor * (in - base) in float32, truncated and clipped. */
void tau_transform_blend (const guint8 *base, const guint8 *in, gsize n, float factor, guint8 *out);

/* sum / 13, rounded, as a product that vectorises; 0 <= sum <= 13 * 255. */
static inline guint16
tau_thirteenth (guint16 sum)
{
  return (guint16)(((guint32)(guint16)(sum + 6) * 20165) >> 18);
}

/* The families, one file each. */
#define TAU_DECLARE_TRANSFORM(id, title, family, amount, mirror)                                   \
  void tau_##family##_apply (const TauTransform *self, TauTransformInput *input, guint8 *out);
TAU_TRANSFORMS (TAU_DECLARE_TRANSFORM)

G_END_DECLS
