/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tau-store-private.h"

void
tau_store_image_clear (TauStoreImage *self)
{
  g_free (self->label);
  *self = (TauStoreImage){ 0 };
}

gboolean
tau_store_get_image (TauStore *self, const char *image_sha256, TauStoreImage *image, GError **error)
{
  *image = (TauStoreImage){ 0 };
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_KEPT_GET);
  tau_query_text (&query, image_sha256);
  if (!tau_query_row (&query, error))
    return FALSE;
  image->label = tau_query_dup_text (&query, 0);
  image->x = sqlite3_column_int (query.statement, 1); /* NULL is read as 0 */
  image->y = sqlite3_column_int (query.statement, 2);
  image->side = sqlite3_column_int (query.statement, 3);
  return TRUE;
}

gboolean
tau_store_set_image (TauStore *self, const char *image_sha256, const TauStoreImage *image,
                     GError **error)
{
  const gboolean nothing = image->label == NULL && image->side == 0;
  g_auto (TauQuery) query = tau_query_new (self, nothing ? TAU_SQL_KEPT_DROP : TAU_SQL_KEPT_SET);
  tau_query_text (&query, image_sha256);
  if (!nothing) {
    tau_query_text (&query, image->label);
    tau_query_int (&query, image->x);
    tau_query_int (&query, image->y);
    tau_query_int (&query, image->side);
    tau_query_int (&query, g_get_real_time ());
  }
  return tau_query_run (&query, error);
}

GBytes *
tau_store_get_thumbnail (TauStore *self, const char *image_sha256, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_THUMBNAIL_GET);
  tau_query_text (&query, image_sha256);
  if (!tau_query_row (&query, error))
    return NULL;
  return g_bytes_new (sqlite3_column_blob (query.statement, 0),
                      (gsize)sqlite3_column_bytes (query.statement, 0));
}

gboolean
tau_store_add_thumbnail (TauStore *self, const char *image_sha256, GBytes *png, GError **error)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (png, &size);
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_THUMBNAIL_ADD);
  tau_query_text (&query, image_sha256);
  tau_query_blob (&query, data, size);
  return tau_query_run (&query, error);
}
