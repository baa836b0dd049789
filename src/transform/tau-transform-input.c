/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transform/tau-transform-input.h"

#include "image/tau-resample.h"
#include "base/tau-simd.h"

#include <math.h>
#include <string.h>

void
tau_transform_input_init (TauTransformInput *self, const guint8 *in, int size, int margin)
{
  *self =
      (TauTransformInput){ .pixels = in, .size = size, .margin = margin, .side = size + margin };
}

void
tau_transform_input_clear (TauTransformInput *self)
{
  g_clear_pointer (&self->center, g_free);
  g_clear_pointer (&self->gray, g_free);
  g_clear_pointer (&self->smooth, g_free);
  g_clear_pointer (&self->window, g_free);
}

void
tau_transform_crop_origin (int extent, int size, int *left, int *top)
{
  /* rint rounds half to even, as Python's round does. */
  int center_x = (int)rint (extent / 3.0);
  int center_y = extent / 3;
  *left = center_x + (int)rint ((center_x - size) / 2.0);
  *top = center_y + (int)rint ((center_y - size) / 2.0);
}

/* The first pixel of the visible centre in the image itself. */
static int
center_offset (const TauTransformInput *self)
{
  int left, top;
  tau_transform_crop_origin (3 * self->side, self->size, &left, &top);
  return left - self->side;
}

const guint8 *
tau_transform_input_center (TauTransformInput *self)
{
  if (self->margin == 0)
    return self->pixels;
  if (self->center == NULL) {
    gsize row = (gsize)self->size * 3;
    int offset = center_offset (self);
    self->center = g_malloc (row * self->size);
    for (int y = 0; y < self->size; y++)
      memcpy (self->center + y * row,
              self->pixels + ((gsize)(y + offset) * self->side + offset) * 3, row);
  }
  return self->center;
}

/* ITU-R 601-2 luma in 16-bit fixed point, as in Pillow's conversion to "L" (SPEC section 2
 * "Colour"). */
TAU_SIMD_CLONES static void
luminance (const guint8 *rgb, gsize n_pixels, guint8 *out)
{
  for (gsize i = 0; i < n_pixels; i++) {
    guint32 luma =
        (19595 * rgb[3 * i] + 38470 * rgb[3 * i + 1] + 7471 * rgb[3 * i + 2] + 32768) >> 16;
    out[3 * i] = out[3 * i + 1] = out[3 * i + 2] = (guint8)luma;
  }
}

const guint8 *
tau_transform_input_gray (TauTransformInput *self)
{
  if (self->gray == NULL) {
    gsize n = (gsize)self->size * self->size;
    self->gray = g_malloc (n * 3);
    luminance (tau_transform_input_center (self), n, self->gray);
  }
  return self->gray;
}

/* One row of the 3x3 mean with weight 5 in the middle. Pillow adds float32 products and rounds.
 * Whole numbers give the same result, because a sum over 13 is never near a half. `columns` has
 * room for n + 6 sums. */
TAU_SIMD_CLONES static void
smooth_row (const guint8 *above, const guint8 *row, const guint8 *below, int n, guint16 *columns,
            guint8 *out)
{
  for (int i = 0; i < n + 6; i++)
    columns[i] = above[i] + row[i] + below[i];
  for (int i = 0; i < n; i++) {
    guint16 sum = columns[i] + columns[i + 3] + columns[i + 6] + 4 * row[i + 3];
    out[i] = (guint8)tau_thirteenth (sum);
  }
}

const guint8 *
tau_transform_input_smooth (TauTransformInput *self)
{
  if (self->smooth != NULL)
    return self->smooth;

  int side = self->side;
  int offset = center_offset (self);
  gsize n = (gsize)self->size * 3;
  /* Three rows of the image with one more pixel on each side; the mirror's edge repeats the
   * pixel. */
  g_autofree guint8 *lines = g_malloc (3 * (n + 6));
  g_autofree guint16 *columns = g_new (guint16, n + 6);
  guint8 *line[3] = { lines, lines + n + 6, lines + 2 * (n + 6) };
  int before = CLAMP (offset - 1, 0, side - 1), after = CLAMP (offset + self->size, 0, side - 1);

  self->smooth = g_malloc (n * self->size);
  for (int y = -1; y <= self->size; y++) {
    const guint8 *row = self->pixels + (gsize)CLAMP (y + offset, 0, side - 1) * side * 3;
    guint8 *next = line[(y + 1) % 3];
    memcpy (next, row + (gsize)before * 3, 3);
    memcpy (next + 3, row + (gsize)offset * 3, n);
    memcpy (next + 3 + n, row + (gsize)after * 3, 3);
    if (y >= 1)
      smooth_row (line[(y - 1) % 3], line[y % 3], next, (int)n, columns,
                  self->smooth + (gsize)(y - 1) * n);
  }
  return self->smooth;
}

const guint32 *
tau_transform_input_window (TauTransformInput *self, int radius, int *origin, int *side)
{
  int n = self->side;
  int first = MAX ((3 * n) / 2 - radius, 0);
  int extent = MIN ((3 * n + 1) / 2 + radius, 3 * n) - first;

  if (self->window == NULL || self->window_origin > first) {
    g_free (self->window);
    self->window = g_new (guint32, (gsize)extent * extent);
    self->window_origin = first;
    self->window_side = extent;
    guint32 *out = self->window;
    for (int y = first; y < first + extent; y++) {
      const guint8 *row = self->pixels + (gsize)tau_mirror_index (y, n) * n * 3;
      for (int x = first; x < first + extent; x++) {
        const guint8 *pixel = row + tau_mirror_index (x, n) * 3;
        *out++ = pixel[0] | pixel[1] << 8 | pixel[2] << 16;
      }
    }
  }
  *origin = self->window_origin;
  *side = self->window_side;
  return self->window;
}

TAU_SIMD_CLONES void
tau_transform_blend (const guint8 *base, const guint8 *in, gsize n, float factor, guint8 *out)
{
  for (gsize i = 0; i < n; i++) {
    float value = (float)base[i] + factor * (float)(in[i] - base[i]);
    value = value < 0.0f ? 0.0f : value;
    value = value > 255.0f ? 255.0f : value;
    out[i] = (guint8)(int)value;
  }
}
