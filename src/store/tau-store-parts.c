/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tau-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* In the column `views` each view takes its number and its mask, little-endian. */
#define VIEW_BYTES 9

void
tau_store_part_free (TauStorePart *part)
{
  if (part == NULL)
    return;
  g_free (part->views);
  g_free (part->masks);
  g_free (part->rows);
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

static void
bind_key (TauQuery *query, const TauStorePartKey *key)
{
  tau_query_text (query, key->block);
  tau_query_text (query, key->model.sha256);
  tau_query_text (query, key->model.setup);
  tau_query_text (query, key->corruption);
  tau_query_int (query, key->severity);
  tau_query_int (query, (gint64)key->seed);
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
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_PART_ADD);
  bind_key (&query, key);
  tau_query_blob (&query, views, (gsize)part->n_views * VIEW_BYTES);
  tau_query_int (&query, part->n_outputs);
  tau_query_blob (&query, part->rows,
                  (gsize)tau_store_part_n_rows (part) * part->n_outputs * sizeof (float));
  tau_query_int (&query, part->time_us);
  tau_query_int (&query, g_get_real_time ());
  return tau_query_run (&query, error);
}

gboolean
tau_store_add_parts (TauStore *self, const TauStorePartKey *keys, const TauStorePart *const *parts,
                     guint n, GError **error)
{
  if (!tau_store_begin (self, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!add_part (self, &keys[i], parts[i], error)) {
      tau_store_rollback (self);
      return FALSE;
    }
  return tau_store_commit (self, error);
}

/* NULL when the columns do not fit together. */
static TauStorePart *
read_part (TauQuery *query, guint n_outputs)
{
  sqlite3_stmt *row = query->statement;
  const guint8 *views = sqlite3_column_blob (row, 0);
  const gsize views_size = sqlite3_column_bytes (row, 0);
  const gconstpointer data = sqlite3_column_blob (row, 2);
  const gsize data_size = sqlite3_column_bytes (row, 2);
  if (views_size % VIEW_BYTES != 0 || sqlite3_column_int64 (row, 1) != n_outputs)
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
  if (data_size != (gsize)tau_store_part_n_rows (part) * n_outputs * sizeof (float))
    return NULL;
  part->rows = g_memdup2 (data, data_size);
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

gint64
tau_store_get_parts_size (TauStore *self, guint64 *n_parts, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_PART_SIZE);
  if (!tau_query_row (&query, error))
    return -1;
  *n_parts = sqlite3_column_int64 (query.statement, 0);
  return sqlite3_column_int64 (query.statement, 1);
}
