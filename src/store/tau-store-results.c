/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tau-store-private.h"

/* The results of each image, for other programs: the views image_loss and image_answer. */

gboolean
tau_store_begin_results (TauStore *self, gint64 job, GError **error)
{
  if (!tau_store_begin (self, error))
    return FALSE;
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_RESULT_CLEAR);
  tau_query_int (&query, job);
  return tau_query_run (&query, error) || tau_store_end (self, FALSE, NULL);
}

gboolean
tau_store_add_result (TauStore *self, gint64 job, const TauStoreResult *result, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_RESULT_ADD);
  tau_query_int (&query, job);
  tau_query_int (&query, result->number);
  tau_query_text (&query, result->image);
  tau_query_text (&query, result->label);
  tau_query_text (&query, result->corruption);
  tau_query_int (&query, result->severity);
  tau_query_int (&query, (gint64)result->seed);
  tau_query_text (&query, result->losses);
  tau_query_text (&query, result->answers);
  return tau_query_run (&query, error);
}

gboolean
tau_store_end_results (TauStore *self, gboolean good, GError **error)
{
  return tau_store_end (self, good, error);
}
