/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corruption/tau-corruption.h"
#include "base/tau-simd.h"

G_BEGIN_DECLS

/* Shared by the corruptions and used nowhere else. */

/* Index into the [2] of a parameter table: 0 cifar, 1 imagenet. */
#define TAU_PRESET_ROW(preset) ((preset) == TAU_PRESET_IMAGENET ? 1 : 0)

/* The factor for lengths in pixels (radii, sigmas, displacements) on an image of another size: min
 * (width, height) / side of the preset, which is 32 or 224 px. It is exactly 1 at the preset's own
 * size. */
double tau_preset_scale (TauPreset preset, int width, int height);

/* A new array of n values in slot `slot`, owned by `variates`. */
double *tau_variates_take (TauVariates *variates, guint slot, gsize n);

/* v / 255.0, bit for bit for every byte, without the slow division. 1 / 255 is split in two parts;
 * the first has few enough bits for an exact product. */
static inline double
tau_byte_to_unit (guint8 v)
{
  return v * 0x1.0101010101p-8 + v * 0x1.010101010101p-56;
}

/* clip (x, 0, 1) * 255, truncated: how the benchmark converts back to bytes. */
static inline guint8
tau_unit_to_byte (double x)
{
  x = x > 0.0 ? x : 0.0;
  x = x < 1.0 ? x : 1.0;
  return (guint8)(int)(x * 255.0);
}

/* The same where the reference uses 32-bit floats. */
static inline guint8
tau_unit_to_byte_f32 (float x)
{
  x = x > 0.0f ? x : 0.0f;
  x = x < 1.0f ? x : 1.0f;
  return (guint8)(int)(x * 255.0f);
}

/* Converts n bytes to n doubles: v / 255. */
void tau_bytes_to_unit (const guint8 *in, gsize n, double *out);

/* One per corruption, each in its own file. */
#define TAU_CORRUPTION(name) extern const TauCorruption tau_corruption_##name;
#include "corruption/tau-corruption-registry.h"
#undef TAU_CORRUPTION

G_END_DECLS
