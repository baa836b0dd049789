/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A picture to JPEG and back, in two ways that give the same bytes. `in` and `out` are
 * width x height RGB, out != in. `steps` are 1..255, row by row: luminance's, then chrominance's.
 */
void tau_jpeg_code_plain (const guint8 *in, int width, int height, const guint8 steps[2][64],
                          guint8 *out);

/* FALSE where the processor or the compiler has no AVX2, and then nothing is done. */
gboolean tau_jpeg_code_avx2 (const guint8 *in, int width, int height, const guint8 steps[2][64],
                             guint8 *out);

G_END_DECLS
