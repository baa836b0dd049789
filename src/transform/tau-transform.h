/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "image/tau-image.h"

G_BEGIN_DECLS

#define TAU_N_TRANSFORMS       12
#define TAU_TRANSFORM_IDENTITY 0 /* its place in the registry */

typedef struct _TauTransform TauTransform;
typedef struct _TauTransformInput TauTransformInput; /* tau-transform-input.h */

/* Writes size x size x 3 bytes: the centre of the transformed picture. What several transforms need
 * of the picture (its luminance, ...) is computed once, in `input`. */
typedef void (*TauTransformFunc) (const TauTransform *self, TauTransformInput *input, guint8 *out);

/* One member of the transform space (METHOD "The transform space", SPEC section 2). */
struct _TauTransform {
  const char *id;     /* stable: "zoom-0.8" */
  const char *title;  /* translatable, for people: "Zoom 0.8" */
  const char *family; /* "identity", "rotate", "zoom", "autocontrast", "sharpness", "color" */
  double amount;      /* degrees counter-clockwise, factor, or 0 */
  guint mirror;       /* index of what it becomes when the picture is mirrored (rotations swap) */
  TauTransformFunc apply;
};

/* The space in its fixed order, index 0 (identity) to 11. */
const TauTransform *tau_transform_get (guint index);
int tau_transform_find (const char *id); /* -1 when unknown */

/* `in` is a square of size + margin px, RGB without padding, size >= 16, margin >= 0. All 12 at
 * once into out[i], each size x size x 3 bytes; cheaper than one by one. */
void tau_transform_apply_all (const guint8 *in, int size, int margin,
                              guint8 *const out[TAU_N_TRANSFORMS]);
void tau_transform_apply (guint index, const guint8 *in, int size, int margin, guint8 *out);

/* `in` must be square, side = size + margin, margin even and >= 0. */
TauImage *tau_transform_image (guint index, const TauImage *in, int margin);

G_END_DECLS
