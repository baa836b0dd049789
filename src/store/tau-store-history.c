/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tau-store-private.h"

#include <glib/gi18n-lib.h>

#include <math.h>

#include "base/tau-json.h"

void
tau_store_run_free (TauStoreRun *run)
{
  if (run == NULL)
    return;
  char *const texts[] = { run->path,
                          run->image_sha256,
                          run->pack,
                          run->target_sha256,
                          run->predictor_sha256,
                          run->unknown_corruption,
                          run->label,
                          run->label_source,
                          run->chosen,
                          run->best,
                          run->note,
                          run->result };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_free (run);
}

const char *
tau_store_run_get_corruption_name (const TauStoreRun *run)
{
  return run->corruption.type != NULL ? run->corruption.type->name : run->unknown_corruption;
}

static gboolean
not_found (gint64 id, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  g_set_error (error, TAU_STORE_ERROR, TAU_STORE_ERROR_NOT_FOUND,
               _ ("There is no run %s in the history."), number);
  return FALSE;
}

static void
bind_known (TauQuery *query, int value, gboolean known)
{
  if (known)
    tau_query_int (query, value);
  else
    tau_query_text (query, NULL);
}

static void
bind_square (TauQuery *query, const TauStoreRun *run)
{
  bind_known (query, run->x, run->side > 0);
  bind_known (query, run->y, run->side > 0);
  bind_known (query, run->side, run->side > 0);
  bind_known (query, (int)run->ensemble, run->ensemble > 0);
}

gint64
tau_store_add_run (TauStore *self, const TauStoreRun *run, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_RUN_ADD);
  tau_query_int (&query, run->created ? run->created : g_get_real_time ());
  tau_query_text (&query, run->path);
  tau_query_text (&query, run->image_sha256);
  tau_query_int (&query, run->width);
  tau_query_int (&query, run->height);
  tau_query_text (&query, run->pack);
  tau_query_text (&query, run->target_sha256);
  tau_query_text (&query, run->predictor_sha256);
  tau_query_text (&query, tau_store_run_get_corruption_name (run));
  tau_query_int (&query, run->corruption.severity);
  tau_query_int (&query, (gint64)run->corruption.seed);
  tau_query_int (&query, run->corruption.preset);
  tau_query_text (&query, run->label);
  tau_query_text (&query, run->label_source);
  tau_query_text (&query, run->chosen);
  tau_query_text (&query, run->best);
  tau_query_int (&query, run->correct);
  tau_query_real (&query, run->spearman);
  tau_query_real (&query, run->regret);
  tau_query_text (&query, run->note);
  bind_square (&query, run);
  tau_query_text (&query, run->result);
  return tau_query_run (&query, error) ? sqlite3_last_insert_rowid (self->db) : 0;
}

static double
read_real (sqlite3_stmt *statement, int column)
{
  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    return NAN;
  return sqlite3_column_double (statement, column);
}

static void
read_corruption (TauQuery *query, TauStoreRun *run)
{
  sqlite3_stmt *statement = query->statement;
  g_autofree char *name = tau_query_dup_text (query, 9);
  run->corruption = tau_corruption_spec_parse (name, sqlite3_column_int (statement, 10),
                                               (guint64)sqlite3_column_int64 (statement, 11),
                                               (TauPreset)sqlite3_column_int (statement, 12));
  if (run->corruption.type == NULL)
    run->unknown_corruption = g_steal_pointer (&name);
}

/* The columns in the order of RUN_COLUMNS, after id and created. */
static TauStoreRun *
read_run (TauQuery *query)
{
  sqlite3_stmt *statement = query->statement;
  TauStoreRun *run = g_new0 (TauStoreRun, 1);
  run->id = sqlite3_column_int64 (statement, 0);
  run->created = sqlite3_column_int64 (statement, 1);
  run->path = tau_query_dup_text (query, 2);
  run->image_sha256 = tau_query_dup_text (query, 3);
  run->width = sqlite3_column_int (statement, 4);
  run->height = sqlite3_column_int (statement, 5);
  run->pack = tau_query_dup_text (query, 6);
  run->target_sha256 = tau_query_dup_text (query, 7);
  run->predictor_sha256 = tau_query_dup_text (query, 8);
  read_corruption (query, run);
  run->label = tau_query_dup_text (query, 13);
  run->label_source = tau_query_dup_text (query, 14);
  run->chosen = tau_query_dup_text (query, 15);
  run->best = tau_query_dup_text (query, 16);
  run->correct = sqlite3_column_int (statement, 17) != 0;
  run->spearman = read_real (statement, 18);
  run->regret = read_real (statement, 19);
  run->note = tau_query_dup_text (query, 20);
  run->x = sqlite3_column_int (statement, 21); /* NULL is read as 0 */
  run->y = sqlite3_column_int (statement, 22);
  run->side = sqlite3_column_int (statement, 23);
  run->ensemble = (guint)sqlite3_column_int (statement, 24);
  run->result = tau_query_dup_text (query, 25);
  run->n_of_image = (guint)sqlite3_column_int (statement, 26);
  return run;
}

TauStoreRun *
tau_store_get_run (TauStore *self, gint64 id, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_RUN_GET);
  tau_query_int (&query, id);
  if (tau_query_row (&query, &failure))
    return read_run (&query);
  if (failure)
    g_propagate_error (error, g_steal_pointer (&failure));
  else
    not_found (id, error);
  return NULL;
}

gboolean
tau_store_set_note (TauStore *self, gint64 id, const char *note, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_RUN_NOTE);
  tau_query_text (&query, note);
  tau_query_int (&query, id);
  return tau_store_change (self, &query, id, not_found, error);
}

static GPtrArray *
read_all (TauQuery *query, GError **error)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify)tau_store_run_free);
  while (tau_query_row (query, error))
    g_ptr_array_add (runs, read_run (query));
  return query->rc == SQLITE_DONE ? g_steal_pointer (&runs) : NULL;
}

static GPtrArray *
list (TauStore *self, TauSql sql, const char *match, gint64 before, guint limit, GError **error)
{
  g_autofree char *pattern = tau_store_make_pattern (match);
  g_auto (TauQuery) query = tau_query_new (self, sql);
  tau_query_int (&query, before);
  tau_query_text (&query, pattern);
  tau_query_int (&query, limit);
  return read_all (&query, error);
}

GPtrArray *
tau_store_list_runs (TauStore *self, const char *match, gint64 before, guint limit, GError **error)
{
  return list (self, TAU_SQL_RUN_LIST, match, before, limit, error);
}

GPtrArray *
tau_store_list_images (TauStore *self, const char *match, gint64 before, guint limit,
                       GError **error)
{
  return list (self, TAU_SQL_RUN_IMAGES, match, before, limit, error);
}

GPtrArray *
tau_store_list_runs_of_image (TauStore *self, const char *image_sha256, const char *match,
                              GError **error)
{
  g_autofree char *pattern = tau_store_make_pattern (match);
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_RUN_OF_IMAGE);
  tau_query_text (&query, image_sha256);
  tau_query_text (&query, pattern);
  return read_all (&query, error);
}

gboolean
tau_store_move_image (TauStore *self, const char *image_sha256, const char *path, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_RUN_MOVE);
  tau_query_text (&query, image_sha256);
  tau_query_text (&query, path);
  return tau_query_run (&query, error);
}

/* The number of a run that says the same, or 0; and its note. */
static gint64
find_same (TauStore *self, const TauStoreRun *run, char **note, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_RUN_SAME);
  tau_query_text (&query, run->image_sha256);
  tau_query_text (&query, run->target_sha256);
  tau_query_text (&query, run->predictor_sha256);
  tau_query_text (&query, tau_store_run_get_corruption_name (run));
  tau_query_int (&query, run->corruption.severity);
  tau_query_int (&query, (gint64)run->corruption.seed);
  tau_query_int (&query, run->corruption.preset);
  tau_query_text (&query, run->label);
  tau_query_text (&query, run->label_source);
  bind_square (&query, run);
  if (!tau_query_row (&query, error))
    return 0;
  *note = tau_query_dup_text (&query, 1);
  return sqlite3_column_int64 (query.statement, 0);
}

static gboolean
drop_run (TauStore *self, gint64 id, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_RUN_DROP);
  tau_query_int (&query, id);
  return tau_query_run (&query, error);
}

gint64
tau_store_renew_run (TauStore *self, const TauStoreRun *run, GError **error)
{
  g_autofree char *note = NULL;
  g_autoptr (GError) local = NULL;
  TauStoreRun renewed = *run;
  gint64 id = 0;
  if (!tau_store_begin (self, error))
    return 0;
  const gint64 former = find_same (self, run, &note, &local);
  if (renewed.note == NULL)
    renewed.note = note;
  if (local == NULL)
    id = tau_store_add_run (self, &renewed, &local);
  /* The new one first, so that the image never is without a run: it would lose its thumbnail. */
  if (former != 0 && id != 0 && !drop_run (self, former, &local))
    id = 0;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return tau_store_end (self, id != 0, error) ? id : 0;
}

gboolean
tau_store_delete_runs (TauStore *self, const gint64 *ids, gsize n, gint64 *undo, GError **error)
{
  TauSql sql = n > 0 ? TAU_SQL_RUN_DELETE : TAU_SQL_RUN_DELETE_ALL;
  return tau_store_delete (self, sql, ids, n, not_found, undo, error);
}

gboolean
tau_store_restore_runs (TauStore *self, gint64 undo, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_RUN_RESTORE);
  tau_query_int (&query, undo);
  return tau_query_run (&query, error);
}

static void
add_square (JsonBuilder *builder, const TauStoreRun *run)
{
  if (run->side > 0) {
    json_builder_set_member_name (builder, "square");
    json_builder_begin_array (builder);
    json_builder_add_int_value (builder, run->x);
    json_builder_add_int_value (builder, run->y);
    json_builder_add_int_value (builder, run->side);
    json_builder_end_array (builder);
  }
  if (run->ensemble > 0)
    tau_json_add_int (builder, "ensemble", run->ensemble);
}

char *
tau_store_run_to_json (const TauStoreRun *run)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  tau_json_add_int (builder, "id", run->id);
  tau_json_add_time (builder, "created", run->created);
  tau_json_add_string (builder, "path", run->path);
  tau_json_add_string (builder, "image_sha256", run->image_sha256);
  tau_json_add_int (builder, "width", run->width);
  tau_json_add_int (builder, "height", run->height);
  tau_json_add_string (builder, "pack", run->pack);
  tau_json_add_string (builder, "target_sha256", run->target_sha256);
  tau_json_add_string (builder, "predictor_sha256", run->predictor_sha256);
  tau_json_add_string (builder, "corruption", tau_store_run_get_corruption_name (run));
  tau_json_add_int (builder, "severity", run->corruption.severity);
  tau_json_add_seed (builder, run->corruption.seed);
  tau_json_add_int (builder, "preset", run->corruption.preset);
  tau_json_add_string (builder, "label", run->label);
  tau_json_add_string (builder, "label_source", run->label_source);
  tau_json_add_string (builder, "chosen", run->chosen);
  tau_json_add_string (builder, "best", run->best);
  tau_json_add_bool (builder, "correct", run->correct);
  tau_json_add_double (builder, "spearman", run->spearman);
  tau_json_add_double (builder, "regret", run->regret);
  tau_json_add_string (builder, "note", run->note);
  add_square (builder, run);
  tau_json_add_stored (builder, "result", run->result);
  return tau_json_end (builder);
}

gboolean
tau_store_export_runs (TauStore *self, GOutputStream *out, GError **error)
{
  g_auto (TauQuery) query = tau_query_new (self, TAU_SQL_RUN_EXPORT);
  while (tau_query_row (&query, error)) {
    g_autoptr (TauStoreRun) run = read_run (&query);
    g_autofree char *json = tau_store_run_to_json (run);
    if (!g_output_stream_printf (out, NULL, NULL, error, "%s\n", json))
      return FALSE;
  }
  return query.rc == SQLITE_DONE;
}
