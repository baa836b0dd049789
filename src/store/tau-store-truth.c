/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tau-store-truth.h"

#include "store/tau-store-private.h"

static gint64
find_target (TauStore *self, const TauStoreModel *target, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_TRUTH_TARGET_FIND);
  tau_query_text (&query, target->sha256);
  tau_query_text (&query, target->setup);
  return tau_query_row (&query, error) ? sqlite3_column_int64 (query.statement, 0) : 0;
}

gint64
tau_store_truth_target (TauStore *self, const TauStoreModel *target, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_TRUTH_TARGET_ADD);
  tau_query_text (&query, target->sha256);
  tau_query_text (&query, target->setup);
  if (!tau_query_run (&query, error))
    return 0;
  return find_target (self, target, error);
}

static void
bind_key (TauQuery *query, const TauStoreTruthKey *key)
{
  tau_query_int (query, key->target);
  tau_query_blob (query, key->image, sizeof key->image);
  tau_query_corruption (query, &key->corruption);
  tau_query_int (query, key->distortion);
  tau_query_int (query, key->label);
}

gboolean
tau_store_truth_find (TauStore *self, const TauStoreTruthKey *key, gsize n, float *out,
                      GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_TRUTH_FIND);
  bind_key (&query, key);
  if (!tau_query_row (&query, error))
    return FALSE;
  const void *blob = sqlite3_column_blob (query.statement, 0);
  if (blob == NULL || (gsize)sqlite3_column_bytes (query.statement, 0) != n * sizeof (float) ||
      !sqlite3_column_int (query.statement, 1))
    return FALSE;
  tau_store_swap_floats (blob, n, out);
  return TRUE;
}

static gboolean
add (TauStore *self, const TauStoreTruthKey *key, const float *values, gsize n, float *swapped,
     GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_TRUTH_ADD);
  tau_store_swap_floats (values, n, swapped);
  bind_key (&query, key);
  tau_query_blob (&query, swapped, n * sizeof (float));
  return tau_query_run (&query, error);
}

gboolean
tau_store_truth_add (TauStore *self, const TauStoreTruthKey *keys, guint n_keys,
                     const float *values, gsize n, GError **error)
{
  g_autofree float *swapped = g_new (float, n);
  if (!tau_store_begin (self, error))
    return FALSE;
  gboolean good = TRUE;
  for (guint i = 0; good && i < n_keys; i++)
    good = add (self, &keys[i], values + i * n, n, swapped, error);
  return tau_store_end (self, good, error);
}
