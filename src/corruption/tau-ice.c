/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corruption/tau-ice.h"

#include "corruption/tau-corruption-private.h"
#include "base/tau-random.h"

#include <math.h>
#include <string.h>

/* How the ice is drawn: ferns of strokes with two generations of side branches on a cloudy ground.
 * The sum is split into octaves, each octave gets the strength that it has in photographs of frost,
 * and the result is coloured. Only + - * / and square roots are used, which are the same on every
 * machine. */

#define N_OCTAVES 8

typedef struct {
  int width, height;
  int n_ferns;
  float length;   /* of a stem, px */
  float rgb[3];   /* the mean colour */
  float slope[3]; /* how much each channel follows the relief */
} IceParams;

static const IceParams params[TAU_N_ICE] = {
  { 900, 600, 260, 150, { 89, 154, 169 }, { 1.4f, 0.8f, 0.8f } },
  { 560, 315, 110, 110, { 193, 196, 206 }, { 0.9f, 0.9f, 0.95f } },
  { 560, 315, 70, 170, { 192, 196, 205 }, { 0.9f, 0.95f, 1.0f } },
  { 527, 350, 90, 130, { 139, 153, 166 }, { 1.1f, 1.1f, 1.15f } },
  { 660, 495, 80, 240, { 100, 112, 125 }, { 1.5f, 1.45f, 1.4f } },
};

/* The strength of each octave, fine to coarse, and of everything coarser than all of them. */
static const float octave_gains[N_OCTAVES + 1] = { 118, 106, 230, 143, 100, 34, 30.5f, 38, 27 };

typedef struct {
  int width, height;
  float *density; /* how much ice lies on a pixel, from 0 */
  TauRandom random;
} IceCanvas;

static float
ice_uniform (IceCanvas *self, double low, double high)
{
  return (float)tau_random_uniform (&self->random, low, high);
}

/* Lays `amount` of ice around a point. */
static void
ice_drop (IceCanvas *self, float x, float y, float amount)
{
  int i = (int)floorf (x), j = (int)floorf (y);
  if (i < 0 || j < 0 || i + 1 >= self->width || j + 1 >= self->height)
    return;
  float h = x - i, v = y - j;
  float *at = self->density + (gsize)j * self->width + i;
  at[0] += amount * (1 - h) * (1 - v);
  at[1] += amount * h * (1 - v);
  at[self->width] += amount * (1 - h) * v;
  at[self->width + 1] += amount * h * v;
}

static void
ice_normalise (float direction[2])
{
  float length = sqrtf (direction[0] * direction[0] + direction[1] * direction[1]);
  direction[0] /= length;
  direction[1] /= length;
}

/* A stroke that bends and thins out, with branches on both sides. Level 0 is a stem, 2 the last. */
static void
ice_stroke (IceCanvas *self, float x, float y, const float direction[2], float length, float amount,
            int level)
{
  static const float spacing[3] = { 5, 3.5f, 0 }, reach[3] = { 0.42f, 0.38f, 0 };
  const float step = 0.7f;
  float d[2] = { direction[0], direction[1] };
  float bend = ice_uniform (self, -1, 1) * (level == 0 ? 1.1f : 0.35f) * step / length;
  float next[2] = { spacing[level], spacing[level] };

  for (float t = 0; t < length; t += step) {
    float left = 1 - t / length;
    ice_drop (self, x, y, amount * (0.25f + 0.75f * left));
    x += d[0] * step;
    y += d[1] * step;
    d[0] += -d[1] * bend;
    d[1] += d[0] * bend;
    ice_normalise (d);
    for (int i = 0; level < 2 && i < 2; i++) {
      if (t < next[i])
        continue;
      /* Ice grows at 60 degrees; the pane lets the angle vary a little. */
      float side = i == 0 ? -1 : 1;
      float across = side * ice_uniform (self, 0.75, 1.0), along = ice_uniform (self, 0.4, 0.65);
      float branch[2] = { d[0] * along - d[1] * across, d[1] * along + d[0] * across };
      float reached = length * reach[level] * (0.15f + left) * ice_uniform (self, 0.3, 1);
      next[i] = t + spacing[level] * ice_uniform (self, 0.4, 2.0);
      ice_normalise (branch);
      if (reached > 2)
        ice_stroke (self, x, y, branch, reached, amount * ice_uniform (self, 0.3, 0.9), level + 1);
    }
  }
}

static void
ice_ferns (IceCanvas *self, const IceParams *p)
{
  for (int i = 0; i < p->n_ferns; i++) {
    float x = ice_uniform (self, -0.1, 1.1) * self->width;
    float y = ice_uniform (self, -0.1, 1.1) * self->height;
    /* One draw a statement: C leaves open in which order arguments are evaluated. */
    float along = ice_uniform (self, -1, 1);
    float direction[2] = { along, ice_uniform (self, -1, 1) + 1e-3f };
    ice_normalise (direction);
    float amount = ice_uniform (self, 0.3, 1);
    float length = p->length * ice_uniform (self, 0.35, 1);
    ice_stroke (self, x, y, direction, length, amount, 0);
  }
}

/* A cloud of one size: random values on a lattice, smoothly joined, added to `relief`. */
static void
ice_cloud (IceCanvas *self, int size, float amount, float *relief)
{
  int columns = self->width / size + 2, rows = self->height / size + 2;
  g_autofree float *lattice = g_new (float, (gsize)columns *rows);
  for (gsize i = 0; i < (gsize)columns * rows; i++)
    lattice[i] = ice_uniform (self, -amount, amount);
  for (int y = 0; y < self->height; y++) {
    const float *a = lattice + (gsize)(y / size) * columns, *b = a + columns;
    float v = (y % size) / (float)size;
    v = v * v * (3 - 2 * v);
    for (int x = 0; x < self->width; x++) {
      int i = x / size;
      float h = (x % size) / (float)size;
      h = h * h * (3 - 2 * h);
      relief[(gsize)y * self->width + x] +=
          (a[i] * (1 - h) + a[i + 1] * h) * (1 - v) + (b[i] * (1 - h) + b[i + 1] * h) * v;
    }
  }
}

/* Ferns and clouds, about 0..1. */
static float *
ice_relief (const IceParams *p, guint index)
{
  gsize n = (gsize)p->width * p->height;
  float *relief = g_new0 (float, n);
  IceCanvas canvas = { .width = p->width, .height = p->height, .density = g_new0 (float, n) };

  tau_random_init (&canvas.random, 0x1ce, index);
  ice_ferns (&canvas, p);
  for (int size = 4; size <= 256; size *= 2)
    ice_cloud (&canvas, size, 0.03f + 0.003f * size, relief);
  for (gsize i = 0; i < n; i++)
    relief[i] += canvas.density[i] / (canvas.density[i] + 0.6f);
  g_free (canvas.density);
  return relief;
}

/* One step of the "a trous" wavelet (B3 spline, taps `gap` apart, mirrored): blurs `in` along both
 * axes into `out`. */
static void
ice_blur (const float *in, int width, int height, int gap, float *scratch, float *out)
{
  static const float weights[5] = { 1 / 16.f, 4 / 16.f, 6 / 16.f, 4 / 16.f, 1 / 16.f };
  for (int pass = 0; pass < 2; pass++) {
    const float *from = pass == 0 ? in : scratch;
    float *to = pass == 0 ? scratch : out;
    int side = pass == 0 ? height : width;
    gsize along = pass == 0 ? width : 1, across = pass == 0 ? 1 : width;
    int lines = pass == 0 ? width : height;
    for (int i = 0; i < side; i++) {
      gsize taps[5];
      for (int k = 0; k < 5; k++) {
        int at = ABS (i + (k - 2) * gap) % (2 * side);
        taps[k] = (at < side ? at : 2 * side - 1 - at) * along;
      }
      for (int l = 0; l < lines; l++) {
        float sum = 0;
        for (int k = 0; k < 5; k++)
          sum += weights[k] * from[taps[k] + l * across];
        to[i * along + l * across] = sum;
      }
    }
  }
}

/* Gives each octave of the relief its strength and makes the mean 0. */
static void
ice_equalise (const IceParams *p, float *relief)
{
  gsize n = (gsize)p->width * p->height;
  g_autofree float *smooth = g_new (float, n), *scratch = g_new (float, n);
  g_autofree float *result = g_new0 (float, n);

  for (int octave = 0; octave < N_OCTAVES; octave++) {
    ice_blur (relief, p->width, p->height, 1 << octave, scratch, smooth);
    for (gsize i = 0; i < n; i++) {
      result[i] += octave_gains[octave] * (relief[i] - smooth[i]);
      relief[i] = smooth[i];
    }
  }
  double mean = 0;
  for (gsize i = 0; i < n; i++)
    mean += relief[i];
  mean /= n;
  for (gsize i = 0; i < n; i++)
    relief[i] = result[i] + octave_gains[N_OCTAVES] * (relief[i] - (float)mean);
}

static gpointer
ice_new (gpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  const IceParams *p = &params[index];
  TauImage *image = tau_image_new (p->width, p->height);
  g_autofree float *relief = ice_relief (p, index);

  ice_equalise (p, relief);
  for (gsize i = 0; i < (gsize)p->width * p->height; i++)
    for (int c = 0; c < 3; c++)
      image->data[3 * i + c] = (guint8)CLAMP (p->rgb[c] + p->slope[c] * relief[i] + 0.5f, 0, 255);
  return image;
}

TauImage *
tau_ice_get (guint index)
{
  static GOnce once[TAU_N_ICE] = { G_ONCE_INIT, G_ONCE_INIT, G_ONCE_INIT, G_ONCE_INIT,
                                   G_ONCE_INIT };
  g_return_val_if_fail (index < TAU_N_ICE, NULL);
  return g_once (&once[index], ice_new, GUINT_TO_POINTER (index));
}
