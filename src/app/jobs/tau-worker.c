/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-worker.h"

#include "dataset/tau-samples.h"

#include <glib/gi18n-lib.h>

/* Where a task keeps the cancellable of its job. */
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
  GCancellable *cancellable; /* the job's own: cancelled by a newer one, or with the caller's */
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

/* A store that cannot be opened costs the cache and the history, not the program. */
static void
open_store (TauWorkerState *state, const char *path)
{
  g_autoptr (GError) error = NULL;
  state->store = tau_store_open (path, &error);
  if (state->store == NULL) {
    state->store_problem = g_strdup (error->message);
    state->store = tau_store_open (NULL, NULL);
  } else {
    state->store_problem = g_strdup (tau_store_get_warning (state->store));
  }
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
  TauWorkerState state = { .n_threads = thread->n_threads };
  for (;;) {
    Job *job = g_async_queue_pop (thread->jobs);
    if (job->task == NULL) {
      job_free (job);
      break;
    }
    if (state.store == NULL)
      open_store (&state, thread->db_path);
    if (g_cancellable_is_cancelled (job->cancellable))
      g_task_return_new_error (job->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Cancelled"));
    else
      job->func (job->task, &state, g_task_get_task_data (job->task), job->cancellable);
    job_free (job);
  }
  tau_session_free (state.session);
  tau_store_close (state.store);
  g_free (state.store_problem);
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

/* Carries the caller's cancellation over to the job's own cancellable. */
static void
on_caller_cancelled_cb (GCancellable *caller G_GNUC_UNUSED, gpointer own)
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
  g_task_set_check_cancellable (task, FALSE); /* the job says itself how it ended */
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

static void
set_threads_job (GTask *task, TauWorkerState *state, gpointer task_data,
                 GCancellable *cancellable G_GNUC_UNUSED)
{
  state->n_threads = GPOINTER_TO_INT (task_data);
  if (state->session != NULL)
    state->session->torch->set_threads (state->n_threads);
  g_task_return_boolean (task, TRUE);
}

void
tau_worker_set_threads (TauWorker *self, int n_threads)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, tau_worker_set_threads);
  g_task_set_task_data (task, GINT_TO_POINTER (n_threads), NULL);
  tau_worker_push (self, TAU_LANE_OTHER, task, set_threads_job);
}

/* The result, unless a newer request has replaced it after it was computed. */
static gpointer
propagate (GAsyncResult *result, GDestroyNotify free_func, GError **error)
{
  GError *local = NULL;
  gpointer value = g_task_propagate_pointer (G_TASK (result), &local);
  GCancellable *own = g_object_get_data (G_OBJECT (result), JOB_CANCELLABLE);
  if (local == NULL && g_cancellable_set_error_if_cancelled (own, &local) && value != NULL)
    free_func (g_steal_pointer (&value));
  if (local != NULL)
    g_propagate_error (error, local);
  return value;
}

/* -- opening a pack ---------------------------------------------- */

static void
open_pack_job (GTask *task, TauWorkerState *state, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  TauSession *session = tau_session_open (task_data, state->store, state->n_threads, FALSE, &error);
  if (session == NULL) {
    g_task_return_error (task, error);
    return;
  }
  tau_session_free (state->session);
  state->session = session;
  /* Said once, and not to a request whose result is dropped. */
  g_autofree char *problem =
      g_cancellable_is_cancelled (cancellable) ? NULL : g_steal_pointer (&state->store_problem);
  g_task_return_pointer (task, g_steal_pointer (&problem), g_free);
}

void
tau_worker_open_pack_async (TauWorker *self, TauPack *pack, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, tau_worker_open_pack_async);
  g_task_set_task_data (task, tau_pack_ref (pack), (GDestroyNotify)tau_pack_unref);
  tau_worker_push (self, TAU_LANE_PACK, task, open_pack_job);
}

gboolean
tau_worker_open_pack_finish (TauWorker *self, GAsyncResult *result, char **store_problem,
                             GError **error)
{
  g_autoptr (GError) local = NULL;
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_autofree char *problem = propagate (result, g_free, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (store_problem != NULL)
    *store_problem = g_steal_pointer (&problem);
  return TRUE;
}

/* -- loading an image -------------------------------------------- */

static void
load_image_job (GTask *task, TauWorkerState *state G_GNUC_UNUSED, gpointer task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  g_autofree char *name = g_file_get_parse_name (task_data);
  g_autoptr (GBytes) bytes = g_file_load_bytes (task_data, cancellable, NULL, &error);
  TauImage *image = bytes != NULL ? tau_image_load_bytes (bytes, name, &error) : NULL;
  if (image != NULL)
    g_task_return_pointer (task, image, (GDestroyNotify)tau_image_unref);
  else
    g_task_return_error (task, error);
}

void
tau_worker_load_image_async (TauWorker *self, GFile *file, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, tau_worker_load_image_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  tau_worker_push (self, TAU_LANE_IMAGE, task, load_image_job);
}

TauImage *
tau_worker_load_image_finish (TauWorker *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return propagate (result, (GDestroyNotify)tau_image_unref, error);
}

/* -- inspecting -------------------------------------------------- */

static void
look_request_free (TauLookRequest *look)
{
  tau_image_unref (look->source);
  g_free (look);
}

static void
inspect_job (GTask *task, TauWorkerState *state, gpointer task_data, GCancellable *cancellable)
{
  TauLookRequest *look = task_data;
  GError *error = NULL;
  if (state->session == NULL) {
    g_task_return_new_error (task, TAU_PACK_ERROR, TAU_PACK_ERROR_NOT_FOUND, "%s",
                             _ ("No model pack is open; choose one under “Model Pack”"));
    return;
  }
  TauPack *pack = state->session->pack;
  g_autoptr (TauImage) square =
      tau_image_crop (look->source, look->x, look->y, look->side, look->side);
  g_autoptr (TauImage) picture = tau_prepare_image (square, pack->target.input_size + pack->margin);
  TauInspectRequest request = look->request;
  request.picture = picture;
  TauInspection *inspection = tau_inspect (state->session, &request, cancellable, &error);
  if (inspection != NULL)
    g_task_return_pointer (task, inspection, (GDestroyNotify)tau_inspection_unref);
  else
    g_task_return_error (task, error);
}

void
tau_worker_inspect_async (TauWorker *self, const TauLookRequest *look, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  TauLookRequest *copy = g_memdup2 (look, sizeof *look);
  copy->source = tau_image_ref (look->source);
  copy->request.picture = NULL;
  g_task_set_source_tag (task, tau_worker_inspect_async);
  g_task_set_task_data (task, copy, (GDestroyNotify)look_request_free);
  tau_worker_push (self, TAU_LANE_INSPECT, task, inspect_job);
}

TauInspection *
tau_worker_inspect_finish (TauWorker *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return propagate (result, (GDestroyNotify)tau_inspection_unref, error);
}
