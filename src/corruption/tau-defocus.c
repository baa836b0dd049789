/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Defocus: the picture under a disk whose rim is softened (SPEC section 3.4). */
#include "corruption/tau-corruption-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

typedef struct {
  double radius; /* px, of the disk */
  double sigma;  /* px, of the Gaussian that softens its rim */
} Defocus;

static const Defocus parameters[2][TAU_N_SEVERITIES] = {
  { { 0.3, 0.4 }, { 0.4, 0.5 }, { 0.5, 0.6 }, { 1, 0.2 }, { 1.5, 0.1 } },
  { { 3, 0.1 }, { 4, 0.5 }, { 6, 0.5 }, { 8, 0.5 }, { 10, 0.5 } },
};

/* OpenCV's reflect101: c b | a b c d | c b. */
static int
reflect (int i, int n)
{
  int period = 2 * (n - 1);
  i = ABS (i) % period;
  return i < n ? i : period - i;
}

typedef struct {
  int reach; /* the kernel is (2 reach + 1) squared */
  double *values;
} Kernel;

/* The disk divided by its area, softened with a 3x3 or 5x5 Gaussian, in 32-bit floats. */
static void
kernel_init (Kernel *self, double radius, double sigma)
{
  int reach = radius <= 8 ? 8 : (int)ceil (radius);
  int half = radius <= 8 ? 1 : 2;
  int side = 2 * reach + 1;
  g_autofree float *disk = g_new (float, side *side);
  g_autofree float *half_way = g_new (float, side *side);
  double gaussian[5];
  double sum = 0.0;
  int area = 0;

  for (int y = -reach, i = 0; y <= reach; y++)
    for (int x = -reach; x <= reach; x++, i++)
      area += disk[i] = x * x + y * y <= radius * radius;
  for (int i = 0; i < side * side; i++)
    disk[i] /= (float)area;
  for (int k = -half; k <= half; k++)
    sum += gaussian[k + half] = exp (-0.5 * k * k / (sigma * sigma));
  for (int k = -half; k <= half; k++)
    gaussian[k + half] = (float)(gaussian[k + half] / sum);

  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++) {
      float value = 0.0f;
      for (int k = -half; k <= half; k++)
        value += (float)gaussian[k + half] * disk[y * side + reflect (x + k, side)];
      half_way[y * side + x] = value;
    }
  self->reach = reach;
  self->values = g_new (double, side *side);
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++) {
      float value = 0.0f;
      for (int k = -half; k <= half; k++)
        value += (float)gaussian[k + half] * half_way[reflect (y + k, side) * side + x];
      self->values[y * side + x] = value;
    }
}

TAU_SIMD_CLONES static void
add_row (const double *in, double weight, gsize n, double *sum)
{
  for (gsize i = 0; i < n; i++)
    sum[i] += in[i] * weight;
}

static void
apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
       const TauVariates *variates, guint8 *out)
{
  Defocus defocus = parameters[TAU_PRESET_ROW (preset)][severity - 1];
  double scale = tau_preset_scale (preset, width, height);
  Kernel kernel;
  kernel_init (&kernel, defocus.radius * scale, defocus.sigma * scale);

  int reach = kernel.reach;
  gsize line = (gsize)width * 3;
  gsize stride = line + 6 * reach;
  g_autofree double *wide = g_new (double, stride *height);
  g_autofree double *sum = g_new (double, line);
  for (int y = 0; y < height; y++)
    for (int x = -reach; x < width + reach; x++)
      for (int c = 0; c < 3; c++)
        wide[y * stride + (x + reach) * 3 + c] = in[y * line + reflect (x, width) * 3 + c] / 255.0;

  for (int y = 0; y < height; y++) {
    const double *weight = kernel.values;
    memset (sum, 0, line * sizeof *sum);
    for (int dy = -reach; dy <= reach; dy++) {
      const double *from = wide + reflect (y + dy, height) * stride;
      for (int dx = 0; dx <= 2 * reach; dx++, weight++)
        if (*weight != 0.0)
          add_row (from + 3 * dx, *weight, line, sum);
    }
    for (gsize i = 0; i < line; i++)
      out[y * line + i] = tau_unit_to_byte (sum[i]);
  }
  g_free (kernel.values);
}

const TauCorruption tau_corruption_defocus_blur = {
  .name = "defocus_blur",
  .title = N_ ("Defocus blur"),
  .group = TAU_CORRUPTION_BLUR,
  .apply = apply,
};
