/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "image/tau-complete.h"

#include "image/tau-complete-private.h"
#include "image/tau-tiff.h"

#include <string.h>

#define PNG_HEADER 33 /* the signature and the chunk IHDR */
/* Deflate makes of one byte at most 1032. */
#define MAX_INFLATION 1032

/* How many bytes the pixels of a PNG have before they are compressed; interlaced ones have a few
 * more. */
static guint64
png_raw_size (const guint8 *data)
{
  static const guint8 channels[] = { 1, 0, 3, 1, 2, 0, 4 }; /* by type of colour */
  const guint64 width = read_be32 (data + 16), height = read_be32 (data + 20);
  const guint64 samples = data[25] < G_N_ELEMENTS (channels) ? channels[data[25]] : 0;
  return height * (1 + (width * samples * data[24] + 7) / 8);
}

/* Chunks of length, type, data, checksum, up to IEND. */
static gboolean
png_is_complete (const guint8 *data, gsize length)
{
  gsize i = 8;
  guint64 packed = 0;
  while (i + 12 <= length) {
    if (memcmp (data + i + 4, "IEND", 4) == 0)
      return i >= PNG_HEADER && packed * MAX_INFLATION >= png_raw_size (data);
    if (memcmp (data + i + 4, "IDAT", 4) == 0)
      packed += read_be32 (data + i);
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

gboolean
tau_image_data_is_complete (const guint8 *data, gsize length)
{
  if (length >= 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0)
    return png_is_complete (data, length);
  if (length >= 3 && memcmp (data, "\xff\xd8\xff", 3) == 0)
    return jpeg_is_complete (data, length);
  if (length >= 2 && memcmp (data, "BM", 2) == 0)
    return tau_bmp_is_complete (data, length);
  if (length >= 12 && memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBP", 4) == 0)
    return read_le32 (data + 4) <= length - 8;
  TauTiff tiff;
  if (tau_tiff_open (&tiff, data, length))
    return tau_tiff_is_complete (&tiff);
  return tau_pnm_is_complete (data, length);
}
