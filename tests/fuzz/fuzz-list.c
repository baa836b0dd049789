/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "dataset/files/tau-csv.h"
#include "dataset/sets/tau-imagenet-labels.h"

#include <string.h>

/* The first byte says what the others are: a table, or a development kit's meta.mat. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  if (size == 0)
    return 0;
  if (data[0] == 'M') {
    g_autoptr (GHashTable) map = tau_imagenet_meta_parse (data, size, "input", &error);
    g_assert_true ((map == NULL) == (error != NULL));
    return 0;
  }
  g_autoptr (GPtrArray) rows = tau_csv_parse ((const char *)data + 1, size - 1,
                                              data[0] & 1 ? ",;\t" : ",;\t ", "input", &error);
  g_assert_true ((rows == NULL) == (error != NULL));
  for (guint r = 0; rows != NULL && r < rows->len; r++) {
    char **row = g_ptr_array_index (rows, r);
    g_assert_cmpuint (g_strv_length (row), >=, 1);
    for (guint i = 0; row[i] != NULL; i++)
      g_assert_true (g_utf8_validate (row[i], -1, NULL));
  }
  return 0;
}

/* An element of a MATLAB file: type, length, data padded to 8 bytes. */
static void
add_element (GByteArray *out, guint32 type, gconstpointer data, guint32 length)
{
  const guint32 tag[2] = { GUINT32_TO_LE (type), GUINT32_TO_LE (length) };
  const guint8 zeros[8] = { 0 };
  g_byte_array_append (out, (const guint8 *)tag, 8);
  g_byte_array_append (out, data, length);
  g_byte_array_append (out, zeros, (8 - length % 8) % 8);
}

static void
add_matrix (GByteArray *out, guint32 type, gconstpointer data, guint32 length)
{
  g_autoptr (GByteArray) matrix = g_byte_array_new ();
  add_element (matrix, 6, "\4\0\0\0\0\0\0", 8);
  add_element (matrix, 5, "\1\0\0\0\1\0\0", 8);
  add_element (matrix, 1, "", 0);
  add_element (matrix, type, data, length);
  add_element (out, 14, matrix->data, matrix->len);
}

GPtrArray *
fuzz_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  static const char *const tables[] = {
    "1\xef\xbb\xbfpath,label\n\"a, \"\"b\"\"\",c\r\nd;e,f\n\n",
    "2ILSVRC2012_val_00000001.JPEG   65\n\tx y\n",
    "1",
  };
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    fuzz_add_seed (seeds, tables[i], strlen (tables[i]));
  g_autoptr (GByteArray) file = g_byte_array_new (), structure = g_byte_array_new ();
  char head[128] = "MATLAB 5.0 MAT-file", fields[64] = "ILSVRC2012_ID";
  static const guint16 synset[] = { 'n', '0', '1', '4', '4', '0', '7', '6', '4' };
  memcpy (head + 124, "\0\1IM", 4);
  memcpy (fields + 32, "WNID", 4);
  add_element (structure, 6, "\2\0\0\0\0\0\0", 8);
  add_element (structure, 5, "\1\0\0\0\1\0\0", 8);
  add_element (structure, 1, "synsets", 7);
  add_element (structure, 5, "\x20\0\0", 4);
  add_element (structure, 1, fields, sizeof fields);
  add_matrix (structure, 2, "\1", 1);
  add_matrix (structure, 4, synset, sizeof synset);
  g_byte_array_append (file, (const guint8 *)head, sizeof head);
  add_element (file, 14, structure->data, structure->len);
  fuzz_add_seed (seeds, file->data, file->len);
  return seeds;
}
