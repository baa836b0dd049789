/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "image/tau-image.h"

G_BEGIN_DECLS

/* The transform space in its fixed order (METHOD "The transform space"): id, title, family, amount,
 * and how many lines further down its mirror counterpart is (rotations swap). To add a transform,
 * add a file with tau_FAMILY_apply and a line at the end of this list: results are stored by
 * index. */
#define TAU_TRANSFORMS(LINE)                                                                       \
  LINE ("identity", N_ ("Identity"), identity, 0, 0)                                               \
  LINE ("rotate-20", N_ ("Rotate −20°"), rotate, -20, 1)                                           \
  LINE ("rotate+20", N_ ("Rotate +20°"), rotate, 20, -1)                                           \
  LINE ("zoom-0.8", N_ ("Zoom 0.8"), zoom, 0.8, 0)                                                 \
  LINE ("zoom-1.2", N_ ("Zoom 1.2"), zoom, 1.2, 0)                                                 \
  LINE ("autocontrast", N_ ("Auto-Contrast"), autocontrast, 0, 0)                                  \
  LINE ("sharpness-0.2", N_ ("Sharpness 0.2"), sharpness, 0.2, 0)                                  \
  LINE ("sharpness-0.5", N_ ("Sharpness 0.5"), sharpness, 0.5, 0)                                  \
  LINE ("sharpness-3.0", N_ ("Sharpness 3.0"), sharpness, 3.0, 0)                                  \
  LINE ("sharpness-4.0", N_ ("Sharpness 4.0"), sharpness, 4.0, 0)                                  \
  LINE ("color-0.5", N_ ("Color 0.5"), color, 0.5, 0)                                              \
  LINE ("color-2.0", N_ ("Color 2.0"), color, 2.0, 0)

#define TAU_COUNT_TRANSFORM(...) +1
enum {
  TAU_TRANSFORM_IDENTITY, /* its place in the registry */
  TAU_N_TRANSFORMS = 0 TAU_TRANSFORMS (TAU_COUNT_TRANSFORM)
};

typedef struct _TauTransform TauTransform;
typedef struct _TauTransformInput TauTransformInput; /* tau-transform-input.h */

/* Writes size x size x 3 bytes: the centre of the transformed image. Data that several transforms
 * need (the luminance, ...) is computed once, in `input`. */
typedef void (*TauTransformFunc) (const TauTransform *self, TauTransformInput *input, guint8 *out);

/* One member of the transform space (METHOD "The transform space", SPEC section 2). */
struct _TauTransform {
  const char *id;     /* stable: "zoom-0.8" */
  const char *title;  /* translatable, for people: "Zoom 0.8" */
  const char *family; /* "rotate"; the same for all that differ only in the amount */
  double amount;      /* degrees counter-clockwise, factor, or 0 */
  int mirror;         /* distance in the list to its mirror counterpart */
  TauTransformFunc apply;
};

/* index < TAU_N_TRANSFORMS. */
const TauTransform *tau_transform_get (guint index);
guint tau_transform_mirror (guint index); /* its counterpart when the image is mirrored */
int tau_transform_find (const char *id);  /* -1 when unknown */

/* `in` is a square of size + margin px, RGB without padding, size >= 16, margin >= 0. Computes all
 * transforms at once into out[i], each size x size x 3 bytes; cheaper than one by one. */
void tau_transform_apply_all (const guint8 *in, int size, int margin,
                              guint8 *const out[TAU_N_TRANSFORMS]);
void tau_transform_apply (guint index, const guint8 *in, int size, int margin, guint8 *out);

/* `in` must be square, side = size + margin, margin even and >= 0. */
TauImage *tau_transform_image (guint index, const TauImage *in, int margin);

G_END_DECLS
