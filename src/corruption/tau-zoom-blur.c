/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zoom blur: the mean of the image and its enlargements (SPEC section 3.7). */
#include "corruption/tau-corruption-private.h"
#include "corruption/tau-enlarge.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Factors from 1 to `stop` in steps of `step`, as in numpy's arange. */
typedef struct {
  double stop, step;
} Range;

static const Range ranges[2][TAU_N_SEVERITIES] = {
  { { 1.06, 0.01 }, { 1.11, 0.01 }, { 1.16, 0.01 }, { 1.21, 0.01 }, { 1.26, 0.01 } },
  { { 1.11, 0.01 }, { 1.16, 0.01 }, { 1.21, 0.02 }, { 1.26, 0.02 }, { 1.31, 0.03 } },
};

TAU_SIMD_CLONES static void
add (const float *in, gsize n, float *sum)
{
  for (gsize i = 0; i < n; i++)
    sum[i] += in[i];
}

TAU_SIMD_CLONES static void
finish (const float *x, const float *sum, gsize n, float count, guint8 *out)
{
  for (gsize i = 0; i < n; i++)
    out[i] = tau_unit_to_byte_f32 ((x[i] + sum[i]) / count);
}

static void
apply (const guint8 *in, int width, int height, TauPreset preset, int severity,
       const TauVariates *variates, guint8 *out)
{
  Range range = ranges[TAU_PRESET_ROW (preset)][severity - 1];
  gsize n = (gsize)width * height * 3;
  g_autofree float *x = g_new (float, n);
  g_autofree float *zoomed = g_new (float, n);
  g_autofree float *sum = g_new0 (float, n);
  float unit[256];

  for (int v = 0; v < 256; v++)
    unit[v] = (float)(v / 255.0);
  for (gsize i = 0; i < n; i++)
    x[i] = unit[in[i]];

  /* arange (1, stop, step): the last bit of this quotient decides whether it includes the stop. */
  int count = (int)ceil ((range.stop - 1.0) / range.step);
  double delta = (1.0 + range.step) - 1.0;
  for (int i = 0; i < count; i++) {
    tau_enlarge_f32 (x, width, height, 3, 1.0 + i * delta, zoomed);
    add (zoomed, n, sum);
  }
  finish (x, sum, n, (float)(count + 1), out);
}

const TauCorruption tau_corruption_zoom_blur = {
  .name = "zoom_blur",
  .title = N_ ("Zoom blur"),
  .group = TAU_CORRUPTION_BLUR,
  .alexnet_error = 0.798360,
  .apply = apply,
};
