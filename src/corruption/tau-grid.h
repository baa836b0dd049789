/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corruption/tau-corruption.h"

G_BEGIN_DECLS

/* Large images. Lengths (radii, sigmas) grow with the image, so the work of a blur grows with the
 * third power of its side and takes minutes at 4096 px. From 8 times the larger preset's side on
 * (1792 px), blurs and random layers are therefore made on a coarser grid and interpolated. The
 * image is averaged over squares of `factor` px, which leaves at least 4 grid pixels for each pixel
 * of the 224 px original. It is then treated as an image of the grid's size and enlarged again.
 * Detail finer than `factor` px is lost: a quarter of a pixel at 224. Smaller images, including the
 * presets' own sizes, have a factor of 1 and are not affected. */
typedef struct {
  int factor;        /* px of the image along the side of a grid pixel */
  int width, height; /* of the grid */
} TauGrid;

TauGrid tau_grid_for (int width, int height);

/* Rounded means of the squares of a width x height image; `out` has the grid's size. */
void tau_grid_reduce (const TauGrid *self, const guint8 *in, int width, int height, int channels,
                      guint8 *out);

/* Bilinear interpolation of a grid of bytes, rounded, to width x height. */
void tau_grid_enlarge (const TauGrid *self, const guint8 *in, int width, int height, int channels,
                       guint8 *out);
/* One row of the same, of floats in one channel. */
void tau_grid_enlarge_row (const TauGrid *self, const float *in, int y, int width, float *out);

/* `apply` for a corruption that acts alike at every size and whose variates do not depend on the
 * size. If there is a grid, applies it there and returns TRUE; otherwise does nothing. */
gboolean tau_grid_apply (void (*apply) (const guint8 *, int, int, TauPreset, int,
                                        const TauVariates *, guint8 *),
                         const guint8 *in, int width, int height, TauPreset preset, int severity,
                         const TauVariates *variates, guint8 *out);

G_END_DECLS
