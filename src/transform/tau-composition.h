/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "transform/tau-transform.h"

G_BEGIN_DECLS

/* Transforms applied one after the other. */
#define TAU_COMPOSITION_MAX 4

typedef struct {
  guint8 n; /* 1..TAU_COMPOSITION_MAX */
  guint8 transforms[TAU_COMPOSITION_MAX];
} TauComposition;

static inline TauComposition
tau_composition_of (guint transform)
{
  return (TauComposition){ 1, { transform } };
}

/* `in` and `out` as in tau_transform_apply(), which one transform gives. All but the last transform
 * the image with its margin. */
void tau_composition_apply (const TauComposition *self, const guint8 *in, int size, int margin,
                            guint8 *out);

/* "zoom-1.2,rotate-20" */
char *tau_composition_dup_id (const TauComposition *self);

G_END_DECLS
