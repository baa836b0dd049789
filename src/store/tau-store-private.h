/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "store/tau-store.h"

G_BEGIN_DECLS

/* Every statement that the store runs on rows; the SQL is in tau-store-schema.c. */
typedef enum {
  TAU_SQL_TARGET_FIND,
  TAU_SQL_TARGET_ADD,
  TAU_SQL_TARGET_TOUCH,
  TAU_SQL_TARGET_TRIM,
  TAU_SQL_PREDICTION_FIND,
  TAU_SQL_PREDICTION_ADD,
  TAU_SQL_PREDICTION_TOUCH,
  TAU_SQL_PREDICTION_TRIM,
  TAU_SQL_OLDEST,
  TAU_SQL_SIZE,
  TAU_SQL_RUN_ADD,
  TAU_SQL_RUN_GET,
  TAU_SQL_RUN_LIST,
  TAU_SQL_RUN_NOTE,
  TAU_SQL_RUN_DELETE,
  TAU_SQL_RUN_DELETE_ALL,
  TAU_SQL_RUN_RESTORE,
  TAU_SQL_RUN_PURGE,
  TAU_SQL_RUN_EXPORT,
  TAU_SQL_RUN_IMAGES,
  TAU_SQL_RUN_OF_IMAGE,
  TAU_SQL_RUN_SAME,
  TAU_SQL_RUN_DROP,
  TAU_SQL_RUN_MOVE,
  TAU_SQL_KEPT_GET,
  TAU_SQL_KEPT_SET,
  TAU_SQL_KEPT_DROP,
  TAU_SQL_THUMBNAIL_GET,
  TAU_SQL_THUMBNAIL_ADD,
  TAU_SQL_JOB_ADD,
  TAU_SQL_JOB_UPDATE,
  TAU_SQL_JOB_GET,
  TAU_SQL_JOB_FIND,
  TAU_SQL_JOB_LIST,
  TAU_SQL_JOB_SEARCH,
  TAU_SQL_JOB_NOTE,
  TAU_SQL_JOB_DELETE,
  TAU_SQL_TRUTH_TARGET_FIND,
  TAU_SQL_TRUTH_TARGET_ADD,
  TAU_SQL_TRUTH_FIND,
  TAU_SQL_TRUTH_ADD,
  TAU_SQL_TRUTH_CLEAR,
  TAU_SQL_JOB_RESTORE,
  TAU_SQL_JOB_PURGE,
  TAU_SQL_JOB_EXPORT,
  TAU_SQL_PART_ADD,
  TAU_SQL_PART_FIND,
  TAU_SQL_PART_SIZE,
  TAU_SQL_PART_USE,
  TAU_SQL_RESULT_CLEAR,
  TAU_SQL_RESULT_ADD,
  TAU_SQL_FORMER_FIND,
  TAU_SQL_FORMER_TARGET,
  TAU_SQL_FORMER_PREDICTION,
  TAU_SQL_FORMER_TRUTH,
  TAU_SQL_FORMER_PART,
  TAU_N_SQL,
} TauSql;

extern const char *const tau_store_sql[TAU_N_SQL];

/* A use of a result, not yet written to the database: finding a result must never wait for a lock.
 */
typedef struct {
  TauSql touch;
  gint64 id;
  gint64 used;
} TauStoreTouch;

struct _TauStore {
  sqlite3 *db;
  GThread *owner;
  char *name; /* the path in UTF-8, for messages */
  sqlite3_stmt *statements[TAU_N_SQL];
  GArray *touched;  /* of TauStoreTouch */
  gint64 last_undo; /* the number of the last deletion */
  guint n_damaged;  /* answers */
};

/* The version that this program writes. */
#define TAU_STORE_VERSION 12

/* Before this version, these corruption names in evaluation_part stood for any frost textures. */
#define TAU_STORE_TEXTURES_VERSION 8
#define TAU_STORE_UNKNOWN_TEXTURES "'frost', 'mixed'"

/* From this version on, answers have checksums. */
#define TAU_STORE_SUMS_VERSION 9

/* From this version on, a part has a form. */
#define TAU_STORE_FORMS_VERSION 12

/* SQL functions: tau_sum (…) is the checksum of its arguments; tau_is_whole (sum, …) says whether
 * it is `sum`, or `sum` is NULL (from before there were checksums), and counts if not. */
int tau_store_add_functions (TauStore *self);

/* Brings an empty or older database to `version`, in one transaction. Returns an SQLite code. */
int tau_store_schema_migrate (sqlite3 *db, int version);
int tau_store_schema_read (sqlite3 *db, const char *sql, int *value); /* a single number */
/* Whether the database has tables not made by Tauscope. */
int tau_store_schema_is_foreign (sqlite3 *db, gboolean *foreign);

/* Sets `error` for an SQLite code and returns FALSE. `detail` NULL: SQLite's own message. */
gboolean tau_store_fail (const char *name, sqlite3 *db, int rc, const char *detail, GError **error);

void tau_store_free (TauStore *self); /* without writing anything */

/* A LIKE pattern (ESCAPE '\\') that finds the text anywhere; NULL for NULL or "". */
char *tau_store_make_pattern (const char *match);

gboolean tau_store_begin (TauStore *self, GError **error);
/* Commits if `good`, else rolls back. Returns whether everything is in the database. */
gboolean tau_store_end (TauStore *self, gboolean good, GError **error);

/* Converts between floats in memory and the little-endian floats of blobs; may work in place. */
void tau_store_swap_floats (gconstpointer in, gsize n, gpointer out);

/* A prepared statement in use: bind the parameters in order, then call step until it gives no row.
 * Declare it with g_auto: it is then reset at the end of the scope, so no read transaction stays
 * open. */
typedef struct {
  TauStore *store;
  sqlite3_stmt *statement;
  int n_bound;
  int rc; /* of the first binding that failed */
} TauQuery;

TauQuery tau_query_new (TauStore *store, TauSql sql); /* asserts the thread */
void tau_query_int (TauQuery *self, gint64 value);
void tau_query_real (TauQuery *self, double value);      /* NAN is stored as NULL */
void tau_query_text (TauQuery *self, const char *value); /* must live as long as the query */
/* Three columns: name, severity, seed. */
void tau_query_corruption (TauQuery *self, const TauCorruptionKey *key);
void tau_query_blob (TauQuery *self, gconstpointer data, gsize size); /* likewise */
gboolean tau_query_row (TauQuery *self, GError **error); /* FALSE: no more rows, or an error */
gboolean tau_query_run (TauQuery *self, GError **error); /* for statements without rows */
char *tau_query_dup_text (TauQuery *self, int column);   /* NULL for NULL */
void tau_query_clear (TauQuery *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TauQuery, tau_query_clear)

/* Sets NOT_FOUND for this id and returns FALSE. */
typedef gboolean (*TauStoreNotFound) (gint64 id, GError **error);

/* Runs an update of one row, bound by the caller; it is an error if there is no such row. */
gboolean tau_store_change (TauStore *self, TauQuery *query, gint64 id, TauStoreNotFound not_found,
                           GError **error);
/* Marks these rows, all or none, as deleted with `sql`, whose parameters are the number of the
 * deletion and the id. undo NULL is fine. n 0: runs `sql` once with the id NULL. */
gboolean tau_store_delete (TauStore *self, TauSql sql, const gint64 *ids, gsize n,
                           TauStoreNotFound not_found, gint64 *undo, GError **error);

G_END_DECLS
