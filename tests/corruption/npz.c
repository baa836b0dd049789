/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "npz.h"

#include <stdlib.h>
#include <string.h>

/* Layout: APPNOTE.TXT of PKWARE, sections 4.3.7, 4.3.12 and 4.3.16; numpy.lib.format for .npy. */
#define END_SIGNATURE     0x06054b50
#define CENTRAL_SIGNATURE 0x02014b50
#define END_SIZE          22
#define CENTRAL_SIZE      46
#define LOCAL_SIZE        30

struct _Npz {
  guint8 *data;
  gsize size;
  GHashTable *entries; /* name without ".npy" -> offset of its central record */
};

static guint
read16 (const guint8 *p)
{
  return p[0] | p[1] << 8;
}

static guint32
read32 (const guint8 *p)
{
  return p[0] | p[1] << 8 | p[2] << 16 | (guint32)p[3] << 24;
}

static gboolean
read_directory (Npz *self)
{
  gsize end = self->size;
  for (end = end < END_SIZE ? 0 : end - END_SIZE; end > 0; end--)
    if (read32 (self->data + end) == END_SIGNATURE)
      break;
  if (end == 0)
    return FALSE;

  guint n = read16 (self->data + end + 10);
  gsize at = read32 (self->data + end + 16);
  for (guint i = 0; i < n; i++) {
    if (at + CENTRAL_SIZE > self->size || read32 (self->data + at) != CENTRAL_SIGNATURE)
      return FALSE;
    const guint8 *record = self->data + at;
    char *name = g_strndup ((const char *)record + CENTRAL_SIZE, read16 (record + 28));
    if (g_str_has_suffix (name, ".npy"))
      name[strlen (name) - 4] = '\0';
    g_hash_table_insert (self->entries, name, GSIZE_TO_POINTER (at));
    at += CENTRAL_SIZE + read16 (record + 28) + read16 (record + 30) + read16 (record + 32);
  }
  return TRUE;
}

Npz *
npz_open (const char *path, GError **error)
{
  char *contents;
  gsize size;
  if (!g_file_get_contents (path, &contents, &size, error))
    return NULL;

  Npz *self = g_new (Npz, 1);
  self->data = (guint8 *)contents;
  self->size = size;
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!read_directory (self)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s is not a zip archive", path);
    g_clear_pointer (&self, npz_free);
  }
  return self;
}

void
npz_free (Npz *self)
{
  g_hash_table_unref (self->entries);
  g_free (self->data);
  g_free (self);
}

static guint8 *
unpack (const guint8 *from, gsize packed, gsize size, guint method, GError **error)
{
  if (method == 0)
    return g_memdup2 (from, size);

  g_autoptr (GZlibDecompressor) inflate = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW);
  g_autofree guint8 *to = g_malloc (size + 1);
  gsize read = 0, written = 0;
  GConverterResult result = G_CONVERTER_CONVERTED;
  while (result == G_CONVERTER_CONVERTED) {
    gsize n_read, n_written;
    result = g_converter_convert (G_CONVERTER (inflate), from + read, packed - read, to + written,
                                  size + 1 - written, G_CONVERTER_INPUT_AT_END, &n_read, &n_written,
                                  error);
    if (result == G_CONVERTER_ERROR)
      return NULL;
    read += n_read;
    written += n_written;
  }
  g_assert_cmpuint (written, ==, size);
  return g_steal_pointer (&to);
}

/* "{'descr': '<f8', 'fortran_order': False, 'shape': (5, 20, 32), }" */
static gboolean
parse_header (Npy *self, const char *header)
{
  const char *type = strstr (header, "'descr': '");
  const char *shape = strstr (header, "'shape': (");
  if (type == NULL || shape == NULL || strstr (header, "'fortran_order': False") == NULL)
    return FALSE;
  type += strlen ("'descr': '");
  if (*type == '>')
    return FALSE;
  self->kind = type[1];
  self->item_size = atoi (type + 2);
  self->n = 1;
  for (const char *p = shape + strlen ("'shape': ("); *p != ')' && *p != '\0';) {
    if (!g_ascii_isdigit (*p)) {
      p++;
      continue;
    }
    if (self->n_dims == NPY_MAX_DIMS)
      return FALSE;
    char *end;
    self->dims[self->n_dims] = g_ascii_strtoull (p, &end, 10);
    self->n *= self->dims[self->n_dims++];
    p = end;
  }
  return TRUE;
}

Npy *
npz_get (Npz *self, const char *name, GError **error)
{
  gpointer offset;
  if (!g_hash_table_lookup_extended (self->entries, name, NULL, &offset)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no entry %s", name);
    return NULL;
  }
  const guint8 *record = self->data + GPOINTER_TO_SIZE (offset);
  gsize size = read32 (record + 24);
  const guint8 *local = self->data + read32 (record + 42);
  const guint8 *from = local + LOCAL_SIZE + read16 (local + 26) + read16 (local + 28);
  g_autofree guint8 *npy = unpack (from, read32 (record + 20), size, read16 (record + 10), error);
  if (npy == NULL)
    return NULL;

  gsize start = npy[6] == 1 ? 10 + read16 (npy + 8) : 12 + read32 (npy + 8);
  g_autofree char *header = g_strndup ((const char *)npy + 10, start - 10);
  g_autoptr (Npy) result = g_new0 (Npy, 1);
  if (!parse_header (result, header) || start + result->n * result->item_size > size) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s is not an array", name);
    return NULL;
  }
  result->bytes = g_bytes_new (npy + start, result->n * result->item_size);
  return g_steal_pointer (&result);
}

void
npy_free (Npy *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

const void *
npy_data (const Npy *self)
{
  return g_bytes_get_data (self->bytes, NULL);
}

double *
npy_to_doubles (const Npy *self)
{
  const guint8 *from = npy_data (self);
  double *to = g_new (double, self->n);
#define CONVERT(type)                                                                              \
  for (gsize i = 0; i < self->n; i++) {                                                            \
    type value;                                                                                    \
    memcpy (&value, from + i * sizeof value, sizeof value);                                        \
    to[i] = (double)value;                                                                         \
  }
  switch (self->kind << 8 | self->item_size) {
  case 'f' << 8 | 8:
    CONVERT (double);
    break;
  case 'f' << 8 | 4:
    CONVERT (float);
    break;
  case 'i' << 8 | 8:
    CONVERT (gint64);
    break;
  case 'i' << 8 | 4:
    CONVERT (gint32);
    break;
  case 'i' << 8 | 2:
    CONVERT (gint16);
    break;
  case 'i' << 8 | 1:
    CONVERT (gint8);
    break;
  case 'u' << 8 | 1:
    CONVERT (guint8);
    break;
  case 'u' << 8 | 2:
    CONVERT (guint16);
    break;
  case 'u' << 8 | 4:
    CONVERT (guint32);
    break;
  default:
    g_error ("values of type %c%d are not read", self->kind, self->item_size);
  }
#undef CONVERT
  return to;
}

char *
reference_path (const char *folder, const char *file)
{
  const char *shared = g_getenv ("TAUSCOPE_SHARED");
  g_autofree char *path =
      shared != NULL ? g_build_filename (shared, "reference", folder, file, NULL) : NULL;
  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_test_skip ("The reference data is not there (TAUSCOPE_SHARED)");
    return NULL;
  }
  return g_steal_pointer (&path);
}
