/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "corruption/tau-corruption-spec.h"
#include "transform/tau-transform.h"

G_BEGIN_DECLS

/* The cache of results, the history of runs and the records of long jobs, in one SQLite file (WAL,
 * so that the window and the command line can use it at once). One thread owns a TauStore: every
 * function must be called from the thread that opened it, and aborts the program otherwise. An
 * error message is a complete sentence that names the file and what to do; it can be shown to the
 * user. */

#define TAU_STORE_ERROR (tau_store_error_quark ())

typedef enum {
  TAU_STORE_ERROR_UNWRITABLE = 1, /* folder or file cannot be created, opened or written */
  TAU_STORE_ERROR_NEWER,          /* from a newer Tauscope: left unchanged */
  TAU_STORE_ERROR_FOREIGN,        /* a database of another program: left unchanged */
  TAU_STORE_ERROR_LOCKED,         /* another program kept it locked for TAU_STORE_WAIT_MS */
  TAU_STORE_ERROR_FULL,           /* no room on the disk */
  TAU_STORE_ERROR_DAMAGED,        /* left unchanged; see tau_store_start_anew() */
  TAU_STORE_ERROR_NOT_FOUND,      /* no run or job with that number */
  TAU_STORE_ERROR_NO_DATABASE,    /* a file of another kind: left unchanged */
  TAU_STORE_ERROR_FAILED,         /* anything else that SQLite reports */
} TauStoreError;

/* The longest a call waits for another program's lock. */
#define TAU_STORE_WAIT_MS 2000

/* Deleted rows can be restored for this long; afterwards, opening the store removes them for good.
 */
#define TAU_STORE_UNDO_SECONDS 3600

typedef struct _TauStore TauStore;

GQuark tau_store_error_quark (void);

/* The default path: tauscope/tauscope.db in the user's data folder. */
char *tau_store_default_path (void);

/* Opens or creates the file and its folders, and updates an older schema to this version. path
 * NULL: in memory, for a caller that wants to continue after an error. What is refused is not
 * touched. Takes the same time for every size of the file: of a large one not every page is read.
 */
TauStore *tau_store_open (const char *path, GError **error);

/* For a caller that only reads: creates nothing, and writes nothing but an older schema's update. A
 * file that does not exist counts as an empty database. */
TauStore *tau_store_open_read (const char *path, GError **error);

/* As tau_store_open(), but a damaged file is first renamed to PATH.damaged-DATE: only when the user
 * asked for it. *kept receives that name, or NULL if there was no damage. */
TauStore *tau_store_start_anew (const char *path, char **kept, GError **error);

void tau_store_close (TauStore *self); /* NULL is fine */

/* Whether this file is a database of Tauscope, of this version or an earlier one. */
gboolean tau_store_check_file (const char *path, GError **error);

/* How many stored answers were found damaged since the store was opened. They count as missing. */
guint tau_store_get_n_damaged (TauStore *self);

/* ---- The cache ---- */

/* The key of a result: the image and its corruption. */
typedef struct {
  const char *image_sha256;    /* of the prepared model-size input, before it is corrupted */
  TauCorruptionKey corruption; /* with a resolved preset, not "auto" */
} TauStoreKey;

/* The model of a result. `setup` is a short string made by the caller (a digest will do) of
 * everything that the answers depend on besides the file: transform ids in order, sizes, margin,
 * mean, std, flips. */
typedef struct {
  const char *sha256;
  const char *setup;
} TauStoreModel;

/* Finds what an earlier version stored under a setup that meant the same, and keeps it under this
 * one. Takes no time if there is nothing. */
gboolean tau_store_rename_setup (TauStore *self, const char *former, const char *setup,
                                 GError **error);

/* FALSE without an error: not found (a stored result of another size counts as not found). The
 * arrays are written only on TRUE. time_ms (NULL is fine): how long the computation took.
 * Probabilities are TAU_N_TRANSFORMS rows of n_classes. */
gboolean tau_store_find_target (TauStore *self, const TauStoreKey *key, const TauStoreModel *target,
                                guint n_classes, float *probabilities, double *time_ms,
                                GError **error);
gboolean tau_store_find_prediction (TauStore *self, const TauStoreKey *key,
                                    const TauStoreModel *predictor, float values[TAU_N_TRANSFORMS],
                                    double *time_ms, GError **error);

/* Stores a result, replacing one with the same key. */
gboolean tau_store_add_target (TauStore *self, const TauStoreKey *key, const TauStoreModel *target,
                               guint n_classes, const float *probabilities, double time_ms,
                               GError **error);
gboolean tau_store_add_prediction (TauStore *self, const TauStoreKey *key,
                                   const TauStoreModel *predictor,
                                   const float values[TAU_N_TRANSFORMS], double time_ms,
                                   GError **error);

/* Bytes of the database in use (including history, excluding the write-ahead log); -1 on error. */
gint64 tau_store_get_size (TauStore *self, GError **error);

/* Removes the least recently used results, a few at a time, then the ground truth of trainings,
 * until at most max_bytes are in use or none is left; history and jobs stay. Returns the space to
 * the disk. */
gboolean tau_store_trim (TauStore *self, gint64 max_bytes, guint *n_removed, GError **error);

/* ---- The history ---- */

/* One run of `inspect`. Strings may be NULL; times are microseconds since 1970 (g_get_real_time).
 */
typedef struct {
  gint64 id;      /* set by tau_store_add_run */
  gint64 created; /* 0 in tau_store_add_run: now */
  char *path;     /* in file name encoding, or another name of the image */
  char *image_sha256;
  int width, height; /* of the image as opened, px */
  char *pack;        /* its name, for people to read */
  char *target_sha256, *predictor_sha256;
  TauCorruptionSpec corruption;
  char *unknown_corruption; /* its name, if a newer version wrote it; else NULL */
  char *label;              /* class name */
  char *label_source;       /* "given" or "target" */
  char *chosen, *best;      /* transform ids; nothing is chosen without a predictor: NULL */
  gboolean correct; /* the target's answer on `chosen` is the label; on `identity` if nothing
                       is chosen */
  double spearman;  /* NAN: undefined */
  double regret;    /* NAN: nothing is chosen */
  char *note;       /* the user's */
  char *result;     /* JSON object, as `inspect --json` prints it */
  int x, y, side;   /* the square that the model saw, px of the image as opened; side 0: unknown */
  guint ensemble;   /* how many transforms Explore averaged; 0: unknown */
  guint n_of_image; /* how many runs tau_store_list_images() found of this image; else 1 */
} TauStoreRun;

void tau_store_run_free (TauStoreRun *run); /* frees a run returned by the store */

/* The stored name, from this version or a newer one; NULL: none. */
const char *tau_store_run_get_corruption_name (const TauStoreRun *run);

gint64 tau_store_add_run (TauStore *self, const TauStoreRun *run,
                          GError **error); /* id; 0: error */
TauStoreRun *tau_store_get_run (TauStore *self, gint64 id, GError **error);
gboolean tau_store_set_note (TauStore *self, gint64 id, const char *note, GError **error);

/* Lists runs: newest first, at most `limit`, only ids below `before` (0: from the newest), only
 * those whose path, pack, label, corruption or note contains `match` (NULL: all; ASCII letters in
 * either case). `result` is left NULL. Elements are TauStoreRun, owned by the array. */
GPtrArray *tau_store_list_runs (TauStore *self, const char *match, gint64 before, guint limit,
                                GError **error);

/* Lists images: of each the newest run that matches, newest first, with their number; otherwise as
 * tau_store_list_runs(). A run without image_sha256 counts as an image of its own. */
GPtrArray *tau_store_list_images (TauStore *self, const char *match, gint64 before, guint limit,
                                  GError **error);
/* The runs of an image that match, newest first. `result` is left NULL. */
GPtrArray *tau_store_list_runs_of_image (TauStore *self, const char *image_sha256,
                                         const char *match, GError **error);

/* As tau_store_add_run(), but replaces a run of the same image, models, corruption, label, square
 * and ensemble, and takes over its note. */
gint64 tau_store_renew_run (TauStore *self, const TauStoreRun *run, GError **error);

/* Says for all runs of an image that its file is now `path`. */
gboolean tau_store_move_image (TauStore *self, const char *image_sha256, const char *path,
                               GError **error);

/* Deletes all of these or none; NOT_FOUND names the first missing id. n = 0: the whole history.
 * tau_store_restore_runs takes `undo` and restores exactly these runs. */
gboolean tau_store_delete_runs (TauStore *self, const gint64 *ids, gsize n, gint64 *undo,
                                GError **error);
gboolean tau_store_restore_runs (TauStore *self, gint64 undo, GError **error);

/* One line of JSON without the newline. */
char *tau_store_run_to_json (const TauStoreRun *run);

/* Writes the whole history, oldest first, one JSON object per line. */
gboolean tau_store_export_runs (TauStore *self, GOutputStream *out, GError **error);

/* ---- Images ---- */

/* What the user has set for an image. */
typedef struct {
  char *label;    /* class name, or NULL */
  int x, y, side; /* the square that the model sees, px of the image; side 0: in the centre */
} TauStoreImage;

void tau_store_image_clear (TauStoreImage *self);

/* FALSE without an error: nothing is kept for it, and *image is cleared. */
gboolean tau_store_get_image (TauStore *self, const char *image_sha256, TauStoreImage *image,
                              GError **error);
/* Without label and square, forgets the image. */
gboolean tau_store_set_image (TauStore *self, const char *image_sha256, const TauStoreImage *image,
                              GError **error);

/* A small PNG of an image that has runs; it goes with the last of them. */
GBytes *tau_store_get_thumbnail (TauStore *self, const char *image_sha256,
                                 GError **error); /* NULL without an error: there is none */
gboolean tau_store_add_thumbnail (TauStore *self, const char *image_sha256, GBytes *png,
                                  GError **error);

/* ---- Evaluations and trainings ---- */

typedef enum { TAU_JOB_EVALUATION = 1, TAU_JOB_TRAINING } TauJobKind;
typedef enum { TAU_JOB_RUNNING = 1, TAU_JOB_DONE, TAU_JOB_STOPPED, TAU_JOB_FAILED } TauJobState;

/* The three texts are JSON that the callers write and read; the store does not look into them. */
typedef struct {
  gint64 id;
  TauJobKind kind;
  TauJobState state; /* also RUNNING if the program ended without updating it */
  gint64 created, changed;
  char *spec;    /* the request */
  char *summary; /* NULL until there is one */
  char *curves;  /* NULL until there are some */
  char *note;    /* the user's, or NULL */
  /* Of the answers that an evaluation uses: bytes, and whether some are in the compact form. Set
   * only by tau_store_search_jobs(). */
  gint64 n_bytes;
  gboolean compact;
} TauStoreJob;

void tau_store_job_free (TauStoreJob *job);

gint64 tau_store_add_job (TauStore *self, TauJobKind kind, const char *spec, GError **error);
/* summary, curves NULL: keep the stored ones. Also works on a deleted job, since a running job may
 * be deleted. */
gboolean tau_store_update_job (TauStore *self, gint64 id, TauJobState state, const char *summary,
                               const char *curves, GError **error);
TauStoreJob *tau_store_get_job (TauStore *self, gint64 id, GError **error);
/* The newest job of this kind and spec; 0 without an error: there is none. */
gint64 tau_store_find_job (TauStore *self, TauJobKind kind, const char *spec, GError **error);
/* Newest first. The summary of an evaluation is left NULL: it may be long. */
GPtrArray *tau_store_list_jobs (TauStore *self, TauJobKind kind, guint limit, GError **error);

/* Lists jobs of both kinds: newest first, at most `limit`, only ids below `before` (0: from the
 * newest), only those whose spec or note contains `match` (NULL: all; ASCII letters in either
 * case). `curves` and `summary` are left NULL: they may be long. */
GPtrArray *tau_store_search_jobs (TauStore *self, const char *match, gint64 before, guint limit,
                                  GError **error);
gboolean tau_store_set_job_note (TauStore *self, gint64 id, const char *note, GError **error);

/* As with runs: all or none (n = 0: none), and `undo` restores exactly these. */
gboolean tau_store_delete_jobs (TauStore *self, const gint64 *ids, gsize n, gint64 *undo,
                                GError **error);
gboolean tau_store_restore_jobs (TauStore *self, gint64 undo, GError **error);

/* One line of JSON without the newline; spec, summary and curves as JSON objects. */
char *tau_store_job_to_json (const TauStoreJob *job);

/* Writes every evaluation and training, oldest first, one JSON object per line. */
gboolean tau_store_export_jobs (TauStore *self, GOutputStream *out, GError **error);

/* ---- Answers of evaluations ---- */

/* The key of a part: the images of a block, under one corruption, for one model. */
typedef struct {
  const char *block; /* digest of the images before they are corrupted */
  TauStoreModel model;
  TauCorruptionKey corruption; /* always of the preset "auto" */
} TauStorePartKey;

/* Some of a key's answers: bit p of masks[v] says that image p, 0..63, has an answer for views[v].
 * rows: n_outputs floats for each bit, ordered by view, then by image. */
typedef struct {
  guint n_views;
  guint8 *views;
  guint64 *masks;
  guint n_outputs;
  float *rows;
  gint64 time_us; /* computing time on one thread */
  /* Of a part in the compact form (store/tau-compact.h): the entropy of each answer, in nats; and
   * what is stored, n_compact bytes for each, NULL in a part that was read. */
  float *entropies;
  guint8 *compact;
  gsize n_compact;
} TauStorePart;

void tau_store_part_free (TauStorePart *part);
guint tau_store_part_n_rows (const TauStorePart *part);

/* Brings a target's answers into the compact form and the rows to what will be read: few bytes are
 * stored of an answer of many classes. labels: of the images 0..63, TAU_COMPACT_NO_LABEL where none
 * is known. Does nothing for few classes, or if a row is no distribution. */
void tau_store_part_compact (TauStorePart *part, const gint32 *labels);

/* Adds parts[i] under keys[i], all or none. If a part's key and views are already stored, the
 * stored part is kept: a model always gives the same answers. */
gboolean tau_store_add_parts (TauStore *self, const TauStorePartKey *keys,
                              const TauStorePart *const *parts, guint n, GError **error);

/* The key's parts in the order they were added; of TauStorePart, owned. Damaged parts and those
 * with another number of outputs are left out. NULL: an error. */
GPtrArray *tau_store_find_parts (TauStore *self, const TauStorePartKey *key, guint n_outputs,
                                 GError **error);

/* Records that evaluation `job` uses all parts of the keys. A part is removed when the last
 * evaluation that uses it is deleted for good; a part that none has used stays. */
gboolean tau_store_use_parts (TauStore *self, gint64 job, const TauStorePartKey *keys, guint n,
                              GError **error);

/* What an evaluation found for an image, which only other programs read: data/docs/evaluation.md
 * describes the views image_loss and image_answer. */
typedef struct {
  guint number; /* of the row */
  const char *image, *label, *corruption;
  int severity;
  guint64 seed;
  const char *losses;  /* JSON: {transform: [predicted, actual]}, null for what is not known */
  const char *answers; /* JSON: {method: [answer, confidence, likelihood, choice]} */
} TauStoreResult;

/* Results in place of those that evaluation `job` had: begin, add each, end. After begin fails,
 * nothing else is called; `good` FALSE leaves the old ones. */
gboolean tau_store_begin_results (TauStore *self, gint64 job, GError **error);
gboolean tau_store_add_result (TauStore *self, gint64 job, const TauStoreResult *result,
                               GError **error);
gboolean tau_store_end_results (TauStore *self, gboolean good, GError **error);

/* Returns the bytes that all parts take (-1 on error), and their number in *n_parts. */
gint64 tau_store_get_parts_size (TauStore *self, guint64 *n_parts, GError **error);

/* Copies the parts of another database file that this store lacks and that are undamaged. The other
 * file is not changed. If cancelled, nothing is copied. */
gboolean tau_store_merge_parts (TauStore *self, const char *path, guint64 *n_added,
                                GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauStore, tau_store_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauStoreRun, tau_store_run_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TauStoreImage, tau_store_image_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauStoreJob, tau_store_job_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauStorePart, tau_store_part_free)

G_END_DECLS
