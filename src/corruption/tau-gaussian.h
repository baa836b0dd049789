/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* G(s) of SPEC section 3: the separable Gaussian blur of scipy, bit for bit. The exception is a
 * one-channel image whose sides are shorter than the kernel's arm; its sums are within 1e-14. */

typedef enum {
  TAU_BORDER_NEAREST,   /* a a | a b c | c c */
  TAU_BORDER_SYMMETRIC, /* b a | a b c | c b, repeated where the kernel is longer than the line */
} TauBorder;

#define TAU_GAUSSIAN_TRUNCATE         4.0
#define TAU_GAUSSIAN_TRUNCATE_ELASTIC 3.0

/* The source index for an index outside 0..n-1. */
int tau_border_index (TauBorder border, int i, int n);

/* Blurs `in` (height x width x channels, interleaved, 1 to 4 channels) into `out` of the same
 * shape, along the rows' axis first. `out` may be `in`. sigma is in px; up to 1e-15 it only
 * copies. */
void tau_gaussian_blur (const double *in, int width, int height, int channels, double sigma,
                        double truncate, TauBorder border, double *out);

/* The same for 32-bit images: sums in double, stored as float after each axis. */
void tau_gaussian_blur_f32 (const float *in, int width, int height, int channels, double sigma,
                            double truncate, TauBorder border, float *out);

/* Reads a byte image (height x width x 3) as v / 255, blurs it with replicated edges and converts
 * it back to bytes by truncation. sigma > 0; `in` and `out` are different arrays. */
void tau_gaussian_blur_bytes (const guint8 *in, int width, int height, double sigma, guint8 *out);

/* The share of its standard deviation that white noise keeps under the blur, away from the
 * borders. */
double tau_gaussian_spread (double sigma, double truncate);

G_END_DECLS
