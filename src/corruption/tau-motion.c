/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-motion.h"
#include "corruption/tau-corruption-private.h"

#include <math.h>
#include <string.h>

#define BLOCK 32

typedef struct {
  int n;
  int *dx, *dy; /* where each tap lies */
  double *weights;
} Kernel;

static void
kernel_init (Kernel *self, int radius, double sigma, double angle)
{
  int n = 2 * radius + 1;
  double radians = angle * G_PI / 180.0;
  double along_x = n * cos (radians);
  double along_y = n * sin (radians);
  double length = hypot (along_y, along_x);
  double sum = 0.0;

  *self = (Kernel){ n, g_new (int, n), g_new (int, n), g_new (double, n) };
  for (int i = 0; i < n; i++) {
    self->weights[i] = exp (-((double)i * i) / (2.0 * sigma * sigma)) / (sqrt (2 * G_PI) * sigma);
    sum += self->weights[i];
    self->dx[i] = (int)ceil (i * along_x / length - 0.5);
    self->dy[i] = (int)ceil (i * along_y / length - 0.5);
  }
  for (int i = 0; i < n; i++)
    self->weights[i] /= sum;
}

static void
kernel_clear (Kernel *self)
{
  g_free (self->dx);
  g_free (self->dy);
  g_free (self->weights);
}

/* The 16-bit sum of n samples, rounded to a 16-bit quantum and truncated to 8 bits. */
TAU_SIMD_CLONES static void
sum_taps (const guint16 *const *taps, const double *weights, int n_taps, int n, guint8 *out)
{
  for (int i = 0; i < n; i += BLOCK) {
    double sum[BLOCK] = { 0.0 };
    for (int t = 0; t < n_taps; t++) {
      const guint16 *from = taps[t] + i;
      double w = weights[t];
      for (int k = 0; k < BLOCK; k++)
        sum[k] += w * from[k];
    }
    guint8 bytes[BLOCK];
    for (int k = 0; k < BLOCK; k++)
      bytes[k] = (guint8)((int)(sum[k] + 0.5) / 257);
    memcpy (out + i, bytes, MIN (BLOCK, n - i));
  }
}

void
tau_motion_blur (const guint8 *in, int width, int height, int channels, int radius, double sigma,
                 double angle, guint8 *out)
{
  Kernel kernel;
  kernel_init (&kernel, radius, sigma, angle);

  /* A 16-bit copy with the edge pixels repeated on both sides, with room for the last block. */
  int pad = kernel.n;
  gsize line = (gsize)width * channels;
  gsize stride = line + 2 * (gsize)pad * channels;
  g_autofree guint16 *wide = g_new0 (guint16, stride * height + BLOCK);
  for (int y = 0; y < height; y++) {
    const guint8 *from = in + y * line;
    guint16 *to = wide + y * stride;
    for (int x = -pad; x < width + pad; x++)
      for (int c = 0; c < channels; c++)
        *to++ = 257 * from[CLAMP (x, 0, width - 1) * channels + c];
  }

  g_autofree const guint16 **taps = g_new (const guint16 *, kernel.n);
  for (int y = 0; y < height; y++) {
    for (int t = 0; t < kernel.n; t++)
      taps[t] =
          wide + CLAMP (y + kernel.dy[t], 0, height - 1) * stride + (pad + kernel.dx[t]) * channels;
    sum_taps (taps, kernel.weights, kernel.n, line, out + y * line);
  }
  kernel_clear (&kernel);
}
