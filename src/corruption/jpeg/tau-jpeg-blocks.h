/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* libjpeg's integer ("islow") transform of 8 x 8 blocks: to coefficients, rounded to whole steps,
 * and back (SPEC section 3.15). */

#define CONST_BITS    13
#define PASS1_BITS    2

#define F_0_298631336 2446
#define F_0_390180644 3196
#define F_0_541196100 4433
#define F_0_765366865 6270
#define F_0_899976223 7373
#define F_1_175875602 9633
#define F_1_501321110 12299
#define F_1_847759065 15137
#define F_1_961570560 16069
#define F_2_053119869 16819
#define F_2_562915447 20995
#define F_3_072711026 25172

/* `samples` are less 128: -128..127. There are `rows` rows of `stride` values; both are whole
 * blocks. Codes in place the blocks that begin within `width`. `steps` are 1..255, row by row. */
void tau_jpeg_code_blocks (gint16 *samples, int width, int rows, int stride,
                           const guint8 steps[64]);

G_END_DECLS
