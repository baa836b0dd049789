/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/sets/tau-imagenet-labels.h"

#include "dataset/tau-dataset.h"
#include "dataset/sets/tau-synsets.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* A MATLAB file of version 5: a header of 128 bytes, then elements of a type, a length and data.
 * The kit's is one compressed element with an array of structures; of its fields, ILSVRC2012_ID and
 * WNID are used. */

#define MAX_BYTES (64 << 20)
#define MAX_ITEMS 100000

enum {
  INT8 = 1,
  UINT8 = 2,
  INT16 = 3,
  UINT16 = 4,
  INT32 = 5,
  UINT32 = 6,
  DOUBLE = 9,
  UTF8 = 16,
  MATRIX = 14,
  COMPRESSED = 15
};

typedef struct {
  const guint8 *at, *end;
} Part;

/* The next element. Small ones keep their data in the tag. */
static gboolean
take (Part *from, guint32 *type, Part *data)
{
  guint32 words[2];
  if (from->end - from->at < 8)
    return FALSE;
  memcpy (words, from->at, sizeof words);
  const guint32 first = GUINT32_FROM_LE (words[0]), second = GUINT32_FROM_LE (words[1]);
  if (first >> 16 != 0) {
    *type = first & 0xffff;
    *data = (Part){ from->at + 4, from->at + 4 + (first >> 16) };
    from->at += 8;
    return first >> 16 <= 4;
  }
  *type = first;
  if (second > (gsize)(from->end - from->at - 8))
    return FALSE;
  *data = (Part){ from->at + 8, from->at + 8 + second };
  gsize step = 8 + (gsize)second;
  if (*type != COMPRESSED)
    step = (step + 7) / 8 * 8;
  from->at += MIN (step, (gsize)(from->end - from->at));
  return TRUE;
}

static GBytes *
decompress (const Part *data)
{
  g_autoptr (GZlibDecompressor) zlib = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  g_autoptr (GInputStream) bytes =
      g_memory_input_stream_new_from_data (data->at, data->end - data->at, NULL);
  g_autoptr (GInputStream) stream = g_converter_input_stream_new (bytes, G_CONVERTER (zlib));
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint8 block[8192];
  gssize n;
  while ((n = g_input_stream_read (stream, block, sizeof block, NULL, NULL)) > 0) {
    if (out->len + n > MAX_BYTES)
      return NULL;
    g_byte_array_append (out, block, n);
  }
  return n == 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&out)) : NULL;
}

/* A number, or text of a synset's length, from the matrix in which MATLAB keeps it. */
typedef struct {
  double number;
  char text[16];
} Scalar;

static gboolean
read_scalar (Part matrix, Scalar *out)
{
  guint32 type;
  Part data;
  for (int i = 0; i < 3; i++) /* flags, dimensions, name */
    if (!take (&matrix, &type, &data))
      return FALSE;
  *out = (Scalar){ 0 };
  if (!take (&matrix, &type, &data))
    return TRUE; /* empty */
  const gsize n = data.end - data.at;
  if (type == DOUBLE && n == 8) {
    guint64 bits;
    memcpy (&bits, data.at, sizeof bits);
    bits = GUINT64_FROM_LE (bits);
    memcpy (&out->number, &bits, sizeof bits);
  } else if ((type == UINT16 || type == INT16) && n == 2)
    out->number = data.at[0] | data.at[1] << 8;
  else if ((type == UINT8 || type == INT8) && n == 1)
    out->number = data.at[0];
  const gsize wide = type == UINT16 ? 2 : type == UTF8 || type == UINT8 || type == INT8 ? 1 : 0;
  if (wide > 0)
    for (gsize i = 0; i < MIN (n / wide, sizeof out->text - 1); i++)
      out->text[i] = data.at[i * wide];
  return TRUE;
}

/* Which field is which, from their names. */
static gboolean
find_fields (const Part *names, gsize length, guint *n, guint *id, guint *wnid)
{
  *n = length > 0 ? (names->end - names->at) / length : 0;
  *id = *wnid = G_MAXUINT;
  for (guint f = 0; f < *n; f++) {
    g_autofree char *name = g_strndup ((const char *)names->at + f * length, length);
    if (g_str_equal (name, "ILSVRC2012_ID"))
      *id = f;
    else if (g_str_equal (name, "WNID"))
      *wnid = f;
  }
  return *id != G_MAXUINT && *wnid != G_MAXUINT;
}

/* An array of structures: each is its fields' matrices. */
static gboolean
read_structures (Part matrix, GHashTable *map)
{
  guint32 type;
  Part data, names;
  guint n, id, wnid;
  for (int i = 0; i < 4; i++) /* flags, dimensions, name, length of the names */
    if (!take (&matrix, &type, &data))
      return FALSE;
  if (data.end - data.at != 4)
    return FALSE;
  const guint32 length = data.at[0] | data.at[1] << 8;
  if (!take (&matrix, &type, &names) || !find_fields (&names, length, &n, &id, &wnid))
    return FALSE;
  for (guint i = 0; i < MAX_ITEMS && matrix.end - matrix.at >= 8; i++) {
    Scalar number = { 0 }, synset = { 0 };
    for (guint f = 0; f < n; f++) {
      if (!take (&matrix, &type, &data) || type != MATRIX)
        return FALSE;
      if ((f == id && !read_scalar (data, &number)) || (f == wnid && !read_scalar (data, &synset)))
        return FALSE;
    }
    if (number.number >= 1 && number.number < G_MAXINT && tau_is_synset (synset.text))
      g_hash_table_replace (map, g_strdup_printf ("%d", (int)number.number),
                            g_strdup (synset.text));
  }
  return g_hash_table_size (map) > 0;
}

GHashTable *
tau_imagenet_meta_parse (const guint8 *bytes, gsize length, const char *name, GError **error)
{
  g_autoptr (GHashTable) map = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Part file = { bytes, bytes + length }, data;
  guint32 type;
  if (length > 128 && bytes[126] == 'I' && bytes[127] == 'M') {
    file.at += 128;
    while (take (&file, &type, &data)) {
      g_autoptr (GBytes) unpacked = type == COMPRESSED ? decompress (&data) : NULL;
      if (unpacked != NULL) {
        gsize n;
        const guint8 *inner = g_bytes_get_data (unpacked, &n);
        Part within = { inner, inner + n };
        if (inner == NULL || !take (&within, &type, &data))
          continue;
      }
      if (type == MATRIX && read_structures (data, map))
        return g_steal_pointer (&map);
    }
  }
  g_set_error (
      error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED,
      _ ("“%s” is not the development kit's list of synsets; take meta.mat from the kit, or "
         "write a file map_clsloc.txt of lines “n02119789 1 kit_fox” beside it"),
      name);
  return NULL;
}
