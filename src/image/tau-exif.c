/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "image/tau-exif.h"

#include "image/tau-complete-private.h"
#include "image/tau-tiff.h"

#include <string.h>

/* EXIF data is a TIFF; some programs write "Exif" and two zeros before it, as in a JPEG. */
static int
orientation_of (const guint8 *exif, gsize length)
{
  if (length >= 6 && memcmp (exif, "Exif\0\0", 6) == 0) {
    exif += 6;
    length -= 6;
  }
  TauTiff tiff;
  if (!tau_tiff_open (&tiff, exif, length))
    return 1;
  const guint64 orientation = tau_tiff_get (&tiff, TAU_TIFF_ORIENTATION, 0, 1);
  return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

/* Chunks of length, type, data, checksum. */
static int
png_orientation (const guint8 *data, gsize length)
{
  for (gsize i = 8; i + 12 <= length;) {
    const gsize size = read_be32 (data + i);
    if (size > length - i - 12)
      return 1;
    if (memcmp (data + i + 4, "eXIf", 4) == 0)
      return orientation_of (data + i + 8, size);
    i += 12 + size;
  }
  return 1;
}

/* Chunks of type, length, data, padded to an even length. */
static int
webp_orientation (const guint8 *data, gsize length)
{
  for (gsize i = 12; i + 8 <= length;) {
    const gsize size = read_le32 (data + i + 4);
    if (size > length - i - 8)
      return 1;
    if (memcmp (data + i, "EXIF", 4) == 0)
      return orientation_of (data + i + 8, size);
    i += 8 + size + (size & 1);
  }
  return 1;
}

int
tau_exif_orientation (const guint8 *data, gsize length)
{
  if (length >= 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0)
    return png_orientation (data, length);
  if (length >= 12 && memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBP", 4) == 0)
    return webp_orientation (data, length);
  return 1;
}
