/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "image/tau-complete-private.h"

#define FILE_HEADER 14
#define OS2_HEADER  12 /* the oldest one, with 16-bit sizes */
#define NEW_HEADER  40

/* Compressions. */
enum { PLAIN = 0, RLE8 = 1, RLE4 = 2, MASKS = 3, ALPHA_MASKS = 6 };

/* Codes of two bytes: a run; or 0 and: 0 end of the row, 1 end of the image, 2 a move of two more
 * bytes, other numbers so many pixels, padded to whole words. The image ends with its end code, or
 * when its rows are full. */
static gboolean
runs_are_complete (const guint8 *at, const guint8 *end, guint64 width, guint64 height,
                   int pixels_per_byte)
{
  guint64 x = 0, y = 0;
  while (end - at >= 2) {
    const guint8 n = at[0], code = at[1];
    at += 2;
    if (n == 0 && code == 1)
      return TRUE;
    if (n == 0 && code == 0) {
      x = 0;
      y++;
    } else if (n == 0 && code == 2) {
      if (end - at < 2)
        return FALSE;
      x += at[0];
      y += at[1];
      at += 2;
    } else if (n == 0) {
      const gsize bytes = (code + pixels_per_byte - 1) / pixels_per_byte;
      if ((gsize)(end - at) < bytes)
        return FALSE;
      at += MIN (bytes + (bytes & 1), (gsize)(end - at));
      x += code;
    } else
      x += n;
    if (y >= height || (y == height - 1 && x >= width))
      return TRUE;
  }
  return FALSE;
}

gboolean
tau_bmp_is_complete (const guint8 *data, gsize length)
{
  if (length < FILE_HEADER + OS2_HEADER)
    return FALSE;
  const guint32 header = read_le32 (data + FILE_HEADER), start = read_le32 (data + 10);
  guint64 width, bits, height;
  guint32 compression = PLAIN;
  if (header == OS2_HEADER) {
    width = data[18] | data[19] << 8;
    height = data[20] | data[21] << 8;
    bits = data[24] | data[25] << 8;
  } else {
    if (length < FILE_HEADER + NEW_HEADER)
      return FALSE;
    const gint64 signed_height = (gint32)read_le32 (data + 22); /* negative: rows run downwards */
    width = read_le32 (data + 18);
    height = ABS (signed_height);
    bits = data[28] | data[29] << 8;
    compression = read_le32 (data + 30);
  }
  if (compression == RLE8 || compression == RLE4)
    return start <= length && height > 0 &&
           runs_are_complete (data + start, data + length, width, height,
                              compression == RLE4 ? 2 : 1);
  if (compression != PLAIN && compression != MASKS && compression != ALPHA_MASKS)
    return TRUE; /* the loader knows, or refuses it */
  const guint64 stride = (width * bits + 31) / 32 * 4;
  return start + stride * height <= length;
}
