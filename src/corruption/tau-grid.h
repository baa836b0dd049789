/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corruption/tau-corruption.h"

G_BEGIN_DECLS

/* Large pictures. Lengths (radii, sigmas) grow with the picture, so that the work of a blur grows
 * with the third power of its side and comes to minutes at 4096 px. From 8 times the larger
 * preset's side on (1792 px), blurs and random layers are therefore made on a coarser grid and
 * interpolated: the picture is averaged over squares of `factor` px, which leaves at least 4 grid
 * pixels for what is one pixel of the 224 px original, treated as a picture of the grid's size, and
 * enlarged again. Detail finer than `factor` px is lost, a quarter of a pixel at 224. Smaller
 * pictures, the presets' own sizes among them, have a factor of 1 and are not touched by this. */
typedef struct {
  int factor;        /* px of the picture along the side of a grid pixel */
  int width, height; /* of the grid */
} TauGrid;

TauGrid tau_grid_for (int width, int height);

/* Means, rounded, of the squares of a width x height picture; `out` has the grid's size. */
void tau_grid_reduce (const TauGrid *self, const guint8 *in, int width, int height, int channels,
                      guint8 *out);

/* Bilinear interpolation of a grid of bytes, rounded, to width x height. */
void tau_grid_enlarge (const TauGrid *self, const guint8 *in, int width, int height, int channels,
                       guint8 *out);
/* One row of the same, of floats in one channel. */
void tau_grid_enlarge_row (const TauGrid *self, const float *in, int y, int width, float *out);

/* `apply` of a corruption that acts alike at every size, whose variates do not depend on the size:
 * on the grid where there is one, and then TRUE; else nothing is done. */
gboolean tau_grid_apply (void (*apply) (const guint8 *, int, int, TauPreset, int,
                                        const TauVariates *, guint8 *),
                         const guint8 *in, int width, int height, TauPreset preset, int severity,
                         const TauVariates *variates, guint8 *out);

G_END_DECLS
