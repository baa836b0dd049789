/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tau-compact.h"
#include "store/tau-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The column `form` says what the column `data` holds. FULL: all values, little-endian, or, if
 * shorter, only those that are not 0: for each row their count, then the output's number and the
 * value of each. COMPACT: each row as tau-compact.c writes it. */
typedef enum { FORM_FULL, FORM_COMPACT } Form;

#define ENTRY_BYTES (2 + sizeof (float))

/* In the column `views` each view has its number and its mask, little-endian. */
#define VIEW_BYTES 9

void
tau_store_part_free (TauStorePart *part)
{
  if (part == NULL)
    return;
  g_free (part->views);
  g_free (part->masks);
  g_free (part->rows);
  g_free (part->entropies);
  g_free (part->compact);
  g_free (part);
}

static guint
count_bits (guint64 mask)
{
  guint n = 0;
  for (; mask != 0; mask &= mask - 1)
    n++;
  return n;
}

guint
tau_store_part_n_rows (const TauStorePart *part)
{
  guint n = 0;
  for (guint v = 0; v < part->n_views; v++)
    n += count_bits (part->masks[v]);
  return n;
}

/* Whether all rows can be compact. */
static gboolean
encode_compact (const TauStorePart *part, const gint32 *labels, guint8 *out)
{
  const float *row = part->rows;
  for (guint v = 0; v < part->n_views; v++)
    for (guint64 mask = part->masks[v]; mask != 0; mask &= mask - 1) {
      if (!tau_compact_encode (row, part->n_outputs, labels[__builtin_ctzll (mask)], out))
        return FALSE;
      row += part->n_outputs;
      out += part->n_compact;
    }
  return TRUE;
}

static gboolean
decode_compact (TauStorePart *part, const guint8 *data)
{
  const guint n_rows = tau_store_part_n_rows (part);
  for (guint r = 0; r < n_rows; r++)
    if (!tau_compact_decode (data + r * part->n_compact, part->n_outputs,
                             part->rows + (gsize)r * part->n_outputs, &part->entropies[r]))
      return FALSE;
  return TRUE;
}

void
tau_store_part_compact (TauStorePart *part, const gint32 *labels)
{
  const guint n_rows = tau_store_part_n_rows (part);
  part->n_compact = tau_compact_n_bytes (part->n_outputs);
  if (part->n_compact == 0)
    return;
  g_autofree guint8 *compact = g_malloc (MAX (n_rows * part->n_compact, 1));
  if (!encode_compact (part, labels, compact))
    return;
  part->entropies = g_new (float, MAX (n_rows, 1));
  decode_compact (part, compact);
  part->compact = g_steal_pointer (&compact);
}

static void
bind_key (TauQuery *query, const TauStorePartKey *key)
{
  tau_query_text (query, key->block);
  tau_query_text (query, key->model.sha256);
  tau_query_text (query, key->model.setup);
  tau_query_corruption (query, &key->corruption);
}

static void
append_count (GByteArray *out, guint value)
{
  const guint16 bytes = GUINT16_TO_LE (value);
  g_byte_array_append (out, (const guint8 *)&bytes, sizeof bytes);
}

static void
append_float (GByteArray *out, float value)
{
  tau_store_swap_floats (&value, 1, &value);
  g_byte_array_append (out, (const guint8 *)&value, sizeof value);
}

static GByteArray *
encode_full (const TauStorePart *part)
{
  const guint n_rows = tau_store_part_n_rows (part), n = part->n_outputs;
  const gsize dense = (gsize)n_rows * n * sizeof (float);
  GByteArray *out = g_byte_array_new ();
  for (guint r = 0; n <= G_MAXUINT16 && r < n_rows && out->len < dense; r++) {
    const float *row = part->rows + (gsize)r * n;
    guint count = 0;
    for (guint i = 0; i < n; i++)
      count += row[i] != 0;
    append_count (out, count);
    for (guint i = 0; i < n; i++)
      if (row[i] != 0) {
        append_count (out, i);
        append_float (out, row[i]);
      }
  }
  if (out->len < dense && n <= G_MAXUINT16)
    return out;
  g_byte_array_set_size (out, dense);
  tau_store_swap_floats (part->rows, (gsize)n_rows * n, out->data);
  return out;
}

/* Reads a two-byte number; FALSE at the end. */
static gboolean
take_count (const guint8 **at, const guint8 *end, guint *value)
{
  guint16 bytes;
  if (end - *at < (gssize)sizeof bytes)
    return FALSE;
  memcpy (&bytes, *at, sizeof bytes);
  *value = GUINT16_FROM_LE (bytes);
  *at += sizeof bytes;
  return TRUE;
}

static gboolean
decode_full (TauStorePart *part, const guint8 *data, gsize size)
{
  const guint n_rows = tau_store_part_n_rows (part), n = part->n_outputs;
  const gsize dense = (gsize)n_rows * n * sizeof (float);
  const guint8 *end = data + size;
  if (size > dense)
    return FALSE;
  if (size == dense) {
    tau_store_swap_floats (data, (gsize)n_rows * n, part->rows);
    return TRUE;
  }
  for (guint r = 0, count; r < n_rows; r++) {
    if (!take_count (&data, end, &count) || (gsize)(end - data) < count * ENTRY_BYTES)
      return FALSE;
    for (guint i = 0, output; i < count; i++) {
      if (!take_count (&data, end, &output) || output >= n)
        return FALSE;
      tau_store_swap_floats (data, 1, part->rows + (gsize)r * n + output);
      data += sizeof (float);
    }
  }
  return data == end;
}

static gboolean
decode (TauStorePart *part, gint64 form, const guint8 *data, gsize size)
{
  const guint n_rows = tau_store_part_n_rows (part);
  part->rows = g_new0 (float, MAX ((gsize)n_rows * part->n_outputs, 1));
  if (form == FORM_FULL)
    return decode_full (part, data, size);
  part->n_compact = tau_compact_n_bytes (part->n_outputs);
  if (form != FORM_COMPACT || part->n_compact == 0 || size != n_rows * part->n_compact)
    return FALSE;
  part->entropies = g_new (float, MAX (n_rows, 1));
  return decode_compact (part, data);
}

static gboolean
add_part (TauStore *self, const TauStorePartKey *key, const TauStorePart *part, GError **error)
{
  g_autofree guint8 *views = g_malloc (MAX (part->n_views, 1) * VIEW_BYTES);
  for (guint v = 0; v < part->n_views; v++) {
    const guint64 mask = GUINT64_TO_LE (part->masks[v]);
    views[v * VIEW_BYTES] = part->views[v];
    memcpy (views + v * VIEW_BYTES + 1, &mask, sizeof mask);
  }
  const Form form = part->compact != NULL ? FORM_COMPACT : FORM_FULL;
  g_autoptr (GByteArray) full = NULL;
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_PART_ADD);
  bind_key (&query, key);
  tau_query_blob (&query, views, (gsize)part->n_views * VIEW_BYTES);
  tau_query_int (&query, part->n_outputs);
  if (form == FORM_FULL) {
    full = encode_full (part);
    tau_query_blob (&query, full->data, full->len);
  } else
    tau_query_blob (&query, part->compact, tau_store_part_n_rows (part) * part->n_compact);
  tau_query_int (&query, part->time_us);
  tau_query_int (&query, g_get_real_time ());
  tau_query_int (&query, form);
  return tau_query_run (&query, error);
}

gboolean
tau_store_add_parts (TauStore *self, const TauStorePartKey *keys, const TauStorePart *const *parts,
                     guint n, GError **error)
{
  if (!tau_store_begin (self, error))
    return FALSE;
  gboolean good = TRUE;
  for (guint i = 0; good && i < n; i++)
    good = add_part (self, &keys[i], parts[i], error);
  return tau_store_end (self, good, error);
}

/* NULL if the columns do not match. */
static TauStorePart *
read_part (TauQuery *query, guint n_outputs)
{
  sqlite3_stmt *row = query->statement;
  const guint8 *views = sqlite3_column_blob (row, 0);
  const gsize views_size = sqlite3_column_bytes (row, 0);
  const guint8 *data = sqlite3_column_blob (row, 2);
  const gsize data_size = sqlite3_column_bytes (row, 2);
  if (views_size % VIEW_BYTES != 0 || sqlite3_column_int64 (row, 1) != n_outputs ||
      !sqlite3_column_int (row, 4))
    return NULL;

  g_autoptr (TauStorePart) part = g_new0 (TauStorePart, 1);
  part->n_views = views_size / VIEW_BYTES;
  part->views = g_new (guint8, part->n_views);
  part->masks = g_new (guint64, part->n_views);
  part->n_outputs = n_outputs;
  part->time_us = sqlite3_column_int64 (row, 3);
  for (guint v = 0; v < part->n_views; v++) {
    guint64 mask;
    memcpy (&mask, views + v * VIEW_BYTES + 1, sizeof mask);
    part->views[v] = views[v * VIEW_BYTES];
    part->masks[v] = GUINT64_FROM_LE (mask);
  }
  if (!decode (part, sqlite3_column_int64 (row, 5), data, data_size))
    return NULL;
  return g_steal_pointer (&part);
}

GPtrArray *
tau_store_find_parts (TauStore *self, const TauStorePartKey *key, guint n_outputs, GError **error)
{
  g_autoptr (GPtrArray) parts =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tau_store_part_free);
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_PART_FIND);
  bind_key (&query, key);
  while (tau_query_row (&query, error)) {
    TauStorePart *part = read_part (&query, n_outputs);
    if (part != NULL)
      g_ptr_array_add (parts, part);
  }
  return query.rc == SQLITE_DONE ? g_steal_pointer (&parts) : NULL;
}

static gboolean
use_parts (TauStore *self, gint64 job, const TauStorePartKey *key, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_PART_USE);
  bind_key (&query, key);
  tau_query_int (&query, job);
  return tau_query_run (&query, error);
}

gboolean
tau_store_use_parts (TauStore *self, gint64 job, const TauStorePartKey *keys, guint n,
                     GError **error)
{
  if (!tau_store_begin (self, error))
    return FALSE;
  gboolean good = TRUE;
  for (guint i = 0; good && i < n; i++)
    good = use_parts (self, job, &keys[i], error);
  return tau_store_end (self, good, error);
}

gint64
tau_store_get_parts_size (TauStore *self, guint64 *n_parts, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_PART_SIZE);
  if (!tau_query_row (&query, error))
    return -1;
  *n_parts = sqlite3_column_int64 (query.statement, 0);
  return sqlite3_column_int64 (query.statement, 1);
}
