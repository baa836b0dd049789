/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tau-store-private.h"

#include "base/tau-hash.h"

#include <string.h>

static guint64
add_value (guint64 hash, sqlite3_value *value)
{
  guint64 bits;
  double real;
  switch (sqlite3_value_type (value)) {
  case SQLITE_INTEGER:
    bits = GUINT64_TO_LE ((guint64)sqlite3_value_int64 (value));
    return tau_hash64 (hash, &bits, sizeof bits);
  case SQLITE_FLOAT:
    real = sqlite3_value_double (value);
    memcpy (&bits, &real, sizeof bits);
    bits = GUINT64_TO_LE (bits);
    return tau_hash64 (hash, &bits, sizeof bits);
  case SQLITE_NULL:
    return tau_hash64 (hash, "", 0);
  default: { /* text and blobs; the order of these calls matters to SQLite */
    const void *data = sqlite3_value_blob (value);
    return tau_hash64 (hash, data, sqlite3_value_bytes (value));
  }
  }
}

static gint64
sum_values (int n, sqlite3_value **values)
{
  guint64 hash = 0;
  for (int i = 0; i < n; i++)
    hash = add_value (hash, values[i]);
  return (gint64)hash;
}

static void
sum (sqlite3_context *context, int n, sqlite3_value **values)
{
  sqlite3_result_int64 (context, sum_values (n, values));
}

static void
is_whole (sqlite3_context *context, int n, sqlite3_value **values)
{
  TauStore *self = sqlite3_user_data (context);
  const gboolean whole =
      n > 0 && (sqlite3_value_type (values[0]) == SQLITE_NULL ||
                sqlite3_value_int64 (values[0]) == sum_values (n - 1, values + 1));
  self->n_damaged += !whole;
  sqlite3_result_int (context, whole);
}

int
tau_store_add_functions (TauStore *self)
{
  const int flags = SQLITE_UTF8 | SQLITE_DIRECTONLY;
  const int rc = sqlite3_create_function (self->db, "tau_sum", -1, flags, self, sum, NULL, NULL);
  if (rc != SQLITE_OK)
    return rc;
  return sqlite3_create_function (self->db, "tau_is_whole", -1, flags, self, is_whole, NULL, NULL);
}

guint
tau_store_get_n_damaged (TauStore *self)
{
  g_assert (self->owner == g_thread_self ());
  return self->n_damaged;
}
