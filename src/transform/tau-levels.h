/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Changes of the values of single pixels, as Pillow's ImageOps makes them. in and out: n_pixels RGB
 * pixels; in == out is fine. */

/* Spreads the values of each channel so that all are about equally frequent. */
void tau_levels_equalize (const guint8 *in, gsize n_pixels, guint8 *out);
/* Keeps the upper `bits` of each value, 0..8. */
void tau_levels_posterize (const guint8 *in, gsize n_pixels, int bits, guint8 *out);
/* Inverts the values from `threshold` on, 0..256. */
void tau_levels_solarize (const guint8 *in, gsize n_pixels, int threshold, guint8 *out);

G_END_DECLS
