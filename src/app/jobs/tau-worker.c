/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-worker.h"

#include "app/jobs/tau-known-packs.h"
#include "dataset/tau-samples.h"

#include <glib/gi18n-lib.h>

/* Key under which a task keeps its job's cancellable. */
#define JOB_CANCELLABLE "tau-job-cancellable"

struct _TauWorker {
  GObject parent_instance;
  GThread *thread;
  GAsyncQueue *jobs;                 /* of Job */
  GCancellable *latest[TAU_N_LANES]; /* of the newest job of each lane */
};

G_DEFINE_FINAL_TYPE (TauWorker, tau_worker, G_TYPE_OBJECT)

/* One request. A job without a task ends the thread. */
typedef struct {
  GTask *task;
  TauWorkerFunc func;
  GCancellable *cancellable; /* the job's own: cancelled by a newer job or by the caller */
  gulong caller_handler;     /* on the task's cancellable, or 0 */
} Job;

static void
job_free (Job *job)
{
  if (job->caller_handler != 0)
    g_cancellable_disconnect (g_task_get_cancellable (job->task), job->caller_handler);
  g_clear_object (&job->task);
  g_clear_object (&job->cancellable);
  g_free (job);
}

/* -- the worker's thread ----------------------------------------- */

/* Without a store there is no cache and no history, but the program runs. A damaged one is left as
 * it is until the user has been asked. */
static void
open_store (TauWorkerState *state)
{
  g_autoptr (GError) error = NULL;
  state->store = tau_store_open (state->db_path, &error);
  if (state->store != NULL)
    return;
  state->store = tau_store_open (NULL, NULL);
  state->store_damaged = g_error_matches (error, TAU_STORE_ERROR, TAU_STORE_ERROR_DAMAGED);
  if (!state->store_damaged)
    state->store_problem = g_strdup (error->message);
}

typedef struct {
  GAsyncQueue *jobs;
  char *db_path;
  int n_threads;
} ThreadData;

static gpointer
run_jobs (gpointer data)
{
  ThreadData *thread = data;
  TauWorkerState state = { .db_path = thread->db_path, .n_threads = thread->n_threads };
  for (;;) {
    Job *job = g_async_queue_pop (thread->jobs);
    if (job->task == NULL) {
      job_free (job);
      break;
    }
    if (state.store == NULL)
      open_store (&state);
    state.task = job->task;
    if (g_cancellable_is_cancelled (job->cancellable))
      g_task_return_new_error (job->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Cancelled"));
    else
      job->func (job->task, &state, g_task_get_task_data (job->task), job->cancellable);
    job_free (job);
  }
  tau_session_free (state.session);
  tau_session_free (state.opened);
  tau_store_close (state.store);
  g_free (state.store_problem);
  g_clear_pointer (&state.pack_folders, g_ptr_array_unref);
  g_async_queue_unref (thread->jobs);
  g_free (thread->db_path);
  g_free (thread);
  return NULL;
}

/* -- the object -------------------------------------------------- */

static void
tau_worker_dispose (GObject *object)
{
  TauWorker *self = TAU_WORKER (object);
  for (guint lane = 0; lane < TAU_N_LANES; lane++) {
    g_cancellable_cancel (self->latest[lane]);
    g_clear_object (&self->latest[lane]);
  }
  if (self->thread != NULL) {
    g_autoptr (GThread) thread = g_steal_pointer (&self->thread);
    g_async_queue_push (self->jobs, g_new0 (Job, 1));
    /* A task holds a reference to its worker, so the last one may be dropped on the worker's own
     * thread, which then ends by itself. */
    if (thread != g_thread_self ())
      g_thread_join (g_steal_pointer (&thread));
  }
  g_clear_pointer (&self->jobs, g_async_queue_unref);
  G_OBJECT_CLASS (tau_worker_parent_class)->dispose (object);
}

static void
tau_worker_class_init (TauWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tau_worker_dispose;
}

static void
tau_worker_init (TauWorker *self)
{
  self->jobs = g_async_queue_new_full ((GDestroyNotify)job_free);
}

TauWorker *
tau_worker_new (const char *db_path, int n_threads)
{
  TauWorker *self = g_object_new (TAU_TYPE_WORKER, NULL);
  ThreadData *thread = g_new0 (ThreadData, 1);
  thread->jobs = g_async_queue_ref (self->jobs);
  thread->n_threads = n_threads;
  thread->db_path = db_path != NULL ? g_strdup (db_path) : tau_store_default_path ();
  self->thread = g_thread_new ("tau-worker", run_jobs, thread);
  return self;
}

/* Forwards the caller's cancellation to the job's own cancellable. */
static void
on_caller_cancelled_cb (GCancellable *caller, gpointer own)
{
  g_cancellable_cancel (own);
}

void
tau_worker_push (TauWorker *self, TauLane lane, GTask *task, TauWorkerFunc func)
{
  Job *job = g_new0 (Job, 1);
  GCancellable *caller = g_task_get_cancellable (task);
  job->task = g_object_ref (task);
  job->func = func;
  job->cancellable = g_cancellable_new ();
  g_task_set_check_cancellable (task, FALSE); /* the job itself reports how it ended */
  if (caller != NULL)
    job->caller_handler = g_cancellable_connect (caller, G_CALLBACK (on_caller_cancelled_cb),
                                                 g_object_ref (job->cancellable), g_object_unref);
  g_object_set_data_full (G_OBJECT (task), JOB_CANCELLABLE, g_object_ref (job->cancellable),
                          g_object_unref);
  if (lane != TAU_LANE_OTHER) {
    g_cancellable_cancel (self->latest[lane]);
    g_set_object (&self->latest[lane], job->cancellable);
  }
  g_async_queue_push (self->jobs, job);
}

/* -- reports ----------------------------------------------------- */

typedef struct {
  GTask *task;
  TauWorkerReportFunc func;
  gpointer report;
  GDestroyNotify free_func;
} Report;

static gboolean
on_report_cb (gpointer data)
{
  Report *report = data;
  report->func (report->task, report->report);
  return G_SOURCE_REMOVE;
}

static void
report_free (gpointer data)
{
  Report *report = data;
  report->free_func (report->report);
  g_object_unref (report->task);
  g_free (report);
}

void
tau_worker_report (GTask *task, TauWorkerReportFunc func, gpointer report, GDestroyNotify free_func)
{
  const Report made = { g_object_ref (task), func, report, free_func };
  /* g_main_context_invoke_full would call it on this thread while nobody owns the context. */
  g_autoptr (GSource) source = g_idle_source_new ();
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_callback (source, on_report_cb, g_memdup2 (&made, sizeof made), report_free);
  g_source_attach (source, g_task_get_context (task));
}

/* -- requests ---------------------------------------------------- */

typedef struct {
  const TauWorkerKind *kind;
  gpointer request;
} Ask;

static void
ask_free (Ask *ask)
{
  if (ask->kind->free_request != NULL && ask->request != NULL)
    ask->kind->free_request (ask->request);
  g_free (ask);
}

static void
run_ask (GTask *task, TauWorkerState *state, gpointer task_data, GCancellable *cancellable)
{
  Ask *ask = task_data;
  GError *error = NULL;
  gpointer answer = ask->kind->func (state, ask->request, cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer, answer != NULL ? ask->kind->free_answer : NULL);
}

void
tau_worker_ask (TauWorker *self, const TauWorkerKind *kind, gpointer request,
                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Ask *ask = g_new (Ask, 1);
  *ask = (Ask){ kind, request };
  g_task_set_source_tag (task, tau_worker_ask);
  g_task_set_task_data (task, ask, (GDestroyNotify)ask_free);
  tau_worker_push (self, kind->lane, task, run_ask);
}

gpointer
tau_worker_answer (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tau_worker_ask), NULL);
  const TauWorkerKind *kind = ((Ask *)g_task_get_task_data (G_TASK (result)))->kind;
  GCancellable *own = g_object_get_data (G_OBJECT (result), JOB_CANCELLABLE);
  GError *local = NULL;
  gpointer answer = g_task_propagate_pointer (G_TASK (result), &local);
  /* The caller may have cancelled when the job was done, and its own cancellable was let go. */
  GCancellable *caller = g_task_get_cancellable (G_TASK (result));
  if (local == NULL && kind->lane != TAU_LANE_OTHER &&
      (g_cancellable_set_error_if_cancelled (own, &local) ||
       g_cancellable_set_error_if_cancelled (caller, &local)) &&
      answer != NULL) {
    if (kind->free_answer != NULL)
      kind->free_answer (answer);
    answer = NULL;
  }
  if (local != NULL)
    g_propagate_error (error, local);
  return answer;
}

gpointer
tau_worker_request (GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tau_worker_ask), NULL);
  return ((Ask *)g_task_get_task_data (G_TASK (result)))->request;
}

/* -- threads ----------------------------------------------------- */

static gpointer
set_threads (TauWorkerState *state, gpointer n_threads, GCancellable *cancellable, GError **error)
{
  state->n_threads = GPOINTER_TO_INT (n_threads);
  if (state->session != NULL)
    state->session->torch->set_threads (state->n_threads);
  if (state->opened != NULL)
    state->opened->torch->set_threads (state->n_threads);
  return TAU_WORKER_DONE;
}

void
tau_worker_set_threads (TauWorker *self, int n_threads)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, set_threads, NULL, NULL };
  tau_worker_ask (self, &kind, GINT_TO_POINTER (n_threads), NULL, NULL, NULL);
}

/* -- a damaged database -------------------------------------------------------------------- */

static gpointer
check_store (TauWorkerState *state, gpointer request, GCancellable *cancellable, GError **error)
{
  return state->store_damaged ? g_filename_display_name (state->db_path) : NULL;
}

void
tau_worker_check_store_async (TauWorker *self, GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, check_store, NULL, g_free };
  tau_worker_ask (self, &kind, NULL, NULL, callback, data);
}

static gpointer
start_anew (TauWorkerState *state, gpointer request, GCancellable *cancellable, GError **error)
{
  g_autofree char *kept = NULL;
  TauStore *store = tau_store_start_anew (state->db_path, &kept, error);
  if (store == NULL)
    return NULL;
  if (state->session != NULL)
    state->session->store = store;
  if (state->opened != NULL)
    state->opened->store = store;
  tau_store_close (state->store);
  state->store = store;
  state->store_damaged = FALSE;
  return kept != NULL ? g_filename_display_name (kept) : NULL;
}

void
tau_worker_start_anew_async (TauWorker *self, GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, start_anew, NULL, g_free };
  tau_worker_ask (self, &kind, NULL, NULL, callback, data);
}

/* -- opening a pack ---------------------------------------------- */

static gpointer
open_pack (TauWorkerState *state, gpointer pack, GCancellable *cancellable, GError **error)
{
  TauSession *session = tau_session_open (pack, state->store, state->n_threads, cancellable, error);
  if (session == NULL)
    return NULL;
  if (!tau_session_measure_views (session, state->n_threads, cancellable, error) ||
      g_cancellable_set_error_if_cancelled (cancellable, error)) {
    tau_session_free (session);
    return NULL;
  }
  tau_session_free (state->opened);
  state->opened = session;
  tau_known_packs_remember (state, pack);
  return g_steal_pointer (&state->store_problem); /* reported once */
}

/* The session of the pack that the window shows. Only the window knows whether it has taken a pack
 * that was opened: the user may have cancelled when the worker had it already. */
static TauSession *
find_session (TauWorkerState *state, const TauPack *pack)
{
  if (state->opened != NULL && state->opened->pack == pack) {
    tau_session_free (state->session);
    state->session = g_steal_pointer (&state->opened);
  }
  return state->session != NULL && state->session->pack == pack ? state->session : NULL;
}

void
tau_worker_open_pack_async (TauWorker *self, TauPack *pack, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_PACK, open_pack, (GDestroyNotify)tau_pack_unref,
                                      g_free };
  tau_worker_ask (self, &kind, tau_pack_ref (pack), cancellable, callback, data);
}

gboolean
tau_worker_open_pack_finish (GAsyncResult *result, char **store_problem, GError **error)
{
  GError *local = NULL;
  g_autofree char *problem = tau_worker_answer (result, &local);
  if (local != NULL) {
    g_propagate_error (error, local);
    return FALSE;
  }
  if (store_problem != NULL)
    *store_problem = g_steal_pointer (&problem);
  return TRUE;
}

/* -- inspecting -------------------------------------------------- */

void
tau_look_request_free (TauLookRequest *look)
{
  tau_image_unref (look->source);
  g_clear_pointer (&look->pack, tau_pack_unref);
  g_free (look);
}

TauLookRequest *
tau_look_request_copy (const TauLookRequest *look)
{
  TauLookRequest *copy = g_memdup2 (look, sizeof *look);
  copy->pack = look->pack != NULL ? tau_pack_ref (look->pack) : NULL;
  copy->source = tau_image_ref (look->source);
  copy->request.picture = NULL;
  return copy;
}

TauImage *
tau_look_request_prepare (const TauLookRequest *look, TauWorkerState *state, TauSession **session,
                          GError **error)
{
  *session = find_session (state, look->pack);
  if (*session == NULL) {
    g_set_error_literal (error, TAU_PACK_ERROR, TAU_PACK_ERROR_NOT_FOUND,
                         _ ("No model pack is open; choose one under “Model Pack”"));
    return NULL;
  }
  const TauPack *pack = (*session)->pack;
  g_autoptr (TauImage) square =
      tau_image_crop (look->source, look->x, look->y, look->side, look->side);
  return tau_prepare_image (square, pack->target.input_size + pack->margin);
}

static void
on_partial_cb (GTask *task, gpointer partial)
{
  const TauLookRequest *look = tau_worker_request (G_ASYNC_RESULT (task));
  look->partial (partial, look->partial_data);
}

static void
report_partial (TauInspection *partial, gpointer task)
{
  tau_worker_report (task, on_partial_cb, partial, (GDestroyNotify)tau_inspection_unref);
}

static gpointer
inspect (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  TauLookRequest *look = data;
  TauSession *session;
  g_autoptr (TauImage) picture = tau_look_request_prepare (look, state, &session, error);
  if (picture == NULL)
    return NULL;
  TauInspectRequest request = look->request;
  request.picture = picture;
  return tau_inspect_in_steps (session, &request, look->partial != NULL ? report_partial : NULL,
                               state->task, cancellable, error);
}

void
tau_worker_inspect_async (TauWorker *self, const TauLookRequest *look, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_INSPECT, inspect,
                                      (GDestroyNotify)tau_look_request_free,
                                      (GDestroyNotify)tau_inspection_unref };
  tau_worker_ask (self, &kind, tau_look_request_copy (look), cancellable, callback, data);
}
