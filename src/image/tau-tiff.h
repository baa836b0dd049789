/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The first directory of a TIFF in memory, of which nothing is believed: a TIFF file, or the EXIF
 * data of another kind of file. BigTIFF too. */
typedef struct {
  const guint8 *data;
  gsize length;
  gboolean big_endian, wide; /* wide: BigTIFF, with 64-bit offsets */
  guint64 entries;           /* where its entries begin */
  guint64 n_entries;
} TauTiff;

#define TAU_TIFF_WIDTH       0x0100
#define TAU_TIFF_HEIGHT      0x0101
#define TAU_TIFF_ORIENTATION 0x0112

/* FALSE if it does not begin as a TIFF or its directory lies outside. */
gboolean tau_tiff_open (TauTiff *self, const guint8 *data, gsize length);

/* Value number `index` of an entry of whole numbers; `missing` if there is none. */
guint64 tau_tiff_get (const TauTiff *self, guint tag, guint64 index, guint64 missing);

/* FALSE if pixels of its image lie beyond the end. */
gboolean tau_tiff_is_complete (const TauTiff *self);

G_END_DECLS
