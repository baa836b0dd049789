/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inspect/tau-inspect.h"

G_BEGIN_DECLS

/* A thread for everything that takes more than a few milliseconds; it owns the store and the
 * open pack. The callback of a request runs in the caller's main context. In each lane the
 * latest request wins: a newer one cancels those before it, which then end with
 * G_IO_ERROR_CANCELLED, so that a slider never queues work. */
typedef enum {
  TAU_LANE_PACK,    /* opening packs */
  TAU_LANE_IMAGE,   /* loading images */
  TAU_LANE_INSPECT, /* inspecting them */
  TAU_LANE_OTHER,   /* exports, history; nothing is cancelled */
  TAU_N_LANES,
} TauLane;

#define TAU_TYPE_WORKER (tau_worker_get_type ())
G_DECLARE_FINAL_TYPE (TauWorker, tau_worker, TAU, WORKER, GObject)

/* `db_path` NULL: the database in the user's data folder. The store opens with the first job. */
TauWorker *tau_worker_new (const char *db_path, int n_threads);

/* Takes effect with the next job. */
void tau_worker_set_threads (TauWorker *self, int n_threads);

/* What the worker's thread owns, for job functions. */
typedef struct {
  const char *db_path;
  TauStore *store;         /* in memory if the file cannot be opened */
  char *store_problem;     /* a sentence for the user, or NULL */
  gboolean store_damaged;  /* the file; the user is to be asked */
  TauSession *session;     /* NULL: no pack open */
  TauSession *opened;      /* opened since, and not used yet; or NULL */
  GPtrArray *pack_folders; /* of packs that were named or opened (tau-known-packs.h); or NULL */
  int n_threads;
  GTask *task; /* of the job that runs, for tau_worker_report() */
} TauWorkerState;

/* A kind of request. */
typedef struct {
  TauLane lane;
  /* Runs on the worker's thread. Returns the answer, which may be NULL, or sets the error. */
  gpointer (*func) (TauWorkerState *state, gpointer request, GCancellable *cancellable,
                    GError **error);
  GDestroyNotify free_request, free_answer; /* NULL: nothing to free */
} TauWorkerKind;

/* The answer of a request that only reports success. */
#define TAU_WORKER_DONE GINT_TO_POINTER (TRUE)

/* Takes ownership of the request; `kind` must stay valid. */
void tau_worker_ask (TauWorker *self, const TauWorkerKind *kind, gpointer request,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* In the callback: the answer, owned by the caller. NULL with an error, which is
 * G_IO_ERROR_CANCELLED if a newer request has replaced it. */
gpointer tau_worker_answer (GAsyncResult *result, GError **error);
/* In the callback: the request, as `func` left it; owned by the result. */
gpointer tau_worker_request (GAsyncResult *result);

/* For a request that reports progress. Runs on the worker's thread; returns through
 * g_task_return_*. */
typedef void (*TauWorkerFunc) (GTask *task, TauWorkerState *state, gpointer task_data,
                               GCancellable *cancellable);

/* Takes ownership of the task (with its task data) and queues it in the lane. */
void tau_worker_push (TauWorker *self, TauLane lane, GTask *task, TauWorkerFunc func);

/* For a job function, to report progress: calls func (task, report) in the caller's main
 * context, always before the task's own callback, and frees the report there. */
typedef void (*TauWorkerReportFunc) (GTask *task, gpointer report);
void tau_worker_report (GTask *task, TauWorkerReportFunc func, gpointer report,
                        GDestroyNotify free_func);

/* Asks whether the database is damaged. The answer is its name, or NULL if not. */
void tau_worker_check_store_async (TauWorker *self, GAsyncReadyCallback callback, gpointer data);

/* Keeps the damaged database under another name and begins a new one: the user asked for it. The
 * answer is that name; NULL without an error if nothing was damaged any more. */
void tau_worker_start_anew_async (TauWorker *self, GAsyncReadyCallback callback, gpointer data);

/* Opens a pack. The old one stays until an inspection asks for the new one, so that nothing
 * changes if the user cancels, at whatever moment. Returns a sentence about the store, or NULL. */
void tau_worker_open_pack_async (TauWorker *self, TauPack *pack, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data);
gboolean tau_worker_open_pack_finish (GAsyncResult *result, char **store_problem, GError **error);

/* The worker cuts the square (x, y, side) out of `source`, the image as opened, and prepares it
 * for the pack (request->picture is ignored). */
typedef struct {
  TauPack *pack; /* as given to tau_worker_open_pack_async() */
  TauImage *source;
  int x, y, side; /* px of the source */
  TauInspectRequest request;
  /* Called in the caller's main context with what is known so far, if the target is slow; never
   * after the callback. May be NULL. */
  void (*partial) (TauInspection *partial, gpointer data);
  gpointer partial_data;
} TauLookRequest;

TauLookRequest *tau_look_request_copy (const TauLookRequest *look);
void tau_look_request_free (TauLookRequest *look);

/* For job functions: the image that the look's square gives, as the pack takes it, and the session
 * of that pack. NULL if the pack is not open any more. */
TauImage *tau_look_request_prepare (const TauLookRequest *look, TauWorkerState *state,
                                    TauSession **session, GError **error);

/* The answer is a TauInspection. */
void tau_worker_inspect_async (TauWorker *self, const TauLookRequest *look,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer data);

G_END_DECLS
