/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* numpy's default generator (numpy.random.default_rng), to draw again what a recorded seed gave. */
typedef struct {
  unsigned __int128 state, increment;
} Pcg64;

void pcg64_init (Pcg64 *self, guint64 seed);
double pcg64_uniform (Pcg64 *self); /* 0 <= u < 1, 53 bits */

G_END_DECLS
