/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "image/tau-complete.h"

#include <string.h>

static guint32
read_le32 (const guint8 *bytes)
{
  return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | (guint32)bytes[3] << 24;
}

static guint32
read_be32 (const guint8 *bytes)
{
  return (guint32)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

/* Chunks of length, type, data, checksum, up to IEND. */
static gboolean
png_is_complete (const guint8 *data, gsize length)
{
  gsize i = 8;
  while (i + 12 <= length) {
    if (memcmp (data + i + 4, "IEND", 4) == 0)
      return TRUE;
    i += 12 + (gsize)read_be32 (data + i);
  }
  return FALSE;
}

/* Segments with a length, then coded data in which only FF 00 and restart markers begin with FF, up
 * to the end marker FF D9. A thumbnail's own end marker lies inside a segment and is skipped with
 * it. */
static gboolean
jpeg_is_complete (const guint8 *data, gsize length)
{
  gsize i = 2;
  while (i + 2 <= length) {
    guint8 marker = data[i + 1];
    if (data[i] != 0xff || marker == 0xff)
      i += 1;
    else if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd7))
      i += 2;
    else if (marker == 0xd9)
      return TRUE;
    else if (i + 4 <= length)
      i += 2 + ((gsize)data[i + 2] << 8 | data[i + 3]);
    else
      break;
  }
  return FALSE;
}

/* Without compression the header gives the size of the pixels; with compression nothing is
 * known. */
static gboolean
bmp_is_complete (const guint8 *data, gsize length)
{
  if (length < 14 + 40)
    return FALSE;
  if (read_le32 (data + 14) < 40 || (read_le32 (data + 30) != 0 && read_le32 (data + 30) != 3))
    return TRUE;
  guint64 width = read_le32 (data + 18), bits = data[28] | data[29] << 8;
  gint64 height = (gint32)read_le32 (data + 22); /* negative: the rows run downwards */
  guint64 stride = (width * bits + 31) / 32 * 4;
  return read_le32 (data + 10) + stride * (guint64)ABS (height) <= length;
}

gboolean
tau_image_data_is_complete (const guint8 *data, gsize length)
{
  if (length >= 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0)
    return png_is_complete (data, length);
  if (length >= 3 && memcmp (data, "\xff\xd8\xff", 3) == 0)
    return jpeg_is_complete (data, length);
  if (length >= 2 && memcmp (data, "BM", 2) == 0)
    return bmp_is_complete (data, length);
  return TRUE;
}
