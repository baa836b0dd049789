/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-affine.h"

#include <math.h>
#include <string.h>

#define N 6

/* Solves a x = b in place by elimination with row exchanges, in the order of operations of OpenCV's
 * LU decomposition. At ties of the fixed-point coordinates the last bits decide. */
static void
solve (double a[N][N], double b[N])
{
  for (int i = 0; i < N; i++) {
    int pivot = i;
    for (int j = i + 1; j < N; j++)
      if (fabs (a[j][i]) > fabs (a[pivot][i]))
        pivot = j;
    for (int k = 0; k < N; k++) {
      double swap = a[i][k];
      a[i][k] = a[pivot][k];
      a[pivot][k] = swap;
    }
    double swap = b[i];
    b[i] = b[pivot];
    b[pivot] = swap;

    double d = -1 / a[i][i];
    for (int j = i + 1; j < N; j++) {
      double alpha = a[j][i] * d;
      for (int k = i + 1; k < N; k++)
        a[j][k] += alpha * a[i][k];
      b[j] += alpha * b[i];
    }
  }
  for (int i = N - 1; i >= 0; i--) {
    for (int k = i + 1; k < N; k++)
      b[i] -= a[i][k] * b[k];
    b[i] /= a[i][i];
  }
}

TauAffine
tau_affine_from_points (const float from[6], const float to[6])
{
  double a[N][N] = { { 0 } };
  TauAffine self;
  for (int i = 0; i < 3; i++) {
    double *x_row = a[2 * i], *y_row = a[2 * i + 1];
    x_row[0] = y_row[3] = from[2 * i];
    x_row[1] = y_row[4] = from[2 * i + 1];
    x_row[2] = y_row[5] = 1;
  }
  for (int i = 0; i < N; i++)
    self.m[i] = to[i];
  solve (a, self.m);
  return self;
}

static TauAffine
invert (const TauAffine *self)
{
  const double *m = self->m;
  double d = m[0] * m[4] - m[1] * m[3];
  d = d != 0 ? 1 / d : 0;
  double a = m[4] * d, b = m[1] * -d, c = m[3] * -d, e = m[0] * d;
  return (TauAffine){ { a, b, -a * m[2] - b * m[5], c, e, -c * m[2] - e * m[5] } };
}

/* OpenCV's BORDER_REFLECT_101: c b | a b c | b a, repeated. n > 1. */
static int
reflect_101 (int i, int n)
{
  if ((guint)i < (guint)n)
    return i;
  int period = 2 * (n - 1);
  i = ABS (i) % period;
  return i < n ? i : period - i;
}

/* 1/1024 px. The bounds are OpenCV's 16-bit pixel coordinates. */
static int
to_fixed (double v)
{
  return (int)rint (CLAMP (v * 1024, -0x1p25, 0x1p25));
}

/* Splits a fixed-point coordinate into a pixel and a fraction in 1/32. */
static inline int
split (int fixed, int *fraction)
{
  *fraction = (fixed >> 5) & 31;
  return fixed >> 10;
}

void
tau_affine_warp (const TauAffine *self, const float *in, int width, int height, float *out)
{
  const TauAffine inverse = invert (self);
  const double *m = inverse.m;
  g_autofree int *delta = g_new (int, 2 * (gsize)width);
  gsize stride = 3 * (gsize)width;

  for (int x = 0; x < width; x++) {
    delta[2 * x] = to_fixed (m[0] * x);
    delta[2 * x + 1] = to_fixed (m[3] * x);
  }
  for (int y = 0; y < height; y++) {
    int x0 = to_fixed (m[1] * y + m[2]) + 16, y0 = to_fixed (m[4] * y + m[5]) + 16;
    float *row = out + y * stride;
    for (int x = 0; x < width; x++, row += 3) {
      int fx, fy;
      int px = split (x0 + delta[2 * x], &fx), py = split (y0 + delta[2 * x + 1], &fy);
      const float *a = in + reflect_101 (py, height) * stride;
      const float *b = in + reflect_101 (py + 1, height) * stride;
      int left = 3 * reflect_101 (px, width), right = 3 * reflect_101 (px + 1, width);
      float h = fx / 32.0f, v = fy / 32.0f;
      float w0 = (1 - v) * (1 - h), w1 = (1 - v) * h, w2 = v * (1 - h), w3 = v * h;
      for (int c = 0; c < 3; c++)
        row[c] = a[left + c] * w0 + a[right + c] * w1 + b[left + c] * w2 + b[right + c] * w3;
    }
  }
}
