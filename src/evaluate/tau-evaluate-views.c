/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-private.h"

#include "image/tau-resample.h"

#include <string.h>

void
tau_view_maker_init (TauViewMaker *self, const TauImage *picture, int size, int margin,
                     gboolean few)
{
  *self = (TauViewMaker){ .picture = picture, .size = size, .margin = margin, .few = few };
}

void
tau_view_maker_clear (TauViewMaker *self)
{
  g_free (self->variants);
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    g_free (self->whole[t]);
  tau_image_unref (self->wide);
}

static gsize
n_bytes (const TauViewMaker *self)
{
  return (gsize)self->size * self->size * 3;
}

/* 2 px at 32, as in the authors' code (CIFAR). */
int
tau_view_border (int size)
{
  return MAX (size / 16, 1);
}

/* 5-Crops need an image larger than the input. If the pack has a margin, this is the image with its
 * margin (ImageNet: 224 of 256, METHOD "The transform space"). If not (CIFAR), the image is
 * extended by mirroring. */
static const TauImage *
wide (TauViewMaker *self)
{
  if (self->wide != NULL)
    return self->wide;
  if (self->margin > 0) {
    self->wide = tau_image_ref ((TauImage *)self->picture);
    return self->wide;
  }
  const int border = tau_view_border (self->size), side = self->size + 2 * border;
  self->wide = tau_image_new (side, side);
  for (int y = 0; y < side; y++) {
    const int from = tau_mirror_index (y - border + self->size, self->size);
    const guint8 *row = self->picture->data + (gsize)from * self->size * 3;
    for (int x = 0; x < side; x++)
      memcpy (self->wide->data + ((gsize)y * side + x) * 3,
              row + tau_mirror_index (x - border + self->size, self->size) * 3, 3);
  }
  return self->wide;
}

static void
make_corner (TauViewMaker *self, guint transform, guint corner, guint8 *out)
{
  const TauImage *picture = wide (self);
  const int side = picture->width, shift = side - self->size;
  if (self->whole[transform] == NULL) {
    self->whole[transform] = g_malloc (tau_image_n_bytes (picture));
    tau_transform_apply (transform, picture->data, side, 0, self->whole[transform]);
  }
  const int left = corner & 1 ? shift : 0, top = corner & 2 ? shift : 0;
  const gsize row = (gsize)self->size * 3;
  for (int y = 0; y < self->size; y++)
    memcpy (out + y * row, self->whole[transform] + ((gsize)(y + top) * side + left) * 3, row);
}

static void
make_transform (TauViewMaker *self, guint transform, guint8 *out)
{
  if (self->few) {
    tau_transform_apply (transform, self->picture->data, self->size, self->margin, out);
    return;
  }
  if (self->variants == NULL) {
    guint8 *variants[TAU_N_TRANSFORMS];
    self->variants = g_malloc (TAU_N_TRANSFORMS * n_bytes (self));
    for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
      variants[t] = self->variants + t * n_bytes (self);
    tau_transform_apply_all (self->picture->data, self->size, self->margin, variants);
  }
  memcpy (out, self->variants + transform * n_bytes (self), n_bytes (self));
}

static void
mirror (guint8 *pixels, int size)
{
  for (int y = 0; y < size; y++) {
    guint8 *row = pixels + (gsize)y * size * 3;
    for (int a = 0, b = size - 1; a < b; a++, b--) {
      guint8 pixel[3];
      memcpy (pixel, row + 3 * a, 3);
      memcpy (row + 3 * a, row + 3 * b, 3);
      memcpy (row + 3 * b, pixel, 3);
    }
  }
}

void
tau_view_maker_make (TauViewMaker *self, guint view, guint8 *out)
{
  if (view == TAU_VIEW_ADAPTED) {
    make_transform (self, TAU_TRANSFORM_IDENTITY, out);
  } else if (view >= TAU_N_PLAIN_VIEWS) {
    const TauComposition composition = tau_chain_compose (self->chains, view);
    tau_composition_apply (&composition, self->picture->data, self->size, self->margin, out);
  } else if (view < TAU_VIEW_MIRROR (0)) {
    make_transform (self, view, out);
  } else if (view < TAU_VIEW_CORNER (0, 0)) {
    make_transform (self, view - TAU_VIEW_MIRROR (0), out);
    mirror (out, self->size);
  } else if (view < TAU_VIEW_MIRROR_CORNER (0)) {
    const guint number = view - TAU_VIEW_CORNER (0, 0);
    make_corner (self, number / 4, number % 4, out);
  } else {
    make_corner (self, 0, view - TAU_VIEW_MIRROR_CORNER (0), out);
    mirror (out, self->size);
  }
}
