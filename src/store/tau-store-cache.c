/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tau-store-private.h"

#include <string.h>

/* Uses of results kept in memory before they are written. */
#define MAX_TOUCHED 4096

/* Results removed at a time; a trim goes at most this many too far. */
#define TRIM_STEP 32

static void
bind_key (TauQuery *query, const TauStoreKey *key, const TauStoreModel *model)
{
  tau_query_text (query, key->image_sha256);
  tau_query_text (query, model->sha256);
  tau_query_text (query, model->setup ? model->setup : "");
  tau_query_corruption (query, &key->corruption);
  tau_query_int (query, key->corruption.preset);
}

void
tau_store_swap_floats (gconstpointer in, gsize n, gpointer out)
{
  for (gsize i = 0; i < n; i++) {
    guint32 bits;
    memcpy (&bits, (const guint8 *)in + 4 * i, 4);
    bits = GUINT32_TO_LE (bits);
    memcpy ((guint8 *)out + 4 * i, &bits, 4);
  }
}

static gboolean
write_touched (TauStore *self, GError **error)
{
  if (self->touched->len == 0)
    return TRUE;
  if (!tau_store_begin (self, error))
    return FALSE;
  gboolean good = TRUE;
  for (guint i = 0; good && i < self->touched->len; i++) {
    const TauStoreTouch *touch = &g_array_index (self->touched, TauStoreTouch, i);
    g_auto (TauQuery) query = tau_query_new (self, touch->touch);
    tau_query_int (&query, touch->used);
    tau_query_int (&query, touch->id);
    good = tau_query_run (&query, error);
  }
  if (!tau_store_end (self, good, error))
    return FALSE;
  g_array_set_size (self->touched, 0);
  return TRUE;
}

void
tau_store_close (TauStore *self)
{
  if (self == NULL)
    return;
  g_assert (self->owner == g_thread_self ());
  /* Not worth waiting for at the end of a program. */
  sqlite3_busy_timeout (self->db, 0);
  write_touched (self, NULL);
  tau_store_free (self);
}

static void
touch (TauStore *self, TauSql sql, gint64 id)
{
  const TauStoreTouch entry = { sql, id, g_get_real_time () };
  if (self->touched->len >= MAX_TOUCHED) {
    sqlite3_busy_timeout (self->db, 0);
    /* If someone else holds the lock, forget the older half. */
    if (!write_touched (self, NULL))
      g_array_remove_range (self->touched, 0, MAX_TOUCHED / 2);
    sqlite3_busy_timeout (self->db, TAU_STORE_WAIT_MS);
  }
  g_array_append_val (self->touched, entry);
}

static gboolean
find (TauStore *self, TauSql find_sql, TauSql touch_sql, const TauStoreKey *key,
      const TauStoreModel *model, gsize n, float *out, double *time_ms, GError **error)
{
  g_return_val_if_fail (key->image_sha256 && model->sha256, FALSE);
  g_auto (TauQuery) query = tau_query_new (self, find_sql);
  bind_key (&query, key, model);
  if (!tau_query_row (&query, error))
    return FALSE;
  const void *blob = sqlite3_column_blob (query.statement, 1);
  if (blob == NULL || (gsize)sqlite3_column_bytes (query.statement, 1) != n * sizeof (float) ||
      !sqlite3_column_int (query.statement, 3))
    return FALSE;
  tau_store_swap_floats (blob, n, out);
  if (time_ms)
    *time_ms = sqlite3_column_double (query.statement, 2);
  const gint64 id = sqlite3_column_int64 (query.statement, 0);
  tau_query_clear (&query); /* touch may write, which an open read would block */
  touch (self, touch_sql, id);
  return TRUE;
}

static gboolean
add (TauStore *self, TauSql sql, const TauStoreKey *key, const TauStoreModel *model, gsize n,
     const float *values, double time_ms, GError **error)
{
  g_return_val_if_fail (key->image_sha256 && model->sha256, FALSE);
  g_autofree float *blob = g_new (float, n);
  tau_store_swap_floats (values, n, blob);
  g_auto (TauQuery) query = tau_query_new (self, sql);
  bind_key (&query, key, model);
  tau_query_blob (&query, blob, n * sizeof (float));
  tau_query_real (&query, time_ms);
  tau_query_int (&query, g_get_real_time ());
  return tau_query_run (&query, error);
}

gboolean
tau_store_find_target (TauStore *self, const TauStoreKey *key, const TauStoreModel *target,
                       guint n_classes, float *probabilities, double *time_ms, GError **error)
{
  return find (self, TAU_SQL_TARGET_FIND, TAU_SQL_TARGET_TOUCH, key, target,
               (gsize)TAU_N_TRANSFORMS * n_classes, probabilities, time_ms, error);
}

gboolean
tau_store_find_prediction (TauStore *self, const TauStoreKey *key, const TauStoreModel *predictor,
                           float values[TAU_N_TRANSFORMS], double *time_ms, GError **error)
{
  return find (self, TAU_SQL_PREDICTION_FIND, TAU_SQL_PREDICTION_TOUCH, key, predictor,
               TAU_N_TRANSFORMS, values, time_ms, error);
}

gboolean
tau_store_add_target (TauStore *self, const TauStoreKey *key, const TauStoreModel *target,
                      guint n_classes, const float *probabilities, double time_ms, GError **error)
{
  return add (self, TAU_SQL_TARGET_ADD, key, target, (gsize)TAU_N_TRANSFORMS * n_classes,
              probabilities, time_ms, error);
}

gboolean
tau_store_add_prediction (TauStore *self, const TauStoreKey *key, const TauStoreModel *predictor,
                          const float values[TAU_N_TRANSFORMS], double time_ms, GError **error)
{
  return add (self, TAU_SQL_PREDICTION_ADD, key, predictor, TAU_N_TRANSFORMS, values, time_ms,
              error);
}

gint64
tau_store_get_size (TauStore *self, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_SIZE);
  return tau_query_row (&query, error) ? sqlite3_column_int64 (query.statement, 0) : -1;
}

/* Removes results last used no later than the `TRIM_STEP`th oldest. FALSE: an error. */
static gboolean
remove_oldest (TauStore *self, guint *n_removed, GError **error)
{
  static const TauSql tables[] = { TAU_SQL_TARGET_TRIM, TAU_SQL_PREDICTION_TRIM };
  g_auto (TauQuery) oldest = tau_query_new (self, TAU_SQL_OLDEST);
  tau_query_int (&oldest, TRIM_STEP);
  *n_removed = 0;
  if (!tau_query_row (&oldest, error))
    return FALSE;
  if (sqlite3_column_type (oldest.statement, 0) == SQLITE_NULL)
    return TRUE;
  const gint64 until = sqlite3_column_int64 (oldest.statement, 0);
  tau_query_clear (&oldest);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    g_auto (TauQuery) query = tau_query_new (self, tables[i]);
    tau_query_int (&query, until);
    if (!tau_query_run (&query, error))
      return FALSE;
    *n_removed += (guint)sqlite3_changes (self->db);
  }
  return TRUE;
}

static gboolean
trim_in_transaction (TauStore *self, gint64 max_bytes, guint *n_removed, GError **error)
{
  guint n = 1;
  while (n > 0) {
    const gint64 size = tau_store_get_size (self, error);
    if (size < 0)
      return FALSE;
    if (size <= max_bytes)
      return TRUE;
    if (!remove_oldest (self, &n, error))
      return FALSE;
    *n_removed += n;
  }
  /* The targets' numbers stay: a training may be using them. */
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_TRUTH_CLEAR);
  if (!tau_query_run (&query, error))
    return FALSE;
  *n_removed += (guint)sqlite3_changes (self->db);
  return TRUE;
}

gboolean
tau_store_trim (TauStore *self, gint64 max_bytes, guint *n_removed, GError **error)
{
  guint n = 0;
  if (!write_touched (self, error) || !tau_store_begin (self, error))
    return FALSE;
  if (!tau_store_end (self, trim_in_transaction (self, max_bytes, &n, error), error))
    return FALSE;
  if (n_removed)
    *n_removed = n;
  /* Returns the space to the disk now; if another program is reading, at some later time. */
  if (n > 0)
    sqlite3_exec (self->db, "PRAGMA incremental_vacuum; PRAGMA wal_checkpoint (TRUNCATE)", NULL,
                  NULL, NULL);
  return TRUE;
}

static gboolean
rename_all (TauStore *self, const char *former, const char *setup, GError **error)
{
  static const TauSql renames[] = { TAU_SQL_FORMER_TARGET, TAU_SQL_FORMER_PREDICTION,
                                    TAU_SQL_FORMER_TRUTH, TAU_SQL_FORMER_PART };
  for (guint i = 0; i < G_N_ELEMENTS (renames); i++) {
    g_auto (TauQuery) query = tau_query_new (self, renames[i]);
    tau_query_text (&query, former);
    tau_query_text (&query, setup);
    if (!tau_query_run (&query, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
tau_store_rename_setup (TauStore *self, const char *former, const char *setup, GError **error)
{
  int n_indexes = 0;
  const int rc = tau_store_schema_read (
      self->db, "SELECT count(*) FROM sqlite_schema WHERE name = 'target_result_former'",
      &n_indexes);
  if (rc != SQLITE_OK)
    return tau_store_fail (self->name, self->db, rc, NULL, error);
  if (n_indexes == 0) /* no earlier version wrote here */
    return TRUE;
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_FORMER_FIND);
  tau_query_text (&query, former);
  if (!tau_query_row (&query, error))
    return FALSE;
  const gboolean found = sqlite3_column_int (query.statement, 0);
  tau_query_clear (&query);
  if (!found)
    return TRUE;
  return tau_store_begin (self, error) &&
         tau_store_end (self, rename_all (self, former, setup, error), error);
}
