/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transform/tau-transform-input.h"
#include "transform/tau-warp.h"

#include "base/tau-simd.h"

#include <math.h>

/* The cubic through four values with a = -1, in Pillow's order of operations. */
static inline double
cubic (double v1, double v2, double v3, double v4, double t)
{
  double p1 = v2;
  double p2 = -v1 + v3;
  double p3 = 2 * (v1 - v2) + v3 - v4;
  double p4 = -v1 + v2 - v3 + v4;
  return p1 + t * (p2 + t * (p3 + t * p4));
}

/* The same for four bytes, each in bits shift .. shift + 7 of its pixel. Whole numbers are exact,
 * so the sums can be computed with them. */
static inline double
cubic_of_pixels (const guint32 *pixels, int at, int shift, double t)
{
  int v1 = (pixels[at] >> shift) & 255, v2 = (pixels[at + 1] >> shift) & 255;
  int v3 = (pixels[at + 2] >> shift) & 255, v4 = (pixels[at + 3] >> shift) & 255;
  double p1 = v2, p2 = v3 - v1, p3 = 2 * (v1 - v2) + v3 - v4, p4 = v2 - v1 - v3 + v4;
  return p1 + t * (p2 + t * (p3 + t * p4));
}

static inline guint32
sample_channel (const guint32 *pixels, int at, int stride, int shift, double dx, double dy)
{
  double v1 = cubic_of_pixels (pixels, at, shift, dx);
  double v2 = cubic_of_pixels (pixels, at + stride, shift, dx);
  double v3 = cubic_of_pixels (pixels, at + 2 * stride, shift, dx);
  double v4 = cubic_of_pixels (pixels, at + 3 * stride, shift, dx);
  double value = cubic (v1, v2, v3, v4, dy);
  value = value < 0.0 ? 0.0 : value;
  value = value > 255.0 ? 255.0 : value;
  return (guint32)(int)value << shift;
}

/* Pixels 0 .. n - 1 of an output row whose first pixel lies at (x, y) of the output. `window` is
 * addressed by coordinates less `origin`. The loop has no branches, so that pixels are sampled in
 * parallel. */
TAU_SIMD_CLONES static void
sample_row (const TauWarp *m, const guint32 *restrict window, int origin, int stride, int x, int y,
            int n, guint32 *restrict out)
{
  double a = m->a, d = m->d, by = m->b * (y + 0.5), ey = m->e * (y + 0.5), c = m->c, f = m->f;

  for (int i = 0; i < n; i++) {
    double in_x = a * (x + i + 0.5) + by + c - 0.5;
    double in_y = d * (x + i + 0.5) + ey + f - 0.5;
    /* Never negative, so the cast is the floor. */
    int ix = (int)in_x, iy = (int)in_y;
    double dx = in_x - ix, dy = in_y - iy;
    int at = (iy - 1 - origin) * stride + ix - 1 - origin;
    out[i] = sample_channel (window, at, stride, 0, dx, dy) |
             sample_channel (window, at, stride, 8, dx, dy) |
             sample_channel (window, at, stride, 16, dx, dy);
  }
}

/* Pillow's Image.rotate with BICUBIC on the 3x mirror image, only the visible centre (SPEC section
 * 2 "Rotate"). At every angle the centre's taps stay inside the 3x image, so its borders never
 * matter. */
void
tau_rotate_apply (const TauTransform *self, TauTransformInput *input, guint8 *out)
{
  int extent = 3 * input->side, size = input->size;
  int left, top, origin, side;
  TauWarp m = tau_warp_rotation (self->amount, extent);
  int radius = (int)ceil ((size / 2.0 + 1) * (fabs (m.a) + fabs (m.b))) + 3;
  const guint32 *window = tau_transform_input_window (input, radius, &origin, &side);
  g_autofree guint32 *row = g_new (guint32, size);

  tau_transform_crop_origin (extent, size, &left, &top);
  for (int y = 0; y < size; y++) {
    sample_row (&m, window, origin, side, left, top + y, size, row);
    for (int x = 0; x < size; x++, out += 3) {
      out[0] = (guint8)row[x];
      out[1] = (guint8)(row[x] >> 8);
      out[2] = (guint8)(row[x] >> 16);
    }
  }
}
