/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/history/tau-history-item.h"
#include "app/jobs/tau-scene.h"
#include "evaluate/tau-evaluate.h"
#include "app/jobs/tau-worker.h"

G_BEGIN_DECLS

/* Requests from the history view to the worker, which owns the store. tau_worker_answer() gives
 * the answers: TAU_WORKER_DONE unless stated otherwise. */

/* A page of runs and jobs, newest first. `before_run` and `before_job` continue after the page
 * that returned them (0: from the newest). */
typedef struct {
  char *match; /* NULL: all */
  int kind;    /* TauHistoryKind, or -1: all */
  gint64 before_run, before_job;
  guint limit;
} TauHistoryQuery;

typedef struct {
  GPtrArray *items;              /* of TauHistoryItem */
  gint64 before_run, before_job; /* for the next page */
  gboolean more;
} TauHistoryPage;

void tau_history_page_free (TauHistoryPage *page);

/* The answer is a TauHistoryPage. */
void tau_history_load_async (TauWorker *worker, const TauHistoryQuery *query,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer data);

void tau_history_set_note_async (TauWorker *worker, TauHistoryItem *item, const char *note,
                                 GAsyncReadyCallback callback, gpointer data);

/* What is needed to restore exactly what was deleted. */
typedef struct {
  gint64 runs, jobs; /* 0: nothing of that kind was deleted */
  guint n;           /* number of entries */
} TauHistoryUndo;

void tau_history_delete_async (TauWorker *worker, GPtrArray *items, GAsyncReadyCallback callback,
                               gpointer data);
gboolean tau_history_delete_finish (GAsyncResult *result, TauHistoryUndo *undo, GError **error);
void tau_history_restore_async (TauWorker *worker, const TauHistoryUndo *undo,
                                GAsyncReadyCallback callback, gpointer data);

/* The answer is a gint64, freed by the caller: the bytes in use. `clear` first removes the
 * cached answers of the networks; the history stays. */
void tau_history_size_async (TauWorker *worker, gboolean clear, GAsyncReadyCallback callback,
                             gpointer data);

/* With format -1, writes these items (NULL: everything) as JSON lines. With a TauTableFormat,
 * writes the tables of these items, which must be evaluations with a result. */
void tau_history_export_async (TauWorker *worker, GPtrArray *items, int format, GFile *file,
                               GAsyncReadyCallback callback, gpointer data);

/* The answer is a GPtrArray: the results (TauEvaluation) of these items, in the same order. A
 * single one may be without a result, see tau_evaluation_parse_unstarted(). Two that cannot be
 * compared are an error. */
void tau_history_evaluations_async (TauWorker *worker, GPtrArray *items,
                                    GAsyncReadyCallback callback, gpointer data);

/* The answer is a TauScene: what Explore needs to open a run. G_IO_ERROR_NOT_FOUND: its image is no
 * longer where it was; G_IO_ERROR_WRONG_ETAG: another image is there. With `file`, the user says
 * where it is; if that is so, all runs of the image have it there from now on. */
void tau_history_scene_async (TauWorker *worker, TauHistoryItem *item, GFile *file,
                              GAsyncReadyCallback callback, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauHistoryPage, tau_history_page_free)

G_END_DECLS
