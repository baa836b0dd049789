/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "image/tau-tiff.h"

#include <string.h>

#define STRIP_OFFSETS 273
#define STRIP_COUNTS  279
#define TILE_OFFSETS  324
#define TILE_COUNTS   325

/* Types of values, TIFF 6.0 and BigTIFF. */
enum { SHORT = 3, LONG = 4, LONG8 = 16 };

typedef struct {
  guint64 at, n; /* where the values lie, and how many there are */
  int size;      /* of one, bytes */
} Values;

/* A whole number of `size` bytes; 0 beyond the end. */
static guint64
number (const TauTiff *self, guint64 at, int size)
{
  guint64 value = 0;
  if (at > self->length || self->length - at < (guint64)size)
    return 0;
  for (int i = 0; i < size; i++)
    value = value << 8 | self->data[at + (self->big_endian ? i : size - 1 - i)];
  return value;
}

static int
entry_size (const TauTiff *self)
{
  return self->wide ? 20 : 12;
}

gboolean
tau_tiff_open (TauTiff *self, const guint8 *data, gsize length)
{
  *self = (TauTiff){ .data = data, .length = length };
  if (length < 8 || (memcmp (data, "II", 2) != 0 && memcmp (data, "MM", 2) != 0))
    return FALSE;
  self->big_endian = data[0] == 'M';
  const guint64 version = number (self, 2, 2);
  if (version != 42 && version != 43)
    return FALSE;
  self->wide = version == 43;
  const guint64 directory = self->wide ? number (self, 8, 8) : number (self, 4, 4);
  const int count_size = self->wide ? 8 : 2;
  if (directory < 8 || directory > length || length - directory < (guint64)count_size)
    return FALSE;
  self->entries = directory + count_size;
  self->n_entries = number (self, directory, count_size);
  return self->n_entries <= (length - self->entries) / entry_size (self);
}

static gboolean
find (const TauTiff *self, guint tag, Values *out)
{
  for (guint64 i = 0; i < self->n_entries; i++) {
    const guint64 entry = self->entries + i * entry_size (self);
    if (number (self, entry, 2) != tag)
      continue;
    const guint64 type = number (self, entry + 2, 2);
    const int inside = self->wide ? 8 : 4; /* values of so many bytes stand in the entry */
    out->size = type == SHORT ? 2 : type == LONG ? 4 : type == LONG8 ? 8 : 0;
    out->n = number (self, entry + 4, inside);
    out->at = entry + 4 + inside;
    if (out->size == 0 || out->n == 0)
      return FALSE;
    if (out->n > (guint64)inside / out->size)
      out->at = number (self, out->at, inside);
    return TRUE;
  }
  return FALSE;
}

guint64
tau_tiff_get (const TauTiff *self, guint tag, guint64 index, guint64 missing)
{
  Values values;
  if (!find (self, tag, &values) || index >= values.n)
    return missing;
  return number (self, values.at + index * values.size, values.size);
}

static gboolean
lie_inside (const TauTiff *self, const Values *values)
{
  return values->at <= self->length && values->n <= (self->length - values->at) / values->size;
}

/* Of strips or tiles. */
static gboolean
parts_are_complete (const TauTiff *self, guint offsets_tag, guint counts_tag)
{
  Values offsets, counts;
  if (!find (self, offsets_tag, &offsets) || !find (self, counts_tag, &counts))
    return TRUE;
  if (!lie_inside (self, &offsets) || !lie_inside (self, &counts))
    return FALSE;
  for (guint64 i = 0; i < MIN (offsets.n, counts.n); i++) {
    const guint64 start = number (self, offsets.at + i * offsets.size, offsets.size);
    const guint64 size = number (self, counts.at + i * counts.size, counts.size);
    if (start > self->length || size > self->length - start)
      return FALSE;
  }
  return TRUE;
}

gboolean
tau_tiff_is_complete (const TauTiff *self)
{
  return parts_are_complete (self, STRIP_OFFSETS, STRIP_COUNTS) &&
         parts_are_complete (self, TILE_OFFSETS, TILE_COUNTS);
}
