/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tau-store-private.h"

/* "TauS": distinguishes our files from other programs' databases. */
#define APPLICATION_ID 0x54617553
#define STRING(x)      #x
#define VALUE(x)       STRING (x)

/* The steps from version n to n + 1. Never edit a released step: add one. Times are microseconds
 * since 1970; seeds are the 64 bits of an unsigned number; floats are little-endian. */
static const char *const steps[TAU_STORE_VERSION] = {
  "PRAGMA application_id = " VALUE (
      APPLICATION_ID) ";"
                      "CREATE TABLE target_result ("
                      "  id INTEGER PRIMARY KEY,"
                      "  image_sha256 TEXT NOT NULL," /* of the prepared input, before it is
                                                         corrupted */
                      "  target_sha256 TEXT NOT NULL,"
                      "  setup TEXT NOT NULL,"
                      "  corruption TEXT NOT NULL," /* '': none */
                      "  severity INTEGER NOT NULL,"
                      "  seed INTEGER NOT NULL,"
                      "  preset INTEGER NOT NULL,"
                      "  probabilities BLOB NOT NULL," /* float32 [12][classes] */
                      "  time_ms REAL,"
                      "  created INTEGER NOT NULL,"
                      "  used INTEGER NOT NULL,"
                      "  UNIQUE (image_sha256, target_sha256, setup, corruption, severity, seed, "
                      "preset));"
                      "CREATE INDEX target_result_used ON target_result (used);"
                      "CREATE TABLE prediction ("
                      "  id INTEGER PRIMARY KEY,"
                      "  image_sha256 TEXT NOT NULL,"
                      "  predictor_sha256 TEXT NOT NULL,"
                      "  setup TEXT NOT NULL,"
                      "  corruption TEXT NOT NULL,"
                      "  severity INTEGER NOT NULL,"
                      "  seed INTEGER NOT NULL,"
                      "  preset INTEGER NOT NULL,"
                      "  predicted BLOB NOT NULL," /* float32 [12] */
                      "  time_ms REAL,"
                      "  created INTEGER NOT NULL,"
                      "  used INTEGER NOT NULL,"
                      "  UNIQUE (image_sha256, predictor_sha256, setup, corruption, severity, "
                      "seed, preset));"
                      "CREATE INDEX prediction_used ON prediction (used);",

  /* AUTOINCREMENT: the number of a deleted run is never given to another. */
  "CREATE TABLE run ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  created INTEGER NOT NULL,"
  "  deleted INTEGER," /* NULL, or the undo number: when it was deleted */
  "  path TEXT, image_sha256 TEXT, width INTEGER NOT NULL, height INTEGER NOT NULL,"
  "  pack TEXT, target_sha256 TEXT, predictor_sha256 TEXT,"
  "  corruption TEXT, severity INTEGER NOT NULL, seed INTEGER NOT NULL, preset INTEGER NOT NULL,"
  "  label TEXT, label_source TEXT, chosen TEXT, best TEXT, correct INTEGER NOT NULL,"
  "  spearman REAL, regret REAL, note TEXT, result TEXT);"
  "CREATE INDEX run_deleted ON run (deleted) WHERE deleted IS NOT NULL;",

  "CREATE TABLE job ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  kind INTEGER NOT NULL,"  /* TauJobKind */
  "  state INTEGER NOT NULL," /* TauJobState */
  "  created INTEGER NOT NULL,"
  "  changed INTEGER NOT NULL,"
  "  spec TEXT, summary TEXT, curves TEXT);",

  /* Ground truth of trainings. */
  "CREATE TABLE truth_target ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  target_sha256 TEXT NOT NULL,"
  "  setup TEXT NOT NULL,"
  "  UNIQUE (target_sha256, setup));"
  "CREATE TABLE truth ("
  "  target INTEGER NOT NULL REFERENCES truth_target (id) ON DELETE CASCADE,"
  "  image BLOB NOT NULL," /* 16 bytes of the SHA-256 of the prepared image */
  "  corruption TEXT NOT NULL, severity INTEGER NOT NULL, seed INTEGER NOT NULL,"
  "  distortion INTEGER NOT NULL,"
  "  label INTEGER NOT NULL," /* -1: `answer` holds probabilities, else losses of this class */
  "  answer BLOB NOT NULL," /* float32 [12][classes], or [12] and the answers that a training keeps
                             */
  "  PRIMARY KEY (target, image, corruption, severity, seed, distortion, label)) WITHOUT ROWID;",
  "ALTER TABLE job ADD COLUMN deleted INTEGER;" /* as run.deleted */
  "ALTER TABLE job ADD COLUMN note TEXT;"
  "CREATE INDEX job_deleted ON job (deleted) WHERE deleted IS NOT NULL;",

  /* Answers of an evaluation: `views` lists views of the block's images, `data` has an answer for
     each (tau-store-parts.c). */
  "CREATE TABLE evaluation_part ("
  "  id INTEGER PRIMARY KEY,"
  "  block TEXT NOT NULL," /* digest of the images */
  "  model_sha256 TEXT NOT NULL,"
  "  setup TEXT NOT NULL,"
  "  corruption TEXT NOT NULL," /* '': none */
  "  severity INTEGER NOT NULL,"
  "  seed INTEGER NOT NULL,"
  "  views BLOB NOT NULL," /* each: uint8 view, uint64 mask of images */
  "  n_outputs INTEGER NOT NULL,"
  "  data BLOB NOT NULL," /* n_outputs float32 for each bit of the masks, see tau-store-parts.c */
  "  time_us INTEGER NOT NULL,"
  "  created INTEGER NOT NULL,"
  "  UNIQUE (block, model_sha256, setup, corruption, severity, seed, views));",

  /* The evaluations that a part belongs to: it is deleted with the last of them. A part that no
     evaluation has used yet (from a merged database) stays. */
  "CREATE TABLE evaluation_use ("
  "  job INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,"
  "  part INTEGER NOT NULL REFERENCES evaluation_part (id) ON DELETE CASCADE,"
  "  PRIMARY KEY (job, part)) WITHOUT ROWID;"
  "CREATE INDEX evaluation_use_part ON evaluation_use (part);"
  "CREATE TRIGGER evaluation_part_unused AFTER DELETE ON evaluation_use"
  "  WHEN NOT EXISTS (SELECT 1 FROM evaluation_use WHERE part = OLD.part)"
  "  BEGIN DELETE FROM evaluation_part WHERE id = OLD.part; END;",

  /* Evaluations kept answers under frost, alone or among others for a policy, without recording the
     textures, so those answers are never used again. */
  "DELETE FROM evaluation_use WHERE part IN"
  " (SELECT id FROM evaluation_part WHERE corruption IN (" TAU_STORE_UNKNOWN_TEXTURES "));"
  "DELETE FROM evaluation_part WHERE corruption IN (" TAU_STORE_UNKNOWN_TEXTURES ");",

  /* Checksums (tau-store-sum.c): NULL for what was stored before. */
  "ALTER TABLE target_result ADD COLUMN sum INTEGER;"
  "ALTER TABLE prediction ADD COLUMN sum INTEGER;"
  "ALTER TABLE truth ADD COLUMN sum INTEGER;"
  "ALTER TABLE evaluation_part ADD COLUMN sum INTEGER;"
  "CREATE INDEX job_spec ON job (kind, spec);",

  /* What belongs to an image, whatever its file is called; and the rest of what Explore shows.
     side NULL: not known, of an image_kept: the square in the centre. */
  "CREATE TABLE image_kept ("
  "  image_sha256 TEXT PRIMARY KEY," /* of the pixels as opened */
  "  label TEXT,"                    /* class name; NULL: none */
  "  x INTEGER, y INTEGER, side INTEGER,"
  "  changed INTEGER NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE thumbnail (image_sha256 TEXT PRIMARY KEY, png BLOB NOT NULL) WITHOUT ROWID;"
  "ALTER TABLE run ADD COLUMN x INTEGER;"
  "ALTER TABLE run ADD COLUMN y INTEGER;"
  "ALTER TABLE run ADD COLUMN side INTEGER;"
  "ALTER TABLE run ADD COLUMN ensemble INTEGER;"
  "CREATE INDEX run_image ON run (image_sha256);"
  "CREATE TRIGGER thumbnail_unused AFTER DELETE ON run"
  "  WHEN NOT EXISTS (SELECT 1 FROM run WHERE image_sha256 = OLD.image_sha256)"
  "  BEGIN DELETE FROM thumbnail WHERE image_sha256 = OLD.image_sha256; END;",

  /* What evaluate --per-image found, for other programs. They read the views
     (data/docs/evaluation.md); nothing here reads it. */
  "CREATE TABLE image_result ("
  "  job INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,"
  "  number INTEGER NOT NULL," /* of the row, from 0 */
  "  image TEXT NOT NULL, label TEXT NOT NULL,"
  "  corruption TEXT NOT NULL, severity INTEGER NOT NULL, seed INTEGER NOT NULL,"
  "  losses TEXT NOT NULL,"  /* JSON: {transform: [predicted, actual]} */
  "  answers TEXT NOT NULL," /* JSON: {method: [answer, confidence, likelihood, choice]} */
  "  PRIMARY KEY (job, number)) WITHOUT ROWID;"
  "CREATE VIEW image_loss AS SELECT job, number, image, label, corruption, severity, seed,"
  "  t.key AS transform, json_extract (t.value, '$[0]') AS predicted,"
  "  json_extract (t.value, '$[1]') AS actual"
  "  FROM image_result, json_each (losses) AS t"
  "  WHERE job IN (SELECT id FROM job WHERE deleted IS NULL);"
  "CREATE VIEW image_answer AS SELECT job, number, image, label, corruption, severity, seed,"
  "  m.key AS method, json_extract (m.value, '$[0]') AS answer,"
  "  json_extract (m.value, '$[1]') AS confidence,"
  "  json_extract (m.value, '$[2]') AS likelihood,"
  "  json_extract (m.value, '$[3]') AS choice,"
  "  json_extract (m.value, '$[0]') = label AS correct"
  "  FROM image_result, json_each (answers) AS m"
  "  WHERE job IN (SELECT id FROM job WHERE deleted IS NULL);",

  /* 0: `data` as before; 1: compact (tau-store-parts.c). Outside the checksum, which older answers
     have too: `data` read in a wrong form has a wrong size. */
  "ALTER TABLE evaluation_part ADD COLUMN form INTEGER NOT NULL DEFAULT 0;",
};

/* For tau_store_rename_setup(), only where there may be something to rename. */
static const char *const former_indexes =
    "CREATE INDEX target_result_former ON target_result (setup) WHERE sum IS NULL;"
    "CREATE INDEX prediction_former ON prediction (setup) WHERE sum IS NULL;"
    "CREATE INDEX evaluation_part_former ON evaluation_part (setup) WHERE sum IS NULL;";

#define FIND_SQL(table, model, values)                                                             \
  "SELECT id, " values ", time_ms, tau_is_whole (sum, image_sha256, " model                        \
  ", setup, corruption, severity, seed, preset, " values ", time_ms) FROM " table                  \
  " WHERE image_sha256 = ? AND " model " = ?"                                                      \
  " AND setup = ? AND corruption = ? AND severity = ? AND seed = ? AND preset = ?"

#define ADD_SQL(table, model, values)                                                              \
  "INSERT INTO " table " (image_sha256, " model                                                    \
  ", setup, corruption, severity, seed, preset, " values                                           \
  ", time_ms, created, used, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10,"           \
  " tau_sum (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9))"                                                 \
  " ON CONFLICT (image_sha256, " model                                                             \
  ", setup, corruption, severity, seed, preset) DO UPDATE SET " values                             \
  " = ?8, time_ms = ?9, created = ?10, used = ?10, sum = excluded.sum"

#define RUN_COLUMNS                                                                                \
  "path, image_sha256, width, height, pack, target_sha256, predictor_sha256, corruption, "         \
  "severity,"                                                                                      \
  " seed, preset, label, label_source, chosen, best, correct, spearman, regret, note, x, y, side," \
  " ensemble"

#define RUN_MATCHES                                                                                \
  "(?2 IS NULL OR path LIKE ?2 ESCAPE '\\' OR pack LIKE ?2 ESCAPE '\\'"                            \
  " OR label LIKE ?2 ESCAPE '\\' OR corruption LIKE ?2 ESCAPE '\\' OR note LIKE ?2 ESCAPE '\\')"

/* What the checksum of a part covers. */
#define PART_SUMMED                                                                                \
  "block, model_sha256, setup, corruption, severity, seed, views, n_outputs, data, time_us"

/* Evaluations before version 9 put their revision before the setup. */
#define EVALUATED "'evaluate-1 ' || ?1"

#define PART_COLUMNS                                                                               \
  "block, model_sha256, setup, corruption, severity, seed, views, n_outputs, data, time_us, "      \
  "created"

#define JOB_COLUMNS "id, kind, state, created, changed, spec, summary, curves, note, 0, 0"

const char *const tau_store_sql[TAU_N_SQL] = {
  [TAU_SQL_TARGET_FIND] = FIND_SQL ("target_result", "target_sha256", "probabilities"),
  [TAU_SQL_TARGET_ADD] = ADD_SQL ("target_result", "target_sha256", "probabilities"),
  [TAU_SQL_TARGET_TOUCH] = "UPDATE target_result SET used = max (used, ?) WHERE id = ?",
  [TAU_SQL_TARGET_TRIM] = "DELETE FROM target_result WHERE used <= ?",
  [TAU_SQL_PREDICTION_FIND] = FIND_SQL ("prediction", "predictor_sha256", "predicted"),
  [TAU_SQL_PREDICTION_ADD] = ADD_SQL ("prediction", "predictor_sha256", "predicted"),
  [TAU_SQL_PREDICTION_TOUCH] = "UPDATE prediction SET used = max (used, ?) WHERE id = ?",
  [TAU_SQL_PREDICTION_TRIM] = "DELETE FROM prediction WHERE used <= ?",
  /* The latest use among the oldest few results; NULL if there are none. */
  [TAU_SQL_OLDEST] = "SELECT max (used) FROM (SELECT used FROM target_result UNION ALL"
                     " SELECT used FROM prediction ORDER BY used LIMIT ?)",
  [TAU_SQL_SIZE] = "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count,"
                   " pragma_freelist_count, pragma_page_size",
  [TAU_SQL_RUN_ADD] = "INSERT INTO run (created, " RUN_COLUMNS ", result) VALUES"
                      " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                      " ?)",
  [TAU_SQL_RUN_GET] = "SELECT id, created, " RUN_COLUMNS ", result, 1 FROM run"
                      " WHERE id = ? AND deleted IS NULL",
  [TAU_SQL_RUN_LIST] = "SELECT id, created, " RUN_COLUMNS ", NULL, 1 FROM run WHERE deleted IS NULL"
                       " AND (?1 = 0 OR id < ?1) AND " RUN_MATCHES " ORDER BY id DESC LIMIT ?3",
  /* SQLite takes the other columns from the row with the greatest id. */
  [TAU_SQL_RUN_IMAGES] =
      "SELECT max (id), created, " RUN_COLUMNS ", NULL, count (*) FROM run"
      " WHERE deleted IS NULL AND " RUN_MATCHES " GROUP BY coalesce (image_sha256, id)"
      " HAVING ?1 = 0 OR max (id) < ?1 ORDER BY max (id) DESC LIMIT ?3",
  [TAU_SQL_RUN_OF_IMAGE] =
      "SELECT id, created, " RUN_COLUMNS ", NULL, 1 FROM run"
      " WHERE deleted IS NULL AND image_sha256 = ?1 AND " RUN_MATCHES " ORDER BY id DESC",
  [TAU_SQL_RUN_SAME] = "SELECT id, note FROM run WHERE deleted IS NULL AND image_sha256 = ?"
                       " AND target_sha256 IS ? AND predictor_sha256 IS ? AND corruption IS ?"
                       " AND severity = ? AND seed = ? AND preset = ? AND label IS ?"
                       " AND label_source IS ?"
                       " AND x IS ? AND y IS ? AND side IS ? AND ensemble IS ?",
  [TAU_SQL_RUN_DROP] = "DELETE FROM run WHERE id = ?",
  [TAU_SQL_RUN_MOVE] = "UPDATE run SET path = ?2 WHERE image_sha256 = ?1",
  [TAU_SQL_KEPT_GET] = "SELECT label, x, y, side FROM image_kept WHERE image_sha256 = ?",
  [TAU_SQL_KEPT_SET] =
      "INSERT OR REPLACE INTO image_kept (image_sha256, label, x, y, side, changed)"
      " VALUES (?, ?, ?, ?, ?, ?)",
  [TAU_SQL_KEPT_DROP] = "DELETE FROM image_kept WHERE image_sha256 = ?",
  [TAU_SQL_THUMBNAIL_GET] = "SELECT png FROM thumbnail WHERE image_sha256 = ?",
  [TAU_SQL_THUMBNAIL_ADD] = "INSERT OR REPLACE INTO thumbnail (image_sha256, png) VALUES (?, ?)",
  [TAU_SQL_RUN_NOTE] = "UPDATE run SET note = ? WHERE id = ? AND deleted IS NULL",
  [TAU_SQL_RUN_DELETE] = "UPDATE run SET deleted = ? WHERE id = ? AND deleted IS NULL",
  [TAU_SQL_RUN_DELETE_ALL] = "UPDATE run SET deleted = ? WHERE deleted IS NULL",
  [TAU_SQL_RUN_RESTORE] = "UPDATE run SET deleted = NULL WHERE deleted = ?",
  [TAU_SQL_RUN_PURGE] = "DELETE FROM run WHERE deleted < ?",
  [TAU_SQL_RUN_EXPORT] = "SELECT id, created, " RUN_COLUMNS ", result, 1 FROM run"
                         " WHERE deleted IS NULL ORDER BY id",
  [TAU_SQL_JOB_ADD] = "INSERT INTO job (kind, state, created, changed, spec)"
                      " VALUES (?1, ?2, ?3, ?3, ?4)",
  [TAU_SQL_JOB_UPDATE] =
      "UPDATE job SET state = ?2, changed = ?3, summary = coalesce (?4, summary),"
      " curves = coalesce (?5, curves) WHERE id = ?1",
  [TAU_SQL_TRUTH_TARGET_FIND] = "SELECT id FROM truth_target WHERE target_sha256 = ? AND setup = ?",
  [TAU_SQL_TRUTH_TARGET_ADD] =
      "INSERT OR IGNORE INTO truth_target (target_sha256, setup) VALUES (?, ?)",
  [TAU_SQL_TRUTH_FIND] =
      "SELECT answer, tau_is_whole (sum, target, image, corruption, severity, seed, distortion,"
      " label, answer) FROM truth WHERE target = ? AND image = ? AND corruption = ?"
      " AND severity = ? AND seed = ? AND distortion = ? AND label = ?",
  [TAU_SQL_TRUTH_ADD] = "INSERT OR REPLACE INTO truth (target, image, corruption, severity, seed,"
                        " distortion, label, answer, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
                        " tau_sum (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8))",
  [TAU_SQL_TRUTH_CLEAR] = "DELETE FROM truth",
  [TAU_SQL_JOB_GET] = "SELECT " JOB_COLUMNS " FROM job WHERE id = ? AND deleted IS NULL",
  [TAU_SQL_JOB_FIND] = "SELECT id FROM job WHERE kind = ? AND spec = ? AND deleted IS NULL"
                       " ORDER BY id DESC LIMIT 1",
  /* 1: an evaluation, whose summary may be megabytes. */
  [TAU_SQL_JOB_LIST] = "SELECT id, kind, state, created, changed, spec,"
                       " CASE kind WHEN 1 THEN NULL ELSE summary END,"
                       " curves, note, 0, 0 FROM job WHERE kind = ? AND deleted IS NULL"
                       " ORDER BY id DESC LIMIT ?",
  [TAU_SQL_JOB_SEARCH] = "SELECT id, kind, state, created, changed, spec, NULL, NULL, note,"
                         " (SELECT sum (length (data) + length (views)) FROM evaluation_use"
                         " JOIN evaluation_part ON evaluation_part.id = part WHERE job = job.id),"
                         " EXISTS (SELECT 1 FROM evaluation_use"
                         " JOIN evaluation_part ON evaluation_part.id = part"
                         " WHERE job = job.id AND form <> 0)"
                         " FROM job"
                         " WHERE deleted IS NULL AND (?1 = 0 OR id < ?1) AND (?2 IS NULL"
                         " OR spec LIKE ?2 ESCAPE '\\' OR note LIKE ?2 ESCAPE '\\')"
                         " ORDER BY id DESC LIMIT ?3",
  [TAU_SQL_JOB_NOTE] = "UPDATE job SET note = ? WHERE id = ? AND deleted IS NULL",
  [TAU_SQL_JOB_DELETE] = "UPDATE job SET deleted = ? WHERE id = ? AND deleted IS NULL",
  [TAU_SQL_JOB_RESTORE] = "UPDATE job SET deleted = NULL WHERE deleted = ?",
  [TAU_SQL_JOB_PURGE] = "DELETE FROM job WHERE deleted < ?",
  [TAU_SQL_JOB_EXPORT] = "SELECT " JOB_COLUMNS " FROM job WHERE deleted IS NULL ORDER BY id",
  /* Replaces what is damaged. */
  [TAU_SQL_PART_ADD] =
      "INSERT INTO evaluation_part (" PART_COLUMNS ", form, sum)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
      " tau_sum (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10))"
      " ON CONFLICT (block, model_sha256, setup, corruption, severity, seed, views)"
      " DO UPDATE SET n_outputs = excluded.n_outputs, data = excluded.data,"
      " time_us = excluded.time_us, form = excluded.form, sum = excluded.sum"
      " WHERE sum IS NOT NULL AND sum <> tau_sum (" PART_SUMMED ")",
  [TAU_SQL_PART_FIND] = "SELECT views, n_outputs, data, time_us, tau_is_whole (sum, " PART_SUMMED
                        "), form FROM evaluation_part"
                        " WHERE block = ? AND model_sha256 = ? AND setup = ? AND corruption = ?"
                        " AND severity = ? AND seed = ? ORDER BY id",
  [TAU_SQL_PART_SIZE] = "SELECT count(*), coalesce (sum (length (data) + length (views)), 0)"
                        " FROM evaluation_part",
  [TAU_SQL_RESULT_CLEAR] = "DELETE FROM image_result WHERE job = ?",
  [TAU_SQL_RESULT_ADD] = "INSERT INTO image_result (job, number, image, label, corruption,"
                         " severity, seed, losses, answers) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [TAU_SQL_PART_USE] = "INSERT OR IGNORE INTO evaluation_use (job, part)"
                       " SELECT ?7, id FROM evaluation_part"
                       " WHERE block = ?1 AND model_sha256 = ?2 AND setup = ?3 AND corruption = ?4"
                       " AND severity = ?5 AND seed = ?6"
                       " AND EXISTS (SELECT 1 FROM job WHERE id = ?7)",
  [TAU_SQL_FORMER_FIND] =
      "SELECT EXISTS (SELECT 1 FROM target_result WHERE sum IS NULL AND setup = ?1)"
      " OR EXISTS (SELECT 1 FROM prediction WHERE sum IS NULL AND setup = ?1)"
      " OR EXISTS (SELECT 1 FROM truth_target WHERE setup = ?1)"
      " OR EXISTS (SELECT 1 FROM evaluation_part WHERE sum IS NULL AND setup = " EVALUATED ")",
  [TAU_SQL_FORMER_TARGET] =
      "UPDATE OR IGNORE target_result SET setup = ?2 WHERE sum IS NULL AND setup = ?1",
  [TAU_SQL_FORMER_PREDICTION] =
      "UPDATE OR IGNORE prediction SET setup = ?2 WHERE sum IS NULL AND setup = ?1",
  [TAU_SQL_FORMER_TRUTH] = "UPDATE OR IGNORE truth_target SET setup = ?2 WHERE setup = ?1",
  [TAU_SQL_FORMER_PART] = "UPDATE OR IGNORE evaluation_part SET setup = replace (setup, ?1, ?2)"
                          " WHERE sum IS NULL AND setup = " EVALUATED,
};

int
tau_store_schema_read (sqlite3 *db, const char *sql, int *value)
{
  sqlite3_stmt *statement = NULL;
  int rc = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    *value = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

int
tau_store_schema_is_foreign (sqlite3 *db, gboolean *foreign)
{
  int id = 0, n_tables = 0;
  int rc = tau_store_schema_read (db, "PRAGMA application_id", &id);
  if (rc == SQLITE_OK && id == APPLICATION_ID) {
    *foreign = FALSE;
    return SQLITE_OK;
  }
  /* An empty database may become ours. */
  if (rc == SQLITE_OK)
    rc = tau_store_schema_read (db, "SELECT count(*) FROM sqlite_schema", &n_tables);
  *foreign = n_tables > 0 || id != 0;
  return rc;
}

int
tau_store_schema_migrate (sqlite3 *db, int version)
{
  int have = 0;
  int rc = tau_store_schema_read (db, "PRAGMA user_version", &have);
  if (rc != SQLITE_OK || have >= version)
    return rc;
  rc = sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
  if (rc != SQLITE_OK)
    return rc;
  /* Check again, now that no other process can change it. */
  rc = tau_store_schema_read (db, "PRAGMA user_version", &have);
  if (rc == SQLITE_OK && have < 0)
    rc = SQLITE_CORRUPT;
  for (int step = have; rc == SQLITE_OK && step < version; step++)
    rc = sqlite3_exec (db, steps[step], NULL, NULL, NULL);
  if (rc == SQLITE_OK && have > 0 && have < TAU_STORE_SUMS_VERSION &&
      version >= TAU_STORE_SUMS_VERSION)
    rc = sqlite3_exec (db, former_indexes, NULL, NULL, NULL);
  if (rc == SQLITE_OK && have < version) {
    g_autofree char *sql = g_strdup_printf ("PRAGMA user_version = %d", version);
    rc = sqlite3_exec (db, sql, NULL, NULL, NULL);
  }
  if (rc == SQLITE_OK)
    rc = sqlite3_exec (db, "COMMIT", NULL, NULL, NULL);
  if (rc != SQLITE_OK && !sqlite3_get_autocommit (db))
    sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  return rc;
}
