/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transform/tau-transform-input.h"

#include <math.h>

/* Output pixel (x, y) to the place in the input: (a x + b y + c, d x + e y + f), pixel centres at
 * .5. */
typedef struct {
  double a, b, c, d, e, f;
} Affine;

/* Python's round (value, 15). */
static double
round15 (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (text, sizeof text, "%.15f", value);
  return g_ascii_strtod (text, NULL);
}

/* The inverse map of Pillow's Image.rotate for a square of `extent` px. */
static Affine
inverse_rotation (double degrees, int extent)
{
  double positive = fmod (degrees, 360.0);
  if (positive < 0)
    positive += 360.0;
  double angle = -(positive * (G_PI / 180.0));
  double center = extent / 2.0;
  Affine m = { .a = round15 (cos (angle)), .b = round15 (sin (angle)) };
  m.d = round15 (-sin (angle));
  m.e = m.a;
  m.c = m.a * -center + m.b * -center + center;
  m.f = m.d * -center + m.e * -center + center;
  return m;
}

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

/* Pillow's Image.rotate with BICUBIC on the 3x mirror image, the visible centre only (SPEC section
 * 2 "Rotate"). At every angle the centre's taps stay inside the 3x image, so its borders never
 * matter. */
void
tau_rotate_apply (const TauTransform *self, TauTransformInput *input, guint8 *out)
{
  int extent = 3 * input->side;
  int left, top, origin, side;
  Affine m = inverse_rotation (self->amount, extent);
  int radius = (int) ceil ((input->size / 2.0 + 1) * (fabs (m.a) + fabs (m.b))) + 3;
  const guint8 *window = tau_transform_input_window (input, radius, &origin, &side);

  tau_transform_crop_origin (extent, input->size, &left, &top);
  for (int y = 0; y < input->size; y++)
    for (int x = 0; x < input->size; x++, out += 3) {
      double in_x = m.a * (left + x + 0.5) + m.b * (top + y + 0.5) + m.c - 0.5;
      double in_y = m.d * (left + x + 0.5) + m.e * (top + y + 0.5) + m.f - 0.5;
      /* Never negative, so the cast is the floor. */
      int ix = (int) in_x, iy = (int) in_y;
      double dx = in_x - ix, dy = in_y - iy;
      const guint8 *tap = window + ((gsize) (iy - 1 - origin) * side + (ix - 1 - origin)) * 4;
      for (int c = 0; c < 3; c++) {
        double v[4];
        for (int k = 0; k < 4; k++) {
          const guint8 *row = tap + (gsize) k * side * 4 + c;
          v[k] = cubic (row[0], row[4], row[8], row[12], dx);
        }
        double value = cubic (v[0], v[1], v[2], v[3], dy);
        out[c] = value <= 0.0 ? 0 : value >= 255.0 ? 255 : (guint8) value;
      }
    }
}
