/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Canny's edges as OpenCV finds them with a 3x3 Sobel and the L1 norm. `edges` is 1 on an edge and
 * 0 elsewhere, width x height like `in`. Gradients above `high` start an edge; those above `low`
 * continue it. */
void tau_canny (const guint8 *in, int width, int height, int low, int high, guint8 *edges);

/* The 5x5 chamfer distance (1, 1.4, 2.1969) to the nearest edge, in 1/65536 px, capped at `cap`
 * (below 2^30). */
void tau_chamfer_distance (const guint8 *edges, int width, int height, gint32 cap,
                           gint32 *distance);

G_END_DECLS
